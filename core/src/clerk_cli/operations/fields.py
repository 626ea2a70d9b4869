"""The members of the objects that an operation returns.

``fields.txt`` has a line for each operation with the name of its object, and one for each object
with its members. A mark follows the name of a member that is more than a plain value.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

FIELDS = "fields.txt"
TIME, LIST, ANYTHING = "@", "[]", "{}"
"""The marks of a point in time, of a list, and of an object whose members nobody knows."""

MEMBER = re.compile(r"([^@\[{=]+)(\[\])?(@)?(\{\})?(?:=(.+))?")


class Member(NamedTuple):
    """A member of an object.

    Args:
        name: Its name.
        is_list: Whether it is a list of what the other attributes describe.
        is_time: Whether it is a point in time.
        is_open: Whether it is an object that can have any members.
        type: The name of the object that it is; empty for a plain value.
    """

    name: str
    is_list: bool = False
    is_time: bool = False
    is_open: bool = False
    type: str = ""


def scalar_fields(method: str, path: str) -> dict[str, bool]:
    """The names of the scalar fields, in the order of the spec, and whether they are times.

    Args:
        method: The HTTP method, in capitals.
        path: The path below ``/v1``; how its parameters are called does not matter.

    Returns:
        Empty where the spec has no such operation, or the operation returns no object.
    """
    return {
        item.name: item.is_time
        for item in members(type_of(method, path)).values()
        if not (item.is_list or item.is_open or item.type) and item.name != "object"
    }


def type_of(method: str, path: str) -> str:
    """The name of the object that an operation returns, or that it returns a list of.

    Args:
        method: The HTTP method, in capitals.
        path: The path below ``/v1``; how its parameters are called does not matter.

    Returns:
        Empty where the spec has no such operation, or the operation returns no object.
    """
    pattern = re.sub(r"\\{\w*\\}", r"\\{\\w+\\}", re.escape(f"{method} {path} "))
    match = re.search(f"^{pattern}(.*)$", _table(), re.MULTILINE)
    return match[1] if match else ""


def members(type: str) -> dict[str, Member]:
    """The members of an object by name, in the order of the spec.

    Args:
        type: The name of the object, as ``type_of`` and ``Member.type`` have it.

    Returns:
        Empty for a name that the spec does not have.
    """
    match = type and re.search(f"^{re.escape(type)} (.*)$", _table(), re.MULTILINE)
    return read_members(match[1].split() if match else ())


def read_members(marked: Iterable[str]) -> dict[str, Member]:
    """Members by name.

    Args:
        marked: Names with their marks, such as ``created_at@``.
    """
    matches = (MEMBER.fullmatch(text) for text in marked)
    return {
        item[1]: Member(item[1], bool(item[2]), bool(item[3]), bool(item[4]), item[5] or "")
        for item in matches
        if item
    }


@cache
def _table() -> str:
    return (pkgutil.get_data(__name__, FIELDS) or b"").decode()
