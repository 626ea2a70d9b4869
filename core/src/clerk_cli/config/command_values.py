"""Values that a command prints (reference: Using Commands to Fetch Secrets)."""

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
    """What a command prints, without the line ends behind it.

    Args:
        command: The command, for the user's shell.
        name: What the value is for, such as ``clerk.key of profile 'production'``.
        environment: Where the shell, the folder and the terminal come from.
        timeout: Seconds until the command is stopped.

    Raises:
        ConfigError: The command fails, takes too long, or prints nothing.
    """
    process = _start(command, name, environment)
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        raise ConfigError(f"the command for {name} did not end within {timeout:g} s") from None
    finally:
        _stop(process)
    if process.returncode != 0:
        said = (err or b"").decode(errors="replace").strip().splitlines()
        last = f": {said[-1]}" if said else ""
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
    # A session of its own would take the terminal away from commands that ask for a fingerprint
    # or a password, so only a run without a terminal gets one.
    alone = not environment.interactive and not windows
    try:
        return subprocess.Popen(
            argv,
            stdin=None if environment.interactive else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=None if environment.interactive else subprocess.PIPE,
            env=dict(environment.variables),
            cwd=environment.directory,
            start_new_session=alone,
        )
    except OSError as error:
        raise ConfigError(f"the command for {name} cannot start: {error}") from error


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the command, and what it started where that can be known, if it still runs."""
    if process.poll() is not None:
        return
    if sys.platform != "win32" and os.getpgid(process.pid) == process.pid:
        os.killpg(process.pid, 9)
    else:
        process.kill()
    process.communicate()
