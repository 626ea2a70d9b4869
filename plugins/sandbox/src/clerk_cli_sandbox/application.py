"""From a request to an answer: keys, routes, bodies, errors. Knows nothing of sockets."""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from clerk_cli_sandbox import problems, resources
from clerk_cli_sandbox.fields import Body, check_body
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.quirks import Quirks
from clerk_cli_sandbox.routes import Invocation, Operation, Reply
from clerk_cli_sandbox.store import Store

KEY_PREFIXES = ("sk_test_", "sk_live_")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Call:
    """A request as it came.

    Args:
        method: The HTTP method.
        target: Path and query.
        headers: The headers, with lower-case names.
        body: The body; empty without one.
    """

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What to send back.

    Args:
        status: The HTTP status.
        body: The body, encoded; empty for none.
        headers: Headers besides those of every answer.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def now() -> int:
    """The time, in Unix milliseconds."""
    return time.time_ns() // 1_000_000


class Sandbox:
    """A stand-in for Clerk's Backend API.

    Args:
        store: The objects.
        clock: Gives the time in Unix milliseconds.
        quirks: How it answers where the contract is open.
    """

    def __init__(
        self, store: Store, clock: Callable[[], int] = now, quirks: Quirks | None = None
    ) -> None:
        self.store = store
        self.quirks = quirks or Quirks()
        self._clock = clock
        # A literal path such as /users/count goes before /users/{user_id}.
        self._operations = sorted(
            resources.operations(), key=lambda operation: operation.pattern.count("{")
        )

    def now(self) -> int:
        """The time, in Unix milliseconds."""
        return self._clock()

    def handle(self, call: Call) -> Answer:
        """Answer a request; whatever happens, in the shape of Clerk's API."""
        try:
            status, reply = self._perform(call)
            if not isinstance(reply, Reply):
                reply = Reply(reply, {})
            if reply.body is None:
                return Answer(204, headers=reply.headers)
            return _encoded(status, reply.body, reply.headers)
        except Refusal as refusal:
            return refused(refusal)
        except Exception:
            log.exception("%s %s", call.method, call.target)
            text = "Oops, an unexpected error occurred"
            return refused(Refusal(500, problems.error("internal_clerk_error", text)))

    def _perform(self, call: Call) -> tuple[int, Any]:
        """The status of success, and the body."""
        key = _bearer(call.headers)
        parts = urlsplit(call.target)
        operation, values = self._find(call.method, parts.path)
        if not key.startswith(KEY_PREFIXES) and not operation.machines:
            raise problems.wrong_key()
        body: Body = {}
        if operation.fields is not None:
            body = _object(call.body)
            check_body(body, operation.fields)
        invocation = Invocation(
            store=self.store,
            now=self._clock(),
            path={name: unquote(value) for name, value in values.items()},
            query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
            body=body,
            items=_objects(call.body) if operation.takes_list else (),
            key=key,
            headers=call.headers,
            quirks=self.quirks,
        )
        with self.store.transaction():
            return operation.status, operation.handler(invocation)

    def _find(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        known = False
        for operation in self._operations:
            values = operation.match(path)
            if values is not None:
                if operation.method == method:
                    return operation, values
                known = True
        raise problems.no_method(method, path) if known else problems.no_route(path)


def _bearer(headers: Mapping[str, str]) -> str:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise problems.missing_key()
    return key.strip()


def _object(raw: bytes) -> Body:
    body = _decoded(raw) if raw.strip() else {}
    if not isinstance(body, dict):
        raise problems.bad_body("The body must be a JSON object.")
    return body


def _objects(raw: bytes) -> tuple[Body, ...]:
    body = _decoded(raw)
    if not isinstance(body, list) or not all(isinstance(item, dict) for item in body):
        raise problems.bad_body("The body must be a JSON array of objects.")
    return tuple(body)


def _decoded(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError as error:
        raise problems.bad_body(f"The body is not valid JSON: {error}") from None


def _encoded(status: int, body: Any, headers: Mapping[str, str] | None = None) -> Answer:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Answer(status, text.encode(), headers or {})


def refused(refusal: Refusal) -> Answer:
    """The answer for a refusal, with a trace id of its own."""
    trace = secrets.token_hex(16)
    return _encoded(refusal.status, {"errors": refusal.errors, "clerk_trace_id": trace})
