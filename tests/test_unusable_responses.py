"""Responses that are not what an operation promises: one line, whatever the command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

READS = [
    "users get user_1",
    "users list",
    "users list --all",
    "users count",
    "users emails list user_1",
    "invitations list",
    "organizations list --all",
    "organizations members update org_1 orgmem_1 --role org:admin",
    "domains get example.com",
    "jwks get",
    "restrictions list",
    "m2m tokens list",
    "m2m machines get-secret mch_1",
    "billing subscription-items extend-trial csub_1 --days 3",
]
WRITES = [
    "users create --email a@b.example",
    "users update user_1 --first-name A",
    "users update user_1 --public-metadata {}",
    "users ban user_1",
    "users delete user_1 -f",
    "users emails remove idn_1",
    "users disable-mfa user_1 -f",
    "invitations bulk-create --emails a@b.example",
    "organizations members add org_1 user_1 --role org:admin",
    "sessions create-token sess_1",
    "m2m machines rotate-secret mch_1 -f",
]
BODIES = {
    "nothing": b"",
    "null": b"null",
    "text": b'"done"',
    "number": b"5",
    "boolean": b"true",
    "HTML": b"<!doctype html><title>Sign in</title>",
    "half an object": b'{"id": "user_1", "first_na',
    "NaN": b'{"id": "x", "data": [NaN], "keys": [], "deleted": true, "total_count": NaN}',
    "Infinity": b'[{"id": "x", "a": Infinity}]',
    "1e400": b'[{"id": "x", "created_at": 1e400}]',
    "too deep": b'{"id": "x", "data": ' + b"[" * 300 + b"]" * 300 + b"}",
    "far too deep": b"[" * 20_000 + b"]" * 20_000,
    "errors": b'{"errors": [{"code": "teapot", "message": "short and stout"}]}',
    "errors as text": b'{"errors": "short and stout"}',
    "an empty object": b"{}",
    "another object": b'{"object": "status", "ok": 1}',
    "null members": b'{"id": null, "data": null, "keys": null, "total_count": null, "jwt": null}',
}


@pytest.fixture
def serve() -> Iterator[Callable[[bytes], dict[str, str]]]:
    """Starts servers that answer everything with the same body; returns variables for them."""
    servers: list[ThreadingHTTPServer] = []

    def start(body: bytes) -> dict[str, str]:
        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: object) -> None:
                """Log nothing."""

            def respond(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = respond  # noqa: N815

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        Thread(target=server.serve_forever, args=(0.002,), daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        return {"CLERK_API_URL": url, "CLERK_SECRET_KEY": "sk_test_0123456789abcdef"}

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def check(clerk: CommandLine, line: str, format: str, env: dict[str, str]) -> None:
    """Run a command line, which has to end with one line about the response."""
    result = clerk(*line.split(), "-o", format, env=env)
    assert (line, result.code, result.out) == (line, 1, ""), result.err
    for word in ("plugin", "report it", "unexpected", "Traceback", "Deleted"):
        assert word not in result.err, line
    if format == "table":
        assert result.err.count("✗") == 1, line
    assert ("may have succeeded" in result.err) == (line in WRITES), line


@pytest.mark.matrix
@pytest.mark.parametrize("name", BODIES)
def test_a_response_that_is_not_what_was_promised_is_reported_in_one_line(
    clerk: CommandLine, serve: Callable[[bytes], dict[str, str]], name: str
) -> None:
    env = serve(BODIES[name])
    for line in (*READS[:3], *WRITES[:1], "users delete user_1 -f"):
        check(clerk, line, "table", env)


@pytest.mark.faults
@pytest.mark.parametrize("format", ["table", "json"])
@pytest.mark.parametrize("line", READS + WRITES)
def test_no_kind_of_command_takes_a_response_that_is_not_what_was_promised(
    clerk: CommandLine, serve: Callable[[bytes], dict[str, str]], line: str, format: str
) -> None:
    for body in BODIES.values():
        check(clerk, line, format, serve(body))


ODD_USERS = b"""[
    {"id": "user_1", "first_name": "Ada", "email_addresses": [null]},
    {"id": "user_2", "first_name": ["Ada"], "created_at": "today", "email_addresses": 7},
    {"id": "user_3", "first_name": 5, "created_at": 1e300, "email_addresses": [{"id": []}]},
    null, 5, [],
    {"id": "user_4", "first_name": "Grace", "email_addresses": [{"email_address": "a@b.example"}]}
]"""


@pytest.mark.parametrize("format", ["table", "csv", "json", "yaml", "ndjson"])
def test_an_odd_member_costs_its_cell_and_not_the_list(
    clerk: CommandLine, serve: Callable[[bytes], dict[str, str]], format: str
) -> None:
    result = clerk("users", "list", "-o", format, env=serve(ODD_USERS))
    assert (result.code, "✗" in result.err) == (0, False), result.err
    for text in ("user_1", "user_2", "user_3", "user_4", "Grace", "a@b.example"):
        assert text in result.out
    if format == "table":
        first = result.out.splitlines()[1].split()
        assert first == ["user_1", "?", "Ada", "active", "-", "-"]


def test_a_count_that_cannot_be_had_costs_a_warning(
    clerk: CommandLine, serve: Callable[[bytes], dict[str, str]]
) -> None:
    result = clerk("users", "list", "--limit", "1", "-o", "json", env=serve(b'[{"id": "user_1"}]'))
    assert result.code == 0
    assert result.json == {"data": [{"id": "user_1"}], "total_count": None}
    assert result.err.startswith("⚠ Could not get the total: the API returned an array where")


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": "user_1", "deleted": false}',
        b'{"id": "user_1"}',
        b'{"id": "user_1", "deleted": "yes"}',
        b'{"id": "user_1", "deleted": null}',
        b"",
    ],
)
def test_deleted_is_only_said_where_the_response_says_so(
    clerk: CommandLine, serve: Callable[[bytes], dict[str, str]], body: bytes
) -> None:
    result = clerk("users", "delete", "user_1", "--force", env=serve(body))
    assert (result.code, result.out) == (1, "")
    assert "Deleted" not in result.err
    assert "may have succeeded" in result.err


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("restrictions remove alid_1", {"id": "alid_1", "deleted": False}),
        ("protect rules flush SIGN_IN -f", {"deleted": False}),
        ("users delete user_1 -f", {"id": "user_1", "object": "user", "deleted": False}),
        ("users update user_1 --first-name x", {"id": "user_1", "errors": [{"message": "m"}]}),
        ("users get user_1", {"id": "user_1", "data": [], "errors": [{"message": "m"}]}),
        ("protect status", {}),
        ("protect status", {"rules_enabled": None}),
        ("protect status --disable-rules", {"id": None}),
        ("protect rules list SIGN_IN", [None]),
        ("protect rules list SIGN_IN", {"rules": ["x"]}),
        ("protect rules list SIGN_IN", {"data": None, "total_count": 0}),
    ],
)
def test_nothing_is_said_that_the_response_does_not_say(
    clerk: CommandLine, fake_api: FakeAPI, line: str, body: Any
) -> None:
    fake_api.answer(body)
    result = clerk(*line.split())
    assert (result.code, result.out) == (1, "")
    assert result.err.count("✗") == 1
    assert "✓" not in result.err


@pytest.mark.parametrize("session", [None, {}, {"id": None}, {"id": ".."}, {"id": "sess_1\u200b"}])
def test_nobody_is_signed_out_of_sessions_that_have_no_id(
    clerk: CommandLine, fake_api: FakeAPI, session: object
) -> None:
    fake_api.answer({"data": [session], "total_count": 1})
    fake_api.answer({"data": [], "total_count": 1})
    result = clerk("users", "sign-out", "user_1", "--force")
    assert (result.code, result.out) == (1, "")
    assert {request.method for request in fake_api.requests} == {"GET"}
    assert "plugin" not in result.err
    assert "Signed" not in result.err


def test_a_rule_without_an_id_is_listed_and_never_reordered(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    rules = [{"id": "a"}, {"expression": "true"}, {"expression": "false"}]
    fake_api.answer({"rules": rules})
    assert len(clerk("protect", "rules", "list", "SIGN_IN", "-o", "ndjson").out.splitlines()) == 3
    fake_api.answer({"rules": rules})
    result = clerk("protect", "rules", "reorder", "SIGN_IN", "--move", "a", "--bottom")
    assert (result.code, [request.method for request in fake_api.requests]) == (1, ["GET", "GET"])
    assert 'an object without "id"' in result.err
