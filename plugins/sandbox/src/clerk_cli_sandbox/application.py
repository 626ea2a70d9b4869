"""From an HTTP request to a response: keys, routes, bodies and errors, independent of sockets."""

from __future__ import annotations

import contextlib
import json
import logging
import secrets
import sqlite3
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

from clerk_cli.api import LocalError
from clerk_cli_sandbox import rooms
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject, ErrorResponse
from clerk_cli_sandbox.http.bodies import parse_json
from clerk_cli_sandbox.http.forms import parse_form, parse_url_encoded
from clerk_cli_sandbox.http.images import (
    STORED_URL,
    find_image,
    is_image_path,
    with_served_urls,
)
from clerk_cli_sandbox.http.quirks import Quirks
from clerk_cli_sandbox.http.routing import (
    NO_FILES,
    NO_HEADERS,
    HTMLResponse,
    JSONResponse,
    Operation,
    Request,
)
from clerk_cli_sandbox.http.schemas import Body, body_errors, query_errors
from clerk_cli_sandbox.storage.files import start_over
from clerk_cli_sandbox.storage.store import ReadOnlyError, Store

HTML = {"Content-Type": "text/html; charset=utf-8"}
OK, NO_CONTENT = 200, 204
KEY_PREFIXES = ("sk_test_", "sk_live_")
MACHINE_KEY_PREFIXES = (*KEY_PREFIXES, "ak_")
IMAGE_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
}
"""An image has another URL when it is replaced."""

log = logging.getLogger(__name__)


class HTTPRequest(NamedTuple):
    """A request as a client sent it.

    Args:
        method: The HTTP method.
        target: The path and the query.
        headers: The headers, with lowercase names.
        body: The body; empty if there is none.
    """

    method: str
    target: str
    headers: Mapping[str, str] = NO_HEADERS
    body: bytes = b""


