"""Fixtures: a sandbox in memory, and the same one behind a socket."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
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

MACHINE_PATHS = ("/api_keys", "/m2m_tokens")
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


@dataclass
class API:
    """Sends requests to a sandbox, without a socket."""

    sandbox: Any
    clock: Clock
    headers: dict[str, str] = field(default_factory=lambda: dict(HEADERS))

    def __call__(self, method: str, target: str, body: Any = None) -> tuple[int, Any]:
        from clerk_cli_sandbox.application import HTTPRequest

        raw = b"" if body is None else json.dumps(body).encode()
        response = self.sandbox.handle(HTTPRequest(method, f"/v1{target}", self.headers, raw))
        body = json.loads(response.body or b"null")
        if response.status >= 400:
            check_errors(target, response.status, body)
        return response.status, body

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
def served(api: API) -> Iterator[str]:
    """The URL of a sandbox behind a real socket."""
    from clerk_cli_sandbox.transports.server import make_server

    server = make_server(api.sandbox, "127.0.0.1", 0, allow_remote=False)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server.url
    server.shutdown()
    server.server_close()
    thread.join()


MakeUser = Callable[..., Any]


@pytest.fixture
def make_user(api: API) -> MakeUser:
    """Creates users."""

    def create(**body: Any) -> Any:
        return api.ok("POST", "/users", body)

    return create
