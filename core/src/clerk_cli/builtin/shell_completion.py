"""Turning completion on in the start-up file of the user's shell."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from clerk_cli.errors import LocalError
from clerk_cli.startup.locations import home_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

MARK = b"clerk completion"
"""What is in a start-up file that turns completion on, in whatever way."""


class CompletionSetup(NamedTuple):
    """How completion is turned on in a shell.

    Args:
        shell: ``bash``, ``zsh`` or ``fish``.
        path: The start-up file.
        line: What it needs.
    """

    shell: str
    path: Path
    line: str

    @property
    def is_done(self) -> bool:
        """Whether the file turns completion on, as far as it can be read."""
        try:
            return MARK in self.path.read_bytes()
        except OSError:
            return False

    def install(self) -> None:
        """Add the line to the end of the file, which is created if there is none.

        Raises:
            LocalError: The file cannot be written.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a+b") as stream:
                stream.seek(0)
                content = stream.read()
                begin = "\n" if content and not content.endswith(b"\n") else ""
                setup = self.line if self.shell != "zsh" or b"compinit" in content else _ZSH_FIRST
                stream.write(f"{begin}{setup}\n".encode())
        except OSError as error:
            raise LocalError(f"cannot write {self.path}: {error.strerror}") from error


_ZSH = "(( $+commands[clerk] )) && source <(clerk completion zsh)"
_ZSH_FIRST = f"autoload -Uz compinit && compinit\n{_ZSH}"
"""Zsh completes nothing before this, and its plugin managers usually run it."""


def setup_of(variables: Mapping[str, str]) -> CompletionSetup | None:
    """How completion is turned on in the user's shell; None for a shell without it.

    Args:
        variables: The environment variables.
    """
    shell = Path(variables.get("SHELL", "")).name.lower().removesuffix(".exe")
    home = Path(home_folder(variables))
    if shell == "bash":
        name = ".bash_profile" if sys.platform == "darwin" else ".bashrc"
        line = "command -v clerk >/dev/null && source <(clerk completion bash)"
        return CompletionSetup(shell, home / name, line)
    if shell == "zsh":
        return CompletionSetup(shell, Path(variables.get("ZDOTDIR") or home) / ".zshrc", _ZSH)
    if shell == "fish":
        config = Path(variables.get("XDG_CONFIG_HOME") or home / ".config")
        path = config / "fish" / "completions" / "clerk.fish"
        return CompletionSetup(shell, path, "clerk completion fish | source")
    return None
