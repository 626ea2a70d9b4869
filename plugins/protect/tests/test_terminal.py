"""What a person at a terminal does with rules."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from clerk_cli.api import cell_width

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")

VPN, PROXY, TOR = "ip.privacy.is_vpn", "ip.privacy.is_proxy", "ip.privacy.is_tor"
DOWN = "\x1b[B"


def test_add_asks_for_ruleset_expression_and_description(protect: Any) -> None:
    terminal = protect.on_terminal("rules", "add")
    terminal.expect("Ruleset")
    terminal.type(f"{DOWN}\r")
    terminal.expect("Expression, such as")
    terminal.type(f"{VPN}\r")
    terminal.expect("Description (optional)")
    terminal.type("no VPNs\r")
    terminal.expect("Created rule rule_")
    assert terminal.wait() == 0
    (rule,) = protect.rules()
    assert (rule["expression"], rule["description"], rule["action"]) == (VPN, "no VPNs", "BLOCK")


def test_add_offers_ai_where_it_is_configured(protect: Any, one_model: Any) -> None:
    one_model.says(VPN)
    terminal = protect.on_terminal("rules", "add", "SIGN_IN")
    terminal.expect("Describe it, and let AI write it")
    terminal.type("\r")
    terminal.expect("What should it act on")
    terminal.type("VPN users\r")
    terminal.expect("No, cancel")
    terminal.type("\r")
    assert terminal.wait() == 0
    assert protect.rules()[0]["description"] == "VPN users"


def test_an_empty_expression_is_asked_again_and_ctrl_c_sends_nothing(protect: Any) -> None:
    terminal = protect.on_terminal("rules", "add", "SIGN_IN")
    terminal.expect("Expression, such as")
    terminal.type("\r")
    terminal.expect("It cannot be empty")
    terminal.type("\x03")
    assert terminal.wait() == 130
    assert protect.rules() == []


def test_what_ai_wrote_is_refined_with_a_sentence(protect: Any, one_model: Any) -> None:
    one_model.says(VPN, f"{VPN} || {TOR}")
    terminal = protect.on_terminal("rules", "add", "SIGN_IN", "-g", "VPN users")
    terminal.expect("Create rule with this expression?")
    terminal.expect("No, cancel")
    terminal.type(f"{DOWN}\r")
    terminal.expect("What should be different?")
    terminal.type("Tor as well\r")
    terminal.expect("No, cancel", after=f"Generated expression:\n  {VPN} || {TOR}\n")
    terminal.type("\r")
    terminal.expect("Created rule rule_")
    assert terminal.wait() == 0
    assert protect.expressions() == [f"{VPN} || {TOR}"]
    assert [each["role"] for each in one_model.heard] == ["system", "user", "assistant", "user"]


def test_what_ai_wrote_is_edited_by_hand(protect: Any, one_model: Any, editor: Any) -> None:
    one_model.says(VPN)
    editor(f'sed -i "s/{VPN}/{TOR}/" "$file"')
    terminal = protect.on_terminal("rules", "add", "SIGN_IN", "-g", "VPN users")
    terminal.expect("No, cancel")
    terminal.type(f"{DOWN}{DOWN}\r")
    terminal.expect("No, cancel", after=f"Your expression:\n  {TOR}\n")
    terminal.type("\r")
    terminal.expect("Created rule rule_")
    assert terminal.wait() == 0
    assert protect.expressions() == [TOR]


def test_an_editor_that_fails_leaves_what_ai_wrote(
    protect: Any, one_model: Any, editor: Any
) -> None:
    one_model.says(VPN)
    editor("exit 1")
    terminal = protect.on_terminal("rules", "add", "SIGN_IN", "-g", "VPN users")
    terminal.expect("No, cancel")
    terminal.type(f"{DOWN}{DOWN}\r")
    terminal.expect("No, cancel", after="ended with 1")
    terminal.type("\r")
    assert terminal.wait() == 0
    assert protect.expressions() == [VPN]


def test_what_was_edited_by_hand_is_checked_and_refined(
    protect: Any, one_model: Any, editor: Any
) -> None:
    one_model.says(VPN, TOR)
    editor(f'sed -i "s/{VPN}/ip.privcy.is_vpn/" "$file"')
    terminal = protect.on_terminal("rules", "add", "SIGN_IN", "-g", "VPN users")
    terminal.expect("No, cancel")
    terminal.type(f"{DOWN}{DOWN}\r")
    terminal.expect("No, cancel", after="did you mean ip.privacy?")
    terminal.type(f"{DOWN}\r")
    terminal.expect("What should be different?")
    terminal.type("Tor instead\r")
    terminal.expect("No, cancel", after=f"Generated expression:\n  {TOR}\n")
    terminal.type("\r")
    assert terminal.wait() == 0
    assert "The expression:\nip.privcy.is_vpn\n\nThe wish: Tor instead" in str(
        one_model.heard[-1]["content"]
    )


def test_yes_on_the_command_line_asks_nothing(protect: Any, one_model: Any) -> None:
    one_model.says(VPN)
    terminal = protect.on_terminal("rules", "add", "SIGN_IN", "-g", "VPN users", "--yes")
    assert terminal.wait() == 0
    assert protect.expressions() == [VPN]


@pytest.mark.parametrize("keys", [[], [f"{DOWN}\r"]], ids=["at the decision", "at the sentence"])
def test_ctrl_c_sends_nothing(protect: Any, one_model: Any, keys: list[str]) -> None:
    one_model.says(VPN)
    terminal = protect.on_terminal("rules", "add", "SIGN_IN", "-g", "VPN users")
    terminal.expect("No, cancel")
    for key in keys:
        terminal.type(key)
        terminal.expect("What should be different?")
    terminal.type("\x03")
    assert terminal.wait() == 130
    assert protect.rules() == []


def test_what_ai_wrote_can_be_turned_down(protect: Any, one_model: Any) -> None:
    one_model.says(VPN)
    terminal = protect.on_terminal("rules", "add", "SIGN_IN", "-g", "VPN users")
    terminal.expect("No, cancel")
    terminal.type(f"{DOWN}{DOWN}{DOWN}\r")
    terminal.expect("Canceled.")
    assert terminal.wait() == 0
    assert protect.rules() == []


def test_what_the_server_refuses_can_be_refined(protect: Any, one_model: Any) -> None:
    one_model.says("ip.unheard.of", "ip.unheard.of", "ip.unheard.of", TOR)
    terminal = protect.on_terminal("rules", "add", "SIGN_IN", "-g", "x")
    terminal.expect("No, cancel")
    terminal.type("\r")
    terminal.expect("No, cancel", after="cannot be compiled")
    terminal.type(f"{DOWN}\r")
    terminal.expect("What should be different?")
    terminal.type("use Tor\r")
    terminal.expect("No, cancel", after=f"Generated expression:\n  {TOR}\n")
    terminal.type("\r")
    terminal.expect("Created rule rule_")
    assert terminal.wait() == 0


def test_rules_are_ordered_one_place_after_the_other(protect: Any) -> None:
    protect.add(VPN, PROXY, TOR)
    terminal = protect.on_terminal("rules", "reorder", "SIGN_IN")
    terminal.expect("Number 1")
    terminal.type(f"{DOWN}{DOWN}\r")
    terminal.expect("Number 2")
    terminal.type("\r")
    terminal.expect("Reordered SIGN_IN.")
    assert terminal.wait() == 0
    assert protect.expressions() == [TOR, VPN, PROXY]


def test_long_rules_are_cut_to_the_terminal(protect: Any) -> None:
    """A line that wraps would be drawn once more at each key."""
    _, last = protect.add(f"{VPN} || " * 5 + PROXY, TOR, description="日本語" * 20)
    argv = ("-p", "sandbox", "protect", "rules", "reorder", "SIGN_IN")
    terminal = protect.clerk.on_terminal(*argv, columns=50)
    terminal.expect("…", after=last)
    terminal.type("\x03")
    assert terminal.wait() == 130
    rules = [line for line in terminal.err.text.splitlines() if "rule_" in line]
    assert len(rules) == 2
    assert max(cell_width(line) for line in rules) < 50


def test_an_expression_longer_than_the_line_is_typed_in_one(protect: Any) -> None:
    argv = ("-p", "sandbox", "protect", "rules", "add", "SIGN_IN")
    terminal = protect.clerk.on_terminal(*argv, columns=50)
    terminal.expect("Expression")
    expression = f"{VPN} || " * 5 + PROXY
    terminal.type(expression)
    terminal.expect("is_proxy")
    terminal.type("\r")
    terminal.expect("Description (optional)")
    terminal.type("\r")
    assert terminal.wait() == 0
    drawn = [line for line in terminal.err.text.splitlines() if "Expression" in line]
    assert max(cell_width(line) for line in drawn) < 50
    assert protect.expressions() == [expression]


def test_what_is_pasted_arrives_whole_however_slowly_it_comes(protect: Any) -> None:
    terminal = protect.on_terminal("rules", "add", "SIGN_IN")
    terminal.expect("Expression")
    expression = " || ".join(f"ip.asn.number == {number}" for number in range(30))
    for character in expression:
        terminal.type(character)
    terminal.type("\r")
    terminal.expect("Description (optional)")
    terminal.type("\r")
    assert terminal.wait() == 0
    assert protect.expressions() == [expression]


def test_a_key_that_was_pressed_before_the_question_answers_nothing(
    protect: Any, one_model: Any
) -> None:
    """Who presses Enter while a model writes has not seen what would be created."""
    one_model.says(VPN)
    terminal = protect.on_terminal("rules", "add", "SIGN_IN", "-g", "VPN users")
    terminal.type("\r\r\r", early=True)
    terminal.expect("No, cancel")
    terminal.type(f"{DOWN}{DOWN}{DOWN}\r")
    terminal.expect("Canceled.")
    assert terminal.wait() == 0
    assert protect.rules() == []


@pytest.mark.parametrize("left", ["\x1b[D", "\x1bOD"], ids=["cursor", "application"])
def test_an_answer_is_edited_in_the_middle(protect: Any, left: str) -> None:
    terminal = protect.on_terminal("rules", "add", "SIGN_IN")
    terminal.expect("Expression")
    terminal.type(f"ip.privacy.is_vn{left}p\x1b[3~n{left * 3}\x7f_\r")
    terminal.expect("Description (optional)")
    terminal.type("\r")
    assert terminal.wait() == 0
    assert protect.expressions() == [VPN]


def test_ctrl_c_leaves_the_order(protect: Any) -> None:
    protect.add(VPN, PROXY, TOR)
    terminal = protect.on_terminal("rules", "reorder", "SIGN_IN")
    terminal.expect("Number 1")
    terminal.type(f"{DOWN}\r")
    terminal.expect("Number 2")
    terminal.type("\x03")
    assert terminal.wait() == 130
    assert protect.expressions() == [VPN, PROXY, TOR]


def test_a_flush_is_asked_first(protect: Any) -> None:
    protect.add(VPN)
    terminal = protect.on_terminal("rules", "flush", "SIGN_IN")
    terminal.expect("Delete every rule of SIGN_IN?")
    terminal.type("n")
    assert terminal.wait() == 0
    assert protect.expressions() == [VPN]


def test_an_event_type_can_be_chosen(protect: Any) -> None:
    terminal = protect.on_terminal("schema", "show", "--flat")
    terminal.expect("Event type")
    terminal.type(f"{DOWN * 3}\r")
    terminal.expect("phoneNumber.country_code")
    assert terminal.wait() == 0
