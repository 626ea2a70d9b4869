"""The declarative command: spec as class keywords, fields as attributes, behavior in methods.

::

    class UsersBan(Command, name="users ban", route=post("/v1/users/{user_id}/ban"),
                   view=USER, done="Banned user {user_id}."):
        \"\"\"Ban a user, which ends every session and prevents sign-in.\"\"\"

        user_id: str = argument("The user to ban")
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from clerk_cli.commands.fields import Field, fields, flag, path_values
from clerk_cli.commands.kinds import Upload
from clerk_cli.commands.request import NO_PARAMETERS, Request, Route, names_in_braces, unreadable
from clerk_cli.frozen import Frozen
from clerk_cli.output import DEFAULT_FORMAT
from clerk_cli.output.view import View
from clerk_cli.results import APIObject, Note, Outcome, Result

if TYPE_CHECKING:
    from typing_extensions import Self

    from clerk_cli.commands.request import Response
    from clerk_cli.commands.subject import Subject
    from clerk_cli.context import Context

BODY_METHODS = ("POST", "PUT", "PATCH")
NO_CONTENT = (202, 204, 205)
"""The statuses of responses that succeed without a body."""

DESTRUCTIVE_WORDS = frozenset(
    {
        "ban", "cancel", "clear", "delete", "disable", "drop", "flush", "lock", "purge", "reject",
        "remove", "reset", "revoke", "rotate",
    }
)  # fmt: skip
"""Parts of the names of commands that remove or revoke something."""

NO_VIEW = View()


class Example(Frozen):
    """A command line that help shows.

    Args:
        command: The line as one types it, such as ``clerk users ban user_123``.
        help: What it does, in one short line without a full stop.
    """

    command: str
    help: str


class BulkOperation(Frozen):
    """An operation of the API that does to several objects what a command does to one.

    Args:
        route: The operation; its response is a list of the objects.
        sends: The member of its body that has the IDs.
        size: How many IDs it takes.
    """

    route: Route
    sends: str
    size: int


class CommandSpec(Frozen):
    """What the class keywords of a command say.

    Args:
        name: All words of the command, such as ``users emails list``; empty for a base class.
        aliases: Other last words, such as ``ls``.
        route: The operation of the API that the command calls.
        view: How its result looks as a table.
        confirm: The question to ask first, with ``{field}`` names; adds ``-f/--force``.
        confirm_if: Such questions by option, such as ``--no-active``: with it, the command asks.
        subject: The object that the question is about; by default, the one that the route names.
        done: The message on stderr afterwards, with names of fields and of the result's members.
        extension: Whether Clerk's own CLI lacks it: its abbreviations give way to that CLI's.
        many: Whether the last argument takes several objects, also ``--from`` a file; an operation
            for several objects, if the API has one. To change several adds ``-f/--force`` as well.
        passthrough: Whether everything after the first argument is an argument, options too.
        examples: Command lines for help and documentation.
    """

    name: str = ""
    aliases: tuple[str, ...] = ()
    route: Route | None = None
    view: View = NO_VIEW
    confirm: str | None = None
    confirm_if: Mapping[str, str] = NO_PARAMETERS
    subject: Subject | None = None
    done: str | None = None
    extension: bool = False
    many: bool | BulkOperation = False
    passthrough: bool = False
    examples: tuple[Example, ...] = ()

    @property
    def bulk_operation(self) -> BulkOperation | None:
        """The operation for several objects; None if each takes a request of its own."""
        return None if isinstance(self.many, bool) else self.many

    @property
    def is_destructive(self) -> bool:
        """Whether the command removes or revokes something, so that it must not run by mistake."""
        if self.confirm is not None or (self.route and self.route.method == "DELETE"):
            return True
        last_word = self.name.rpartition(" ")[2]
        return not DESTRUCTIVE_WORDS.isdisjoint(last_word.split("-"))


class Command:
    """A command of the command line.

    Class keywords are those of ``CommandSpec``; subclasses inherit all but name, aliases and
    examples. The first line of the docstring is the summary in help, the rest the description.

    Raises:
        TypeError: A value is given for an unknown field, or missing for a required one.
    """

    spec: ClassVar[CommandSpec] = CommandSpec()

    input_body: Mapping[str, Any] = NO_PARAMETERS
    """The members of the body that ``--input`` has and no field takes."""

    writes: bool | None = None
    """Whether it changes the instance; None where the route decides. ``check`` may set it."""

    default_format: str = DEFAULT_FORMAT
    """The format that it prints in where none is configured."""
    has_independent_reads: ClassVar[bool] = False
    """Whether no request depends on a response, as with a route: a dry run sends no reads."""

    reports_dry_run: ClassVar[bool] = False
    """Whether a dry run shows its result, a report of what it would do, in place of requests."""
    runs_unattended: ClassVar[bool] = False
    """Whether it needs no ``--force`` without a terminal, as its original has none."""
    prints_bare_value: bool = False
    """Whether it prints a bare value for ``$(…)`` unless ``-o`` is on the command line."""

    runs_locally: ClassVar[bool] = False
    """Whether it is about this computer: its files and keys, or programs that it starts."""

    writes_locally: ClassVar[bool] = False
    """Whether it changes an instance without requests, as those that fill the sandbox do."""

    local_options: ClassVar[tuple[str, ...]] = ()
    """Fields that use its keys or start programs, though the command is about the instance."""

    promises: ClassVar[tuple[str, ...]] = ()
    """Members that a response must have, besides the ID that the view shows."""
    body_route: ClassVar[Route | None] = None
    """An operation whose body ``--input`` can have, where there is no ``route``."""
    objects_route: Route | None = None
    """An operation that returns such objects, where ``run`` is overridden or ``route`` does not."""

    result_fields: tuple[str, ...] = ()
    """The members of its result where no operation tells: ``name``, ``a[]``, ``at@``, ``b{}``."""

    def __init_subclass__(
        cls,
        *,
        name: str = "",
        aliases: tuple[str, ...] = (),
        route: Route | None = None,
        view: View | None = None,
        confirm: str | None = None,
        confirm_if: Mapping[str, str] | None = None,
        subject: Subject | None = None,
        done: str | None = None,
        extension: bool | None = None,
        many: bool | BulkOperation | None = None,
        passthrough: bool | None = None,
        examples: tuple[Example, ...] = (),
    ) -> None:
        super().__init_subclass__()
        keywords = {
            "route": route, "view": view, "confirm": confirm, "confirm_if": confirm_if,
            "subject": subject, "done": done, "extension": extension, "many": many,
            "passthrough": passthrough,
        }  # fmt: skip
        changes: dict[str, Any] = {
            keyword: value for keyword, value in keywords.items() if value is not None
        }
        cls.spec = cls.spec.replace(name=name, aliases=aliases, examples=examples, **changes)
        used = cls.spec.route
        changes_many = cls.spec.many and used is not None and used.method != "GET"
        if (confirm is not None or confirm_if or changes_many) and not hasattr(cls, "force"):
            force = flag("Skip the confirmation prompt", short="f", sends=None)
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
        """Check the fields together, before anything is asked or sent.

        Raises:
            UsageError: The fields cannot be combined.
        """

    def check_settings(self, context: Context) -> None:
        """Check the fields against the settings, before anything is asked, looked up or sent.

        Args:
            context: Has the settings.

        Raises:
            UsageError: The profile does not allow what the fields say.
        """

    def question_subject(self) -> Subject | None:
        """What the question is about; None if it is about nothing in the API."""
        from clerk_cli.commands.subject import Subject

        return self.spec.subject or (Subject() if self.spec.route else None)

    def build(self) -> Request:
        """The request; a pure function of the fields.

        Fields that the path names go there, the others into the query of a GET or DELETE and into
        the body of a POST, PUT or PATCH, unless they are None. With a file the body is a form.
        """
        route = self.spec.route
        if route is None:
            raise NotImplementedError(f"{type(self).__name__} has neither a route nor run()")
        in_path = path_values(self, route.placeholders)
        payload = {
            field.sends: getattr(self, field.name)
            for field in fields(type(self))
            if field.sends and field.name not in in_path
        }
        parameters = {name: value for name, value in payload.items() if value is not None}
        path = route.fill(in_path)
        if route.method in BODY_METHODS:
            files = {name: value for name, value in parameters.items() if isinstance(value, Upload)}
            for name in files:
                del parameters[name]
            members = {**self.input_body, **parameters}
            body = members if payload or members else None
            return Request(route.method, path, body=body, files=files)
        return Request(route.method, path, query=parameters)

    def run(self, context: Context) -> Outcome | Result:
        """Send the request; return its result, in an ``Outcome`` if there is more to report."""
        return self.object_of(context.send(self.build()))

    def object_of(self, response: Response) -> APIObject | None:
        """The object that a response promises, checked for what the view shows first.

        Args:
            response: The response to the request of this command.

        Returns:
            None for a response without content, unless something was deleted.

        Raises:
            NetworkError: It is not an object, it has no ID, or it does not confirm a deletion.
        """
        route = self.spec.route
        sent = route or response.request
        deletes = sent is not None and sent.method == "DELETE"
        if response.body is None and response.status in NO_CONTENT:
            if not deletes or route is None:
                if self._needs_members():
                    raise unreadable("nothing", response.request)
                return None
            names = route.placeholders
            deleted = {"id": getattr(self, names[-1])} if names else {}
            return {**deleted, "deleted": True}
        result = response.object
        columns = self.spec.view.details or self.spec.view.columns
        has_id = any(column.value == "id" for column in columns)
        for name in (*self.promises, *(("id",) if has_id else ())):
            if result[name] in (None, ""):
                raise unreadable(f'an object with an empty "{name}"', response.request)
        shows_deletion = any(column.value == "deleted" for column in columns)
        if deletes and (shows_deletion or "deleted" in result) and result["deleted"] is not True:
            raise unreadable("no confirmation of the deletion", response.request)
        return result

    def _needs_members(self) -> bool:
        """Whether the message of ``done=`` names members of the response."""
        inputs = {field.name for field in fields(type(self))}
        return not inputs.issuperset(names_in_braces(self.spec.done or ""))

    def render_text(self, result: Any, context: Context) -> None:
        """Show the result to people; formats for programs write the data itself.

        Args:
            result: What ``run`` returned, or the ``table`` of its outcome.
            context: Where to show it.
        """
        context.show(result, self.spec.view)

    def done_note(self, result: Result) -> Note | None:
        """The message of ``done=``, with the values of fields and of the result."""
        if self.spec.done is None:
            return None
        members = result if isinstance(result, dict) else {}
        return Note(self.format_message(self.spec.done, members))

    def format_message(self, template: str, result: APIObject | None = None) -> str:
        """A template with the values of fields and of the result in place of their names.

        Args:
            template: The text, with names in braces.
            result: An API object, or None.
        """
        values = {field.name: getattr(self, field.name) for field in fields(type(self))}
        return template.format_map(ChainMap(values, result or {}))
