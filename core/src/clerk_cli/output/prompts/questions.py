"""Questions on the terminal, asked with inquirer but never on stdout.

The caller has checked that the terminal is interactive.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from clerk_cli.environment import is_terminal

if TYPE_CHECKING:
    from clerk_cli.environment import Environment

MARGIN, MIN_LINE_WIDTH = 4, 12
"""Columns for the mark before a line and the cursor after it; the fewest columns of a line."""


def confirm(environment: Environment, question: str, *, default: bool) -> bool:
    """Ask a yes-or-no question.

    Raises:
        KeyboardInterrupt: Ctrl-C, Ctrl-D, or the terminal is gone.
    """
    return bool(_ask(environment, "Confirm", message=question, default=default))


def ask(environment: Environment, question: str, *, default: str) -> str:
    """Ask for a line of text.

    Raises:
        KeyboardInterrupt: Ctrl-C, Ctrl-D, or the terminal is gone.
    """
    from clerk_cli.output.table import shorten

    # At least a third of the line is for the answer.
    message = shorten(
        question.rstrip(":"), max(MIN_LINE_WIDTH, environment.width * 2 // 3 - MARGIN)
    )
    return str(_ask(environment, "Text", message=message, default=default))


def choose(environment: Environment, question: str, choices: list[str]) -> int:
    """Ask for one of several choices and return its index.

    A line is cut to the width of the terminal: one that wraps would be drawn again at each key.

    Raises:
        KeyboardInterrupt: Ctrl-C, Ctrl-D, or the terminal is gone.
    """
    from clerk_cli.output.table import shorten

    width = max(MIN_LINE_WIDTH, environment.width - MARGIN)
    numbered = [(shorten(label, width), index) for index, label in enumerate(choices)]
    return int(_ask(environment, "List", message=question, choices=numbered))


def secret(environment: Environment, question: str) -> str:
    """Ask for text that is shown as stars.

    Raises:
        KeyboardInterrupt: Ctrl-C, Ctrl-D, or the terminal is gone.
    """
    return str(_ask(environment, "Password", message=question.rstrip(":")))


def _ask(environment: Environment, kind: str, **spec: Any) -> Any:
    stream = environment.stderr if is_terminal(environment.stderr) else environment.stdout
    from clerk_cli.output.prompts.keys import keys

    with contextlib.redirect_stdout(stream), keys() as next_key:
        with _without_terminal_queries():
            import inquirer
            from inquirer.events import KeyEventGenerator

            from clerk_cli.output.prompts.long_text import PromptRenderer

            renderer = PromptRenderer(event_generator=KeyEventGenerator(next_key))
        return renderer.render(getattr(inquirer, kind)("answer", **spec))


@contextlib.contextmanager
def _without_terminal_queries() -> Iterator[None]:
    """Keep blessed, on which inquirer draws, from querying the terminal.

    It writes its queries to stdout and waits seconds for a terminal that does not reply, such as
    that of ``expect`` or ``ssh -t``. Without a keyboard it sends none; nothing is read meanwhile.
    """
    keyboard = sys.__stdin__
    setattr(sys, "__stdin__", None)  # noqa: B010 - the type checker takes it for a constant
    try:
        yield
    finally:
        setattr(sys, "__stdin__", keyboard)  # noqa: B010
