"""Making text from elsewhere escape_controls to a terminal.

A name or an error message that came from the API may hold escape sequences. Every character that
could move the cursor, change colours or reorder text is shown as an escape instead.
"""

from __future__ import annotations

import re

_CONTROL = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
# Patterns are compiled when something has to be replaced, which is hardly ever.
_ANY = f"[{_CONTROL}]"
_ANY_BUT_NEWLINE = f"(?!\n)[{_CONTROL}]"
_SHORT = {"\n": r"\n", "\t": r"\t", "\r": r"\r"}


def clean(text: str) -> str:
    """The text on one line, without anything that a terminal would obey."""
    return text if text.isprintable() else re.sub(_ANY, _escape, text)


def clean_multiline(text: str) -> str:
    """The text with its line breaks, without anything else that a terminal would obey."""
    return text if text.isprintable() else re.sub(_ANY_BUT_NEWLINE, _escape, text)


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
