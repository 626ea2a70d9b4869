"""JSON that is safe to look at in a terminal and still the same data."""

from __future__ import annotations

import json
import re
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any, TextIO

from clerk_cli.results import APIObject, Json

_UNSAFE = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


_ONE_LINE = json.JSONEncoder(ensure_ascii=False).encode
MOST_LABELS = 4096
WORDS = {None: "null", True: "true", False: "false"}


def write_json(data: Json, stream: TextIO) -> None:
    """Write data indented by two, keys in their order, and a final newline."""
    stream.write(escape_controls(Indenter(stream).text(data)) + "\n")


class Indenter:
    """Writes values as ``json.dumps(value, indent=2)`` does, many times as fast.

    The standard library's fast encoder cannot indent, and its other one asks much of each value.

    Args:
        stream: Where it will stand, for what can be shown there.
    """

    def __init__(self, stream: TextIO) -> None:
        self._quoted = encode_basestring if is_unicode(stream) else encode_basestring_ascii
        self._labels: dict[str, str] = {}

    def text(self, value: Any, margin: str = "\n") -> str:
        """A value as text; ``escape_controls`` is left to the caller, who may have many of them.

        Args:
            value: What to write.
            margin: A line break, and the blanks before the line that the value begins in.
        """
        if isinstance(value, dict) and value:
            return self._object(value, margin)
        if isinstance(value, (list, tuple)) and value:
            inner = margin + "  "
            items = f",{inner}".join([self.text(each, inner) for each in value])
            return f"[{inner}{items}{margin}]"
        return self._quoted(value) if isinstance(value, str) else json.dumps(value)

    def _object(self, value: dict[Any, Any], margin: str) -> str:
        inner = margin + "  "
        parts = []
        for name, each in value.items():
            label = self._labels.get(name) or self._label(name)
            # Written out for what most values are: a call for each would take twice the time.
            kind = type(each)
            if kind is str:
                parts.append(label + self._quoted(each))
            elif each is None or kind is bool:
                parts.append(label + WORDS[each])
            elif kind is int:
                parts.append(label + str(each))
            elif kind is list and not each:
                parts.append(label + "[]")
            else:
                parts.append(label + self.text(each, inner))
        return f"{{{inner}{f',{inner}'.join(parts)}{margin}}}"

    def _label(self, name: object) -> str:
        text = name if isinstance(name, str) else json.dumps(name)
        label = f"{self._quoted(text)}: "
        if isinstance(name, str) and len(self._labels) < MOST_LABELS:
            self._labels[name] = label
        return label


def is_unicode(stream: TextIO) -> bool:
    """Whether every character can be written to a stream."""
    return (stream.encoding or "utf-8").lower().replace("-", "").startswith("utf8")


class JSONListWriter:
    """A list as one object, ``{"data": […], "total_count": n}``, written while its rows come."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._indenter = Indenter(stream)
        self._begun = False

    def add(self, rows: list[APIObject]) -> None:
        """Write more rows."""
        items = ["    " + self._indenter.text(row, "\n    ") for row in rows]
        before = ",\n" if self._begun else '{\n  "data": [\n'
        self._stream.write(escape_controls(before + ",\n".join(items)))
        self._begun = True

    def end(self, count: int | None) -> None:
        """Close the list and tell its length; null where it is not whole."""
        before = "\n  ]" if self._begun else '{\n  "data": []'
        self._stream.write(f'{before},\n  "total_count": {json.dumps(count)}\n}}\n')


class NDJSONListWriter:
    """An object on each line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def add(self, rows: list[APIObject]) -> None:
        """Write more rows."""
        self._stream.write(escape_controls("".join([f"{_ONE_LINE(row)}\n" for row in rows])))

    def end(self, count: int | None) -> None:
        """Nothing ends lines of JSON."""


def compact(data: Any) -> str:
    """Data as JSON on one line."""
    return escape_controls(_ONE_LINE(data))


def escape_controls(text: str) -> str:
    """JSON text with what a terminal would obey as escapes.

    Nearly always there is nothing of it, and that is found out many times as fast.
    """
    if text.isascii() and "\x7f" not in text:
        return text
    return text if text.replace("\n", "").isprintable() else escape_unsafe(text)


def escape_unsafe(text: str) -> str:
    """JSON text with what a terminal would obey as escapes; all of it stands inside strings."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
