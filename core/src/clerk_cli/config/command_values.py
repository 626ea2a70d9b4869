"""Values that a command prints, such as a key from a secrets manager."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from clerk_cli.errors import ConfigError

if TYPE_CHECKING:
    from clerk_cli.environment import Environment

SECONDS = 60.0


def run(command: str, *, name: str, environment: Environment, timeout: float = SECONDS) -> str:
    """The output of a command, without trailing line breaks.

    Args:
        command: The command, for the user's shell.
        name: What the value is for, such as ``clerk.key of profile "production"``.
        environment: Where the shell, the folder and the terminal come from.
        timeout: Seconds after which the command is stopped.

    Raises:
        ConfigError: The command fails, takes too long, or prints nothing.
    """
    process = _start(command, name, environment)
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        raise ConfigError(f"the command for {name} timed out after {timeout:g} s") from None
    finally:
        _stop(process)
    if process.returncode != 0:
        messages = (err or b"").decode(errors="replace").strip().splitlines()
        last = f": {messages[-1]}" if messages else ""
        raise ConfigError(
            f"the command for {name} failed with exit status {process.returncode}{last}",
            hint=f"The command: {command}",
        )
    value = out.decode(errors="replace").rstrip("\r\n")
    if not value:
        raise ConfigError(f"the command for {name} printed nothing", hint=f"The command: {command}")
    return value


def _start(command: str, name: str, environment: Environment) -> subprocess.Popen[bytes]:
    windows = sys.platform == "win32"
    shell = environment.variable("COMSPEC" if windows else "SHELL")
    argv = [shell or "cmd.exe", "/c", command] if windows else [shell or "/bin/sh", "-c", command]
    # A new session would take the terminal away from commands that ask for a fingerprint or a
    # password, so only a run without a terminal gets one.
    new_session = not environment.interactive and not windows
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


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Kill the command if it still runs, with its process group where it has one."""
    if process.poll() is not None:
        return
    if sys.platform != "win32" and os.getpgid(process.pid) == process.pid:
        os.killpg(process.pid, 9)
    else:
        process.kill()
    process.communicate()
