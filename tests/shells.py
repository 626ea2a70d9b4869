"""A person at a shell who presses Tab, on a pseudo-terminal."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from clerk_cli.testing.terminal import EXPECT_TIMEOUT, Screen, take_terminal

START = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source <(clerk completion bash)"),
    "zsh": (
        ["zsh", "-f", "-i"],
        "autoload -Uz compinit; compinit -u -D; source <(clerk completion zsh)",
    ),
    "fish": (["fish", "--no-config", "-i"], "clerk completion fish | source"),
}
"""How each shell starts without the person's own settings, and what the person types first."""

PROGRAM = """\
#!/bin/sh
case "$1" in
  completion|__complete) exec {clerk} "$@" ;;
  *) printf '%s\\n' "$*" >> {log} ;;
esac
"""


class Shell:
    """A shell in which ``clerk`` completes, and otherwise only notes what it was given.

    Args:
        name: ``bash``, ``zsh`` or ``fish``.
        clerk: The words that start the program.
        variables: The environment variables.
        directory: A folder for its files.
    """

    def __init__(
        self, name: str, clerk: str, variables: Mapping[str, str], directory: Path
    ) -> None:
        command, first = START[name]
        self._log = directory / "given"
        self._log.touch()
        (directory / "bin").mkdir()
        program = directory / "bin/clerk"
        program.write_text(PROGRAM.format(clerk=clerk, log=self._log))
        program.chmod(0o755)
        path = f"{program.parent}:/usr/local/bin:/usr/bin:/bin"
        self._screen = Screen(200)
        slave = self._screen.slave
        self._process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, cwd=directory,
            env={**variables, "PATH": path, "TERM": "xterm", "LANG": "C.UTF-8"},
            start_new_session=True, preexec_fn=lambda: take_terminal(slave),
        )  # fmt: skip
        self._run(f"{first}; clerk ready")

    def completed(self, line: str) -> str:
        """What ``clerk`` is given if Tab is pressed at the end of a line, and then Enter."""
        return self._run(f"{line}\t")

    def close(self) -> None:
        """End the shell."""
        self._process.kill()
        self._process.wait()
        self._screen.close()

    def _run(self, line: str) -> str:
        before = self._log.read_text()
        os.write(self._screen.master, f"{line}\r".encode())
        end = time.monotonic() + EXPECT_TIMEOUT
        while not (found := self._log.read_text()[len(before) :]).endswith("\n"):
            assert time.monotonic() < end, self._screen.raw
            time.sleep(0.01)
        return found.strip()
