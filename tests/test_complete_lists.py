"""``--all`` against servers that cap, lose and repeat pages: complete, or exit status 1."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from clerk_cli.testing import CommandLine

TOTAL = 2000


class Server(ThreadingHTTPServer):
    """Users and organizations by offset, by cursor and by time; ``cap`` rows in a page."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.rows = [{"id": f"x_{n}", "created_at": 10**12 - 60_000 * n} for n in range(TOTAL)]
        self.cap = 500
        self.reported = TOTAL
        self.missing = range(0)
        self.fixed: Any = None
        self.queries: list[dict[str, str]] = []
        self.lock = Condition()
        self.under_way = self.most_under_way = 0

    @property
    def variables(self) -> dict[str, str]:
        url = f"http://127.0.0.1:{self.server_port}"
        return {"CLERK_API_URL": url, "CLERK_SECRET_KEY": "sk_test_0123456789abcdef"}

    def page(self, query: dict[str, str]) -> list[dict[str, Any]]:
        rows = self.rows if query.get("order_by", "-").startswith("-") else self.rows[::-1]
        before = int(query.get("created_at_before", 10**15))
        after = int(query.get("created_at_after", 0))
        rows = [row for row in rows if after < int(str(row["created_at"])) < before]
        ids = [row["id"] for row in rows]
        start = int(query.get("offset", 0))
        if "starting_after" in query:
            start = ids.index(query["starting_after"]) + 1
        end = start + min(self.cap, int(query["limit"]))
        return [row for n, row in enumerate(rows[start:end], start) if n not in self.missing]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body leave together, so that nothing waits for an acknowledgment
    disable_nagle_algorithm = True
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        server = self.server
        with server.lock:
            server.under_way += 1
            server.most_under_way = max(server.most_under_way, server.under_way)
            server.lock.notify_all()
            if "created_at_before" in query:  # others follow: the first one waits for the second
                server.lock.wait_for(lambda: server.most_under_way > 1, timeout=0.2)
        body: Any = {"total_count": server.reported}
        if not parts.path.endswith("/count"):
            server.queries.append(query)
            rows = server.page(query)
            is_array = parts.path.endswith(("/users", "/sessions"))
            body = rows if is_array else {"data": rows, "total_count": server.reported}
        if server.fixed is not None:
            body = server.fixed
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        with server.lock:
            server.under_way -= 1


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        Thread(target=running.serve_forever, args=(0.002,), daemon=True).start()
        yield running
        running.shutdown()


LISTS = ["users list", "users list --order-by first_name", "organizations list"]


def ids(out: str) -> list[str]:
    return [json.loads(line)["id"] for line in out.splitlines()]


@pytest.mark.parametrize("line", LISTS)
@pytest.mark.parametrize("cap", [500, 100, 499])
def test_a_list_is_complete_where_a_server_caps_its_pages(
    clerk: CommandLine, server: Server, line: str, cap: int
) -> None:
    server.cap = cap
    result = clerk(*line.split(), "--all", "-o", "ndjson", env=server.variables)
    assert (result.code, result.err) == (0, "")
    expected = [row["id"] for row in server.rows]
    assert ids(result.out) == (expected[::-1] if "first_name" in line else expected)


@pytest.mark.parametrize("line", LISTS)
@pytest.mark.parametrize("reported", [100, 0])
def test_a_total_that_is_too_small_ends_no_list(
    clerk: CommandLine, server: Server, line: str, reported: int
) -> None:
    server.reported = reported
    result = clerk(*line.split(), "--all", "-o", "ndjson", env=server.variables)
    assert (result.code, len(ids(result.out))) == (0, TOTAL)


@pytest.mark.parametrize("line", LISTS[1:])
def test_a_list_with_missing_rows_says_how_many_it_has(
    clerk: CommandLine, server: Server, line: str
) -> None:
    server.missing = range(1000, 1500)
    result = clerk(*line.split(), "--all", "-o", "json", env=server.variables)
    assert result.code == 1
    assert "the list is incomplete: 1,500 of 2,000 read" in result.err
    assert (len(result.json["data"]), result.json["total_count"]) == (1500, None)


def test_a_total_that_is_too_large_is_an_incomplete_list(
    clerk: CommandLine, server: Server
) -> None:
    server.reported = 2100
    result = clerk("users", "list", "--all", env=server.variables)
    assert (result.code, "2,000 of 2,100 read" in result.err) == (1, True)


@pytest.mark.parametrize("order", ["", "created_at", "-created_at", "+created_at"])
def test_users_in_order_of_creation_are_read_by_cursor_with_pages_in_flight(
    clerk: CommandLine, server: Server, order: str
) -> None:
    server.cap = 100
    options = [f"--order-by={order}"] if order else []
    result = clerk("users", "list", "--all", "-o", "ndjson", *options, env=server.variables)
    expected = [row["id"] for row in server.rows]
    descending = not order or order.startswith("-")
    assert ids(result.out) == (expected if descending else expected[::-1])
    assert not any("offset" in query for query in server.queries)
    assert any("starting_after" in query for query in server.queries)
    if descending:
        assert any("created_at_before" in query for query in server.queries)
        assert server.most_under_way >= 2


@pytest.mark.parametrize("options", [["--offset", "5"], ["--order-by", "last_name"]])
def test_other_orders_and_an_offset_use_no_cursor(
    clerk: CommandLine, server: Server, options: list[str]
) -> None:
    assert clerk("users", "list", "--all", *options, env=server.variables).code == 0
    assert not any("starting_after" in query for query in server.queries)


def test_an_array_that_fills_the_page_has_no_total(clerk: CommandLine, server: Server) -> None:
    server.rows = server.rows[:3]
    for argv, total in (
        (["--limit", "3"], None),
        (["--limit", "4"], 3),
        (["--limit", "4", "--offset", "1"], 3),
        (["--limit", "4", "--offset", "9"], None),
    ):
        line = ["sessions", "list", "--user-id", "user_1", *argv, "-o", "json"]
        assert clerk(*line, env=server.variables).json["total_count"] == total


@pytest.mark.parametrize("command", ["users list --all", "organizations list --all"])
@pytest.mark.parametrize(
    "body",
    [
        [None],
        [{"name": "x"}],
        ["x"],
        [{"id": None}],
        [[]],
        [5, 5],
        {"data": [None], "total_count": 25},
        {"data": [{"name": "x"}] * 3, "total_count": 10**30},
    ],
    ids=str,
)
def test_rows_without_ids_make_no_list_endless(
    clerk: CommandLine, server: Server, command: str, body: Any
) -> None:
    server.fixed = body
    clerk(*command.split(), "-o", "ndjson", env=server.variables)
    assert len(server.queries) < 20


def test_a_total_that_is_far_too_large_costs_a_few_requests(
    clerk: CommandLine, server: Server
) -> None:
    server.cap, server.reported = 100, 10**30
    result = clerk("organizations", "list", "--all", "-o", "ndjson", env=server.variables)
    assert (result.code, len(result.out.splitlines())) == (1, TOTAL)
    assert len(server.queries) < TOTAL / 100 + 20
