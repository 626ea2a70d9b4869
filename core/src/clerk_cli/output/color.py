"""Colors for a terminal."""

from __future__ import annotations


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
