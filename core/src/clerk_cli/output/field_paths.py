"""Paths into objects, such as ``email_addresses[].email_address``: what ``--fields`` names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from clerk_cli.errors import UsageError
from clerk_cli.frozen import Frozen
from clerk_cli.output.view import Column, date, text
from clerk_cli.results import APIObject, Json

LIST = "[]"
QUOTED = r'"(?:[^"\\]|\\.)+"'
STEP = re.compile(rf'({QUOTED}|[^.,\[\]\s"]+)((?:\[\])?)')
PART = re.compile(rf"(?:{QUOTED}|[^,])*")
"""What is between two commas; a quoted name may contain some."""


class FieldPath(Frozen):
    """A path into an object.

    Args:
        text: The path as it was typed.
        names: The members on the way.
        lists: Whether ``[]`` follows each of them.
        option: The option that names it, for messages.
        position: How many characters of the option's value are before it.
    """

    text: str
    names: tuple[str, ...]
    lists: tuple[bool, ...]
    option: str
    position: int = 0

    def value(self, row: Json | APIObject) -> Json:
        """What is at the path; for a list on the way, the values of all its items."""
        return _value_at(row, self.names)


def read_paths(value: str, option: str) -> list[FieldPath]:
    """The paths of an option, separated by commas.

    Args:
        value: The text of the option.
        option: Its name, for messages.

    Raises:
        UsageError: A path is not valid, or repeated; the message has its position.
    """
    paths: list[FieldPath] = []
    position = 0
    while True:
        part = _part_at(value, position)
        path = read_path(part.strip(), option, position + len(part) - len(part.lstrip()))
        if any(path.names == other.names for other in paths):
            place = position + len(part) - len(part.lstrip()) + 1
            raise UsageError(f"{option}, character {place}: {path.text} is named twice")
        paths.append(path)
        position += len(part) + 1
        if position > len(value):
            return paths


def read_path(value: str, option: str, position: int = 0) -> FieldPath:
    """A single path.

    Args:
        value: Its text.
        option: The name of the option, for messages.
        position: How many characters of the option's value are before it.

    Raises:
        UsageError: It is not valid; the message has the position.
    """
    names, lists, start = [], [], 0
    while True:
        step = STEP.match(value, start)
        if step is None:
            raise _not_valid(value, start, option, position)
        names.append(_name_of(step[1]))
        lists.append(bool(step[2]))
        if step.end() == len(value):
            return FieldPath(value, tuple(names), tuple(lists), option, position)
        if value[step.end()] != ".":
            raise _not_valid(value, step.end(), option, position)
        start = step.end() + 1


def _part_at(value: str, position: int) -> str:
    match = PART.match(value, position)
    return match[0] if match else ""


def _name_of(step: str) -> str:
    """The name of a member; one with a dot, a comma or a space is quoted as in JSON."""
    if not step.startswith('"'):
        return step
    try:
        return str(json.loads(step))
    except ValueError:
        return step[1:-1]


def _as_typed(name: str) -> str:
    match = STEP.fullmatch(name)
    return name if match and not match[2] else json.dumps(name, ensure_ascii=False)


def _not_valid(value: str, start: int, option: str, position: int) -> UsageError:
    instead = f'not "{value[start]}"' if value[start:] else "but the value ends"
    if (start < len(value) and value[start] == ".") or not value[start:]:
        wanted = "the name of a field is missing"
    else:
        wanted = f"expected the name of a field, a dot, or [], {instead}"
    return UsageError(
        f"{option}, character {position + start + 1}: {wanted}",
        hint="Write fields as in: id,public_metadata.plan,email_addresses[].email_address",
    )


def unknown(path: FieldPath, depth: int, names: Iterable[str], *, because: str = "") -> UsageError:
    """The error for a path that leads nowhere.

    Args:
        path: The path.
        depth: Which of its names is wrong, from 0.
        names: The names that there are instead.
        because: What is wrong, if the name exists.
    """
    before = zip(path.names[:depth], path.lists[:depth], strict=True)
    offset = sum(len(name) + len(LIST) * is_list + 1 for name, is_list in before)
    place = f"{path.option}, character {path.position + offset + 1}"
    name, names = path.names[depth], list(names)
    if because:
        return UsageError(f"{place}: {because}", hint="Omit the []")
    if not names:
        owner = path.names[depth - 1]
        return UsageError(f'{place}: "{owner}" has no fields', hint=f'Use only "{owner}"')
    from difflib import get_close_matches

    near = get_close_matches(name, names, 1)
    meant = f'Did you mean "{near[0]}"?\n' if near else ""
    return UsageError(
        f'{place}: unknown field "{name}"',
        hint=f"{meant}The fields are: {', '.join(map(_as_typed, names))}",
    )


Selection: TypeAlias = "dict[str, Selection | None]"
"""The members to keep, each with those of its own members; None for all of them."""


def selection(paths: Iterable[FieldPath]) -> Selection:
    """The members that paths lead to, in their order."""
    tree: Selection = {}
    for path in paths:
        members = tree
        for name in path.names[:-1]:
            below = members.setdefault(name, {})
            if below is None:
                break  # all of it is selected already
            members = below
        else:
            members[path.names[-1]] = None
    return tree


def select(value: Any, members: Selection | None) -> Any:
    """A value with only the selected members; null in place of those that are missing.

    Args:
        value: An object, or a list of them.
        members: What to keep; None for everything.
    """
    if members is None:
        return value
    if isinstance(value, list):
        return [select(item, members) for item in value]
    if not isinstance(value, dict):
        return None
    return {name: select(value.get(name), below) for name, below in members.items()}


def columns(
    paths: Iterable[FieldPath], styled: Sequence[Column], times: frozenset[tuple[str, ...]]
) -> tuple[Column, ...]:
    """A column for each path, with its text as the title.

    Args:
        paths: The paths.
        styled: Columns of a view; one with the same path says how its values are shown.
        times: The paths that are points in time.
    """
    shows = {column.value: column for column in reversed(styled) if isinstance(column.value, str)}
    return tuple(
        shows[path.text].replace(title=path.text, optional=False)
        if path.text in shows
        else Column(path.text, _Cell(path), date if path.names in times else text)
        for path in paths
    )


class _Cell:
    """The value of a cell: the items of a list of plain values are separated by commas."""

    def __init__(self, path: FieldPath) -> None:
        self._path = path

    def __call__(self, row: APIObject) -> object:
        value = self._path.value(row)
        if not isinstance(value, list) or any(isinstance(item, (dict, list)) for item in value):
            return value
        return ", ".join(_plain(item) for item in value if item is not None)


def _plain(item: Json) -> str:
    return str(item).lower() if isinstance(item, bool) else str(item)


def _value_at(value: Json | APIObject, names: Sequence[str]) -> Json:
    for index, name in enumerate(names):
        if isinstance(value, list):
            values = [_value_at(item, names[index:]) for item in value]
            return [item for items in values for item in _items(items)]
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def _items(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list) else [value]
