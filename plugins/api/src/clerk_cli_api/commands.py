"""``clerk api``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from clerk_cli.api import (
    APIError,
    Command,
    Context,
    Example,
    Listing,
    Outcome,
    Request,
    Response,
    Result,
    Route,
    UsageError,
    View,
    argument,
    flag,
    get,
    option,
)
from clerk_cli_api.bodies import JSON_BODY, Body
from clerk_cli_api.fields import TEXT_FIELD, TYPED_FIELD, Item
from clerk_cli_api.headers import HEADER, Header, head_of
from clerk_cli_api.line import read_line
from clerk_cli_api.operations import METHODS
from clerk_cli_api.paths import is_at
from clerk_cli_api.requests import call_of


def complete_method(words: Sequence[str]) -> list[tuple[str, str]]:
    """What a shell suggests for the first argument."""
    from clerk_cli_api.completion import first_argument

    return first_argument(words)


def complete_path(words: Sequence[str]) -> list[tuple[str, str]]:
    """What a shell suggests for the second argument."""
    from clerk_cli_api.completion import second_argument

    return second_argument(words)


MACHINE_KEY = get("/v1/machines/{machine_id}/secret_key")
URL = "clerk.api.url"
FOR_MACHINES = "/m2m_tokens"
"""How the paths of operations begin that take the key of a machine."""
LISTED = ("method", "path", "operation")
SHOWN = (
    "operation", "method", "path", "asks", "parameters[]{}", "content_type", "body_required",
    "body{}", "statuses[]",
)  # fmt: skip
"""The fields of an operation that ``clerk api show`` prints."""


class Api(
    Command,
    name="api",
    extension=True,
    examples=(
        Example("clerk api users", "List users"),
        Example("clerk api users -f query=ada -f limit=5 --paginate -o ndjson", "Find all users"),
        Example("clerk api POST users/user_123/unban", "Call an operation"),
        Example("clerk api PATCH users/user_123 -f first_name=Ada", "Send a string field"),
        Example(
            "clerk api PATCH users/user_123/metadata -F 'public_metadata[seats]=5'",
            "Send a number in a nested object",
        ),
        Example("clerk api ls organizations", "List operations, offline"),
        Example("clerk api show CreateUser", "Show the parameters of an operation"),
    ),
):
    """Send a request to any endpoint of the API, and print its response.

    clerk api [METHOD] PATH sends a request. The leading / and /v1 of the path are optional. The
    default method is GET, or POST if there are fields or a body. The response is printed as the
    API's JSON, unless -o or the profile sets another format.

    clerk api ls [WORD] lists operations; clerk api show OPERATION shows the parameters of one.
    Neither needs a network.

    Fields go into the query of a GET or DELETE, and into a JSON body otherwise: -f for strings,
    -F for numbers, true, false, null, and files (@FILE, - for stdin). a[b]=1 makes an object,
    a[]=1 a list. Fields that the API is likely to reject give a warning.

    DELETE and other destructive operations ask for confirmation, which --force skips.
    """

    writes = True
    has_independent_reads = True
    default_format = "json"

    method: str | None = argument("HTTP method, ls, or show", completes=complete_method)
    path: str | None = argument("API path, or the argument of ls or show", completes=complete_path)
    request: str | None = option(
        "HTTP method; same as the METHOD argument",
        short="X",
        metavar="method",
        sends=None,
        completes=METHODS,
    )
    raw_field: Annotated[list[Item], TEXT_FIELD] | None = option(
        "Add a string field", short="f", sends=None
    )
    field: Annotated[list[Item], TYPED_FIELD] | None = option(
        "Add a field with a number, true, false, null, or a file", short="F", sends=None
    )
    input: Annotated[Body, JSON_BODY] | None = option(
        "Read the JSON body from FILE, or - for stdin; fields go into the query", sends=None
    )
    header: Annotated[list[Header], HEADER] | None = option(
        "Add a request header", short="H", sends=None
    )
    include: bool = flag(
        "Include the response status and headers in the output", short="i", sends=None
    )
    paginate: bool = flag("Fetch all pages of a list", sends=None)
    slurp: bool = flag("With --paginate, print an array of pages", sends=None)
    machine: str | None = option("Use this machine's secret key", metavar="id", sends=None)
    force: bool = flag("Skip the confirmation prompt", sends=None, effect="destroys")

    def check(self) -> None:
        """Read the words and the fields together.

        Raises:
            UsageError: They make no request.
        """
        words = [word for word in (self.request, self.method, self.path) if word is not None]
        self.line = read_line(words)
        if self.line.word:
            self._check_reserved()
            return
        fields = [*(self.raw_field or ()), *(self.field or ())]
        self.call = call_of(
            self.line, fields, self.input, self.header or (), paginate=bool(self.paginate)
        )
        self.writes = not self.call.only_reads
        operation = self.call.operation
        if operation is not None:
            self.objects_route = Route(operation.method, f"/v1{operation.path}")
        if self.machine is not None and not self.machine.strip():
            raise UsageError("--machine: the value is empty")
        if self.machine and operation and not operation.path.startswith(FOR_MACHINES):
            raise UsageError(
                f"--machine: {operation.method} {operation.path} does not accept a machine's key",
                hint=f"Only operations on {FOR_MACHINES} do. Omit --machine.",
            )
        self._check_paging()

    def check_settings(self, context: Context) -> None:
        """Refuse to send the key to another host than the profile's, and to shape pages.

        Raises:
            UsageError: The path is the URL of another host, or pages would lose their form.
        """
        if self.slurp:
            self._check_pages_alone(context)
        path = self.line.path
        if path is None or not path.url:
            return
        api_url = context.settings.value(URL) or ""
        if not is_at(path.url, api_url):
            raise UsageError(
                f"the key is only sent to {api_url}, not to {path.url}",
                hint="Pass only the path, or select a profile for that API with -p.",
            )

    def run(self, context: Context) -> Outcome | Result:
        """Answer a reserved word, or send the request."""
        if self.line.word:
            return self._answer()
        for warning in self.call.warnings:
            context.messages.warn(warning)
        request = self.call.request
        if self.call.asks and not self._is_confirmed(request, context):
            return None
        key = self._machine_key(context)
        return self._outcome(context, key)

    def render_text(self, result: Any, context: Context) -> None:
        """Show the operations as lines of text."""
        from clerk_cli_api.listing import lines_of

        context.print(*lines_of([tuple(row.values()) for row in result.data]))

    def _outcome(self, context: Context, key: str | None) -> Outcome:
        if self.paginate:
            from clerk_cli_api.pages import all_pages

            return all_pages(self.call, context, slurp=bool(self.slurp))
        from clerk_cli_api.responses import outcome_of

        response = self._send(context, key)
        if self.include and not context.is_dry_run:
            context.print(*head_of(response.status, response.headers))
        return outcome_of(response.body, context)

    def _send(self, context: Context, key: str | None) -> Response:
        try:
            return context.send(self.call.request, key=key)
        except APIError as error:
            if self.include:
                context.print(*head_of(error.http_status, error.headers))
                context.show(error.body, View())  # type: ignore[arg-type] # JSON
            raise

    def _check_reserved(self) -> None:
        self.writes, self.default_format = False, "table"
        self.prints_bare_value = self.line.word == "ls"
        self.result_fields = LISTED if self.line.word == "ls" else SHOWN
        options = (
            self.request, self.raw_field, self.field, self.input, self.header, self.include,
            self.paginate, self.slurp, self.machine, self.force,
        )  # fmt: skip
        if any(value is not None and value is not False for value in options):
            raise UsageError(
                f"clerk api {self.line.word} sends no request, so these options do not apply"
            )
        if self.line.word == "show":
            if not self.line.of:
                raise UsageError("missing argument: operation", hint="See clerk api ls.")
            from clerk_cli_api.facts import operation_named

            operation_named(self.line.of)

    def _check_paging(self) -> None:
        if self.slurp and not self.paginate:
            raise UsageError("--slurp needs --paginate")
        if not self.paginate:
            return
        if self.call.request.method != "GET":
            raise UsageError(f"--paginate requires a GET request, not {self.call.request.method}")
        if self.include or self.machine:
            raise UsageError("--paginate cannot be combined with --include or --machine")

    def _check_pages_alone(self, context: Context) -> None:
        """Refuse what works on the rows of pages, of which ``--slurp`` makes an array."""
        from clerk_cli_api.responses import LINES

        shape = context.settings.flags.shape
        rows_option = next((name for name in ("fields", "sort") if name in shape), "")
        if rows_option:
            raise UsageError(
                f"--slurp prints pages unchanged, so it cannot be combined with --{rows_option}",
                hint="Omit --slurp.",
            )
        if context.format.has_columns or context.format.name == LINES:
            raise UsageError(
                f"--slurp prints an array of pages, which -o {context.format.name} cannot "
                "represent",
                hint="Use -o json or -o yaml, or omit --slurp.",
            )

    def _is_confirmed(self, request: Request, context: Context) -> bool:
        profile = context.settings.profile.name
        question = f'Send {request.method} {request.path} with profile "{profile}"?'
        return context.ask_before(question, forced=bool(self.force))

    def _machine_key(self, context: Context) -> str | None:
        if self.machine is None:
            return None
        path = MACHINE_KEY.fill({"machine_id": self.machine})
        return context.send(Request("GET", path)).object.text("secret")

    def _answer(self) -> Outcome:
        if self.line.word == "show":
            from clerk_cli_api.facts import object_of, operation_named, view_of

            operation = operation_named(self.line.of)
            return Outcome(object_of(operation), view=view_of(operation))
        from clerk_cli_api.listing import operations_with

        rows = operations_with(self.line.of)
        if not rows:
            from clerk_cli_api.hints import meant, search_words

            raise UsageError(
                f'no operation has "{self.line.of}" in its method, path, or name',
                hint=meant(self.line.of, search_words()) or "See them all with: clerk api ls",
            )
        objects = [dict(zip(LISTED, row, strict=True)) for row in rows]
        return Outcome(Listing(objects, len(rows)))
