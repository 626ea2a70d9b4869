"""JSON that is safe to look at in a terminal and still the same data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import TextIO

from clerk_cli.request import Json

_UNSAFE = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


CONSTANTS = {None: "null", True: "true", False: "false"}
_ONE_LINE = json.JSONEncoder(ensure_ascii=False).encode


def write_json(data: Json, stream: TextIO) -> None:
    """Write data indented by two, keys in their order, and a final newline."""
    stream.write(indented(data, "", _encoder(stream)) + "\n")


def indented(value: Json, margin: str, encode: Callable[[str], str]) -> str:
    """A value as ``json.dumps(value, indent=2)`` writes it, several times as fast.

    The standard library's fast encoder cannot indent.

    Args:
        value: What to write.
        margin: The blanks before the line that it begins in.
        encode: Writes a text with its quotes.
    """
    kind = type(value)
    if kind is str:
        return encode(value)
    if value is None or kind is bool:
        return CONSTANTS[value]
    if kind is int:
        return str(value)
    if kind is dict and value:
        inner = margin + "  "
        parts = [
            f"{inner}{encode(str(name))}: {indented(each, inner, encode)}"
            for name, each in value.items()
        ]
        return "{\n" + ",\n".join(parts) + f"\n{margin}}}"
    if kind in (list, tuple) and value:
        inner = margin + "  "
        items = [inner + indented(each, inner, encode) for each in value]
        return "[\n" + ",\n".join(items) + f"\n{margin}]"
    return json.dumps(value)


def _encoder(stream: TextIO) -> Callable[[str], str]:
    """Writes texts so that the stream can show them and a terminal obeys nothing in them."""
    if not (stream.encoding or "utf-8").lower().replace("-", "").startswith("utf8"):
        return encode_basestring_ascii

    return _safe_text


@lru_cache(maxsize=2048)
def _safe_text(text: str) -> str:
    """A text in quotes; keys and common values are written once."""
    encoded: str = encode_basestring(text)
    return encoded if encoded.isprintable() else escape_unsafe(encoded)


class JSONDocument:
    """A list as one object, ``{"data": […], "total_count": n}``, written while its rows come."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._encode = _encoder(stream)
        self._begun = False

    def add(self, rows: list[Json]) -> None:
        """Write more rows."""
        items = ["    " + indented(row, "    ", self._encode) for row in rows]
        before = ",\n" if self._begun else '{\n  "data": [\n'
        self._stream.write(before + ",\n".join(items))
        self._begun = True

    def end(self, count: int | None) -> None:
        """Close the list and tell its length; null where it is not whole."""
        before = "\n  ]" if self._begun else '{\n  "data": []'
        self._stream.write(f'{before},\n  "total_count": {json.dumps(count)}\n}}\n')


class NDJSONDocument:
    """An object on each line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def add(self, rows: list[Json]) -> None:
        """Write more rows."""
        self._stream.write("".join(f"{compact(row)}\n" for row in rows))

    def end(self, count: int | None) -> None:
        """Nothing ends lines of JSON."""


def compact(data: Json) -> str:
    """Data as JSON on one line."""
    text: str = _ONE_LINE(data)
    return text if text.isprintable() else escape_unsafe(text)


def escape_unsafe(text: str) -> str:
    """JSON text with what a terminal would obey as escapes; all of it stands inside strings."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
