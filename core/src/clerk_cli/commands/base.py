"""The declarative command: spec as class keywords, options as attributes, behaviour in methods.

::

    class UsersBan(Command, name="users ban", route=post("/v1/users/{user_id}/ban"),
                   view=USER, done="Banned user {user_id}."):
        \"\"\"Ban a user, which ends every session and prevents sign-in.\"\"\"

        user_id: str = argument("The user to ban")
"""

from __future__ import annotations

from collections import ChainMap
from typing import TYPE_CHECKING, Any, ClassVar

from clerk_cli.commands.fields import Field, fields, flag, option
from clerk_cli.commands.request import Request, Route, parse_list_response
from clerk_cli.errors import UsageError
from clerk_cli.frozen import Frozen
from clerk_cli.output.view import View
from clerk_cli.results import APIObject, Note, Outcome, Result, RowStream

if TYPE_CHECKING:
    from typing_extensions import Self

    from clerk_cli.context import Context

BODY_METHODS = ("POST", "PUT", "PATCH")
PAGING = ("limit", "offset")
NO_VIEW = View()


class Example(Frozen):
    """A command line to show in help.

    Args:
        command: The line, as one would type it in a shell.
        help: What it does.
    """

    command: str
    help: str


class CommandSpec(Frozen):
    """What the class keywords of a command say.

    Args:
        name: All words of the command, such as ``users emails list``; empty for a base class.
        aliases: Other last words, such as ``ls``.
        route: The operation that the command calls.
        view: How its result looks as a table.
        confirm: The question to ask first, with ``{field}`` names; brings ``-f/--force`` along.
        done: What is said afterwards on stderr, with names of fields and of the result's keys.
        extension: Whether it goes beyond the reference: prefixes prefer the commands that do not.
        passthrough: Whether everything after the first argument is taken as it is.
        examples: Command lines for help and documentation.
    """

    name: str = ""
    aliases: tuple[str, ...] = ()
    route: Route | None = None
    view: View = NO_VIEW
    confirm: str | None = None
    done: str | None = None
    extension: bool = False
    passthrough: bool = False
    examples: tuple[Example, ...] = ()


class Command:
    """A command of the command line.

    Class keywords are those of ``CommandSpec``; a base class passes on all but name,
    aliases and examples. The
    first line of the docstring is the one-liner in help, the rest its text.

    Raises:
        TypeError: A value is given for an unknown field, or missing for a required one.
    """

    spec: ClassVar[CommandSpec] = CommandSpec()

    writes: ClassVar[bool | None] = None
    """Whether it changes the instance; None where the method of its route tells."""

    def __init_subclass__(
        cls,
        *,
        name: str = "",
        aliases: tuple[str, ...] = (),
        route: Route | None = None,
        view: View | None = None,
        confirm: str | None = None,
        done: str | None = None,
        extension: bool | None = None,
        passthrough: bool | None = None,
        examples: tuple[Example, ...] = (),
    ) -> None:
        super().__init_subclass__()
        keywords = {
            "route": route,
            "view": view,
            "confirm": confirm,
            "done": done,
            "extension": extension,
            "passthrough": passthrough,
        }
        changes: dict[str, Any] = {
            keyword: value for keyword, value in keywords.items() if value is not None
        }
        cls.spec = cls.spec.replace(name=name, aliases=aliases, examples=examples, **changes)
        if confirm is not None and not hasattr(cls, "force"):
            force = flag("Skip confirmation prompt", short="f", sends=None)
            force.__set_name__(cls, "force")
            cls.force = force  # type: ignore[attr-defined]

    def __init__(self, **values: Any) -> None:
        for name, value in values.items():
            if not isinstance(getattr(type(self), name, None), Field):
                raise TypeError(f"{type(self).__name__} has no field {name!r}")
            setattr(self, name, value)

    def copy_with(self, **values: Any) -> Self:
        """The same command with other values in some fields."""
        changed = type(self)()
        vars(changed).update(vars(self) | values)
        return changed

    def check(self) -> None:
        """Look for what is wrong across fields, before anything is asked or sent.

        Raises:
            UsageError: The fields do not go together.
        """

    def build(self) -> Request:
        """The request; a pure function of the fields.

        Fields named in the path go there, the others into the query of a GET or DELETE and into
        the body of a POST, PUT or PATCH, unless they are None.
        """
        route = self.spec.route
        if route is None:
            raise NotImplementedError(f"{type(self).__name__} has neither a route nor run()")
        in_path = {name: str(getattr(self, name)) for name in placeholders(route.path)}
        payload = {
            field.sends: getattr(self, field.name)
            for field in fields(type(self))
            if field.sends and field.name not in in_path
        }
        given = {name: value for name, value in payload.items() if value is not None}
        path = route.fill(in_path)
        if route.method in BODY_METHODS:
            return Request(route.method, path, body=given if payload else None)
        return Request(route.method, path, query=given)

    def run(self, context: Context) -> Outcome | Result:
        """Do the work and return what to show, in an ``Outcome`` where there is more to tell."""
        body = context.send(self.build()).body
        if body is None and self.spec.route and self.spec.route.method == "DELETE":
            *_, last = placeholders(self.spec.route.path)
            return {"id": getattr(self, last), "deleted": True}
        return body

    def render_text(self, result: Any, context: Context) -> None:
        """Show the result to people; other formats write the data itself.

        Args:
            result: What ``run`` returned, or the ``table`` of its outcome.
            context: Where to show it.
        """
        context.show(result, self.spec.view)

    def done_note(self, result: Result) -> Note | None:
        """The sentence of ``done=``, with the values of fields and result filled in."""
        if self.spec.done is None:
            return None
        members = result if isinstance(result, dict) else {}
        return Note(self.format_message(self.spec.done, members))

    def format_message(self, template: str, result: APIObject | None = None) -> str:
        """A text with the values of fields, and of the result, in place of their names.

        Args:
            template: The text, with names in braces.
            result: An API object, or None.
        """
        values = {field.name: getattr(self, field.name) for field in fields(type(self))}
        return template.format_map(ChainMap(values, result or {}))


