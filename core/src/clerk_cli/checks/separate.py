"""Checking a plugin in a process of its own, which its code may end, or keep from ending."""

from __future__ import annotations

import faulthandler
import json
import os
import select
import sys
import threading
import time
import warnings
from contextlib import suppress
from typing import NoReturn

from clerk_cli.checks.mistakes import Mistake
from clerk_cli.checks.places import place_of_frame
from clerk_cli.checks.plugins import Check, check_plugin
from clerk_cli.plugins.loading import EntryPoint

CHECK_FAILED = 70
"""The exit status of the process if the check itself fails."""

MAX_SECONDS = 60.0
"""How long a check may take; a plugin is imported in less than one of them."""

LAST_SECONDS = 5.0
"""How much later a process is killed that does not even say where it is."""

SIGKILL = 9
END = b"\n"
"""What an answer ends with; programs that the plugin started may keep the pipe open."""


def check_separately(point: EntryPoint) -> Check:
    """Check a plugin; what ends or holds up the process that imports it is a mistake like others.

    Where processes cannot be forked, it is checked in this one, which ends with a traceback if that
    takes too long.

    Args:
        point: The entry point of the plugin.
    """
    if not hasattr(os, "fork"):
        faulthandler.dump_traceback_later(MAX_SECONDS, exit=True)
        try:
            return check_plugin(point)
        finally:
            faulthandler.cancel_dump_traceback_later()
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # The threads of a test are of no use to it.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if not process:
        _answer(point, reader, writer)
    os.close(writer)
    answer: bytes | None = None
    try:
        answer = _read_answer(reader)
    finally:
        os.close(reader)
        status = _end(process)
    if answer is None:
        return _check_without_end(point)
    if answer:
        name, commands, mistakes = json.loads(answer)
        return Check(name, commands, tuple(Mistake(*mistake) for mistake in mistakes))
    if status == CHECK_FAILED:
        return check_plugin(point)  # It fails here as well, and is reported.
    how = f"signal {-status}" if status < 0 else f"exit status {status}"
    mistake = Mistake(point.name, f"importing it ends the process ({how})")
    return Check(point.name, 0, (mistake,))


def _read_answer(reader: int) -> bytes | None:
    """What the process answers: nothing if it ended before; None if it takes too long."""
    answer, deadline = b"", time.monotonic() + MAX_SECONDS + LAST_SECONDS
    while not answer.endswith(END):
        seconds = max(0.0, deadline - time.monotonic())
        if not select.select([reader], [], [], seconds)[0]:
            return None
        part = os.read(reader, 65_536)
        if not part:
            return b""
        answer += part
    return answer


def _end(process: int) -> int:
    """The exit status of a process, which is killed with all that it started if it still runs."""
    for kill in (os.killpg, os.kill):
        with suppress(OSError):  # It has no group yet, or has ended.
            kill(process, SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _answer(point: EntryPoint, reader: int, writer: int) -> NoReturn:
    """Check in the new process, write what was found, and end it."""
    status = CHECK_FAILED
    try:
        os.close(reader)
        os.setsid()  # What the plugin starts is killed with it.
        answered = threading.Lock()
        watch = threading.Timer(MAX_SECONDS, _give_up, (point, writer, answered))
        watch.daemon = True
        watch.start()
        check = check_plugin(point)
        answered.acquire()  # It is not released: only one thread answers.
        _write(check, writer)
        status = 0
    finally:
        os._exit(status)


def _give_up(point: EntryPoint, writer: int, answered: threading.Lock) -> None:
    """Answer with the place in which the main thread is, and end the process."""
    answered.acquire()
    frame = sys._current_frames()[threading.main_thread().ident or 0]  # noqa: SLF001
    _write(_check_without_end(point, *place_of_frame(frame, point.module)), writer)
    os._exit(0)


def _write(check: Check, writer: int) -> None:
    with os.fdopen(writer, "wb") as stream:
        stream.write(json.dumps(check).encode() + END)


def _check_without_end(point: EntryPoint, place: str = "", source: str = "") -> Check:
    message = f"it did not return within {MAX_SECONDS:.0f} seconds"
    return Check(point.name, 0, (Mistake(place or point.name, message, source),))
