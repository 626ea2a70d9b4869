"""Checking a plugin in a process of its own, which its code may end."""

from __future__ import annotations

import json
import os
import select
import signal
import time
import warnings

from clerk_cli.checks.mistakes import Mistake
from clerk_cli.checks.plugins import Check, check_plugin
from clerk_cli.plugins.loading import EntryPoint

CHECK_FAILED = 70
"""The exit status of the process if the check itself fails."""


SECONDS = 60.0
"""How long a check may take."""


def check_separately(point: EntryPoint) -> Check:
    """Check a plugin; what ends the process that imports it is a mistake like others.

    Where processes cannot be forked, it is checked in this one.

    Args:
        point: The entry point of the plugin.
    """
    if not hasattr(os, "fork"):
        return check_plugin(point)
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # The threads of a test are of no use to it.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if not process:
        _answer(point, reader, writer)
    os.close(writer)
    answer = _read(reader, SECONDS)
    os.close(reader)
    if answer is None:
        os.kill(process, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if answer:
        name, commands, mistakes = json.loads(answer)
        return Check(name, commands, tuple(Mistake(*mistake) for mistake in mistakes))
    if status == CHECK_FAILED:
        return check_plugin(point)  # It fails here as well, and is reported.
    if answer is None:
        mistake = Mistake(point.name, f"it does not end within {SECONDS:g} seconds")
        return Check(point.name, 0, (mistake,))
    how = f"signal {-status}" if status < 0 else f"exit status {status}"
    mistake = Mistake(point.name, f"it ends the process that imports it ({how})")
    return Check(point.name, 0, (mistake,))


def _read(reader: int, seconds: float) -> bytes | None:
    """Everything that a pipe has; None if its writer takes too long."""
    end = time.monotonic() + seconds
    parts: list[bytes] = []
    while select.select([reader], [], [], max(0.0, end - time.monotonic()))[0]:
        part = os.read(reader, 65536)
        if not part:
            return b"".join(parts)
        parts.append(part)
    return None


def _answer(point: EntryPoint, reader: int, writer: int) -> None:
    """Check in the new process, write what was found, and end it."""
    status = CHECK_FAILED
    try:
        os.close(reader)
        check = check_plugin(point)
        answer = json.dumps(check).encode()
        with os.fdopen(writer, "wb") as stream:
            stream.write(answer)
        status = 0
    finally:
        os._exit(status)