class ListCommand(Command):
    """A command whose answer is an array, or ``{"data": […], "total_count": n}``.

    ``--all`` is taken by every list, so that scripts need not know which of them come in pages.
    """

    rows_name: ClassVar[str] = "data"
    """What the answer calls its rows."""

    all_: bool = flag("List everything, as this command always does", sends=None)

    def run(self, context: Context) -> Outcome | Result:
        """Send the request and take either shape of the answer."""
        return parse_list_response(context.send(self.build()).body, self.rows_name)


class Page(ListCommand):
    """A list that comes in pages; ``--all`` reads every one of them.

    The largest ``limit`` is the size of the pages that are read then: a subclass whose operation
    allows fewer objects declares the option anew.
    """

    limit: int = option("Maximum number to return", default=10, minimum=1, maximum=500)
    offset: int | None = option("Number to skip", minimum=0)
    all_: bool = flag("List everything, page after page, whatever --limit says", sends=None)

    def run(self, context: Context) -> Outcome | Result:
        """Read one page, or all of them while they are written."""
        return self.all_pages(context) if self.all_ else super().run(context)

    def all_pages(self, context: Context, total: int | None = None) -> RowStream:
        """All pages from ``--offset`` on.

        Args:
            context: Sends the requests.
            total: How many objects there are, where the list itself does not tell it.
        """
        from clerk_cli.commands.paging import LARGEST_PAGE, Pager

        request = self.build()
        (limit,) = (field for field in fields(type(self)) if field.name == "limit")
        return Pager(
            context,
            request.path,
            {name: value for name, value in request.query.items() if name not in PAGING},
            page_size=limit.maximum or LARGEST_PAGE,
            start=self.offset or 0,
            total=total,
            rows_name=self.rows_name,
        )


class CountedPage(Page):
    """A list that comes in pages, and tells its total only where ``paginated`` asks for it."""

    def build(self) -> Request:
        """Ask for the total as well."""
        request = super().build()
        return Request(request.method, request.path, {**request.query, "paginated": True})


class Update(Command):
    """A command that changes something, and is refused when nothing is to change."""

    def check(self) -> None:
        """Refuse a command line without any change.

        Raises:
            UsageError: No option that is sent was given.
        """
        in_path = placeholders(self.spec.route.path) if self.spec.route else []
        changes = [f for f in fields(type(self)) if f.sends and f.name not in in_path]
        if all(getattr(self, field.name) is None for field in changes):
            labels = ", ".join(field.label for field in changes)
            raise UsageError("nothing to change", hint=f"Give at least one of {labels}.")


def placeholders(path: str) -> list[str]:
    """The names in braces of a path template, in order."""
    return [part.split("}")[0] for part in path.split("{")[1:]]
