"""Views for programs that read CSV: with secrets, and with every scalar field on request."""

from __future__ import annotations

from clerk_cli.commands.base import Command
from clerk_cli.commands.secrets import SecretCommand
from clerk_cli.output.view import Column, View, date, text


def view_for_programs(command: Command, *, wide: bool) -> View:
    """The view of a command, with what people get in another way than as a cell.

    Args:
        command: The command.
        wide: Whether it has every scalar field of the objects.
    """
    view = _with_all_fields(command) if wide else command.spec.view
    return _with_secret(view, command.secret_member) if isinstance(command, SecretCommand) else view


def _with_secret(view: View, member: str) -> View:
    """A view whose columns include the secret; without columns, it has every member anyway.

    Args:
        view: The view.
        member: The member of the object that has the secret.
    """
    columns = view.columns or view.details
    if not columns or member in (column.value for column in columns):
        return view
    return view.replace(columns=(*columns, Column(_title(member, set()), member)))


def _with_all_fields(command: Command) -> View:
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
