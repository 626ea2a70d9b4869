"""A pseudo-terminal for tests: types keys, and reads what is on the screens.

What Windows lacks is imported where it is used, so that this module can be imported there.
"""

from __future__ import annotations

import os
import re
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from threading import Thread

import pytest

EXPECT_TIMEOUT = 15.0
"""Seconds to wait for text on a screen, or for the end of the program."""

KEY_MODE_TIMEOUT = 2.0
"""Seconds to wait for a program to read single keys; after that it is taken to read lines."""

INTERRUPT = "\x03"

_CODES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>78])")


class Screen:
    """One side of a pseudo-terminal, and everything that was written to it.

    Where the system has none, the test is skipped.
    """

    def __init__(self, columns: int) -> None:
        pytest.importorskip("termios", reason="there are no pseudo-terminals")
        import fcntl
        import pty
        import termios

        self.master, self.slave = pty.openpty()
        size = struct.pack("HHHH", 24, columns, 0, 0)
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, size)
        self.raw = ""
        self._open = True
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    @property
    def text(self) -> str:
        """What was written, without the codes for colors and the cursor."""
        return _CODES.sub("", self.raw).replace("\r\n", "\n")

    def close(self) -> None:
        """Read the rest and close; does nothing if already closed."""
        if not self._open:
            return
        self._open = False
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


def take_terminal(slave: int) -> None:
    """Make a terminal the controlling one, and let Ctrl-C through even in a background job."""
    import fcntl
    import termios

    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """The program on a terminal; stdout and stderr have separate screens.

    Args:
        argv: The words after ``clerk``.
        variables: The environment variables.
        directory: The working directory.
        columns: The width.
        redirect: A file in the working directory that gets stdout instead.
    """

    def __init__(
        self,
        argv: list[str],
        variables: Mapping[str, str],
        directory: Path,
        columns: int = 80,
        redirect: str | None = None,
    ) -> None:
        self.argv = argv
        self.out, self.err = Screen(columns), Screen(columns)
        slave = self.out.slave
        with (directory / redirect).open("wb") if redirect else nullcontext(slave) as stdout:
            file = stdout if isinstance(stdout, int) else stdout.fileno()
            self._process = self._start(
                argv,
                {"TERM": "xterm-256color", **variables},
                directory,
                (slave, file, self.err.slave),
                slave,
            )

    def _start(
        self,
        argv: list[str],
        variables: Mapping[str, str],
        directory: Path,
        streams: tuple[int, int, int],
        terminal: int,
    ) -> subprocess.Popen[bytes]:
        stdin, stdout, stderr = streams
        return subprocess.Popen(
            [sys.executable, "-m", "clerk_cli", *argv],
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            env=variables,
            cwd=directory,
            start_new_session=True,
            preexec_fn=lambda: take_terminal(terminal),
        )

    @property
    def process_id(self) -> int:
        """The ID of the program's process."""
        return self._process.pid

    def expect(self, text: str, *, after: str = "") -> None:
        """Wait until text is on one of the screens.

        Args:
            text: The text.
            after: Text that has to precede it, for a question that is asked again.

        Raises:
            AssertionError: It does not appear in time.
        """
        end = time.monotonic() + EXPECT_TIMEOUT
        while not any(text in screen for screen in self._screens_after(after)):
            assert time.monotonic() < end, f"no {text!r} in {self.out.text!r} {self.err.text!r}"
            time.sleep(0.01)

    def _screens_after(self, text: str) -> list[str]:
        screens = [screen.text for screen in (self.out, self.err)]
        return [screen[screen.index(text) :] for screen in screens if text in screen]

    def type(self, text: str, *, early: bool = False) -> None:
        """Type keys; a carriage return ends a line.

        A question discards input that was typed before it was ready, so this waits until it is.

        Args:
            text: The keys.
            early: Whether to send them at once, without waiting.
        """
        end = time.monotonic() + KEY_MODE_TIMEOUT
        while not early and text != INTERRUPT and self._reads_lines() and time.monotonic() < end:
            time.sleep(0.005)
        os.write(self.out.master, text.encode())

    def send_signal(self, number: int) -> None:
        """Send a signal to the program only, like ``kill``."""
        self._process.send_signal(number)

    def wait(self) -> int:
        """Wait for the program to end and return its exit status.

        Raises:
            subprocess.TimeoutExpired: It did not end in time and was killed.
        """
        try:
            return self._process.wait(timeout=EXPECT_TIMEOUT)
        finally:
            self.close()

    def close(self) -> None:
        """Kill the program if it still runs, and close both screens; may be called again."""
        self._process.kill()
        self._process.wait()
        self.out.close()
        self.err.close()

    def _reads_lines(self) -> bool:
        """Whether the terminal delivers lines, as it does until a question reads keys."""
        import termios

        return bool(termios.tcgetattr(self.out.master)[3] & termios.ICANON)
