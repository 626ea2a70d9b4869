"""Questions on the terminal, asked with inquirer but never on stdout.

The caller makes sure that there is a terminal to ask on.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from clerk_cli.environment import is_terminal

if TYPE_CHECKING:
    from clerk_cli.environment import Environment

MARGIN, NARROWEST = 4, 12
"""Columns that the mark before a line and the cursor after it take; the shortest line."""


def confirm(environment: Environment, question: str, *, default: bool) -> bool:
    """Ask a question to be answered with yes or no.

    Raises:
        KeyboardInterrupt: Ctrl-C, Ctrl-D, or the terminal is gone.
    """
    return bool(_ask(environment, "Confirm", message=question, default=default))


def ask(environment: Environment, question: str, *, default: str) -> str:
    """Ask for a text, with a text to start from.

    Raises:
        KeyboardInterrupt: Ctrl-C, Ctrl-D, or the terminal is gone.
    """
    from clerk_cli.output.table import shorten

    # At least a third of the line is for the answer.
    message = shorten(question.rstrip(":"), max(NARROWEST, environment.width * 2 // 3 - MARGIN))
    return str(_ask(environment, "Text", message=message, default=default))


def choose(environment: Environment, question: str, choices: list[str]) -> int:
    """Ask for one of several lines and tell its place.

    A line is cut to the terminal: one that wraps would be drawn anew below itself at each key.

    Raises:
        KeyboardInterrupt: Ctrl-C, Ctrl-D, or the terminal is gone.
    """
    from clerk_cli.output.table import shorten

    room = max(NARROWEST, environment.width - MARGIN)
    numbered = [(shorten(name, room), place) for place, name in enumerate(choices)]
    return int(_ask(environment, "List", message=question, choices=numbered))


def secret(environment: Environment, question: str) -> str:
    """Ask for a text that shows as stars.

    Raises:
        KeyboardInterrupt: Ctrl-C, Ctrl-D, or the terminal is gone.
    """
    return str(_ask(environment, "Password", message=question.rstrip(":")))


def _ask(environment: Environment, kind: str, **spec: Any) -> Any:
    on = environment.stderr if is_terminal(environment.stderr) else environment.stdout
    from clerk_cli.output.prompts.keys import keys

    with contextlib.redirect_stdout(on), keys() as next_key:
        with _terminal_left_alone():
            import inquirer
            from inquirer.events import KeyEventGenerator

            from clerk_cli.output.prompts.long_answers import LongAnswers

            render = LongAnswers(event_generator=KeyEventGenerator(next_key))
        return render.render(getattr(inquirer, kind)("answer", **spec))


@contextlib.contextmanager
def _terminal_left_alone() -> Iterator[None]:
    """Keep blessed, on which inquirer draws, from questioning the terminal.

    It writes its queries to stdout and waits seconds for a terminal that does not answer, such as
    one of ``expect`` or ``ssh -t``. Without a keyboard it does not ask; nothing is read meanwhile.
    """
    keyboard = sys.__stdin__
    setattr(sys, "__stdin__", None)  # noqa: B010 - the type checker takes it for a constant
    try:
        yield
    finally:
        setattr(sys, "__stdin__", keyboard)  # noqa: B010
