"""Questions on the terminal, asked with inquirer but never on stdout.

The caller has checked that the terminal is interactive.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO

from clerk_cli.environment import is_terminal
from clerk_cli.output.width import cell_width

if TYPE_CHECKING:
    from clerk_cli.environment import Environment

MARGIN, MIN_LINE_WIDTH = 4, 12
"""Columns for the mark before a line and the cursor after it; the fewest columns of a line."""

CONFIRM_MARGIN = 14
"""Columns that inquirer needs beside a question, with its ``(y/N)``."""


def confirm(environment: Environment, question: str, *, default: bool) -> bool:
    """Ask a yes-or-no question.

    Raises:
        KeyboardInterrupt: Ctrl-C, Ctrl-D, or the terminal is gone.
    """
    # Inquirer cuts a line that is too long, and the end of the question matters most.
    *lines, last = balanced(question, max(MIN_LINE_WIDTH, environment.width - CONFIRM_MARGIN))
    stream = _terminal(environment)
    if environment.colors(stream):
        from clerk_cli.output.prompts.live import mark_live

        lines = [mark_live(line) for line in lines]
    for index, line in enumerate(lines):
        stream.write(f"{'   ' if index else '[?]'} {line}\n")
    stream.flush()
    return bool(_ask(environment, "Confirm", has_mark=not lines, message=last, default=default))


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


def _ask(environment: Environment, kind: str, *, has_mark: bool = True, **spec: Any) -> Any:
    from clerk_cli.output.prompts.keys import keys

    with contextlib.redirect_stdout(_terminal(environment)), keys() as next_key:
        with _without_terminal_queries():
            import inquirer
            from inquirer.events import KeyEventGenerator

            from clerk_cli.output.prompts.renderer import PromptRenderer

            renderer = PromptRenderer(event_generator=KeyEventGenerator(next_key))
            renderer.has_colors = environment.colors(_terminal(environment))
            renderer.has_mark = has_mark
        return renderer.render(getattr(inquirer, kind)("answer", **_literal(spec)))


def _terminal(environment: Environment) -> TextIO:
    """The stream to draw on; not stdout, unless that is the only terminal."""
    return environment.stderr if is_terminal(environment.stderr) else environment.stdout


def _literal(spec: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a question with functions in place of strings.

    Inquirer calls ``str.format`` on strings, and braces in names or IDs are not fields.
    """
    return {
        name: (lambda _, text=value: text) if isinstance(value, str) else value
        for name, value in spec.items()
    }


def balanced(text: str, width: int) -> list[str]:
    """A text in as few lines as fit, all of them about as long.

    Args:
        text: The text.
        width: The columns of a line.
    """
    lines = wrapped(text, width)
    while len(lines) > 1 and len(narrower := wrapped(text, width - 1)) == len(lines):
        lines, width = narrower, width - 1
    return lines


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines that fit, broken at spaces where possible; at least one line.

    Args:
        text: The text.
        width: The columns of a line.
    """
    lines = [""]
    for word in text.split(" "):
        line = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_width(line) <= width:
            lines[-1] = line
            continue
        parts = [word[at : at + width // 2] for at in range(0, len(word), width // 2)]
        lines += [word] if cell_width(word) <= width else parts
    return [line for line in lines if line] or [""]


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
