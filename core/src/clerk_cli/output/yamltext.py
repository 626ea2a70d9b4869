"""YAML with the keys and values of the JSON."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, TextIO

import yaml

from clerk_cli.output.jsontext import (
    CONSTANTS,
    MAX_CACHED_LABELS,
    compact,
    is_unicode,
    is_visible,
)
from clerk_cli.output.sanitize import INVISIBLE, SURROGATES, escape
from clerk_cli.results import APIObject, Json

try:
    from yaml import CSafeDumper as FastDumper
except ImportError:  # PyYAML without libyaml
    from yaml import SafeDumper as FastDumper  # type: ignore[assignment]

UNLIMITED_WIDTH = 1_000_000_000
LONGEST_IMPLICIT_KEY = 100
"""Characters; YAML allows 1,024 for a key that no question mark marks, escapes included."""

SURROGATE = re.compile(f"[{SURROGATES}]")


class Dumper(FastDumper):
    """A dumper that writes no anchors, and quotes text that a terminal would obey."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write repeated objects in full."""
        return True


def _represent_text(dumper: Any, text: str) -> yaml.ScalarNode:
    """Quote text with invisible characters, which are escaped, and text that looks otherwise."""
    style = None if is_visible(text) else '"'
    if style is None and is_ambiguous(text):
        style = "'"
    valid = SURROGATE.sub("\ufffd", text)
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", valid, style=style)
    return node


Dumper.add_representer(str, _represent_text)
Dumper.add_multi_representer(dict, FastDumper.represent_dict)


def write_yaml(data: Json, stream: TextIO) -> None:
    """Write data in block style, keys in their order, long text on one line."""
    text = yaml.dump(
        data,
        Dumper=Dumper,
        sort_keys=False,
        allow_unicode=is_unicode(stream),
        default_flow_style=False,
        width=UNLIMITED_WIDTH,
    )
    stream.write(_escape_controls(text))


class YAMLListWriter:
    """Writes a list as ``data`` and ``total_count`` while its rows are read."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._blocks = BlockWriter(stream)
        self._begun = False

    def add(self, rows: list[APIObject]) -> None:
        """Write more rows."""
        lines: list[str] = [] if self._begun else ["data:"]
        self._begun = True
        self._blocks.add(rows, "", lines)
        self._stream.write("\n".join(lines) + "\n")

    def end(self, count: int | None) -> None:
        """Write the length; null if the list is incomplete."""
        before = "" if self._begun else "data: []\n"
        self._stream.write(f"{before}total_count: {'null' if count is None else count}\n")


class BlockWriter:
    """Encodes values in block style like PyYAML, several times faster.

    Args:
        stream: Where the text will go; its encoding decides whether non-ASCII is escaped.
    """

    def __init__(self, stream: TextIO) -> None:
        self._unicode = is_unicode(stream)
        self._labels: dict[str, str] = {}

    def add(self, value: Any, margin: str, lines: list[str]) -> None:
        """Append the lines of a value.

        Args:
            value: What to encode.
            margin: The indentation.
            lines: The list to append to.
        """
        if isinstance(value, dict) and value:
            self._add_object(value, margin, lines)
        elif isinstance(value, (list, tuple)) and value:
            inner = margin + "  "
            for item in value:
                start = len(lines)
                self.add(item, inner, lines)
                # The dash of an item replaces its first two spaces.
                lines[start] = f"{margin}- {lines[start][len(inner) :]}"
        else:
            lines.append(margin + self.scalar(value))

    def scalar(self, value: Json) -> str:
        """A string, number or constant, or an empty object or list."""
        if isinstance(value, str):
            plain = PLAIN.fullmatch(value) and value.lower() not in RESERVED
            return value if plain else _dumped(value, self._unicode)
        if value is None or isinstance(value, bool):
            return CONSTANTS[value]
        if isinstance(value, (dict, list, tuple)):
            return "{}" if isinstance(value, dict) else "[]"
        return str(value) if isinstance(value, int) else _dumped(value, self._unicode)

    def _add_object(self, value: dict[Any, Any], margin: str, lines: list[str]) -> None:
        for name, member in value.items():
            cached = self._labels.get(name)
            if cached is None and isinstance(name, str) and len(name) > LONGEST_IMPLICIT_KEY:
                self._add_member_with_long_name(name, member, margin, lines)
                continue
            label = margin + (cached or self._label(name))
            # The common types are handled inline: a call per value would take half as long again.
            if member is None or member is True or member is False:
                lines.append(f"{label} {CONSTANTS[member]}")
            elif not member or not isinstance(member, (dict, list, tuple)):
                lines.append(f"{label} {self.scalar(member)}")
            else:
                lines.append(label)
                self.add(member, margin + "  " if isinstance(member, dict) else margin, lines)

    def _add_member_with_long_name(
        self, name: str, member: Any, margin: str, lines: list[str]
    ) -> None:
        inner = margin + "  "
        lines.append(f"{margin}? {self.scalar(name)}")
        start = len(lines)
        self.add(member, inner, lines)
        lines[start] = f"{margin}: {lines[start][len(inner) :]}"

    def _label(self, name: object) -> str:
        label = f"{self.scalar(name if isinstance(name, str) else compact(name))}:"
        if isinstance(name, str) and len(self._labels) < MAX_CACHED_LABELS:
            self._labels[name] = label
        return label


def is_ambiguous(text: str) -> bool:
    """Whether a reader of YAML 1.1 or 1.2 may take a text without quotes for something else."""
    return text.lower() in RESERVED or NUMERIC.fullmatch(text) is not None


PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./@+-]*(?: [A-Za-z0-9_./@+-]+)*|https?://[\w./@+=&%~-]+")
RESERVED = frozenset({"yes", "no", "true", "false", "on", "off", "null", "y", "n", "~", "<<", "="})
"""Words that YAML 1.1 or 1.2 reads as a boolean, null or a mark, in lower case."""

NUMERIC = re.compile(
    r"[-+]?\.?[0-9][0-9A-Fa-f_xXoO.,:eE+\-]*(?:[tTzZ ][0-9.:+\-tTzZ ]*)?|[-+.][\w.+-]*"
)
"""Text that is like a number or a date: YAML 1.1 and 1.2 differ in which of it is one."""


@lru_cache(maxsize=4096)
def _dumped(value: Json, unicode: bool) -> str:
    """A scalar, encoded by PyYAML."""
    text: str = yaml.dump(value, Dumper=Dumper, allow_unicode=unicode, width=UNLIMITED_WIDTH)
    return _escape_controls(text.removesuffix("\n").removesuffix("\n..."))


def _escape_controls(text: str) -> str:
    """Escape what a terminal would obey or hide; it can only be inside double quotes."""
    return text if is_visible(text.replace("\n", "")) else escape(text, f"[{INVISIBLE}]", _escape)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
