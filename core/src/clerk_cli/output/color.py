"""Colors for a terminal."""

from __future__ import annotations

ALARMING = frozenset(
    {
        "abandoned", "banned", "block", "blocked", "canceled", "error", "expired", "failed", "live",
        "past_due", "rejected", "removed", "revoked", "unpaid",
    }
)  # fmt: skip
CAUTIONARY = frozenset(
    {
        "challenge",
        "disabled",
        "incomplete",
        "locked",
        "pending",
        "unverified",
        "upcoming",
        "waiting",
    }
)
"""Words of a status that are red, and those that are yellow; the word itself says it as well."""


class Palette:
    """Wraps text in color codes.

    Args:
        enabled: Whether colors are on; if not, text is returned unchanged.
    """

    def __init__(self, enabled: bool) -> None:
        self._enabled = enabled

    def _wrap(self, text: str, on: str, off: str) -> str:
        return f"\x1b[{on}m{text}\x1b[{off}m" if self._enabled and text else text

    def bold(self, text: str) -> str:
        """Bold text."""
        return self._wrap(text, "1", "22")

    def dim(self, text: str) -> str:
        """Faint text."""
        return self._wrap(text, "2", "22")

    def red(self, text: str) -> str:
        """Red text, for errors."""
        return self._wrap(text, "31", "0")

    def green(self, text: str) -> str:
        """Green text, for success."""
        return self._wrap(text, "32", "0")

    def yellow(self, text: str) -> str:
        """Yellow text, for warnings."""
        return self._wrap(text, "33", "0")

    def blue(self, text: str) -> str:
        """Blue text, for information."""
        return self._wrap(text, "34", "0")

    def cyan(self, text: str) -> str:
        """Cyan text, for words that can be typed."""
        return self._wrap(text, "36", "0")

    def heading(self, text: str) -> str:
        """A heading: bold and yellow."""
        return self._wrap(text, "1;33", "22;0")

    def header(self, text: str) -> str:
        """The header of a table: bold and cyan."""
        return self._wrap(text, "1;36", "22;0")

    def status(self, cell: str) -> str:
        """A cell in the color of its words; spaces around them stay."""
        words = {word.strip().lower() for word in cell.split(",")}
        if not words.isdisjoint(ALARMING):
            return self.red(cell)
        return cell if words.isdisjoint(CAUTIONARY) else self.yellow(cell)
