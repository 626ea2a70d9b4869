"""What Ctrl-C, SIGTERM and SIGHUP do during work that must not end, or that nothing else ends."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class _Held:
    """The signals that ``uninterrupted`` holds back."""

    def __init__(self) -> None:
        self.handlers: dict[int, Any] = {}
        self.pending: list[tuple[int, FrameType | None]] = []

    def hold(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal later, unless it is not the first one."""
        if self.pending:
            self.handlers[number](number, frame)
        self.pending.append((number, frame))

    def release(self) -> None:
        """Handle the first signal now."""
        pending, self.pending = self.pending, []
        for number, frame in pending[:1]:
            self.handlers[number](number, frame)


_held: list[_Held] = []


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold back a first Ctrl-C, SIGTERM or SIGHUP until the block ends; a second one counts."""
    held = _Held()
    with _handled_by(held.hold, held.handlers):
        _held.append(held)
        try:
            yield
        finally:
            _held.pop()
    held.release()


@contextmanager
def killed_by_signals() -> Iterator[None]:
    """Let Ctrl-C, SIGTERM and SIGHUP end the process at once, as the operating system does.

    Their handlers run between two steps of the interpreter, and never while a library is at work
    that does not return. A shell sees the same exit status either way. What has to be written must
    be written before.
    """
    with _handled_by(signal.SIG_DFL, {}):
        if _held:
            _held[-1].release()  # it has waited for the block that nothing may end but a signal
        yield


@contextmanager
def _handled_by(handler: Any, before: dict[int, Any]) -> Iterator[None]:
    """Handle the signals in another way until the block ends.

    Those that are ignored, or end the process at once, stay as they are. Only the main thread may
    change handlers.

    Args:
        handler: The handler.
        before: Gets the handlers that it replaces, by number.
    """
    if current_thread() is not main_thread():
        yield
        return
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and callable(previous := signal.getsignal(number)):
            before[number] = previous
            signal.signal(number, handler)
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
