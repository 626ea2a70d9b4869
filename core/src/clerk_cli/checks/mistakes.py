"""What a check finds."""

from __future__ import annotations

from typing import NamedTuple


class Mistake(NamedTuple):
    """Something in a plugin that does not work, or not as its author expects.

    Args:
        place: Where it is: a hook, a module, or a command.
        message: What is wrong, and how it should be.
        source: The file and line; empty if they are unknown.
    """

    place: str
    message: str
    source: str = ""
