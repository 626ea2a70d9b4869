"""YAML with the keys and values of the JSON."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TextIO

import yaml

from clerk_cli.output.jsontext import escape_unsafe
from clerk_cli.request import Json

try:
    from yaml import CSafeDumper as FastDumper
except ImportError:  # PyYAML without libyaml
    from yaml import SafeDumper as FastDumper  # type: ignore[assignment]

WIDE = 1_000_000_000
SURROGATE = re.compile("[\ud800-\udfff]")


class Dumper(FastDumper):
    """A dumper that never writes anchors and quotes what a terminal would obey."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write an object in full wherever it stands."""
        return True


def _represent_text(dumper: Any, text: str) -> yaml.ScalarNode:
    """Quote every text that has more than printable characters, so that it can be escaped."""
    style = None if text.isprintable() and "\ufeff" not in text else '"'
    whole = SURROGATE.sub("\ufffd", text)
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", whole, style=style)
    return node


Dumper.add_representer(str, _represent_text)


def write_yaml(data: Json, stream: TextIO) -> None:
    """Write data in block style, keys in their order, long texts on one line."""
    encoding = (stream.encoding or "utf-8").lower().replace("-", "")
    text = yaml.dump(
        data,
        Dumper=Dumper,
        sort_keys=False,
        allow_unicode=encoding.startswith("utf8"),
        default_flow_style=False,
        width=WIDE,
    )
    stream.write(escape_unsafe(text))


class YAMLDocument:
    """A list as ``data`` and ``total_count``, written while its rows come."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._unicode = (stream.encoding or "utf-8").lower().replace("-", "").startswith("utf8")
        self._begun = False

    def add(self, rows: list[Json]) -> None:
        """Write more rows."""
        if not self._begun:
            self._stream.write("data:\n")
        self._begun = True
        self._stream.write("".join(self._item(row) for row in rows))

    def end(self, count: int | None) -> None:
        """Tell the length; null where the list is not whole."""
        before = "" if self._begun else "data: []\n"
        self._stream.write(f"{before}total_count: {self._scalar(count)}\n")

    def _item(self, row: Json) -> str:
        lines: list[str] = []
        block(row, "  ", lines, self._scalar)
        # The dash of an item takes the place of the first two blanks.
        return "- " + "\n".join(lines)[2:] + "\n"

    def _scalar(self, value: Json) -> str:
        if isinstance(value, str):
            return _text(value, self._unicode)
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value) if isinstance(value, int) else _dumped(value, self._unicode)


def block(value: Json, margin: str, lines: list[str], scalar: Callable[[Json], str]) -> None:
    """Add the lines of a value in block style, as PyYAML writes them, many times as fast.

    Args:
        value: What to write.
        margin: The blanks before each line.
        lines: Where the lines go.
        scalar: Writes what is neither object nor list.
    """
    if isinstance(value, dict) and value:
        for name, each in value.items():
            key = f"{margin}{scalar(str(name))}:"
            if isinstance(each, dict) and each:
                lines.append(key)
                block(each, margin + "  ", lines, scalar)
            elif isinstance(each, list) and each:
                lines.append(key)
                block(each, margin, lines, scalar)
            else:
                lines.append(f"{key} {_leaf(each, scalar)}")
    elif isinstance(value, list) and value:
        for each in value:
            begun = len(lines)
            block(each, margin + "  ", lines, scalar)
            lines[begun] = f"{margin}- {lines[begun][len(margin) + 2 :]}"
    else:
        lines.append(margin + _leaf(value, scalar))


def _leaf(value: Json, scalar: Callable[[Json], str]) -> str:
    if isinstance(value, dict):
        return "{}"
    return "[]" if isinstance(value, list) else scalar(value)


PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./@+-]*(?: [A-Za-z0-9_./@+-]+)*|https?://[\w./@+=&%~-]+")
RESERVED = frozenset({"yes", "no", "true", "false", "on", "off", "null", "y", "n"})
"""Plain words that YAML takes for something else, in lower case."""


def _text(text: str, unicode: bool) -> str:
    if PLAIN.fullmatch(text) and text.lower() not in RESERVED:
        return text
    return _dumped(text, unicode)


@lru_cache(maxsize=4096)
def _dumped(value: Json, unicode: bool) -> str:
    """A scalar as PyYAML writes it."""
    text: str = yaml.dump(value, Dumper=Dumper, allow_unicode=unicode, width=WIDE)
    return escape_unsafe(text.removesuffix("\n").removesuffix("\n..."))
