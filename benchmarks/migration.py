"""``python -m benchmarks.migration pace|import|check|export``: how fast and large migrations are.

``pace`` runs an import for two minutes against a server with Clerk's limit, once for each limit.
``import`` runs one without limits, beside a plain loop over the official SDK. ``check`` runs only
the check of many records. ``export`` writes many users beside the list of them as NDJSON.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import startup

ROUNDS = 3
WINDOW = 10.0
KEY = "sk_test_sandbox"
LIMITS = (100, 1_000)
LOOP = """
import json, sys
from clerk_backend_api import Clerk
clerk = Clerk(bearer_auth={key!r}, server_url={url!r} + "/v1")
for line in open({file!r}):
    clerk.users.create(**json.loads(line))
"""


class LimitedServer(ThreadingHTTPServer):
    """Creates users and forgets them; more than a limit in ten seconds get 429.

    Args:
        limit: Requests in ten seconds; 0 for no limit.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.accepted: deque[float] = deque()
        self.times: list[float] = []
        self.refusals: list[float] = []
        self.guard = threading.Lock()
        super().__init__(("127.0.0.1", 0), Handler)

    def wait(self) -> float | None:
        """The seconds that a request has to wait; None if it is accepted."""
        with self.guard:
            now = time.monotonic()
            while self.accepted and self.accepted[0] <= now - WINDOW:
                self.accepted.popleft()
            if not self.limit or len(self.accepted) < self.limit:
                self.accepted.append(now)
                self.times.append(now)
                return None
            self.refusals.append(now)
            return max(1.0, self.accepted[0] + WINDOW - now)


class Handler(BaseHTTPRequestHandler):
    """Answers like an empty production instance."""

    protocol_version = "HTTP/1.1"
    server: LimitedServer

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""

    def do_GET(self) -> None:
        """The instance, and how many users it has."""
        instance = {"object": "instance", "id": "ins_1", "environment_type": "production"}
        if self.path.startswith("/v1/instance"):
            self._answer(200, {**instance, "allowed_origins": None, "workspace_id": None})
        elif self.path.startswith("/v1/users/count"):
            self._answer(200, {"object": "total_count", "total_count": 0})
        else:
            self._answer(200, [])

    def do_POST(self) -> None:
        """A user."""
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(0.08)  # about what the API takes
        wait = self.server.wait()
        if wait is None:
            self._answer(200, {"object": "user", "id": f"user_{time.monotonic_ns()}"})
        else:
            self._answer(429, {"errors": [{"code": "too_many"}]}, {"Retry-After": f"{wait:.0f}"})

    def _answer(self, status: int, body: object, headers: Mapping[str, str] | None = None) -> None:
        payload = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(payload))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(payload)


class Usage(NamedTuple):
    """What a program used.

    Args:
        seconds: How long it ran.
        mebibytes: The most memory that it had.
    """

    seconds: float
    mebibytes: float

    def __str__(self) -> str:
        return f"{self.seconds:,.1f} s, {self.mebibytes:,.0f} MiB"


def users(number: int) -> Iterator[str]:
    """Users with digests, one on a line."""
    digest = "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"
    for index in range(number):
        user = {
            "external_id": f"old_{index}",
            "email_address": [f"user{index}@example.com"],
            "first_name": "User",
            "last_name": str(index),
            "password_digest": digest,
            "password_hasher": "bcrypt",
            "private_metadata": {"plan": "pro", "row": index},
        }
        yield json.dumps(user) + "\n"


@contextmanager
def folder_with(number: int) -> Iterator[Path]:
    """A folder with a file of users."""
    with tempfile.TemporaryDirectory() as folder:
        with (Path(folder) / "users.ndjson").open("w", encoding="utf-8") as file:
            file.writelines(users(number))
        yield Path(folder)


