"""``rules edit`` in an editor, on a terminal."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")

VPN, TOR = "ip.privacy.is_vpn", "ip.privacy.is_tor"


def saved_text(terminal: Any) -> str:
    """The content of the file that is named at the end; it is removed."""
    (name,) = re.findall(r"Your edits are saved in (\S+)", terminal.err.text)
    text = Path(name).read_bytes().decode(errors="replace")
    Path(name).unlink()
    return text


def test_the_expression_is_opened_in_visual_with_its_arguments(protect: Any, editor: Any) -> None:
    (id,) = protect.add(VPN, description="old")
    editor(f'grep -q "^{VPN}$" "$file" && sed -i "s/{VPN}/{TOR}/" "$file"')
    terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
    terminal.expect(f"Updated rule {id}")
    assert terminal.wait() == 0
    (rule,) = protect.rules()
    assert (rule["expression"], rule["description"]) == (TOR, "old")


def test_a_description_is_updated_along_with_the_expression(protect: Any, editor: Any) -> None:
    (id,) = protect.add(VPN)
    editor(":")
    terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id, "--description", "new")
    assert terminal.wait() == 0
    assert protect.rules()[0]["description"] == "new"


@pytest.mark.parametrize("script", [":", 'echo "# only a comment" > "$file"'])
def test_an_unchanged_expression_is_not_sent(protect: Any, editor: Any, script: str) -> None:
    (id,) = protect.add(VPN)
    editor(script)
    before = protect.rules()
    terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
    terminal.expect("No changes.")
    assert terminal.wait() == 0
    assert protect.rules() == before


def test_a_rejected_edit_can_be_edited_again_below_the_error(protect: Any, editor: Any) -> None:
    (id,) = protect.add(VPN)
    editor(
        'if grep -q "undefined field" "$file" && grep -q "did you mean ip.privacy?" "$file"; then '
        f'sed -i "s/^ip.privcy/{TOR}/" "$file"; '
        f'else sed -i "s/^{VPN}/ip.privcy/" "$file"; fi'
    )
    terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
    terminal.expect("Edit it again?")
    terminal.type("\r")
    terminal.expect(f"Updated rule {id}")
    assert terminal.wait() == 0
    assert protect.expressions() == [TOR]


def test_an_error_of_the_api_controls_no_editor(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"rules": [RULE]}).answer({"rules": [RULE]})
    fake_api.fail(422, "invalid", "no\x1b[2J\r# a").answer({"events": {}})
    (clerk.directory / "editor").write_text(
        '#!/bin/sh\ncp "$1" "$1.seen"\nsed -i "s/^a$/b/" "$1"\n'
        '[ -e "$0.ran" ] && exit 1\n> "$0.ran"\n'
    )
    (clerk.directory / "editor").chmod(0o755)
    env = {"EDITOR": str(clerk.directory / "editor"), "TMPDIR": str(clerk.directory)}
    terminal = clerk.on_terminal("protect", "rules", "edit", "SMS", "rule_1", env=env)
    terminal.expect("Edit it again?")
    terminal.type("y\r")
    assert terminal.wait() == 1
    (seen,) = clerk.directory.glob("*.seen")
    assert r"#   no\x1b[2J" in seen.read_text()
    assert "\x1b" not in seen.read_text()


CHANGE = f'sed -i "s/^{VPN}/ip.nope/" "$file"\n'


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (f"{CHANGE}exit 1", "--wait exited with status 1"),
        (f"{CHANGE}kill -TERM $$", "--wait was killed by signal 15"),
        (f"{CHANGE}printf '\\377' >> \"$file\"", "the edited file is not UTF-8 text"),
    ],
)
def test_a_text_survives_an_editor_that_fails(
    protect: Any, editor: Any, script: str, message: str
) -> None:
    (id,) = protect.add(VPN)
    editor(script)
    terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
    assert terminal.wait() == 1
    assert message in terminal.err.text
    assert "\nip.nope\n" in saved_text(terminal)
    assert protect.expressions() == [VPN]


@pytest.mark.parametrize(("answer", "code"), [("n\r", 1), ("\x03", 130)], ids=["no", "Ctrl-C"])
def test_a_text_survives_the_question_whether_to_edit_again(
    protect: Any, editor: Any, answer: str, code: int
) -> None:
    (id,) = protect.add(VPN)
    editor(CHANGE)
    terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
    terminal.expect("Edit it again?")
    terminal.type(answer)
    assert terminal.wait() == code
    assert "\nip.nope\n" in saved_text(terminal)


def test_a_text_survives_ctrl_c_in_the_editor(protect: Any, editor: Any) -> None:
    (id,) = protect.add(VPN)
    # Not one long sleep: Ctrl-C that arrives just before it starts would not end it.
    editor(f"{CHANGE}echo saved >&2; while :; do sleep 0.1; done")
    terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
    terminal.expect("saved")
    terminal.type("\x03")
    assert terminal.wait() == 130
    assert "\nip.nope\n" in saved_text(terminal)


def test_an_editor_that_handles_ctrl_c_continues(protect: Any, editor: Any) -> None:
    (id,) = protect.add(VPN)
    wait = "while [ -z $caught ]; do sleep 0.1; done"
    editor(f"trap 'caught=1' INT; echo open >&2; {wait}; sed -i 's/^{VPN}/{TOR}/' \"$file\"")
    terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
    terminal.expect("open")
    terminal.type("\x03")
    terminal.expect(f"Updated rule {id}")
    assert terminal.wait() == 0
    assert protect.expressions() == [TOR]


@pytest.mark.parametrize(
    ("script", "code", "message"),
    [("exit 1", 1, "exited with status 1"), ('rm "$file"', 1, "the editor deleted the file")],
)
def test_a_file_without_edits_is_not_named(
    protect: Any, editor: Any, script: str, code: int, message: str
) -> None:
    (id,) = protect.add(VPN)
    editor(script)
    terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
    assert terminal.wait() == code
    assert message in terminal.err.text
    assert "saved in" not in terminal.err.text


RULE = {"id": "rule_1", "expression": "a", "action": "BLOCK", "description": "old"}


def on_terminal(clerk: CommandLine, *argv: str) -> Any:
    (clerk.directory / "editor").write_text('#!/bin/sh\nsed -i "s/^a$/b/" "$1"\n')
    (clerk.directory / "editor").chmod(0o755)
    env = {"EDITOR": str(clerk.directory / "editor")}
    return clerk.on_terminal("protect", "rules", "edit", "SMS", "rule_1", *argv, env=env)


def test_concurrent_changes_of_other_fields_are_kept(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"rules": [RULE]}).answer({"rules": [{**RULE, "description": "theirs"}]})
    fake_api.answer({**RULE, "expression": "b"})
    assert on_terminal(clerk).wait() == 0
    assert fake_api.requests[-1].body == {
        "expression": "b",
        "action": "BLOCK",
        "description": "theirs",
    }


def test_a_concurrent_change_of_the_expression_is_not_overwritten(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer({"rules": [RULE]}).answer({"rules": [{**RULE, "expression": "theirs"}]})
    terminal = on_terminal(clerk)
    assert terminal.wait() == 1
    assert "concurrent modification of rule_1: the expression is now theirs" in terminal.err.text
    assert "\nb\n" in saved_text(terminal)


def test_a_text_survives_an_error_of_the_api(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"rules": [RULE]}).answer({"rules": [RULE]}).fail(403, "forbidden", "no")
    terminal = on_terminal(clerk)
    assert terminal.wait() == 1
    assert "\nb\n" in saved_text(terminal)


def test_a_missing_editor_is_named(protect: Any) -> None:
    (id,) = protect.add(VPN)
    protect.clerk.variables["EDITOR"] = "no-such-editor --wait"
    terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
    assert terminal.wait() == 1
    assert "cannot start the editor no-such-editor" in terminal.err.text


def test_a_variable_with_unmatched_quotes_is_named(protect: Any) -> None:
    (id,) = protect.add(VPN)
    protect.clerk.variables["VISUAL"] = "'my editor --wait"
    terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
    assert terminal.wait() == 1
    assert "cannot parse VISUAL" in terminal.err.text
