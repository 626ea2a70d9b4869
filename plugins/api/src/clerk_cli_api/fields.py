"""Fields of a request: ``key=value``, typed values, and nested keys, as the GitHub CLI has them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from clerk_cli.api import APIObject, Environment, Kind, UsageError

KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})", re.ASCII)
MAX_DEPTH = 100
"""Brackets in a key, and so objects within each other."""

CONSTANTS = {"true": True, "false": False, "null": None}

MAX_BYTES = 64 << 20
"""Bytes of a file, or of stdin, that a field has at most."""


class FileContent:
    """The content of a file, or of stdin.

    Args:
        name: What the file is called in uploads.
        content: The bytes.
        path: Where it was read, as it was entered: ``-`` for stdin.
    """

    def __init__(self, name: str, content: bytes, path: str = "") -> None:
        self.name = name
        self.content = content
        self.path = path or name

    @property
    def label(self) -> str:
        """What it is called in messages."""
        return self.name if self.path == "-" else self.path

    def text(self) -> str:
        """The content as text.

        Raises:
            UsageError: It is not UTF-8.
        """
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise UsageError(f"{self.label} is not UTF-8 text") from None


class Empty:
    """The value of ``key[]``: a list without items."""


class Item:
    """One field of the command line; two with the same text are two fields.

    Args:
        key: The key as written, such as ``a[b][]``.
        value: The value: text, a number, a boolean, None, ``FileContent`` or ``Empty``.
    """

    def __init__(self, key: str, value: Any) -> None:
        self.key = key
        self.value = value

    @property
    def parts(self) -> list[str]:
        """The names in the key, an empty one for ``[]``."""
        return [part.rstrip("]") for part in self.key.split("[")]

    @property
    def plain(self) -> Any:
        """The value as JSON has it."""
        return self.value.text() if isinstance(self.value, FileContent) else self.value


def read_content(source: str, environment: Environment) -> FileContent:
    """Read a file, or stdin for ``-``.

    Args:
        source: The path, or ``-``.
        environment: Where they are.

    Raises:
        ValueError: It cannot be read.
    """
    if source == "-":
        stdin = environment.stdin
        if stdin.isatty():
            raise ValueError("- reads from stdin, which is a terminal; pipe the value to it")
        stdin = environment.take_stdin()
        content = getattr(stdin, "buffer", stdin).read(MAX_BYTES + 1)
        content = content.encode() if isinstance(content, str) else content
        return _bounded("stdin", content, source)
    path = environment.path(source)
    try:
        with path.open("rb") as stream:
            return _bounded(path.name, stream.read(MAX_BYTES + 1), source)
    except OSError as error:
        raise ValueError(f"cannot read {path}: {error.strerror}") from None


def _bounded(name: str, content: bytes, source: str) -> FileContent:
    if len(content) > MAX_BYTES:
        raise ValueError(f"{name} is larger than {MAX_BYTES >> 20} MiB")
    return FileContent(name, content, source)


def parse_text_field(text: str, _environment: Environment) -> list[Item]:
    """Read ``key=value``; the value is text."""
    key, value = _pair(text)
    return [Item(key, value)]


def parse_typed_field(text: str, environment: Environment) -> list[Item]:
    """Read ``key=value``; the value is a boolean, null, a number, a file, or text."""
    key, value = _pair(text)
    if not isinstance(value, str):
        return [Item(key, value)]
    if value == "-" or value.startswith("@"):
        return [Item(key, read_content(value.removeprefix("@"), environment))]
    if value in CONSTANTS:
        return [Item(key, CONSTANTS[value])]
    return [Item(key, int(value) if INTEGER.fullmatch(value) else value)]


def _pair(text: str) -> tuple[str, Any]:
    key, equals, value = text.partition("=")
    if not KEY.fullmatch(key) or not (equals or key.endswith("[]")):
        raise ValueError(f'"{text}" is not a field; write key=value, a[b]=value, or a[]=value')
    if key.count("[") > MAX_DEPTH:
        raise ValueError(f"a key has at most {MAX_DEPTH} pairs of brackets")
    return key, value if equals else Empty()


TEXT_FIELD = Kind("key=value", parse_text_field, repeats=True)
TYPED_FIELD = Kind("key=value", parse_typed_field, repeats=True)


def query_of(items: Iterable[Item]) -> dict[str, Any]:
    """The query of fields; a key that is there several times becomes a list.

    Args:
        items: The fields.
    """
    query: dict[str, Any] = {}
    for item in items:
        values = query.setdefault(item.key.removesuffix("[]"), [])
        if not isinstance(item.value, Empty) and item.value is not None:
            values.append(item.plain)
    return {name: values[0] if len(values) == 1 else values for name, values in query.items()}


def body_of(items: Iterable[Item]) -> APIObject:
    """The body of fields, with objects and lists for nested keys.

    Args:
        items: The fields.

    Raises:
        UsageError: A key is a list in one field and an object or a value in another one.
    """
    body: APIObject = {}
    for item in items:
        try:
            _insert(body, item.parts, item)
        except TypeError:
            raise UsageError(
                f'field "{item.key}" conflicts with an earlier field',
                hint="A key is one of: a value (a=1), an object (a[b]=1), a list (a[]=1).",
            ) from None
    return body


def _insert(node: Any, parts: list[str], item: Item) -> None:
    """Put the value of a field into an object or a list, at the end of its names.

    Raises:
        TypeError: There is something of another kind.
    """
    name, *rest = parts
    if isinstance(node, list) != (name == ""):
        raise TypeError
    if not rest:
        if isinstance(node, list):
            node += [] if isinstance(item.value, Empty) else [item.plain]
            return
        if isinstance(node.get(name), (dict, list)):
            raise TypeError
        node[name] = item.plain
        return
    if isinstance(node, list):
        if not node or not _has_room(node[-1], rest):
            node.append(_container(rest))
        _insert(node[-1], rest, item)
        return
    child = node.setdefault(name, _container(rest))
    if not isinstance(child, (dict, list)):
        raise TypeError
    _insert(child, rest, item)


def _container(rest: list[str]) -> Any:
    return [] if rest[0] == "" else {}


def _has_room(last: Any, names: list[str]) -> bool:
    """Whether the last object of a list lacks a name, so that the field belongs to it."""
    for name in names:
        if name == "" or not isinstance(last, dict):
            return isinstance(last, list) and name == ""
        if name not in last:
            return True
        last = last[name]
    return False
