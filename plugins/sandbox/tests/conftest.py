"""A sandbox in memory, and one behind a socket."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import pytest

KEY = {"authorization": "Bearer sk_test_anything"}


@dataclass
class Clock:
    """A clock that stands still until it is told to go."""

    time: int = 1_800_000_000_000

    def __call__(self) -> int:
        self.time += 1000
        return self.time


@dataclass
class API:
    """Calls a sandbox without a socket."""

    sandbox: Any
    headers: dict[str, str] = field(default_factory=lambda: dict(KEY))

    def __call__(self, method: str, target: str, body: Any = None) -> tuple[int, Any]:
        from clerk_cli_sandbox.application import HTTPRequest

        raw = b"" if body is None else json.dumps(body).encode()
        answer = self.sandbox.handle(HTTPRequest(method, f"/v1{target}", self.headers, raw))
        return answer.status, json.loads(answer.body or b"null")

    def ok(self, method: str, target: str, body: Any = None) -> Any:
        """The body of an answer that must report success."""
        status, answer = self(method, target, body)
        assert status == 200, answer
        return answer

    def errors(self, method: str, target: str, body: Any = None) -> tuple[int, list[Any]]:
        """Status, and code and field of each error, of an answer that must report them."""
        status, answer = self(method, target, body)
        assert status >= 400, answer
        assert answer["clerk_trace_id"]
        return status, [(e["code"], e["meta"].get("param_name")) for e in answer["errors"]]


@pytest.fixture
def api() -> Iterator[API]:
    from clerk_cli_sandbox.application import Sandbox
    from clerk_cli_sandbox.store import Store

    store = Store(None)
    yield API(Sandbox(store, Clock()))
    store.close()


@pytest.fixture
def served(api: API) -> Iterator[str]:
    """The URL of a sandbox behind a real socket."""
    from clerk_cli_sandbox.server import make_server

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

    def make(**body: Any) -> Any:
        return api.ok("POST", "/users", body)

    return make
