"""Fixtures: a sandbox in memory, and the same one behind a socket."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

HEADERS = {"authorization": "Bearer sk_test_anything"}


@dataclass
class Clock:
    """A clock that advances by a second whenever it is read."""

    time: int = 1_800_000_000_000

    def __call__(self) -> int:
        self.time += 1000
        return self.time


CODES = {
    code: {int(status) for status in statuses if status != "?"}
    for code, *statuses in map(
        str.split, Path(__file__).with_name("error_codes.txt").read_text().splitlines()
    )
}
"""Clerk's codes, each with its statuses, from its reference of November 2026."""

HTTP_STATUSES = {("bad_request", 405), ("conflict", 412)}
"""Answers whose status is that of HTTP (RFC 9110), where Clerk documents no code."""

MACHINE_PATHS = (
    "/admin_portal_link_tokens",
    "/api_keys",
    "/m2m_tokens",
    "/oauth_applications/access_tokens",
)
"""Operations of Clerk's machine authentication, which answers 400 where the others answer 422."""


def check_errors(target: str, status: int, body: Any) -> None:
    """Check that an error is Clerk's, with the status that Clerk gives to its code."""
    assert body["clerk_trace_id"]
    for error in body["errors"]:
        code = error["code"]
        statuses = CODES[code] | ({400} if target.startswith(MACHINE_PATHS) else set())
        assert status in statuses or (code, status) in HTTP_STATUSES, (status, body)
        assert error["message"]
        assert error["long_message"]


RESPONSES: dict[str, dict[str, Any]] = {}
"""The schemas of successful responses, by method, path and status, and those they refer to.

Written by ``core/generate_operations.py --responses`` from Clerk's OpenAPI spec.
"""
for _line in Path(__file__).with_name("responses.txt").read_text().splitlines():
    _method, _path, _status, _schema = _line.split(" ", 3)
    RESPONSES.setdefault(f"{_method} {_path}", {})[_status] = json.loads(_schema)

OTHER_STATUSES = {"POST /api_keys": {201: "200"}}
"""Clerk's SDKs accept 201 alone where the spec has 200."""


def check_success(method: str, target: str, status: int, body: Any) -> None:
    """Check that a successful response is one that Clerk's spec describes."""
    path = target.partition("?")[0]
    operation = find_operation_of(method, path)
    if operation is None:
        return
    documented = RESPONSES[operation]
    key = OTHER_STATUSES.get(operation, {}).get(status, str(status))
    assert key in documented, f"{operation} does not document {status}"
    is_array = resolved(documented[key] or {}).get("type") == "array"
    if is_array and "paginated" in target and isinstance(body, dict):
        # The spec has only the array that is answered without this parameter.
        body = body["data"]
    problems = [] if documented[key] is None else mismatches(body, documented[key], "")
    assert problems == [], operation


@cache
def find_operation_of(method: str, path: str) -> str | None:
    """The operation of a request, as the spec spells it; None for Protect, which it lacks."""
    pattern = re.compile(r"\{\w+\}")
    templates = [key for key in RESPONSES if key.startswith(f"{method} ")]
    for template in sorted(templates, key=lambda key: key.count("{")):
        regex = "[^/]+".join(map(re.escape, pattern.split(template)))
        if re.fullmatch(regex, f"{method} {path}"):
            return template
    return None


PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
}


def resolved(schema: Any) -> Any:
    """What a schema says, or the one that it refers to."""
    while "$ref" in schema:
        schema = RESPONSES[f"schema {schema['$ref']}"]["-"]
    return schema


