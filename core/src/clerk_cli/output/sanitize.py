"""Text from outside, made safe to show on a terminal.

A name or an error message of the API may hold escape sequences, direction marks or invisible
characters. They are shown as escapes, except where a script or an emoji needs a joiner.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

INVISIBLE = (
    "\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U00013430-\U0001345f\U00016fe4\U0001d159\u2800\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
"""Controls, direction marks, invisible characters (Unicode's default ignorables) and surrogates."""

PRINTABLE_INVISIBLE = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Those of them that ``str.isprintable`` takes for printable, below U+10000."""

PRINTABLE_ASTRAL = "".join(map(chr, (*range(0x13430, 0x13460), 0x16FE4, 0x1D159)))
"""The same above it; which of them are printable depends on the version of Python."""

SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""Invisible as well, and part of the preceding character if that has variants; ``str.isprintable``
is true."""

FIRST_PRINTABLE, FIRST_EMOJI_SELECTOR = "\u034f", "\ufe00"
MONGOLIAN_SELECTORS = "\u180b\u180c\u180d\u180f"

UNSAFE = f"\x00-\x1f{INVISIBLE}{SELECTORS}"

SURROGATES = "\ud800-\udfff"
"""Halves of characters, which no encoding has."""

JOINERS = "\u200c\u200d"
EMOJI = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf"
    "\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001fbff"
)
JOINING_SCRIPTS = (
    "\u0600-\u061b\u061d-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff\u1800-\u180a"
    "\u1810-\u18af\u1a20-\u1aaf\u1b00-\u1c4f\ua840-\ua87f\ua8e0-\ua8ff\ua980-\ua9ff\uaa60-\uaa7f"
    "\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00010aff\U00011000-\U00011fff"
    "\U0001e900-\U0001e95f"
)
"""Arabic, Syriac, the Indic scripts and others whose letters change beside a joiner."""

IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
VARIED = (
    f"{IDEOGRAPHS}\u1000-\u109f\u2200-\u22ff\u2a00-\u2aff\u3001\u3002\ua840-\ua877\uaa60-\uaa7f"
    "\uff01\uff0c\uff0e\uff1a\uff1b\uff1f\U00010ac0-\U00010aff\U00013000-\U0001342f"
)
"""Ideographs, and the letters and symbols of other scripts that have standardized variants."""

KEYCAPS = "0-9#*"

FLAGS = frozenset(
    "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f"
    for region in ("gbeng", "gbsct", "gbwls")
)
"""The flags that are spelled with tag characters: England, Scotland, Wales."""

_SHORT_ESCAPES = {"\n": r"\n", "\t": r"\t", "\r": r"\r"}
_STYLE_CODES = r"\x1b\[(?:1|2|22|3[1-6]|1;3[36]|22;0|0)m"


def clean(text: str) -> str:
    """The text on one line, with every character escaped that a terminal would obey or hide."""
    return text if is_plain(text) else escape(text, f"[{UNSAFE}]", _escape)


def clean_multiline(text: str) -> str:
    """The same as ``clean``, but line breaks stay."""
    if is_plain(text.replace("\n", "")):
        return text
    return escape(text, f"(?!\n)[{UNSAFE}]", _escape)


def clean_text(text: str) -> str:
    """The same as ``clean``, but line breaks and tabs stay."""
    if is_plain(text.replace("\n", "").replace("\t", "")):
        return text
    return escape(text, f"(?![\n\t])[{UNSAFE}]", _escape)


def clean_styled(text: str) -> str:
    """The same as ``clean_multiline``, but the color codes of ``Palette`` stay."""
    if "\x1b" not in text:
        return clean_multiline(text)
    codes = [*_pattern(_STYLE_CODES).findall(text), ""]
    parts = _pattern(_STYLE_CODES).split(text)
    return "".join(clean_multiline(part) + code for part, code in zip(parts, codes, strict=True))


def replace_unsafe(text: str) -> str:
    """The text with a placeholder for each character that ``clean`` escapes; as long as before."""
    return text if is_plain(text) else escape(text, f"[{UNSAFE}]", lambda _: "\ufffd")


def is_plain(text: str) -> bool:
    """Whether text certainly holds nothing to escape; no pattern is compiled for most text."""
    if not text.isprintable():
        return False
    if text.isascii() or (last := max(text)) < FIRST_PRINTABLE:
        return True
    if any(character in text for character in PRINTABLE_INVISIBLE + MONGOLIAN_SELECTORS):
        return False
    return (
        last < FIRST_EMOJI_SELECTOR
        or _pattern(f"[{SELECTORS}{PRINTABLE_ASTRAL}]").search(text) is None
    )


def escape(text: str, pattern: str, replace: Callable[[str], str]) -> str:
    """Replace the characters that match, except those that emoji and scripts need.

    Args:
        text: The text.
        pattern: A regular expression for single characters.
        replace: Returns the escape of a character.
    """

    def replacement(match: re.Match[str]) -> str:
        character = match.group()
        needed = character >= "\u180b" and _is_needed(text, match.start())
        return character if needed else replace(character)

    return _pattern(pattern).sub(replacement, text)


@lru_cache(maxsize=8)
def _pattern(pattern: str) -> re.Pattern[str]:
    # Compiled only when there is something to look at, which is rare.
    return re.compile(pattern)


def _is_needed(text: str, index: int) -> bool:
    """Whether the character at an index is a visible part of what surrounds it."""
    character, before = text[index], text[index - 1 : index]
    if character in JOINERS:
        return _joins(text, index)
    if character in "\ufe0e\ufe0f":
        is_keycap = text[index + 1 : index + 2] == "\u20e3" and _is_one_of(KEYCAPS, before)
        return is_keycap or _is_one_of(EMOJI, before)
    if "\ufe00" <= character <= "\ufe06":
        return _is_one_of(VARIED, before)
    if "\U000e0100" <= character <= "\U000e01ef":
        return _is_one_of(IDEOGRAPHS, before)
    if "\u180b" <= character <= "\u180f":
        return "\u1820" <= before <= "\u18aa"
    if "\U000e0020" <= character <= "\U000e007f":
        start = text.rfind("\U0001f3f4", max(0, index - 6), index)
        return start >= 0 and text[start : start + 7] in FLAGS
    return False


def _joins(text: str, index: int) -> bool:
    """Whether the joiner at an index stands in a word of a joining script, or between emoji."""
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    if _is_one_of(JOINING_SCRIPTS, before):
        return not _is_one_of(UNSAFE, after)
    if text[index] != "\u200d" or not _is_one_of(EMOJI, after):
        return False
    return _is_one_of(EMOJI, text[index - 2 : index - 1] if before == "\ufe0f" else before)


def _is_one_of(characters: str, character: str) -> bool:
    return _pattern(f"[{characters}]").fullmatch(character) is not None


def _escape(character: str) -> str:
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
