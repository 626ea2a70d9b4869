"""A server on loopback that behaves as a test tells it, and clients for it."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Thread

import pytest

from clerk_cli.http.client import Client

KEY = "sk_test_0123456789abcdef"


@dataclass
class Ear:
    """Takes what a client has to say.

    Args:
        warnings: What it warned of.
        log: The lines of its log.
        waits: The seconds it wanted to wait.
    """

    warnings: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def warn(self, text: str) -> None:
        self.warnings.append(text)

    def debug(self, text: str) -> None:
        self.log.append(text)


MakeClient = Callable[..., Client]


@pytest.fixture
def key() -> str:
    return KEY


@pytest.fixture
def answer() -> Callable[..., bytes]:
    return raw_answer


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def connect(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeClient]:
    """Makes clients that wait without waiting."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NETRC"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    made: list[Client] = []

    def make(url: str, *, key: str = KEY, debug: bool = False) -> Client:
        client = Client(
            url=url,
            key=key,
            key_source="env:CLERK_SECRET_KEY",
            api_version="2026-05-12",
            reporter=ear,
            debug=debug,
            sleep=ear.waits.append,
        )
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


class Script:
    """A server that answers each request with the next of its raw answers.

    An empty answer closes the connection without a word.

    Args:
        answers: The raw answers.
        patience: The seconds that it waits for the rest of a request.
    """

    def __init__(self, *answers: bytes, patience: float = 5) -> None:
        self.requests: list[str] = []
        self.connections = 0
        self._answers = list(answers)
        self._patience = patience
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._socket.close()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                connection.settimeout(self._patience)
                self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as stream:
            while head := self._head(stream):
                length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
                body = stream.read(int(length.group(1)) if length else 0).decode()
                self.requests.append(f"{head}\r\n{body}")
                answer = self._answers.pop(0) if self._answers else b""
                if not answer:
                    return
                connection.sendall(answer)
                if b"close" in answer.split(b"\r\n\r\n")[0].lower():
                    return

    def _head(self, stream: object) -> str:
        lines = []
        try:
            while line := stream.readline().decode("latin-1").strip():  # type: ignore[attr-defined]
                lines.append(line)
        except OSError:
            return ""
        return "\r\n".join(lines)


def raw_answer(body: str = "{}", status: str = "200 OK", *headers: str) -> bytes:
    """A raw answer with a JSON body."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", *headers]
    return ("\r\n".join([*lines, f"Content-Length: {len(body)}"]) + f"\r\n\r\n{body}").encode()


@pytest.fixture
def script() -> Iterator[Callable[..., Script]]:
    """Makes scripted servers."""
    made: list[Script] = []

    def make(*answers: bytes, patience: float = 5) -> Script:
        made.append(Script(*answers, patience=patience))
        return made[-1]

    yield make
    for each in made:
        each.close()
