"""Connections that are not secure: nothing is sent, and the line says what is wrong."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from faults.certificates import write_certificate
from faults.fault_server import Answer, FaultServer

from clerk_cli.testing import TEST_KEY, CommandLine, Result

pytestmark = pytest.mark.faults

COMMANDS = [
    ["users", "get", "user_1"],
    ["users", "list"],
    ["users", "ban", "user_1"],
    ["users", "delete", "user_1", "--force"],
    ["protect", "rules", "list", "SIGN_IN"],
]
USER = Answer(200, {"id": "user_1", "object": "user"})


@pytest.fixture
def servers() -> Iterator[list[FaultServer]]:
    servers: list[FaultServer] = []
    yield servers
    for server in servers:
        server.close()


def run(clerk: CommandLine, words: list[str], url: str, **variables: str) -> Result:
    settings = {"CLERK_API_URL": url, "CLERK_SECRET_KEY": TEST_KEY, **variables}
    return clerk(*words, env=settings)


def is_refused(result: Result, *because: str) -> bool:
    lines = [line for line in result.err.splitlines() if line.startswith("✗")]
    return (
        (result.code, result.out, len(lines)) == (1, "", 1)
        and all(reason in lines[0] for reason in because)
        and "may have" not in result.err
        and TEST_KEY not in result.err
    )


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        ({}, "its certificate is self-signed, and not trusted"),
        ({"days_left": -1}, "its certificate has expired"),
        ({"address": "127.0.0.2"}, "its certificate is for a different host"),
    ],
    ids=["nobody vouches for", "expired", "of another host"],
)
def test_a_certificate_that_proves_nothing_is_refused(
    clerk: CommandLine,
    tmp_path: Path,
    servers: list[FaultServer],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    certificate: dict[str, object],
    reason: str,
) -> None:
    path = write_certificate(tmp_path / "server.pem", **certificate)  # type: ignore[arg-type]
    if certificate:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    servers.append(FaultServer(path))
    result = run(clerk, words, servers[0].url)
    assert is_refused(result, "no secure connection to 127.0.0.1", reason), result.err
    assert servers[0].requests == []


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_plain_server_where_tls_was_meant_gets_no_request(
    clerk: CommandLine, servers: list[FaultServer], words: list[str]
) -> None:
    servers.append(FaultServer())
    result = run(clerk, words, servers[0].url.replace("http:", "https:"))
    assert is_refused(result, "no secure connection to 127.0.0.1"), result.err
    assert servers[0].requests == []


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_handshake_that_is_cut_is_reported_in_one_line(
    clerk: CommandLine, words: list[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=close_all, args=(listener,), daemon=True).start()
        result = run(clerk, words, f"https://127.0.0.1:{listener.getsockname()[1]}")
        listener.shutdown(socket.SHUT_RDWR)
    assert is_refused(result, "no secure connection to 127.0.0.1"), result.err


def close_all(listener: socket.socket) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        connection.recv(1 << 16)  # what is not read would reset the connection instead
        connection.close()


def test_a_certificate_of_the_bundle_is_trusted(
    clerk: CommandLine,
    tmp_path: Path,
    servers: list[FaultServer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = write_certificate(tmp_path / "server.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    servers.append(FaultServer(path))
    servers[0].answers["GET", "/v1/users/user_1"] = USER
    result = run(clerk, ["users", "get", "user_1"], servers[0].url)
    assert (result.code, result.err) == (0, "")
