"""Key presses, read one by one without losing any.

Readchar, which inquirer uses, discards pending input at each key: half of what is pasted over a
slow connection.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

END_OF_INPUT = ("", "\x04")
"""A closed terminal and Ctrl-D. Inquirer would take the former for a yes."""

ESCAPE, CURSOR, APPLICATION_CURSOR = "\x1b", "[", "O"


@contextlib.contextmanager
def keys() -> Iterator[Callable[[], str]]:
    """A function that waits for the next key, for as long as a question is open.

    Input that was typed before the question was visible is dropped.
    """
    try:
        import termios
    except ImportError:
        import readchar

        yield lambda: _not_end_of_input(readchar.readkey())
        return
    terminal = sys.stdin.fileno()
    saved, unbuffered = termios.tcgetattr(terminal), termios.tcgetattr(terminal)
    unbuffered[3] &= ~(termios.ICANON | termios.ECHO)
    termios.tcsetattr(terminal, termios.TCSAFLUSH, unbuffered)
    try:
        yield _read_key
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, saved)


def _read_key() -> str:
    """A character, or the complete sequence of a key such as Left."""
    first = _character()
    if first != ESCAPE:
        return first
    second = _character()
    if second not in (CURSOR, APPLICATION_CURSOR):
        return first + second
    rest = _character()
    while not "@" <= rest[-1] <= "~":
        rest += _character()
    return ESCAPE + CURSOR + rest


def _character() -> str:
    return _not_end_of_input(sys.stdin.read(1))


def _not_end_of_input(key: str) -> str:
    if key in END_OF_INPUT:
        raise KeyboardInterrupt
    return key
