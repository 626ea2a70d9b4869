"""Lists of many pages, read with ``--all`` from a server over real sockets."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from clerk_cli.console.application import Application
from clerk_cli.environment import Environment
from clerk_cli.testing import CommandLine
from clerk_cli.testing.terminal import Screen

pytestmark = pytest.mark.early

TOTAL = 5000
JQ = "jq"
KEY = "sk_test_pl4nted77_0123456789"


class Server(ThreadingHTTPServer):
    """A list of invitations, as long and as slow as a test wants it.

    It takes ``seconds`` for each page, or for ``slow_page`` alone, which is an offset.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.total = TOTAL
        self.url = "https://example.com"
        self.seconds = 0.0
        self.slow_page: int | None = None
        self.refused: set[int] = set()
        self.lock = Lock()
        self.under_way = 0
        self.most_under_way = 0

    @property
    def variables(self) -> dict[str, str]:
        url = f"http://127.0.0.1:{self.server_port}"
        return {"CLERK_API_URL": url, "CLERK_SECRET_KEY": KEY}

    def handle_error(self, request: object, client_address: object) -> None:
        """A client may go away in the middle of an answer."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body leave together, so that nothing waits for an acknowledgment
    disable_nagle_algorithm = True
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        offset, limit = int(query["offset"][0]), int(query["limit"][0])
        with self.server.lock:
            self.server.under_way += 1
            self.server.most_under_way = max(self.server.most_under_way, self.server.under_way)
            refused = offset in self.server.refused
            self.server.refused.discard(offset)
        if self.server.slow_page in (None, offset):
            time.sleep(self.server.seconds)
        with self.server.lock:
            self.server.under_way -= 1
        if refused:
            self.answer(429, {"errors": []}, {"Retry-After": "0"})
            return
        numbers = range(offset, min(offset + limit, self.server.total))
        same = {"email_address": "a@b.example", "url": self.server.url}
        rows = [{"id": f"inv_{number}", **same} for number in numbers]
        self.answer(200, {"data": rows, "total_count": self.server.total})

    def answer(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield running
        running.shutdown()


def start(clerk: CommandLine, server: Server, format: str) -> subprocess.Popen[str]:
    shape = ["--jq", "."] if format == JQ else ["-o", format]
    argv = ["invitations", "list", "--all", *shape]
    return subprocess.Popen(
        [sys.executable, "-m", "clerk_cli", *argv],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **clerk.variables, **server.variables},
        cwd=clerk.directory,
    )


def ids(text: str, format: str) -> list[str]:
    """The ids in an output, whichever its format."""
    if format in ("json", "yaml"):
        return [row["id"] for row in yaml.load(text, yaml.CSafeLoader)["data"]]
    if format == "ndjson":
        return [json.loads(line)["id"] for line in text.splitlines()]
    if format == "csv":
        return [row["ID"] for row in csv.DictReader(text.splitlines())]
    return [line.split()[0] for line in text.splitlines()[1:]]


FORMATS = ["table", "json", "yaml", "ndjson", "csv"]


@pytest.mark.parametrize("format", FORMATS)
def test_every_row_comes_once_and_in_order(clerk: CommandLine, server: Server, format: str) -> None:
    result = clerk("invitations", "list", "--all", "-o", format, env=server.variables)
    assert result.code == 0
    assert ids(result.out, format) == [f"inv_{number}" for number in range(TOTAL)]


def test_a_few_pages_are_under_way_at_once(clerk: CommandLine, server: Server) -> None:
    server.seconds = 0.1
    assert clerk("invitations", "list", "--all", env=server.variables).code == 0
    assert 2 <= server.most_under_way <= 4


def test_a_page_that_is_refused_for_being_too_fast_is_asked_for_again(
    clerk: CommandLine, server: Server
) -> None:
    server.refused = {500, 1000, 1500, 4500}
    result = clerk("invitations", "list", "--all", "-o", "ndjson", env=server.variables)
    assert ids(result.out, "ndjson") == [f"inv_{number}" for number in range(TOTAL)]
    assert result.err.count("The API returned 429; retrying") == 4


@pytest.mark.faults
@pytest.mark.parametrize("format", FORMATS[1:])
def test_an_interrupt_leaves_whole_rows_behind(
    clerk: CommandLine, server: Server, format: str
) -> None:
    server.total = 1_000_000
    running = start(clerk, server, format)
    assert running.stdout is not None
    begun = os.read(
        running.stdout.fileno(), 100
    ).decode()  # the pipe fills up, and the program waits in a write
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    rest, err = running.communicate(timeout=60)
    found = ids(begun + rest, format)
    assert running.returncode == 130
    assert "Traceback" not in err
    assert found == [f"inv_{number}" for number in range(len(found))]
    assert 500 < len(found) < server.total


def test_a_reader_that_has_enough_ends_it(clerk: CommandLine, server: Server) -> None:
    server.total = 1_000_000
    running = start(clerk, server, "ndjson")
    assert running.stdout is not None
    assert running.stderr is not None
    assert json.loads(running.stdout.readline())["id"] == "inv_0"
    running.stdout.close()
    assert running.wait(timeout=60) == 0
    assert running.stderr.read() == ""
    running.stderr.close()


def test_how_far_it_is_is_shown_where_only_a_person_watches(
    clerk: CommandLine, server: Server
) -> None:
    server.seconds, server.slow_page = 1.5, 2500
    terminal = clerk.on_terminal(
        "invitations", "list", "--all", "-o", "ndjson", env=server.variables, redirect="out"
    )
    terminal.expect("of 5,000")
    assert terminal.wait() == 0
    assert terminal.err.raw.endswith("\r\x1b[K")
    assert len((clerk.directory / "out").read_text().splitlines()) == TOTAL


def test_nothing_is_shown_for_a_list_that_comes_at_once(clerk: CommandLine, server: Server) -> None:
    terminal = clerk.on_terminal(
        "invitations", "list", "--all", "-o", "ndjson", env=server.variables, redirect="out"
    )
    assert terminal.wait() == 0
    assert terminal.err.raw == ""


@pytest.mark.slow
@pytest.mark.matrix
@pytest.mark.parametrize("format", [*FORMATS, JQ])
def test_memory_does_not_grow_with_the_list(
    clerk: CommandLine, server: Server, format: str
) -> None:
    server.url += "x" * 1000
    peaks = []
    for total in (2_000, 20_000):
        server.total = total
        with start(clerk, server, format) as running:
            assert running.stdout is not None
            for _ in running.stdout:
                pass
            _, status, usage = os.wait4(running.pid, 0)
            running.returncode = os.waitstatus_to_exitcode(status)
        assert running.returncode == 0
        peaks.append(usage.ru_maxrss)
    assert peaks[1] < peaks[0] * 1.2


@pytest.mark.parametrize("format", FORMATS)
def test_a_list_that_cannot_be_begun_prints_nothing(clerk: CommandLine, format: str) -> None:
    env = {"CLERK_API_URL": "http://127.0.0.1:9", "CLERK_SECRET_KEY": KEY}
    result = clerk("invitations", "list", "--all", "-o", format, env=env)
    assert (result.code, result.out) == (1, "")


@pytest.fixture
def screen_of(
    clerk: CommandLine, server: Server, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Screen]:
    """Runs a command line with progress from the first row on, and stderr on a terminal."""
    monkeypatch.setattr("clerk_cli.output.streams.PROGRESS_DELAY", 0.0)
    monkeypatch.setattr("clerk_cli.output.streams.PROGRESS_INTERVAL", 0.0)
    del clerk.variables["COLUMNS"]
    variables = {**clerk.variables, **server.variables}

    def run(*argv: str, columns: int = 80) -> Screen:
        screen = Screen(columns)
        with os.fdopen(os.dup(screen.slave), "w") as stderr:
            environment = Environment(None, io.StringIO(), stderr, variables, clerk.directory)
            assert Application(environment).run(list(argv)) == 0
        screen.close()
        return screen

    return run


def test_the_progress_fits_a_narrow_terminal(screen_of: Callable[..., Screen]) -> None:
    screen = screen_of("invitations", "list", "--all", "-o", "ndjson", columns=24)
    shown = [part.removeprefix("\x1b[K") for part in screen.raw.split("\r")]
    assert any(part.startswith("2,500 of 5,000") for part in shown)
    assert max(map(len, shown)) < 24


def test_the_progress_counts_what_is_asked_for(screen_of: Callable[..., Screen]) -> None:
    screen = screen_of("invitations", "list", "--all", "--offset", "2000", "-o", "ndjson")
    assert "2,500 of 3,000" in screen.raw
