"""The keys of the terminal, one after the other, and none lost.

Readchar, which inquirer reads with, throws away at each key whatever came meanwhile: half of what
is pasted into a slow connection.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

END_OF_INPUT = ("", "\x04")
"""A closed terminal and Ctrl-D. Inquirer would take the first for a yes."""

ESCAPE, CURSOR, APPLICATION_CURSOR = "\x1b", "[", "O"


@contextlib.contextmanager
def keys() -> Iterator[Callable[[], str]]:
    """What waits for the next key, as long as a question is open.

    What was typed before it could be seen is no answer to it, and is dropped.
    """
    try:
        import termios
    except ImportError:
        import readchar

        yield lambda: _checked(readchar.readkey())
        return
    terminal = sys.stdin.fileno()
    before, unbuffered = termios.tcgetattr(terminal), termios.tcgetattr(terminal)
    unbuffered[3] &= ~(termios.ICANON | termios.ECHO)
    termios.tcsetattr(terminal, termios.TCSAFLUSH, unbuffered)
    try:
        yield _read_key
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _read_key() -> str:
    """A character, or the whole sequence that a key such as Left sends."""
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
    return _checked(sys.stdin.read(1))


def _checked(key: str) -> str:
    if key in END_OF_INPUT:
        raise KeyboardInterrupt
    return key
