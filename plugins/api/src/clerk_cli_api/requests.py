"""From the words and options of a command line to a request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from clerk_cli.api import Request, UsageError, is_read
from clerk_cli.operations import APIOperation, Problem, request_problems
from clerk_cli_api.bodies import Body
from clerk_cli_api.destructive import is_destructive
from clerk_cli_api.fields import FileContent, Item, body_of, query_of
from clerk_cli_api.headers import Header
from clerk_cli_api.line import Line, usual_method
from clerk_cli_api.operations import operation_of

WITHOUT_BODY = ("GET", "DELETE")
"""Methods whose fields go into the query."""

FORM = "multipart/form-data"


class Call(NamedTuple):
    """A request, and what is known about it before it is sent.

    Args:
        request: The request.
        operation: Its operation; None if the table of operations does not have it.
        warnings: What the API probably refuses.
        asks: Whether it removes or revokes something, so that it needs a confirmation.
    """

    request: Request
    operation: APIOperation | None
    warnings: list[str]
    asks: bool

    @property
    def only_reads(self) -> bool:
        """Whether it changes nothing."""
        return is_read(self.request.method, self.request.path)


def call_of(
    line: Line,
    fields: Sequence[Item],
    body: Body | None,
    headers: Sequence[Header],
    *,
    paginate: bool = False,
) -> Call:
    """The request of a command line; a pure function.

    Args:
        line: The method and the path.
        fields: The fields, in the order in which they count.
        body: What ``--input`` has read; then the fields go into the query.
        headers: Additional headers.
        paginate: Whether all pages are read.

    Raises:
        UsageError: The parts do not fit together.
    """
    path = line.path
    if path is None:
        raise UsageError("missing argument: path")
    method = line.method or ("GET" if paginate else "")
    method = method or usual_method(path, has_fields=bool(fields), has_body=body is not None)
    if body is not None and method in WITHOUT_BODY:
        raise UsageError(
            f"{method} requests have no body", hint="Omit --input, or use -f for the query."
        )
    operation = operation_of(method, path.template)
    if not line.method and method == "POST" and operation is not None:
        _require_method_for_filters(path.template, fields, operation)
    in_query = method in WITHOUT_BODY or body is not None
    written = [Item(name, value) for name, value in path.query]
    request = Request(
        method,
        path.text,
        query=query_of([*written, *(fields if in_query else ())]),
        headers={header.name: header.value for header in headers},
    )
    if not in_query and fields:
        is_form = operation is not None and operation.content_type == FORM
        request = _with_form(request, fields) if is_form else request.replace(body=body_of(fields))
    elif body is not None:
        request = request.replace(body=body.value)
    asks = is_destructive(method, path.text, operation)
    return Call(request, operation, _warnings(request, operation), asks)


def _require_method_for_filters(path: str, fields: Sequence[Item], operation: APIOperation) -> None:
    """Refuse to create something where the fields are those of the list at the same path.

    Raises:
        UsageError: The line has to say which of them it means.
    """
    listing = operation_of("GET", path)
    names = {item.parts[0] for item in fields}
    filters = {item.name for item in listing.parameters} if listing else set()
    members = (operation.body or {}).get("properties", {})
    if names and names <= filters and not names <= set(members):
        name = min(names - set(members))
        raise UsageError(
            f'"{name}" is a parameter of GET /v1{path}, but fields without a method make it a POST',
            hint=f"Write the method: clerk api GET {path.lstrip('/')} …",
        )


def _with_form(request: Request, fields: Sequence[Item]) -> Request:
    files, texts = {}, {}
    for item in fields:
        if isinstance(item.value, FileContent):
            files[item.key] = (item.value.path, item.value.content)
        else:
            texts[item.key] = str(item.value)
    if not files:
        raise UsageError(
            "this operation requires a file", hint="Pass it as a field, such as -F file=@logo.png"
        )
    return request.replace(files=files, body=texts)


def _warnings(request: Request, operation: APIOperation | None) -> list[str]:
    if operation is None:
        return [f"{request.method} {request.path} is not a known operation; see clerk api ls"]
    fields: Any = request.body
    if request.files:
        fields = {**request.body, **dict.fromkeys(request.files, "")}
    has_body = request.body is not None or bool(request.files)
    problems = request_problems(operation, request.query, fields, has_body=has_body)
    name = f"{operation.method} {operation.path}"
    return [f"{name}: {_sentence(problem)}" for problem in problems]


def _sentence(problem: Problem) -> str:
    """What is wrong, with the field as ``-f`` writes it."""
    if not problem.path:
        return f"the body {problem.reason}"
    noun = "parameter" if problem.in_query else "field"
    return f'{noun} "{problem.key}" {problem.reason}'
