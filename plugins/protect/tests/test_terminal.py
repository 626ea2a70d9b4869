"""What a person at a terminal does with rules."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")

VPN, PROXY, TOR = "ip.privacy.is_vpn", "ip.privacy.is_proxy", "ip.privacy.is_tor"
DOWN = "\x1b[B"


@pytest.fixture
def editor(protect: Any) -> Any:
    """Makes an editor that does what a script says with the file, called with an argument."""

    def make(script: str) -> None:
        path = protect.clerk.directory / "my editor"
        path.write_text(f'#!/bin/sh\n[ "$1" = --wait ] || exit 9\nfile=$2\n{script}\n')
        path.chmod(0o755)
        protect.clerk.variables["VISUAL"] = f"'{path}' --wait"
        protect.clerk.variables["EDITOR"] = "false"

    return make


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
    terminal.expect(f"{VPN} || {TOR}")
    terminal.expect("No, cancel", times=2)
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
    terminal.expect(f"Your expression:\n  {TOR}\n")
    terminal.expect("No, cancel", times=2)
    terminal.type("\r")
    terminal.expect("Created rule rule_")
    assert terminal.wait() == 0
    assert protect.expressions() == [TOR]


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
    terminal.expect("cannot be compiled")
    terminal.expect("No, cancel", times=2)
    terminal.type(f"{DOWN}\r")
    terminal.expect("What should be different?")
    terminal.type("use Tor\r")
    terminal.expect("No, cancel", times=3)
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


class TestEdit:
    """``rules edit`` in an editor."""

    def test_the_expression_is_opened_in_visual_with_its_arguments(
        self, protect: Any, editor: Any
    ) -> None:
        (id,) = protect.add(VPN, description="kept")
        editor(f'grep -q "^{VPN}$" "$file" && sed -i "s/{VPN}/{TOR}/" "$file"')
        terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
        terminal.expect(f"Updated rule {id}")
        assert terminal.wait() == 0
        (rule,) = protect.rules()
        assert (rule["expression"], rule["description"]) == (TOR, "kept")

    def test_a_description_goes_along(self, protect: Any, editor: Any) -> None:
        (id,) = protect.add(VPN)
        editor(":")
        terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id, "--description", "new")
        assert terminal.wait() == 0
        assert protect.rules()[0]["description"] == "new"

    @pytest.mark.parametrize("script", [":", 'echo "# only a comment" > "$file"'])
    def test_nothing_changed_sends_nothing(self, protect: Any, editor: Any, script: str) -> None:
        (id,) = protect.add(VPN)
        editor(script)
        before = protect.rules()
        terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
        terminal.expect("No changes.")
        assert terminal.wait() == 0
        assert protect.rules() == before

    def test_a_refused_edit_is_offered_again_with_the_error_above_it(
        self, protect: Any, editor: Any
    ) -> None:
        (id,) = protect.add(VPN)
        editor(
            'if grep -q "undefined field" "$file"; then '
            f'sed -i "s/ip.nope/{TOR}/" "$file"; '
            f'else sed -i "s/^{VPN}/ip.nope/" "$file"; fi'
        )
        terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
        terminal.expect("Edit it again?")
        terminal.type("\r")
        terminal.expect(f"Updated rule {id}")
        assert terminal.wait() == 0
        assert protect.expressions() == [TOR]

    @pytest.mark.parametrize("ending", ["", "exit 1"], ids=["refused", "failed editor"])
    def test_a_text_is_never_lost(self, protect: Any, editor: Any, ending: str) -> None:
        (id,) = protect.add(VPN)
        editor(f'sed -i "s/{VPN}/ip.nope/" "$file"\n{ending}')
        terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
        if not ending:
            terminal.expect("Edit it again?")
            terminal.type("n")
        assert terminal.wait() == 1
        (kept,) = re.findall(r"Your text is kept in (\S+)", terminal.err.text)
        assert "\nip.nope\n" in Path(kept).read_text()
        Path(kept).unlink()

    def test_an_editor_that_is_not_there_is_named(self, protect: Any) -> None:
        (id,) = protect.add(VPN)
        protect.clerk.variables["EDITOR"] = "no-such-editor --wait"
        terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
        assert terminal.wait() == 1
        assert "cannot start the editor no-such-editor" in terminal.err.text
