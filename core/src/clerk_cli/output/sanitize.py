"""Text from outside, made safe to show on a terminal.

A name or an error message of the API may hold escape sequences. Every character that could move the
cursor, change colors or reorder text is shown as an escape instead.
"""

from __future__ import annotations

import re

_CONTROL = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
# Patterns are compiled only when something has to be replaced, which is rare.
_ANY = f"[{_CONTROL}]"
_ANY_BUT_NEWLINE = f"(?!\n)[{_CONTROL}]"
_SHORT = {"\n": r"\n", "\t": r"\t", "\r": r"\r"}


def clean(text: str) -> str:
    """The text on one line, with every character that a terminal would obey escaped."""
    return text if text.isprintable() else re.sub(_ANY, _escape, text)


def clean_multiline(text: str) -> str:
    """The same as ``clean``, but line breaks stay."""
    return text if text.isprintable() else re.sub(_ANY_BUT_NEWLINE, _escape, text)


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