def run(argv: list[str], folder: Path, url: str) -> Usage:
    """Run a program to its end.

    Raises:
        RuntimeError: It fails.
    """
    variables = {
        **os.environ,
        "CLERK_API_URL": url,
        "CLERK_SECRET_KEY": KEY,
        "CLERK_CONFIG_DIR": str(folder / "config"),
    }
    start = time.monotonic()
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            argv, cwd=folder, env=variables, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError((folder / "output").read_text(encoding="utf-8")[-2000:])
    return Usage(time.monotonic() - start, usage.ru_maxrss / 1024)


def clerk(*words: str) -> list[str]:
    """The words that run a command."""
    return [sys.executable, "-m", "clerk_cli", *words]


def measure_pace(limit: int, seconds: int) -> None:
    """How much of a limit is used after the first window, and how much is refused."""
    server = LimitedServer(limit)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    with folder_with(int(limit * (seconds + WINDOW) / WINDOW)) as folder:
        run(clerk("migrate", "import", "users.ndjson", "--rate", str(limit)), folder, url)
    begin = server.times[0] + WINDOW
    used = sum(1 for arrival in server.times if begin <= arrival < begin + seconds - WINDOW)
    part = used / (limit * (seconds - WINDOW) / WINDOW)
    refused = len(server.refusals) / len(server.times)
    print(f"limit {limit:,}/10 s: {part:.1%} used over {seconds - WINDOW:.0f} s, {refused:.2%} 429")
    server.shutdown()


@contextmanager
def sandbox(folder: Path, name: str) -> Iterator[str]:
    """The URL of an empty sandbox."""
    words = clerk(
        "sandbox", "serve", "--port", "0", "--seed", "empty", "--db", str(folder / f"{name}.db")
    )
    variables = {**os.environ, "CLERK_CONFIG_DIR": str(folder / "sandbox")}
    server = subprocess.Popen(words, stderr=subprocess.PIPE, text=True, env=variables)
    assert server.stderr is not None
    match = re.search(r"http://[\d.]+:\d+", server.stderr.readline())
    assert match is not None
    try:
        yield match[0]
    finally:
        server.terminate()
        server.wait()


def measure_import(number: int) -> None:
    """An import without limits, and a plain loop over the official SDK."""
    with folder_with(number) as folder:
        with sandbox(folder, "1") as url:
            words = clerk("migrate", "import", "users.ndjson", "--rate", "1000000")
            print(f"{number:,} users: clerk migrate import {run(words, folder, url)}")
        with sandbox(folder, "2") as url:
            code = LOOP.format(key=KEY, url=url, file=str(folder / "users.ndjson"))
            usage = run([sys.executable, "-c", code], folder, url)
            print(f"{number:,} users: a loop over the SDK {usage}")


def measure_check(number: int) -> None:
    """The check of many records, with a tenth of them for comparison."""
    server = LimitedServer(0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    for records in (number // 10, number):
        with folder_with(records) as folder:
            usage = run(clerk("migrate", "import", "users.ndjson", "--dry-run"), folder, url)
            print(f"{records:,} records: checked in {usage}")
    server.shutdown()


def measure_export(number: int) -> None:
    """An export of users, and the list of them."""
    ways = {
        "users list": clerk("users", "list", "--all", "-o", "ndjson"),
        "migrate export": clerk("migrate", "export", "all.ndjson", "--what", "users", "--force"),
    }
    with startup.served(number) as url, tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            for name, words in ways.items():
                print(f"{number:,} users: clerk {name} {run(words, Path(folder), url)}")


def main() -> None:
    """Measure what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.migration", description=__doc__)
    parser.add_argument("what", choices=("pace", "import", "check", "export"))
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=130)
    parser.add_argument("--limit", type=int, choices=LIMITS)
    options: Any = parser.parse_args()
    if options.what == "pace":
        for limit in [options.limit] if options.limit else LIMITS:
            measure_pace(limit, options.seconds)
    elif options.what == "import":
        measure_import(options.records)
    elif options.what == "export":
        measure_export(options.records)
    else:
        measure_check(options.records)


if __name__ == "__main__":
    main()
