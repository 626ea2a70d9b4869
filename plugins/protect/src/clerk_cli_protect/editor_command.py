"""The editor of ``VISUAL`` or ``EDITOR``, run as git runs it; on Windows, without a shell."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from clerk_cli.api import ConfigError, Context, Environment

FALLBACKS = ("sensible-editor", "nano", "vim", "vi", "notepad")
HINT = "Set VISUAL or EDITOR, for example: export EDITOR=nano"
WINDOWS_HINT = 'Set VISUAL or EDITOR, for example: setx EDITOR "code --wait"'
SHELL = "/bin/sh"
SHELL_CHARACTERS = frozenset("|&;<>()$`\\\"' \t\n*?[#~=%")
"""A value with one of these is a line for the shell (``prepare_shell_cmd`` in git)."""

KEEP_WAITING = "trap : INT QUIT"
"""Many editors keep running after Ctrl-C, and the shell must not end before them.

They do not inherit the trap.
"""


@dataclass(frozen=True)
class Editor:
    """How to start an editor.

    Args:
        name: What the user calls it, for messages.
        command: The program and its arguments; the file to edit follows.
        variables: Its environment, without the keys.
        runs_in_shell: Whether the program is a shell that starts the editor.
    """

    name: str
    command: tuple[str, ...]
    variables: dict[str, str]
    runs_in_shell: bool = False


def find_editor(context: Context) -> Editor:
    """The editor: ``VISUAL``, ``EDITOR``, or one that is installed.

    Raises:
        ConfigError: There is no editor, or the shell cannot parse the variable.
    """
    variables = context.child_environment()
    for name in ("VISUAL", "EDITOR"):
        if text := (context.environment.variable(name) or "").strip():
            return _configured_editor(name, text, variables, context.environment)
    editor = next((name for name in FALLBACKS if shutil.which(name)), None)
    if editor is None:
        raise ConfigError("no editor found", hint=hint_for(context.environment))
    return Editor(editor, (editor,), variables)


def hint_for(environment: Environment) -> str:
    """How to set an editor on this system."""
    return WINDOWS_HINT if environment.windows else HINT


def _configured_editor(
    name: str, text: str, variables: dict[str, str], environment: Environment
) -> Editor:
    """The editor that a variable names: a program, or a line for the shell."""
    if environment.windows:
        return Editor(text, _split(name, text, environment), variables)
    if _is_program(text) or (text != ":" and not SHELL_CHARACTERS.intersection(text)):
        return Editor(text, (text,), variables)
    if not Path(SHELL).exists():
        return Editor(text, _split(name, text, environment), variables)
    script = f'{KEEP_WAITING}\n{text} "$@"'
    process = subprocess.run(
        [SHELL, "-n", "-c", script],
        env=variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if process.returncode:
        raise _cannot_parse(name, text, process.stderr.strip().rpartition(": ")[2])
    return Editor(text, (SHELL, "-c", script, text), variables, runs_in_shell=True)


def _is_program(text: str) -> bool:
    """Whether the value is the path of a program, which may contain spaces."""
    return Path(text).is_absolute() and shutil.which(text) is not None


def _split(name: str, text: str, environment: Environment) -> tuple[str, ...]:
    """The words of a value, on a system without the shell."""
    try:
        return tuple(environment.program_words(text))
    except ValueError as error:
        raise _cannot_parse(name, text, str(error)) from None


def _cannot_parse(name: str, text: str, reason: str) -> ConfigError:
    return ConfigError(f"cannot parse {name}: {reason}", hint=f"Its value is: {text}")
