"""JSON with control characters escaped, so that a terminal can show it."""

from __future__ import annotations

import json
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any, TextIO

from clerk_cli.output.sanitize import INVISIBLE, PRINTABLE_ASTRAL, PRINTABLE_INVISIBLE, escape
from clerk_cli.results import APIObject, Json

_ONE_LINE = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
MAX_CACHED_LABELS = 4096
CONSTANTS = {None: "null", True: "true", False: "false"}


def write_json(data: Json, stream: TextIO) -> None:
    """Write data indented by two, keys in their order, and a final newline."""
    stream.write(escape_controls(Indenter(stream).text(data)) + "\n")


class Indenter:
    """Encodes like ``json.dumps(value, indent=2)``, several times faster.

    The fast encoder of the standard library cannot indent, and the one that can is slow.

    Args:
        stream: Where the text will go; its encoding decides whether non-ASCII is escaped.
    """

    def __init__(self, stream: TextIO) -> None:
        self._quoted = encode_basestring if is_unicode(stream) else encode_basestring_ascii
        self._labels: dict[str, str] = {}

    def text(self, value: Any, margin: str = "\n") -> str:
        """Encode a value. The caller applies ``escape_controls``, once for many values.

        Args:
            value: What to encode.
            margin: A line break and the indentation of the line that the value begins on.
        """
        if isinstance(value, dict) and value:
            return self._object(value, margin)
        if isinstance(value, (list, tuple)) and value:
            inner = margin + "  "
            items = f",{inner}".join([self.text(item, inner) for item in value])
            return f"[{inner}{items}{margin}]"
        return self._quoted(value) if isinstance(value, str) else json.dumps(value)

    def _object(self, value: dict[Any, Any], margin: str) -> str:
        inner = margin + "  "
        labels, quoted = self._labels, self._quoted
        parts = []
        for name, member in value.items():
            label = labels.get(name) or self._label(name)
            # The common types are handled inline: a call per value would take twice the time.
            kind = type(member)
            if kind is str:
                parts.append(label + quoted(member))
            elif member is None or kind is bool:
                parts.append(label + CONSTANTS[member])
            elif kind is int:
                parts.append(f"{label}{member}")
            elif not member and kind is list:
                parts.append(label + "[]")
            else:
                parts.append(label + self.text(member, inner))
        return f"{{{inner}{f',{inner}'.join(parts)}{margin}}}"

    def _label(self, name: object) -> str:
        text = name if isinstance(name, str) else json.dumps(name)
        label = f"{self._quoted(text)}: "
        if isinstance(name, str) and len(self._labels) < MAX_CACHED_LABELS:
            self._labels[name] = label
        return label


def is_unicode(stream: TextIO) -> bool:
    """Whether every character can be written to a stream."""
    return (stream.encoding or "utf-8").lower().replace("-", "").startswith("utf8")


class JSONListWriter:
    """Writes a list as one object, ``{"data": […], "total_count": n}``, while its rows are read."""

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
        """Close the list and write its length; null if it is incomplete."""
        before = "\n  ]" if self._begun else '{\n  "data": []'
        self._stream.write(f'{before},\n  "total_count": {json.dumps(count)}\n}}\n')


class NDJSONListWriter:
    """Writes one object per line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def add(self, rows: list[APIObject]) -> None:
        """Write more rows."""
        self._stream.write(escape_controls("".join([f"{_ONE_LINE(row)}\n" for row in rows])))

    def end(self, count: int | None) -> None:
        """Do nothing: NDJSON has no footer."""


def compact(data: Any, *, ascii_only: bool = False) -> str:
    """Data as JSON on one line."""
    return json.dumps(data) if ascii_only else escape_controls(_ONE_LINE(data))


def escape_controls(text: str) -> str:
    """Escape what a terminal would obey or hide, in JSON text.

    Hardly any text holds such characters, and checking for them is much faster than replacing.
    """
    if text.isascii() and "\x7f" not in text:
        return text
    return text if is_visible(text.replace("\n", "")) else escape(text, f"[{INVISIBLE}]", _escape)


def is_visible(text: str) -> bool:
    """Whether a terminal shows all of a text as it is."""
    # The search for a character ends at once where the text has none of its size.
    marks = "" if text.isascii() else PRINTABLE_INVISIBLE + PRINTABLE_ASTRAL
    return text.isprintable() and not any(character in text for character in marks)


def _escape(character: str) -> str:
    """The escape of JSON, which needs two for a character beyond the first 65,536."""
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))
