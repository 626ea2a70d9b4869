"""What a question says of a profile with a live key, in red: the word says it as well."""

from __future__ import annotations

from clerk_cli.output.color import Palette

LIVE = "(live)"


def mark_live(text: str) -> str:
    """The text with the kind of the profile in red.

    Args:
        text: A line of a question.
    """
    return text.replace(LIVE, f"({Palette(True).red('live')})")
