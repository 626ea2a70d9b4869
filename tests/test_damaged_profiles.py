"""Commands that help to fix a damaged profiles file continue without it; all others stop."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from clerk_cli.testing import CommandLine

SECRET = "sk_live_of_the_broken_line"
BROKEN = {
    "a line": f"[profile a]\nclerk.key {SECRET}\n".encode(),
    "a header": b"[profile a\nclerk.key = x\n",
    "a control character": b"[default]\noutput = js\x01on\n",
    "bytes": b"\xff\xfe[default]",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize(
    "line",
    ["completion bash", "completion zsh", "config path",
     "config profile path", "config alias path", "config alias list", "config alias add x whoami",
     "plugins list", "--help", "config --help", "config set --help", "help users", "--version"],
)  # fmt: skip
def test_a_command_that_needs_no_profiles_continues_with_a_warning(
    clerk: CommandLine, line: str, content: bytes
) -> None:
    clerk.config.mkdir(parents=True)
    (clerk.config / "profiles").write_bytes(content)
    result = clerk(*line.split())
    assert result.code == 0, result.err
    assert "✗" not in result.err
    assert SECRET not in result.out + result.err
    needs_none = "help" in line or line == "--version"
    assert needs_none or f"⚠ {'cannot read ' if content[0] == 255 else ''}" in result.err
    assert needs_none or str(clerk.config / "profiles") in result.err
    assert (clerk.config / "profiles").read_bytes() == content


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize(
    "line",
    ["whoami", "whoami -o json", "users list", "-p sandbox users list", "config list",
     "config get output", "config set a b", "config profile list", "config profile use a",
     "config unset output"],
)  # fmt: skip
def test_another_command_stops_and_nothing_is_written(
    clerk: CommandLine, line: str, content: bytes
) -> None:
    clerk.config.mkdir(parents=True)
    (clerk.config / "profiles").write_bytes(content)
    result = clerk(*line.split())
    assert (result.code, result.out) == (1, "")
    assert (clerk.config / "profiles").read_bytes() == content


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_whoami_tells_what_stands_in_the_place_of_the_file(clerk: CommandLine) -> None:
    clerk.config.mkdir(parents=True)
    path: Path = clerk.config / "profiles"
    os.mkfifo(path)
    result = clerk("whoami")
    assert (result.code, "it is a pipe or a device" in result.err) == (1, True)
