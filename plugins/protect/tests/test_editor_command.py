"""How the value of ``VISUAL`` or ``EDITOR`` is run: as git runs it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.early,
    pytest.mark.skipif(sys.platform == "win32", reason="there is no POSIX shell"),
]

VPN, TOR = "ip.privacy.is_vpn", "ip.privacy.is_tor"


@pytest.fixture
def program(protect: Any) -> Path:
    """An editor in a folder with a blank, which notes how it was called."""
    path = Path(protect.clerk.directory, "my bin", "ed")
    path.parent.mkdir()
    path.write_text(
        "#!/bin/sh\n"
        'for file; do :; done\nprintf "%s|" "$FOO" "$#" "$@" > "$LOG"\n'
        f'sed -i "s/{VPN}/{TOR}/" "$file"\n'
    )
    path.chmod(0o755)
    protect.clerk.variables |= {
        "LOG": str(protect.clerk.directory / "log"),
        "HOME": str(path.parent),
        "BIN": str(path.parent),
        "PATH": "/usr/bin:/bin",
    }
    return path


def edit(protect: Any, value: str) -> list[str]:
    """Edit a rule with a value of ``EDITOR``; what the editor noted, without the file's name."""
    (id,) = protect.add(VPN)
    protect.clerk.variables["EDITOR"] = value
    terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
    assert terminal.wait() == 0, terminal.err.text
    assert protect.expressions() == [TOR]
    noted: list[str] = (protect.clerk.directory / "log").read_text().split("|")
    return noted[:-2]


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("value", "noted"),
    [
        ("~/ed", ["", "1"]),
        ('"$HOME/ed"', ["", "1"]),
        ("FOO=1 ~/ed", ["1", "1"]),
        ("FOO='a b' BAR=2 ~/ed -x", ["a b", "2", "-x"]),
        ("~/ed --wait", ["", "2", "--wait"]),
        ("~/ed '--title=a rule' -n", ["", "3", "--title=a rule", "-n"]),
        ("~/ed a\\ b", ["", "2", "a b"]),
        ("'{path}' --wait", ["", "2", "--wait"]),
        ("{escaped}", ["", "1"]),
        ("{path}", ["", "1"]),
        ("  {path}  ", ["", "1"]),
        ("env FOO=2 ~/ed", ["2", "1"]),
        ("cd / && ~/ed", ["", "1"]),
        ("PATH=~:$PATH ed", ["", "1"]),
        ('"${{BIN:-/nowhere}}/ed" -f', ["", "2", "-f"]),
        ('f() {{ ~/ed -1 "$@"; }}; f', ["", "2", "-1"]),
    ],
)
def test_a_value_runs_as_a_line_of_the_shell(
    protect: Any, program: Path, value: str, noted: list[str]
) -> None:
    escaped = str(program).replace(" ", "\\ ")
    assert edit(protect, value.format(path=program, escaped=escaped)) == noted


def test_a_single_word_is_found_on_the_path(protect: Any, program: Path) -> None:
    protect.clerk.variables["PATH"] = f"{program.parent}:/usr/bin:/bin"
    assert edit(protect, "ed") == ["", "1"]


def test_the_file_may_be_in_a_folder_with_a_blank(protect: Any, program: Path) -> None:
    folder = protect.clerk.directory / "my temporary files"
    folder.mkdir()
    protect.clerk.variables["TMPDIR"] = str(folder)
    assert edit(protect, "~/ed --wait") == ["", "2", "--wait"]
    assert list(folder.iterdir()) == []


def test_a_colon_changes_nothing(protect: Any) -> None:
    (id,) = protect.add(VPN)
    protect.clerk.variables["EDITOR"] = ":"
    terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
    assert terminal.wait() == 0
    assert "No changes." in terminal.err.text


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("no-such-editor", "cannot start the editor no-such-editor: No such file"),
        ("no-such-editor --wait", "cannot start the editor no-such-editor --wait: it was not"),
        ("/etc/passwd --wait", "cannot start the editor /etc/passwd --wait: it cannot be exec"),
        ("sh -c 'exit 3'", "the editor sh -c 'exit 3' exited with status 3"),
        ("sh -c 'kill -TERM $$'", "was killed by signal 15"),
        ("'my editor", "cannot parse EDITOR: "),
        ("ed $(", "cannot parse EDITOR: "),
        ("ed | ; x", "cannot parse EDITOR: "),
    ],
)
def test_a_value_that_fails_is_named(protect: Any, value: str, message: str) -> None:
    (id,) = protect.add(VPN)
    protect.clerk.variables |= {"EDITOR": value, "PATH": "/usr/bin:/bin"}
    terminal = protect.on_terminal("rules", "edit", "SIGN_IN", id)
    assert terminal.wait() == 1
    assert message in terminal.err.text
    assert "Traceback" not in terminal.err.text
    assert protect.expressions() == [VPN]


@pytest.mark.slow
@pytest.mark.parametrize("value", ["{path}", "FOO=1 '{path}'"], ids=["directly", "in a shell"])
def test_an_editor_gets_no_keys(protect: Any, program: Path, value: str) -> None:
    secrets = {
        "CLERK_SECRET_KEY": "sk_test_0123456789abcdef",
        "ANTHROPIC_API_KEY": "the-key-of-anthropic",
        "MY_COPY": "the-key-of-anthropic",
        "DATABASE": "https://sk_live_abcdefghijkl@host",
    }
    protect.clerk.variables |= secrets | {"LESS": "-R"}
    program.write_text('#!/bin/sh\nenv > "$LOG"\n')
    (id,) = protect.add(VPN)
    protect.clerk.variables["EDITOR"] = value.format(path=program)
    assert protect.on_terminal("rules", "edit", "SIGN_IN", id).wait() == 0
    seen = (protect.clerk.directory / "log").read_text()
    assert "LESS=-R\n" in seen
    assert [text for text in (*secrets, *secrets.values()) if text in seen] == []
