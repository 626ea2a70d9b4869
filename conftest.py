"""What holds for all tests, wherever they run."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """Let Ctrl-C work: a background job, such as a CI step, ignores it and so do its children."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
