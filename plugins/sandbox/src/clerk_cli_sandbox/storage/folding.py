"""Text compared without case and accents."""

from __future__ import annotations

import unicodedata


def fold(text: str | None) -> str | None:
    """A text without case and accents: ``JOSÉ`` and ``Jose`` are the same; None stays None."""
    if text is None:
        return None
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
