"""The fields of what a command returns, as far as they are known before it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from clerk_cli.commands.batch import reads_objects
from clerk_cli.commands.fields import fields
from clerk_cli.commands.request import names_in_braces
from clerk_cli.errors import DeclarationError, UsageError
from clerk_cli.operations.fields import Member, members, read_members, type_of
from clerk_cli.output.field_paths import FieldPath, read_path, unknown

if TYPE_CHECKING:
    from clerk_cli.commands.base import Command

CORE = "clerk_cli.commands."
DEEPEST = 3
"""How many names a listed field has at most; what contains itself would not end."""


class ResponseFields:
    """The fields of the objects that a command returns.

    Args:
        command: The command, or its class.
        is_batch: Whether it runs for several objects.
    """

    def __init__(self, command: Command | type[Command], *, is_batch: bool = False) -> None:
        self._members = _members_of(command, is_batch=is_batch)

    def __bool__(self) -> bool:
        """Whether any are known."""
        return bool(self._members)

    def check(self, path: FieldPath) -> None:
        """Refuse a path that leads nowhere.

        Args:
            path: The path.

        Raises:
            UsageError: A name on the way is unknown, or what it names has no fields.
        """
        within: Mapping[str, Member] = self._members
        for depth, (name, has_brackets) in enumerate(zip(path.names, path.lists, strict=True)):
            member = within.get(name)
            if member is None:
                raise unknown(path, depth, within)
            if has_brackets and not member.is_list:
                raise unknown(path, depth, within, because=f'"{name}" is not a list')
            if member.is_open:
                return
            within = members(member.type)

    def has(self, name: str) -> bool:
        """Whether a name leads somewhere.

        Args:
            name: The name.
        """
        try:
            self.check(read_path(name, "done"))
        except UsageError:
            return False
        return True

    def is_time(self, path: FieldPath) -> bool:
        """Whether a path leads to a point in time."""
        last = self._members_on(path)[-1]
        return last is not None and last.is_time and not self.leads_through_list(path)

    def leads_through_list(self, path: FieldPath) -> bool:
        """Whether a path has several values in one object."""
        return any(member.is_list for member in self._members_on(path) if member)

    def _members_on(self, path: FieldPath) -> list[Member | None]:
        """What each name of a path names; None, and nothing further, for one that is unknown."""
        within: Mapping[str, Member] = self._members
        way: list[Member | None] = []
        for name in path.names:
            member = within.get(name)
            way.append(member)
            if member is None:
                break
            within = members(member.type)
        return way

    def paths(self) -> Iterator[tuple[str, str]]:
        """Every field as ``--fields`` takes it, and what it is: text for people."""
        yield from _paths(self._members, "", DEEPEST)


def unknown_names(command: Command | type[Command], names: Iterable[str]) -> list[str]:
    """The names that are neither fields of a command nor of what it returns, as far as known.

    Args:
        command: The command, or its class.
        names: The names, as in the message of ``done=``.
    """
    class_ = command if isinstance(command, type) else type(command)
    inputs = {field.name for field in fields(class_)}
    others = [name for name in names if name not in inputs]
    result = ResponseFields(command)
    return [name for name in others if result and not result.has(name)]


def require_known_names(command: Command) -> None:
    """Make sure that ``done=`` has no name that nothing fills in.

    Args:
        command: The command.

    Raises:
        DeclarationError: It has one.
    """
    for name in unknown_names(command, names_in_braces(command.spec.done or "")):
        raise DeclarationError(
            f"done has {{{name}}}, which is neither a field nor a member of the result"
        )


def _paths(within: Mapping[str, Member], before: str, depth: int) -> Iterator[tuple[str, str]]:
    for member in within.values():
        text = f"{before}{member.name}{'[]' if member.is_list else ''}"
        kind = "time" if member.is_time else "object" if member.is_open or member.type else "value"
        yield text, f"list of {kind}s" if member.is_list else kind
        if member.type and depth > 1:
            yield from _paths(members(member.type), f"{text}.", depth - 1)


def _members_of(command: Command | type[Command], *, is_batch: bool) -> Mapping[str, Member]:
    type = _type_of(command)
    if is_batch and not reads_objects(command):
        plain = {name: Member(name) for name in ("name", "id", "result")}
        error = Member("error", is_open=True)
        return {**plain, "error": error, "object": Member("object", is_open=not type, type=type)}
    by_name = members(type) or read_members(command.result_fields)
    if by_name and _method(command) == "DELETE":
        by_name |= {"id": Member("id"), "deleted": Member("deleted")}
    return by_name


def _type_of(command: Command | type[Command]) -> str:
    """The object of the spec that a command returns; empty if that is not known.

    A command with a ``run`` of its own may return anything, unless it says otherwise, and one with
    ``result_fields`` returns those.
    """
    if command.result_fields:
        return ""
    route = command.objects_route
    methods = (command.run, command.object_of)
    if route is None and all(method.__module__.startswith(CORE) for method in methods):
        route = command.spec.route
    return type_of(route.method, route.path.removeprefix("/v1")) if route else ""


def _method(command: Command | type[Command]) -> str:
    return command.spec.route.method if command.spec.route else ""
