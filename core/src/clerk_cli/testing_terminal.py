"""A pseudo-terminal for tests: what a person types, and what is on the two screens."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Thread

PATIENCE = 15.0
"""Seconds until a text that never comes is given up."""

_CODES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>78])")


class Screen:
    """One side of a pseudo-terminal, and everything that was written to it."""

    def __init__(self, columns: int) -> None:
        self.master, self.slave = pty.openpty()
        size = struct.pack("HHHH", 24, columns, 0, 0)
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, size)
        self.raw = ""
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    @property
    def text(self) -> str:
        """What was written, without the codes for colours and the cursor."""
        return _CODES.sub("", self.raw).replace("\r\n", "\n")

    def close(self) -> None:
        """Wait for the rest and close."""
        os.close(self.slave)
        self._thread.join(timeout=5)
        os.close(self.master)

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return
            if not data:
                return
            self.raw += data.decode(errors="replace")


def _take(slave: int) -> None:
    """Make a terminal the program's own, and let Ctrl-C reach it even from a background job."""
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """The program on a terminal; stdout and stderr have a screen each, to tell them apart.

    Args:
        argv: The words after ``clerk``.
        variables: The environment variables.
        directory: The working directory.
        columns: The width.
    """

    def __init__(
        self, argv: list[str], variables: Mapping[str, str], directory: Path, columns: int = 80
    ) -> None:
        self.out, self.err = Screen(columns), Screen(columns)
        slave = self.out.slave
        self._process = subprocess.Popen(
            [sys.executable, "-m", "clerk_cli", *argv],
            stdin=slave,
            stdout=slave,
            stderr=self.err.slave,
            env={"TERM": "xterm-256color", **variables},
            cwd=directory,
            start_new_session=True,
            preexec_fn=lambda: _take(slave),
        )

    def expect(self, text: str, *, after: str = "") -> None:
        """Wait until a text is on one of the screens.

        Args:
            text: The text.
            after: What has to stand before it there, for a question that is asked again.

        Raises:
            AssertionError: It does not come.
        """
        end = time.monotonic() + PATIENCE
        while not any(text in seen for seen in self._seen_after(after)):
            assert time.monotonic() < end, f"no {text!r} in {self.out.text!r} {self.err.text!r}"
            time.sleep(0.01)

    def _seen_after(self, text: str) -> list[str]:
        screens = [screen.text for screen in (self.out, self.err)]
        return [screen[screen.index(text) :] for screen in screens if text in screen]

    def type(self, text: str) -> None:
        """Type a text, as the keys would send it: a carriage return ends a line."""
        os.write(self.out.master, text.encode())

    def send_signal(self, number: int) -> None:
        """Send a signal to the program alone, as ``kill`` does."""
        self._process.send_signal(number)

    def wait(self) -> int:
        """Wait for the end and return the exit status."""
        try:
            code = self._process.wait(timeout=PATIENCE)
        finally:
            self._process.kill()
            self._process.wait()
            self.out.close()
            self.err.close()
        return code
