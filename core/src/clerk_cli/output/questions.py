"""Questions on the terminal, asked with inquirer but never on stdout.

The caller makes sure that there is a terminal to ask on.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import inquirer
import readchar
from inquirer.events import KeyEventGenerator
from inquirer.render.console import ConsoleRender

from clerk_cli.environment import is_terminal

if TYPE_CHECKING:
    from clerk_cli.environment import Environment

END_OF_INPUT = ("", "\x04")
"""A closed terminal and Ctrl-D. Inquirer would take the first for a yes."""


def confirm(environment: Environment, question: str, *, default: bool) -> bool:
    """Ask a question to be answered with yes or no.

    Raises:
        KeyboardInterrupt: Ctrl-C, Ctrl-D, or the terminal is gone.
    """
    return bool(_ask(environment, inquirer.Confirm("answer", message=question, default=default)))


def ask(environment: Environment, question: str, *, default: str) -> str:
    """Ask for a text, with a text to start from.

    Raises:
        KeyboardInterrupt: Ctrl-C, Ctrl-D, or the terminal is gone.
    """
    asked = inquirer.Text("answer", message=question.rstrip(":"), default=default)
    return str(_ask(environment, asked))


def secret(environment: Environment, question: str) -> str:
    """Ask for a text that shows as stars.

    Raises:
        KeyboardInterrupt: Ctrl-C, Ctrl-D, or the terminal is gone.
    """
    return str(_ask(environment, inquirer.Password("answer", message=question.rstrip(":"))))


def _ask(environment: Environment, question: Any) -> Any:
    render = ConsoleRender(event_generator=KeyEventGenerator(_read_key))
    on = environment.stderr if is_terminal(environment.stderr) else environment.stdout
    with contextlib.redirect_stdout(on):
        return render.render(question)


def _read_key() -> str:
    key: str = readchar.readkey()
    if key in END_OF_INPUT:
        raise KeyboardInterrupt
    return key