class HTTPResponse(NamedTuple):
    """A response to send to the client.

    Args:
        status: The HTTP status.
        body: The body, encoded; empty for none.
        headers: The headers that only this response has.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = NO_HEADERS


def now() -> int:
    """The time, in Unix milliseconds."""
    return time.time_ns() // 1_000_000


class Sandbox:
    """An embedded implementation of Clerk's Backend API.

    Args:
        store: The objects.
        clock: Returns the time in Unix milliseconds.
        quirks: How to answer where the API is undocumented.
    """

    def __init__(
        self, store: Store, clock: Callable[[], int] = now, quirks: Quirks | None = None
    ) -> None:
        self.store = store
        self.quirks = quirks or Quirks()
        self._clock = clock

    def now(self) -> int:
        """The time, in Unix milliseconds."""
        return self._clock()

    def handle(self, http_request: HTTPRequest) -> HTTPResponse:
        """Respond to a request; every error has the shape of Clerk's API.

        Raises:
            LocalError: The disk is full, or the database cannot be used.
        """
        try:
            if is_image_path(http_request.target):
                return self._image(http_request)
            status, response = self._dispatch(http_request)
            if isinstance(response, HTMLResponse):
                return HTTPResponse(status, response.text.encode(), HTML)
            if not isinstance(response, JSONResponse):
                response = JSONResponse(response)
            if response.body is None:
                success = NO_CONTENT if status == OK else status
                return HTTPResponse(response.status or success, headers=response.headers)
            status = response.status or status
            answer = _json_response(status, response.body, response.headers)
            if STORED_URL.encode() not in answer.body:
                return answer
            body = with_served_urls(response.body, http_request.headers)
            return _json_response(status, body, response.headers)
        except ErrorResponse as error:
            return error_response(error)
        except LocalError:
            raise
        except Exception as error:
            if type(error) is sqlite3.DatabaseError:  # The exact type is that of damaged files.
                remedy = start_over(self.store.path)
                return error_response(api_errors.damaged_database(error, remedy))
            log.exception("Unexpected error in %s %s", http_request.method, http_request.target)
            message = "Oops, an unexpected error occurred"
            error_object = api_errors.error_object("internal_clerk_error", message)
            return error_response(ErrorResponse(500, error_object))

    def _image(self, http_request: HTTPRequest) -> HTTPResponse:
        """An uploaded image, which needs no key, like those of Clerk's own image server.

        Raises:
            ErrorResponse: There is no such image, or the method does not read.
        """
        if http_request.method not in ("GET", "HEAD"):
            raise api_errors.method_not_allowed(http_request.method, http_request.target)
        with self.store.reading():
            image = find_image(self.store, http_request.target)
        headers = {"Content-Type": image.media_type, **IMAGE_HEADERS}
        return HTTPResponse(200, image.content, headers)

    def _dispatch(self, http_request: HTTPRequest) -> tuple[int, Any]:
        """The status of success, and what the handler returned."""
        path, _, query = http_request.target.partition("?")
        needs_key = not (
            path.startswith(rooms.FRONTEND_PATHS)
            or (http_request.method, path) in _public_operations()
        )
        key = _bearer_key(http_request.headers) if needs_key else ""
        operation, path_params = self._find(http_request.method, path)
        prefixes = MACHINE_KEY_PREFIXES if operation.accepts_machine_key else KEY_PREFIXES
        if needs_key and not key.startswith(prefixes):
            raise api_errors.invalid_key()
        items, files = _parse_body(operation, http_request)
        query_params = tuple(parse_qsl(query, keep_blank_values=True))
        errors = query_errors(query_params, operation.query_parameters, operation.query_checks)
        errors += [error for item in items for error in _item_errors(operation, item)]
        if errors:
            raise ErrorResponse(operation.status_for(errors), *errors)
        request = Request(
            store=self.store,
            now=self._clock(),
            path_params={name: unquote(value) for name, value in path_params.items()},
            query_params=query_params,
            body=items[0] if len(items) == 1 else {},
            items=items,
            key=key,
            headers=http_request.headers,
            quirks=self.quirks,
            files=files,
        )
        if operation.is_slow:
            return operation.status, operation.handler(request)
        if operation.method == "GET":
            with contextlib.suppress(ReadOnlyError), self.store.reading():
                return operation.status, operation.handler(request)
            # It creates something on first use, such as the signing key.
        with self.store.transaction():
            return operation.status, operation.handler(request)

    def _find(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        path_exists = False
        for operation in _operations_by_slashes().get(path.count("/"), ()):
            path_params = operation.match(path)
            if path_params is not None:
                if operation.method == method:
                    return operation, path_params
                path_exists = True
        if path_exists:
            raise api_errors.method_not_allowed(method, path)
        raise api_errors.unknown_path(path)


@cache
def _operations_by_slashes() -> dict[int, list[Operation]]:
    """The operations by the number of slashes in their paths, in the order in which they match."""
    operations: dict[int, list[Operation]] = {}
    # A literal path such as /users/count goes before /users/{user_id}.
    for operation in sorted(_all_operations(), key=lambda entry: entry.pattern.count("{")):
        slashes = operation.pattern.count("/")
        for number in (slashes, slashes - 1) if operation.unversioned else (slashes,):
            operations.setdefault(number, []).append(operation)
    return operations


@cache
def _public_operations() -> frozenset[tuple[str, str]]:
    """The methods and paths of operations that need no key."""
    operations = _all_operations()
    return frozenset((entry.method, entry.pattern) for entry in operations if entry.is_public)


def _all_operations() -> list[Operation]:
    return [*rooms.operations(), *rooms.frontend_operations()]


def error_response(error: ErrorResponse) -> HTTPResponse:
    """The response that reports an error, with a new trace id."""
    trace_id = secrets.token_hex(16)
    body = {"errors": error.errors, "clerk_trace_id": trace_id}
    return _json_response(error.status, body, error.headers)


def _bearer_key(headers: Mapping[str, str]) -> str:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise api_errors.malformed_authorization()
    if not key.isascii():
        raise api_errors.invalid_key()
    return key.strip()


def _parse_body(
    operation: Operation, http_request: HTTPRequest
) -> tuple[tuple[Body, ...], Mapping[str, bytes]]:
    """The objects in a body, and its files, which only forms have."""
    if operation.is_frontend:
        return (parse_url_encoded(http_request.body),), NO_FILES
    if not operation.takes_form:
        return _parse_items(operation, http_request.body), NO_FILES
    form = parse_form(http_request.body, http_request.headers.get("content-type", ""))
    return ({**form.strings, **dict.fromkeys(form.files, "")},), form.files


def _parse_items(operation: Operation, raw: bytes) -> tuple[Body, ...]:
    """The objects in a body: one, several if the operation takes an array, or none."""
    schema = operation.body_schema
    if schema is None:
        return ()
    if not raw.strip() and operation.body_required:
        raise api_errors.invalid_body("The request must have a body.")
    body = parse_json(raw) if raw.strip() else {}
    if schema["type"] != "array":
        if not isinstance(body, dict):
            raise api_errors.invalid_body("The body must be a JSON object.")
        return (body,)
    if not isinstance(body, list) or not all(isinstance(item, dict) for item in body):
        raise api_errors.invalid_body("The body must be a JSON array of objects.")
    if not schema["minItems"] <= len(body) <= schema["maxItems"]:
        raise api_errors.bulk_size_exceeded(schema["minItems"], schema["maxItems"])
    return tuple(body)


def _item_errors(operation: Operation, item: Body) -> list[ErrorObject]:
    if operation.is_frontend:
        return []  # OAuth has errors of its own.
    schema = operation.body_schema or {}
    return body_errors(item, schema.get("items", schema), operation.checks, operation.body_check)


def _json_response(status: int, body: Any, headers: Mapping[str, str] = NO_HEADERS) -> HTTPResponse:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return HTTPResponse(status, text.encode(), headers)
