"""Runs of the program in new processes that do not import everything again.

Imports are most of the time of a run on a terminal, in hundreds of tests. So the process of
``fork_server``, which has imported the program, forks for each run.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from planted_secrets import WATCH

from clerk_cli.testing import CommandLine, Result

REAL_START = ("LC_", "LANG", "PYTHON", "CLERK_FULL_IMPORTS")
"""Beginnings of variables that count when the interpreter starts, other than its path."""


SERVER = Path(__file__).with_name("fork_server.py")


class ForkedRun:
    """A run of the program, with the methods of ``subprocess.Popen`` that tests of terminals use.

    Args:
        connection: Says the process ID, and at the end the status.

    Raises:
        RuntimeError: The process that forks has ended.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._status: int | None = None
        self.pid = self._next_number()

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end, and return the status.

        Raises:
            subprocess.TimeoutExpired: It did not end within ``timeout`` seconds.
        """
        if self._status is None:
            self._connection.settimeout(timeout)
            try:
                self._status = self._next_number()
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired("clerk", timeout or 0) from None
            self._connection.close()
        return self._status

    def _next_number(self) -> int:
        if not (number := self._connection.recv(32)):
            self._connection.close()
            raise RuntimeError(f"{SERVER.name} has ended; its traceback says why")
        return int(number)

    def send_signal(self, number: int) -> None:
        """Send a signal to the run, unless it is over."""
        try:
            self.wait(0)
        except subprocess.TimeoutExpired:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill the run, unless it is over."""
        self.send_signal(signal.SIGKILL)


class ForkServer:
    """The process that forks; it is started when it is needed, and ends with this one."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def close(self) -> None:
        """End the process, and the runs that have not ended."""
        if self._socket and self._process:
            self._socket.close()
            self._process.wait()

    def start(
        self,
        argv: Sequence[str],
        variables: Mapping[str, str],
        directory: Path,
        streams: tuple[int, int, int],
        terminal: int | None = None,
        program: str | None = None,
    ) -> ForkedRun:
        """Start a run.

        Args:
            argv: The words after ``clerk``.
            variables: The environment variables.
            directory: The working directory.
            streams: The descriptors of stdin, stdout and stderr.
            terminal: The controlling terminal of a session of its own.
            program: What runs instead of ``clerk``, with none of its modules imported.
        """
        requests = self._socket or self._open()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        request = json.dumps([argv, dict(variables), str(directory), program]).encode()
        terminals = [] if terminal is None else [terminal]
        with theirs:
            socket.send_fds(requests, [request], [theirs.fileno(), *streams, *terminals])
        return ForkedRun(ours)

    def _open(self) -> socket.socket:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        variables = {
            name: text for name, text in os.environ.items() if not name.startswith(REAL_START)
        }
        with theirs:
            argv = [sys.executable, str(SERVER), str(theirs.fileno())]
            self._process = subprocess.Popen(argv, pass_fds=[theirs.fileno()], env=variables)
        return self._socket


FORKS = ForkServer()


def start_forked(
    clerk: CommandLine, *argv: str, stderr: int
) -> ForkedRun | subprocess.Popen[bytes]:
    """Start a command line without input that goes on, forked where that makes no difference.

    Args:
        clerk: The command line.
        argv: The words after ``clerk``.
        stderr: The descriptor that its messages go to; its data goes nowhere.
    """
    with Path(os.devnull).open("r+b") as nothing:
        streams = (nothing.fileno(), nothing.fileno(), stderr)
        if can_fork(clerk.variables):
            return FORKS.start(argv, clerk.variables, clerk.directory, streams)
        return subprocess.Popen(
            [sys.executable, "-m", "clerk_cli", *argv],
            stdin=streams[0], stdout=streams[1], stderr=streams[2],
            env=clerk.variables, cwd=clerk.directory,
        )  # fmt: skip


def run_forked(
    clerk: CommandLine,
    *argv: str,
    env: Mapping[str, str] | None = None,
    program: str | None = None,
) -> Result:
    """Run a command line like ``clerk.process``, but forked where that makes no difference.

    Args:
        clerk: The command line.
        argv: The words after ``clerk``.
        env: Environment variables for this run.
        program: What ``python -c`` runs instead, with none of our modules imported.
    """
    variables = {**clerk.variables, **(env or {})}
    if not can_fork(variables):
        return _start(clerk, argv, variables, program)
    pipes = [os.pipe() for _ in range(3)]
    (stdin, to_stdin), (from_stdout, stdout), (from_stderr, stderr) = pipes
    streams = (stdin, stdout, stderr)
    run = FORKS.start(argv, variables, clerk.directory, streams, program=program)
    for descriptor in (stdin, to_stdin, stdout, stderr):
        os.close(descriptor)
    with ThreadPoolExecutor(1) as executor:
        err = executor.submit(_read_all, from_stderr)
        out = _read_all(from_stdout)
        result = Result(run.wait(), out, err.result())
    WATCH.output(argv, result.out, result.err)
    return result


def _start(
    clerk: CommandLine, argv: Sequence[str], variables: Mapping[str, str], program: str | None
) -> Result:
    start = ["-m", "clerk_cli"] if program is None else ["-c", program]
    done = subprocess.run(
        [sys.executable, *start, *argv], capture_output=True, text=True, env=variables,
        cwd=clerk.directory, check=False,
    )  # fmt: skip
    return Result(done.returncode, done.stdout, done.stderr)


def _read_all(descriptor: int) -> str:
    with open(descriptor, encoding="utf-8") as stream:
        return stream.read()


def can_fork(variables: Mapping[str, str]) -> bool:
    """Whether a run with these variables is the same if the interpreter has already started."""
    return sys.platform == "linux" and not any(
        name.startswith(REAL_START) and name != "PYTHONPATH" for name in variables
    )
