"""The program with odd streams, sizes and folders, and the signals that end it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from clerk_cli.testing import CommandLine, FakeAPI, Result, SandboxAPI

pytestmark = [
    pytest.mark.early,
    pytest.mark.skipif(sys.platform == "win32", reason="shells and signals of POSIX"),
]

PATH = ["config", "path"]


def shell(clerk: CommandLine, argv: list[str], redirection: str, **variables: str) -> Result:
    """Run a command line in a shell, with a redirection."""
    program = f"'{sys.executable}' -m clerk_cli {' '.join(argv)} {redirection}"
    done = subprocess.run(
        ["/bin/bash", "-c", f"{program}; echo STATUS ${{PIPESTATUS[0]}} >&2"],
        capture_output=True,
        text=True,
        env={**clerk.variables, **variables},
        cwd=clerk.directory,
        check=False,
    )
    err, _, status = done.stderr.rpartition("STATUS ")
    return Result(int(status or 0), done.stdout, err)


@pytest.mark.parametrize("argv", [PATH, ["--help"], ["--version"], ["whoami"]])
@pytest.mark.parametrize(
    ("redirection", "reason"), [(">&-", "it is closed"), (">/dev/full", "no space left on device")]
)
def test_a_lost_stdout_is_one_line_and_status_1(
    clerk: CommandLine, argv: list[str], redirection: str, reason: str
) -> None:
    if redirection == ">/dev/full" and not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    result = shell(clerk, argv, redirection)
    *_, message, hint = result.err.splitlines()
    assert (result.code, message) == (1, f"✗ cannot write to stdout: {reason}")
    assert hint.startswith("  ")
    assert "Exception ignored" not in result.err


@pytest.mark.parametrize("redirection", ["2>&-", "<&-", "<&- 2>&-"])
@pytest.mark.parametrize(
    ("argv", "status"), [(PATH, 0), (["whoami", "-o", "json"], 0), (["users", "nope"], 2)]
)
def test_a_closed_stderr_or_stdin_stops_nothing(
    clerk: CommandLine, argv: list[str], status: int, redirection: str
) -> None:
    program = f"'{sys.executable}' -m clerk_cli {' '.join(argv)} {redirection}"
    done = subprocess.run(
        ["/bin/sh", "-c", program], capture_output=True, text=True,
        env=clerk.variables, cwd=clerk.directory, check=False,
    )  # fmt: skip
    assert (done.returncode, bool(done.stdout)) == (status, status == 0)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("redirection", [">&-", "| (exec <&-; exec true)", ">/dev/full"])
@pytest.mark.parametrize(
    "argv",
    [
        ["users", "ban", "user_1"],
        ["users", "delete", "user_1", "-f"],
        ["domains", "add", "--name", "a.example"],
    ],
    ids=" ".join,
)
def test_a_change_whose_result_would_be_lost_is_not_sent(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], redirection: str
) -> None:
    result = shell(clerk, argv, redirection)
    assert (result.code, fake_api.requests) == (1, [])
    assert "✗ cannot write to stdout: " in result.err
    assert "; nothing was changed\n" in result.err


def test_a_result_that_is_lost_after_the_change_says_that_it_was_made(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer({"id": "user_1", "padding": "x" * 200_000})
    code = (
        "import os, sys; from clerk_cli.startup import standard_streams as s; "
        "s.require_writable = lambda stream: None; "
        "from clerk_cli.__main__ import run; sys.exit(run())"
    )
    argv = ["users", "create", "--email", "a@example.com", "-o", "json"]
    with Path(os.devnull).open() as unwritable:
        done = subprocess.run(
            [sys.executable, "-c", code, *argv], stdout=unwritable, stderr=subprocess.PIPE,
            text=True, env=clerk.variables, cwd=clerk.directory, check=False,
        )  # fmt: skip
    error = json.loads(done.stderr.splitlines()[-1])
    assert (done.returncode, error["code"]) == (1, "local")
    assert error["message"].endswith("; POST /v1/users was done")


@pytest.mark.parametrize("columns", ["²", "1e3", "٣", "9" * 5000])
@pytest.mark.parametrize("argv", [["--help"], ["config", "list"]])
def test_an_odd_width_of_the_terminal_is_ignored(
    clerk: CommandLine, argv: list[str], columns: str
) -> None:
    del clerk.variables["COLUMNS"]
    usual = clerk.process(*argv)
    odd = clerk.process(*argv, env={"COLUMNS": columns, "LINES": columns})
    assert (odd.code, odd.out, odd.err) == (usual.code, usual.out, usual.err)


@pytest.mark.parametrize("argv", [["whoami"], ["config", "list"], ["whoami", "-o", "json"]])
@pytest.mark.parametrize("config", ["relative", "/absolute"])
def test_a_deleted_working_directory_is_named(
    clerk: CommandLine, argv: list[str], config: str
) -> None:
    folder = clerk.directory / "gone"
    folder.mkdir()
    program = f"rmdir ../gone; exec '{sys.executable}' -m clerk_cli {' '.join(argv)}"
    done = subprocess.run(
        ["/bin/sh", "-c", program], capture_output=True, text=True, cwd=folder, check=False,
        env={**clerk.variables, "CLERK_CONFIG_DIR": config},
    )  # fmt: skip
    assert done.returncode == 1
    assert "cannot find the working directory: No such file or directory" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("argv", [["whoami"], ["--help"], ["config", "set", "output", "json"]])
def test_the_home_of_a_user_who_does_not_exist_is_named(
    clerk: CommandLine, argv: list[str]
) -> None:
    result = clerk.process(*argv, env={"CLERK_CONFIG_DIR": "~nosuchuser/clerk"})
    assert result.code == 1
    assert result.err.startswith(
        "✗ CLERK_CONFIG_DIR: there is no home folder for user ~nosuchuser\n"
    )
    assert not list(clerk.directory.iterdir())


@pytest.fixture
def silent_server(clerk: CommandLine) -> Iterator[socket.socket]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        clerk.variables |= {
            "CLERK_API_URL": f"http://127.0.0.1:{port}",
            "CLERK_SECRET_KEY": "sk_test_0123456789abcdef",
        }
        yield server


def read_request(connection: socket.socket) -> None:
    """Read one request with its body."""
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(65536)
    head, _, body = head.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r")[0])
    while len(body) < length:
        body += connection.recv(65536)


def start(clerk: CommandLine, *argv: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "clerk_cli", *argv], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, env=clerk.variables, cwd=clerk.directory,
    )  # fmt: skip


SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


@pytest.mark.parametrize(("number", "status"), SIGNALS)
@pytest.mark.parametrize("argv", [["users", "delete", "user_1", "-f"], ["users", "ban", "user_1"]])
def test_an_interrupted_change_may_have_been_made(
    clerk: CommandLine, silent_server: socket.socket, argv: list[str], number: int, status: int
) -> None:
    process = start(clerk, *argv, "-o", "json")
    connection, _ = silent_server.accept()
    with connection:
        method = connection.recv(65536).split(b" ")[0].decode()
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
    error = json.loads(err)
    assert (process.returncode, error["code"], error["exit_status"]) == (
        status, "interrupted", status,
    )  # fmt: skip
    assert error["message"].startswith(f"interrupted; {method} /v1/users/user_1")
    assert error["message"].endswith("may have been done; check before retrying")


def test_a_change_that_the_server_refused_for_now_was_not_made(
    clerk: CommandLine, silent_server: socket.socket
) -> None:
    process = start(clerk, "users", "ban", "user_1")
    connection, _ = silent_server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 429 Wait\r\nRetry-After: 30\r\nContent-Length: 2\r\n\r\n{}")
        assert process.stderr is not None
        assert "retrying in 30 s" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert (process.returncode, err.strip()) == (130, "✗ interrupted; nothing was changed")


def test_an_interrupted_run_over_several_objects_says_what_was_done(
    clerk: CommandLine, silent_server: socket.socket
) -> None:
    emails = ",".join(f"user{number}@example.com" for number in range(15))
    process = start(clerk, "invitations", "bulk-create", "--emails", emails)
    connection, _ = silent_server.accept()
    with connection:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")
        read_request(connection)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 143
    assert (
        "✗ interrupted; POST /v1/invitations/bulk was done; "
        "POST /v1/invitations/bulk may have been done; check before retrying\n" in err
    )


@pytest.mark.parametrize(("number", "status"), SIGNALS)
@pytest.mark.parametrize("format", ["json", "ndjson"])
def test_a_signal_leaves_a_complete_document(
    clerk: CommandLine, silent_server: socket.socket, format: str, number: int, status: int
) -> None:
    process = start(clerk, "users", "list", "--all", "-o", format)
    rows = json.dumps([{"id": f"user_{n}"} for n in range(500)]).encode()
    held = []

    def serve() -> None:
        for turn in range(9):
            connection, _ = silent_server.accept()
            held.append(connection)
            request = connection.recv(65536)
            if turn < 2:  # the count, and the first page
                body = b'{"total_count": 4000}' if b"/count" in request else rows
                length = str(len(body)).encode()
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + length
                    + b"\r\n\r\n" + body
                )  # fmt: skip
            else:
                process.send_signal(number)
                return

    thread = Thread(target=serve, daemon=True)
    thread.start()
    out, err = process.communicate(timeout=20)
    for connection in held:
        connection.close()
    assert (process.returncode, "Traceback" in err) == (status, False)
    assert out.endswith("\n")
    if format == "json":
        assert json.loads(out)["total_count"] is None


@pytest.mark.parametrize("module", ["clerk_cli.startup.cache", "clerk_cli.console.application"])
@pytest.mark.parametrize("argv", [["whoami"], ["--help"], ["users", "list"]])
def test_an_interrupt_while_modules_are_imported_shows_no_traceback(
    clerk: CommandLine, module: str, argv: list[str]
) -> None:
    code = (
        "import os, signal, sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {module!r}: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "from clerk_cli.__main__ import run; sys.exit(run())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *argv], capture_output=True, text=True,
        env=clerk.variables | {"CLERK_NO_INDEX": "1"}, cwd=clerk.directory, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "")


def test_an_ignored_hangup_stays_ignored(clerk: CommandLine, silent_server: socket.socket) -> None:
    process = subprocess.Popen(
        ["/bin/sh", "-c", f"trap '' HUP; exec '{sys.executable}' -m clerk_cli users list -o json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=clerk.variables, cwd=clerk.directory,
    )  # fmt: skip
    connection, _ = silent_server.accept()
    with connection:
        connection.recv(65536)
        process.send_signal(signal.SIGHUP)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")
        process.send_signal(signal.SIGTERM)
    # A signal that arrives just before a system call is noticed after it: the end of the connection
    # ends the one for the second response, which nobody sends.
    process.communicate(timeout=20)
    assert process.returncode in (0, 143)


@pytest.mark.parametrize(("number", "status"), SIGNALS)
@pytest.mark.parametrize("every", [[], ["--all"]])
def test_a_signal_ends_a_program_of_jq_that_never_ends(
    clerk: CommandLine, sandbox_api: SandboxAPI, every: list[str], number: int, status: int
) -> None:
    clerk("organizations", "create", "--name", "ada")
    endless = ".name, (def f: f; f)"
    with start(clerk, "organizations", "list", *every, "--jq", endless) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ada\n"  # what was found before it is not lost
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    as_in_a_shell = (
        process.returncode % 256 if process.returncode >= 0 else 128 - process.returncode
    )
    assert (out, err.strip(), as_in_a_shell) == ("", "", status)