def mismatches(value: Any, schema: Any, place: str) -> list[str]:
    """How a value differs from a schema of the spec."""
    schema = resolved(schema)
    if value is None and schema.get("nullable"):
        return []
    problems = [text for part in schema.get("allOf", ()) for text in mismatches(value, part, place)]
    for name in ("oneOf", "anyOf"):
        alternatives = [mismatches(value, part, place) for part in schema.get(name, ())]
        if alternatives and all(alternatives):
            problems.append(f"{place}: {value!r} fits none of {alternatives}")
    kind = schema.get("type")
    if kind and (
        not isinstance(value, PYTHON_TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")
    ):
        return [*problems, f"{place}: {value!r} is not of type {kind}"]
    if "enum" in schema and value not in schema["enum"]:
        problems.append(f"{place}: {value!r} is not one of {schema['enum']}")
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        problems.append(f"{place}: {value!r} does not match {schema['pattern']}")
    if isinstance(value, list):
        for item in value:
            problems += mismatches(item, schema.get("items", {}), f"{place}[]")
    if isinstance(value, dict):
        problems += member_mismatches(value, schema, place)
    return problems


def member_mismatches(value: dict[str, Any], schema: Any, place: str) -> list[str]:
    problems = [
        f"{place}.{name} is missing" for name in schema.get("required", ()) if name not in value
    ]
    properties, extra = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name, item in value.items():
        if name in properties:
            problems += mismatches(item, properties[name], f"{place}.{name}")
        elif extra is False:
            problems.append(f"{place}.{name} is unknown")
        elif isinstance(extra, dict):
            problems += mismatches(item, extra, f"{place}.{name}")
    return problems


def check_response_of(method: str, target: str, response: Any) -> Any:
    """Check that a response is one of Clerk's, and return its body; of a page, its text."""
    if response.headers.get("Content-Type", "").startswith("text/html"):
        body = response.body.decode()
    else:
        body = json.loads(response.body or b"null")
    if response.status >= 400:
        check_errors(target, response.status, body)
    else:
        check_success(method, target, response.status, body)
    return body


@pytest.fixture(scope="session")
def check_response() -> Callable[[str, str, Any], Any]:
    """Checks that a response is one of Clerk's, and returns its body."""
    return check_response_of


FORM_HEADERS = {"content-type": "multipart/form-data; boundary=edge"}


def takes_form(method: str, target: str) -> bool:
    """Whether the body of an operation is a form."""
    from clerk_cli.operations import find_operation

    key = find_operation_of(method, target.partition("?")[0])
    operation = find_operation(*key.split(" ", 1)) if key else None
    return operation is not None and operation.content_type == "multipart/form-data"


def form_of(body: dict[str, Any]) -> bytes:
    """A form; text in the field ``file`` is the content of a file, a character for each byte."""
    parts = []
    for name, value in body.items():
        is_file = name == "file" and isinstance(value, str)
        file_name = '; filename="image"' if is_file else ""
        content = str(value).encode("latin-1" if is_file else "utf-8", "replace")
        head = f'Content-Disposition: form-data; name="{name}"{file_name}'
        parts.append(b"--edge\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + b"--edge--\r\n"


@dataclass
class API:
    """Sends requests to a sandbox, without a socket."""

    sandbox: Any
    clock: Clock
    headers: dict[str, str] = field(default_factory=lambda: dict(HEADERS))

    def __call__(self, method: str, target: str, body: Any = None) -> tuple[int, Any]:
        from clerk_cli_sandbox.application import HTTPRequest

        raw = b"" if body is None else json.dumps(body).encode()
        headers = self.headers
        if body is not None and takes_form(method, target):
            raw, headers = form_of(body), headers | FORM_HEADERS
        response = self.sandbox.handle(HTTPRequest(method, f"/v1{target}", headers, raw))
        return response.status, check_response_of(method, target, response)

    def ok(self, method: str, target: str, body: Any = None) -> Any:
        """The body of a response, which must be successful."""
        status, response = self(method, target, body)
        assert status == 200, response
        return response

    def errors(self, method: str, target: str, body: Any = None) -> tuple[int, list[Any]]:
        """The status of a response, and the codes and fields of the errors that it must have."""
        status, response = self(method, target, body)
        assert status >= 400, response
        errors = response["errors"]
        return status, [(error["code"], error["meta"].get("param_name")) for error in errors]


@pytest.fixture
def api(open_api: OpenAPI) -> Iterator[API]:
    with open_api() as api:
        yield api


OpenAPI = Callable[[], AbstractContextManager[API]]


@pytest.fixture(scope="session")
def open_api() -> OpenAPI:
    """Opens a sandbox in memory until the end of a block."""

    @contextmanager
    def opened() -> Iterator[API]:
        from clerk_cli_sandbox.application import Sandbox
        from clerk_cli_sandbox.storage.store import Store

        store, clock = Store(None), Clock()
        yield API(Sandbox(store, clock), clock)
        store.close()

    return opened


@pytest.fixture
def serve_api(api: API) -> Iterator[Callable[..., str]]:
    """Serves a sandbox behind a real socket, with options of ``make_server``; returns its URL."""
    from clerk_cli_sandbox.transports.server import make_server

    with ExitStack() as stack:

        def serve(**options: Any) -> str:
            server = make_server(api.sandbox, "127.0.0.1", 0, allow_remote=False, **options)
            thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
            thread.start()
            for end in (thread.join, server.server_close, server.shutdown):
                stack.callback(end)
            return server.url

        yield serve


@pytest.fixture
def served(serve_api: Callable[..., str]) -> str:
    """The URL of a sandbox behind a real socket."""
    return serve_api()


MakeUser = Callable[..., Any]


@pytest.fixture
def make_user(api: API) -> MakeUser:
    """Creates users."""

    def create(**body: Any) -> Any:
        return api.ok("POST", "/users", body)

    return create
