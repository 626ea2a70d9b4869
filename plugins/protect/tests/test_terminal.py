"""The interactive commands, on a terminal."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from clerk_cli.api import cell_width

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")

VPN, PROXY, TOR = "ip.privacy.is_vpn", "ip.privacy.is_proxy", "ip.privacy.is_tor"
DOWN = "\x1b[B"
ACCEPT, REFINE, EDIT, CANCEL = (f"{DOWN * index}\r" for index in range(4))
GENERATE = ("rules", "add", "SIGN_IN", "-g", "VPN users")


def decide(terminal: Any, keys: str, *, after: str = "") -> None:
    """Answer the question about a generated expression.

    Args:
        terminal: The terminal.
        keys: ACCEPT, REFINE, EDIT or CANCEL.
        after: What is shown above the question, if it is asked again.
    """
    terminal.expect("No, cancel", after=after)
    terminal.type(keys)


def refine(terminal: Any, change: str, *, after: str = "") -> None:
    """Ask for a change of a generated expression."""
    decide(terminal, REFINE, after=after)
    terminal.expect("What should change?")
    terminal.type(f"{change}\r")


def test_add_prompts_for_ruleset_expression_and_description(protect: Any) -> None:
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


def test_add_offers_ai_if_it_is_configured(protect: Any, one_model: Any) -> None:
    one_model.says(VPN)
    terminal = protect.on_terminal("rules", "add", "SIGN_IN")
    terminal.expect("Describe it and let AI write it")
    terminal.type("\r")
    terminal.expect("What should the rule match")
    terminal.type("VPN users\r")
    decide(terminal, ACCEPT)
    assert terminal.wait() == 0
    assert protect.rules()[0]["description"] == "VPN users"


def test_an_empty_expression_is_asked_for_again_and_ctrl_c_sends_nothing(protect: Any) -> None:
    terminal = protect.on_terminal("rules", "add", "SIGN_IN")
    terminal.expect("Expression, such as")
    terminal.type("\r")
    terminal.expect("A value is required")
    terminal.type("\x03")
    assert terminal.wait() == 130
    assert protect.rules() == []


def test_a_generated_expression_is_refined(protect: Any, one_model: Any) -> None:
    one_model.says(VPN, f"{VPN} || {TOR}")
    terminal = protect.on_terminal(*GENERATE)
    terminal.expect("Create rule with this expression?")
    refine(terminal, "Tor as well")
    decide(terminal, ACCEPT, after=f"Generated expression:\n  {VPN} || {TOR}\n")
    terminal.expect("Created rule rule_")
    assert terminal.wait() == 0
    assert protect.expressions() == [f"{VPN} || {TOR}"]
    roles = [message["role"] for message in one_model.messages]
    assert roles == ["system", "user", "assistant", "user"]


def test_a_generated_expression_is_edited(protect: Any, one_model: Any, editor: Any) -> None:
    one_model.says(VPN)
    editor(f'sed -i "s/{VPN}/{TOR}/" "$file"')
    terminal = protect.on_terminal(*GENERATE)
    decide(terminal, EDIT)
    decide(terminal, ACCEPT, after=f"Edited expression:\n  {TOR}\n")
    terminal.expect("Created rule rule_")
    assert terminal.wait() == 0
    assert protect.expressions() == [TOR]


def test_a_generated_expression_survives_an_editor_that_fails(
    protect: Any, one_model: Any, editor: Any
) -> None:
    one_model.says(VPN)
    editor("exit 1")
    terminal = protect.on_terminal(*GENERATE)
    decide(terminal, EDIT)
    decide(terminal, ACCEPT, after="exited with status 1")
    assert terminal.wait() == 0
    assert protect.expressions() == [VPN]


def test_an_edited_expression_is_checked_and_refined(
    protect: Any, one_model: Any, editor: Any
) -> None:
    one_model.says(VPN, TOR)
    editor(f'sed -i "s/{VPN}/ip.privcy.is_vpn/" "$file"')
    terminal = protect.on_terminal(*GENERATE)
    decide(terminal, EDIT)
    refine(terminal, "Tor instead", after="did you mean ip.privacy?")
    decide(terminal, ACCEPT, after=f"Generated expression:\n  {TOR}\n")
    assert terminal.wait() == 0
    assert "The expression:\nip.privcy.is_vpn\n\nThe requested change: Tor instead" in str(
        one_model.messages[-1]["content"]
    )


def test_the_option_yes_skips_the_question(protect: Any, one_model: Any) -> None:
    one_model.says(VPN)
    terminal = protect.on_terminal(*GENERATE, "--yes")
    assert terminal.wait() == 0
    assert protect.expressions() == [VPN]


@pytest.mark.parametrize("keys", [[], [REFINE]], ids=["decision", "refinement"])
def test_ctrl_c_sends_nothing(protect: Any, one_model: Any, keys: list[str]) -> None:
    one_model.says(VPN)
    terminal = protect.on_terminal(*GENERATE)
    terminal.expect("No, cancel")
    for key in keys:
        terminal.type(key)
        terminal.expect("What should change?")
    terminal.type("\x03")
    assert terminal.wait() == 130
    assert protect.rules() == []


def test_a_generated_expression_can_be_rejected(protect: Any, one_model: Any) -> None:
    one_model.says(VPN)
    terminal = protect.on_terminal(*GENERATE)
    decide(terminal, CANCEL)
    terminal.expect("Canceled.")
    assert terminal.wait() == 0
    assert protect.rules() == []


def test_an_expression_that_the_server_rejects_can_be_refined(protect: Any, one_model: Any) -> None:
    one_model.says("ip.unheard.of", "ip.unheard.of", "ip.unheard.of", TOR)
    terminal = protect.on_terminal(*GENERATE)
    decide(terminal, ACCEPT)
    refine(terminal, "use Tor", after="cannot be compiled")
    decide(terminal, ACCEPT, after=f"Generated expression:\n  {TOR}\n")
    terminal.expect("Created rule rule_")
    assert terminal.wait() == 0


def test_rules_are_reordered_position_by_position(protect: Any) -> None:
    protect.add(VPN, PROXY, TOR)
    terminal = protect.on_terminal("rules", "reorder", "SIGN_IN")
    terminal.expect("Rule at position 1")
    terminal.type(f"{DOWN}{DOWN}\r")
    terminal.expect("Rule at position 2")
    terminal.type("\r")
    terminal.expect("Reordered SIGN_IN.")
    assert terminal.wait() == 0
    assert protect.expressions() == [TOR, VPN, PROXY]


def test_long_rules_are_truncated_to_the_terminal(protect: Any) -> None:
    """A line that wraps would be drawn again at each key press."""
    _, last = protect.add(f"{VPN} || " * 5 + PROXY, TOR, description="日本語" * 20)
    argv = ("-p", "sandbox", "protect", "rules", "reorder", "SIGN_IN")
    terminal = protect.clerk.on_terminal(*argv, columns=50)
    terminal.expect("…", after=last)
    terminal.type("\x03")
    assert terminal.wait() == 130
    rules = [line for line in terminal.err.text.splitlines() if "rule_" in line]
    assert len(rules) == 2
    assert max(cell_width(line) for line in rules) < 50


def test_an_expression_longer_than_the_line_is_entered_on_one_line(protect: Any) -> None:
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
    lines = [line for line in terminal.err.text.splitlines() if "Expression" in line]
    assert max(cell_width(line) for line in lines) < 50
    assert protect.expressions() == [expression]


def test_a_pasted_expression_is_complete_however_slowly_it_arrives(protect: Any) -> None:
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


def test_a_key_pressed_before_the_question_does_not_answer_it(protect: Any, one_model: Any) -> None:
    """Enter pressed while the model writes is not consent to what it writes."""
    one_model.says(VPN)
    terminal = protect.on_terminal(*GENERATE)
    terminal.type("\r\r\r", early=True)
    decide(terminal, CANCEL)
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


def test_ctrl_c_keeps_the_order(protect: Any) -> None:
    protect.add(VPN, PROXY, TOR)
    terminal = protect.on_terminal("rules", "reorder", "SIGN_IN")
    terminal.expect("Rule at position 1")
    terminal.type(f"{DOWN}\r")
    terminal.expect("Rule at position 2")
    terminal.type("\x03")
    assert terminal.wait() == 130
    assert protect.expressions() == [VPN, PROXY, TOR]


def test_a_flush_is_confirmed_first(protect: Any) -> None:
    protect.add(VPN)
    terminal = protect.on_terminal("rules", "flush", "SIGN_IN")
    terminal.expect("Delete every rule in SIGN_IN from profile")
    terminal.type("n\r")
    assert terminal.wait() == 0
    assert protect.expressions() == [VPN]


def test_an_event_type_can_be_chosen(protect: Any) -> None:
    terminal = protect.on_terminal("schema", "show", "--flat")
    terminal.expect("Event type")
    terminal.type(f"{DOWN * 3}\r")
    terminal.expect("phoneNumber.country_code")
    assert terminal.wait() == 0
