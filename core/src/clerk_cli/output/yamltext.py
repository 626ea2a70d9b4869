"""YAML with the keys and values of the JSON."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, TextIO

import yaml

from clerk_cli.output.jsontext import MOST_LABELS, WORDS, compact, escape_unsafe, is_unicode
from clerk_cli.results import APIObject, Json

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
    text = yaml.dump(
        data,
        Dumper=Dumper,
        sort_keys=False,
        allow_unicode=is_unicode(stream),
        default_flow_style=False,
        width=WIDE,
    )
    stream.write(escape_unsafe(text))


class YAMLListWriter:
    """A list as ``data`` and ``total_count``, written while its rows come."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._blocks = Blocks(stream)
        self._begun = False

    def add(self, rows: list[APIObject]) -> None:
        """Write more rows."""
        lines: list[str] = [] if self._begun else ["data:"]
        self._begun = True
        self._blocks.add(rows, "", lines)
        self._stream.write("\n".join(lines) + "\n")

    def end(self, count: int | None) -> None:
        """Tell the length; null where the list is not whole."""
        before = "" if self._begun else "data: []\n"
        self._stream.write(f"{before}total_count: {'null' if count is None else count}\n")


class Blocks:
    """Writes values in block style as PyYAML does, many times as fast.

    Args:
        stream: Where they will stand, for what can be shown there.
    """

    def __init__(self, stream: TextIO) -> None:
        self._unicode = is_unicode(stream)
        self._labels: dict[str, str] = {}

    def add(self, value: Any, margin: str, lines: list[str]) -> None:
        """Add the lines of a value.

        Args:
            value: What to write.
            margin: The blanks before each line.
            lines: Where the lines go.
        """
        if isinstance(value, dict) and value:
            self._add_object(value, margin, lines)
        elif isinstance(value, (list, tuple)) and value:
            inner = margin + "  "
            for each in value:
                begun = len(lines)
                self.add(each, inner, lines)
                # The dash of an item takes the place of its first two blanks.
                lines[begun] = f"{margin}- {lines[begun][len(inner) :]}"
        else:
            lines.append(margin + self.scalar(value))

    def scalar(self, value: Json) -> str:
        """What is neither an object nor a list, or is an empty one."""
        if isinstance(value, str):
            plain = PLAIN.fullmatch(value) and value.lower() not in RESERVED
            return value if plain else _dumped(value, self._unicode)
        if value is None or isinstance(value, bool):
            return WORDS[value]
        if isinstance(value, (dict, list, tuple)):
            return "{}" if isinstance(value, dict) else "[]"
        return str(value) if isinstance(value, int) else _dumped(value, self._unicode)

    def _add_object(self, value: dict[Any, Any], margin: str, lines: list[str]) -> None:
        for name, each in value.items():
            label = margin + (self._labels.get(name) or self._label(name))
            # Written out for what most values are: a call for each would take half as long again.
            if each is None or each is True or each is False:
                lines.append(f"{label} {WORDS[each]}")
            elif not each or not isinstance(each, (dict, list, tuple)):
                lines.append(f"{label} {self.scalar(each)}")
            else:
                lines.append(label)
                self.add(each, margin + "  " if isinstance(each, dict) else margin, lines)

    def _label(self, name: object) -> str:
        label = f"{self.scalar(name if isinstance(name, str) else compact(name))}:"
        if isinstance(name, str) and len(self._labels) < MOST_LABELS:
            self._labels[name] = label
        return label


PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./@+-]*(?: [A-Za-z0-9_./@+-]+)*|https?://[\w./@+=&%~-]+")
RESERVED = frozenset({"yes", "no", "true", "false", "on", "off", "null", "y", "n"})
"""Plain words that YAML takes for something else, in lower case."""


@lru_cache(maxsize=4096)
def _dumped(value: Json, unicode: bool) -> str:
    """A scalar as PyYAML writes it."""
    text: str = yaml.dump(value, Dumper=Dumper, allow_unicode=unicode, width=WIDE)
    return escape_unsafe(text.removesuffix("\n").removesuffix("\n..."))
