"""YAML as the values of JSON, by the core schema of YAML 1.2.

There ``yes`` and ``12:30:00`` are text, as are dates. Tags, keys and references for which JSON has
nothing are refused.
"""

from __future__ import annotations

import math
import re
from typing import Any

import yaml

TAG = "tag:yaml.org,2002:"
MAX_VALUES = 1_000_000
"""Values of a document in which aliases repeat others."""

SCALARS = {
    "null": r"~|null|Null|NULL|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "float": r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
}
BASES = {"0o": 8, "0x": 16}


class _Loader(yaml.SafeLoader):
    """Composes nodes, with the tags of the core schema."""

    yaml_implicit_resolvers: dict[Any, Any] = {}  # noqa: RUF012 - as in the base class


for _name, _pattern in SCALARS.items():
    _Loader.add_implicit_resolver(TAG + _name, re.compile(f"(?:{_pattern})\\Z"), None)


def parse_yaml(text: str) -> Any:
    """The value of a document.

    Args:
        text: The document.

    Raises:
        ValueError: It is not YAML, or JSON has no such value, with the place.
    """
    try:
        node = yaml.compose(text, _Loader)
        return None if node is None else _Values().of(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read"
        if context := getattr(error, "context", None):
            problem = f"{context}, {problem}"
        raise ValueError(f"not valid YAML{_place(mark)}: {problem}") from None


class _Values:
    """The values of nodes."""

    def __init__(self) -> None:
        self._left = MAX_VALUES
        self._open: set[int] = set()

    def of(self, node: yaml.Node) -> Any:
        """The value of a node.

        Raises:
            ValueError: JSON has no such value.
        """
        self._left -= 1
        if self._left < 0:
            raise _refused(node, "its aliases expand to too much data")
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        kind = "map" if isinstance(node, yaml.MappingNode) else "seq"
        if node.tag != TAG + kind:
            raise _refused(node, f"JSON cannot represent the type {_tag(node)}")
        if id(node) in self._open:
            raise _refused(node, "it contains itself")
        self._open.add(id(node))
        value = self._members(node) if kind == "map" else [self.of(item) for item in node.value]
        self._open.discard(id(node))
        return value

    def _members(self, node: yaml.Node) -> dict[str, Any]:
        members: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag != TAG + "str":
                raise _refused(key, "keys must be strings; quote this key")
            if key.value == "<<" and key.style is None:
                raise _refused(key, "merge keys (<<) are not supported")
            if key.value in members:
                raise _refused(key, f'the key "{key.value}" appears twice')
            members[key.value] = self.of(value)
        return members


def _scalar(node: yaml.ScalarNode) -> Any:
    kind, text = node.tag.removeprefix(TAG), node.value
    if kind == "str":
        return text
    if kind not in SCALARS or not re.fullmatch(SCALARS[kind], text):
        raise _refused(node, f"JSON cannot represent the type {_tag(node)}")
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    return _number(node, kind, text)


def _number(node: yaml.Node, kind: str, text: str) -> int | float:
    if kind == "float":
        if text.lower().endswith(("inf", "nan")):
            raise _refused(node, f"JSON cannot represent the number {text}")
        if math.isinf(number := float(text)):
            raise _refused(node, f"the number {text[:20]} is too large")
        return number
    try:
        return int(text[2:], BASES[text[:2]]) if text[:2] in BASES else int(text)
    except ValueError:  # more digits than Python reads
        raise _refused(node, f"the number {text[:20]} is too large") from None


def _refused(node: yaml.Node, problem: str) -> ValueError:
    return ValueError(f"not valid{_place(node.start_mark)}: {problem}")


def _place(mark: Any) -> str:
    return f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""


def _tag(node: yaml.Node) -> str:
    return node.tag.replace(TAG, "!!")
