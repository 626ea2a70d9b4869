"""Values that a command prints, such as a key from a secrets manager."""

from __future__ import annotations

import os
import subprocess
from threading import Thread
from time import monotonic
from typing import IO, TYPE_CHECKING

from clerk_cli.errors import ConfigError
from clerk_cli.platform import kill, shell_command

if TYPE_CHECKING:
    from clerk_cli.environment import Environment

SECONDS = 60.0
MAX_BYTES, MAX_MESSAGE_LENGTH = 64 * 1024, 2000
"""What a command may print, and the characters of its last message that are shown."""


def run(command: str, *, name: str, environment: Environment, timeout: float = SECONDS) -> str:
    """The output of a command, without trailing line breaks.

    Args:
        command: The command, for the user's shell.
        name: What the value is for, such as ``clerk.key of profile "production"``.
        environment: Where the shell, the folder and the terminal come from.
        timeout: Seconds after which the command is stopped.

    Raises:
        ConfigError: The command fails, takes too long, or prints nothing or too much.
    """
    process = _start(command, name, environment)
    out, err = _Reader(process.stdout), _Reader(process.stderr, keeps_end=True)
    deadline = monotonic() + timeout
    try:
        out.join(timeout)
        if out.is_too_long:
            raise ConfigError(
                f"the command for {name} printed more than {MAX_BYTES // 1024} KiB",
                hint=f"Command: {command}",
            )
        err.join(max(0.0, deadline - monotonic()))
        process.wait(max(0.0, deadline - monotonic()))
    except subprocess.TimeoutExpired:
        raise ConfigError(f"the command for {name} timed out after {timeout:g} s") from None
    finally:
        _stop(process, environment)
    if process.returncode != 0:
        messages = err.text.strip().splitlines()
        last = f": {messages[-1][:MAX_MESSAGE_LENGTH]}" if messages else ""
        raise ConfigError(
            f"the command for {name} failed with exit status {process.returncode}{last}",
            hint=f"Command: {command}",
        )
    value = out.text.rstrip("\r\n")
    if not value:
        raise ConfigError(f"the command for {name} printed nothing", hint=f"Command: {command}")
    return value


class _Reader(Thread):
    """Reads what a command prints, ``MAX_BYTES`` of it.

    Args:
        stream: A pipe; None where the command prints to the terminal.
        keeps_end: Whether the last bytes are kept of more, instead of giving up.
    """

    def __init__(self, stream: IO[bytes] | None, *, keeps_end: bool = False) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._keeps_end = keeps_end
        self._data = b""
        self.start()

    def run(self) -> None:
        """Read to the end, or until there is too much."""
        if self._stream is None:
            return
        with self._stream as stream:
            while part := os.read(stream.fileno(), MAX_BYTES):
                self._data += part
                if self._keeps_end:
                    self._data = self._data[-MAX_BYTES:]
                elif self.is_too_long:
                    return

    @property
    def is_too_long(self) -> bool:
        """Whether there was more than is kept."""
        return len(self._data) > MAX_BYTES

    @property
    def text(self) -> str:
        """What was read."""
        return self._data.decode(errors="replace")


def _start(command: str, name: str, environment: Environment) -> subprocess.Popen[bytes]:
    argv = shell_command(command, environment.variables, windows=environment.windows)
    # A new session would take the terminal away from commands that ask for a fingerprint or a
    # password, so only a run without a terminal gets one.
    new_session = not environment.interactive and not environment.windows
    try:
        return subprocess.Popen(
            argv,
            stdin=None if environment.interactive else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=None if environment.interactive else subprocess.PIPE,
            env=dict(environment.variables),
            cwd=environment.directory,
            start_new_session=new_session,
        )
    except OSError as error:
        raise ConfigError(f"the command for {name} cannot start: {error}") from error


def _stop(process: subprocess.Popen[bytes], environment: Environment) -> None:
    """Kill the command, and what it started, if it still runs."""
    if process.poll() is None:
        kill(process, windows=environment.windows)
        process.wait()
