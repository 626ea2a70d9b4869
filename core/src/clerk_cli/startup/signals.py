"""Signals that end the program: they end it like Ctrl-C, so that what is under way is finished."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal
    from types import FrameType
else:
    # What ``signal`` is made of; its enumerations take as long as a tenth of a short command.
    import _signal as signal

NAMES = ("SIGTERM", "SIGHUP")
"""The signals, as far as the system has them."""


class TerminatedError(KeyboardInterrupt):
    """A signal asks the program to end.

    Args:
        number: The signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def install() -> None:
    """Turn the signals into exceptions, except those that the parent process ignores (nohup)."""
    for name in NAMES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _raise)


def status_of(interrupt: KeyboardInterrupt) -> int:
    """The exit status of a run that a signal ended: 130 for Ctrl-C."""
    return 128 + int(getattr(interrupt, "number", signal.SIGINT))


def _raise(number: int, _: FrameType | None) -> None:
    raise TerminatedError(number)
