"""Lists with every scalar field of their objects, for programs that read CSV."""

from __future__ import annotations

from clerk_cli.commands.base import Command
from clerk_cli.output.view import Column, View, date, text


def with_all_fields(command: Command) -> View:
    """The view of a command with every scalar field that has no column yet, for ``--wide``.

    The fields are those of Clerk's spec, so that the header does not depend on the data.

    Args:
        command: The command; a view without columns stays as it is.
    """
    view, route = command.spec.view, command.objects_route or command.spec.route
    if route is None or route.method != "GET" or not view.columns:
        return view
    from clerk_cli.operations.fields import scalar_fields

    shown = {column.value for column in (*view.columns, *view.wide)}
    titles = {column.title for column in (*view.columns, *view.wide)}
    added = [
        Column(_title(name, titles), name, date if is_time else text)
        for name, is_time in scalar_fields(route.method, route.path.removeprefix("/v1")).items()
        if name not in shown
    ]
    return view.replace(wide=(*view.wide, *added))


def _title(name: str, taken: set[str]) -> str:
    """The title of a field; its plain name where a computed column has that title."""
    title = name.upper().replace("_", " ")
    return name if title in taken else title
