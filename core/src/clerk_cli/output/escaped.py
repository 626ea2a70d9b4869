"""Patterns that find a text however often it was escaped: in JSON, in HTML, in a URL, in a log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

MAX_ENCODINGS = 4
"""How many encodings, one around the other, are seen through."""

LONGEST_IN_DETAIL = 200
"""Letters and digits of a longer text are looked for as they are: nobody escapes those."""

PERCENT = f"%(?:25){{0,{MAX_ENCODINGS}}}"
BACKSLASH = rf"(?:\\|{PERCENT}5c|&(?:amp;){{0,{MAX_ENCODINGS}}}(?:#0*92|#x0*5c|bsol);)"
BACKSLASHES = 2**MAX_ENCODINGS * 2
AMPERSAND = rf"(?:&|{PERCENT}26|{BACKSLASH}{{1,{BACKSLASHES}}}u0026)(?:amp;){{0,{MAX_ENCODINGS}}}"
SEMICOLON = f"(?:;|{PERCENT}3b)"
SHORT_ESCAPES = {"\n": "n", "\r": "r", "\t": "t", "\f": "f", "\b": "b", "\0": "0"}


def pattern_of(text: str) -> str:
    """A regular expression for a text in any of the forms in which programs repeat it.

    Args:
        text: The text; it may hold any character.
    """
    in_detail = len(text) <= LONGEST_IN_DETAIL
    return "".join(
        _any_form(character) if in_detail or not _is_plain(character) else character
        for character in text
    )


def _is_plain(character: str) -> bool:
    return character.isascii() and character.isalnum()


@cache
def _any_form(character: str) -> str:
    forms = "|".join(dict.fromkeys(_forms(character)))
    if _is_plain(character):
        return f"(?:{character}|(?i:{forms}))"
    optional = rf"{BACKSLASH}{{0,{BACKSLASHES}}}"
    return f"(?:(?i:{optional})(?:{re.escape(character)}|(?i:{forms})))"


def _forms(character: str) -> Iterator[str]:
    """The escapes of a character, in small letters."""
    escape, code = rf"{BACKSLASH}{{1,{BACKSLASHES}}}", ord(character)
    yield "".join(f"{PERCENT}{byte:02x}" for byte in _utf8(character))
    units = character.encode("utf-16-be", "surrogatepass").hex()
    yield "".join(f"{escape}u{units[i : i + 4]}" for i in range(0, len(units), 4))
    yield "".join(f"{escape}x{byte:02x}" for byte in _utf8(character))
    yield f"{AMPERSAND}(?:#0*{code}|#x0*{code:x}{_names(character)}){SEMICOLON}"
    yield (
        rf"{escape}u(?:000)?\{{?{code:05x}\}}?" if code > 0xFFFF else rf"{escape}u\{{0*{code:x}\}}"
    )
    if code < 0x100:
        yield f"{escape}x{code:02x}"
        yield f"{PERCENT}{code:02x}"
    if character == " ":
        yield r"\+"
    if character in SHORT_ESCAPES:
        yield f"{escape}{SHORT_ESCAPES[character]}"


def _utf8(character: str) -> bytes:
    return character.encode("utf-8", "surrogatepass")


def _names(character: str) -> str:
    if _is_plain(character):
        return ""
    names = sorted({name.rstrip(";").lower() for name in _entities().get(character, ())})
    return "".join(f"|{name}" for name in names)


@cache
def _entities() -> dict[str, list[str]]:
    """The names of each character in HTML."""
    from html.entities import html5

    names: dict[str, list[str]] = {}
    for name, character in html5.items():
        names.setdefault(character, []).append(name)
    return names
