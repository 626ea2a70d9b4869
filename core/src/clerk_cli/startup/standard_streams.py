"""The three standard streams, whatever the program was started with.

A stream may be closed, its disk full, its reader gone. Imported at every start, so it is light.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from io import BufferedWriter, FileIO, TextIOWrapper

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

STDIN, STDOUT, STDERR = range(3)


class OutputError(OSError):
    """Data cannot be written to stdout."""


def output_error(error: OSError, *, windows: bool = os.name == "nt") -> OutputError:
    """The error for a write to stdout that failed; a reader that is gone is EPIPE everywhere."""
    from clerk_cli.platform import is_closed_pipe

    if is_closed_pipe(error, windows=windows):
        return OutputError(errno.EPIPE, os.strerror(errno.EPIPE))
    return OutputError(error.errno, error.strerror)


class OutputBuffer(BufferedWriter):
    """The bytes of stdout; a failure of it is told from that of any other file.

    The file below is Python's own: if a signal ended a write of ours after the system has taken the
    bytes, they would be written again.
    """

    def write(self, data: Any, /) -> int:
        """Write bytes.

        Raises:
            OutputError: They cannot be written.
        """
        try:
            return super().write(data)
        except OSError as error:
            raise output_error(error) from error

    def flush(self) -> None:
        """Write what is left.

        Raises:
            OutputError: It cannot be written.
        """
        try:
            super().flush()
        except OSError as error:
            raise output_error(error) from error


def repair() -> None:
    """Replace streams that are closed, and make sure that everything is written.

    A closed stdin is empty, a closed stderr takes everything, and writing to a closed stdout fails
    as it should. Otherwise the next file that is opened would get the number of the closed stream,
    and our output.
    """
    if os.name == "nt":
        from clerk_cli.platform import enable_escape_sequences

        if not enable_escape_sequences():
            os.environ["TERM"] = "dumb"
    modes = ((STDIN, os.O_RDONLY), (STDOUT, os.O_RDONLY), (STDERR, os.O_WRONLY))
    for descriptor, mode in modes:
        _occupy(descriptor, mode)
    if sys.stdin is None:
        sys.stdin = open(STDIN, encoding="utf-8", closefd=False)  # noqa: SIM115 - stays open
    if sys.stderr is None:
        sys.stderr = open(STDERR, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    guarded = _guarded(sys.stdout)
    if guarded is not sys.stdout:
        sys.stdout = guarded
        setattr(sys, "__stdout__", guarded)  # noqa: B010 - the type checker takes it for a constant
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A character that the encoding lacks is written as an escape.
            stream.reconfigure(errors="backslashreplace")


def flush_output() -> None:
    """Write what is left of stdout.

    Raises:
        OutputError: It cannot be written; it is dropped.
    """
    try:
        sys.stdout.flush()
    except OutputError:
        discard_output()
        raise


def discard_output() -> None:
    """Drop what is left of stdout, which cannot be written, also when the interpreter ends."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, STDOUT)
    os.close(null)


def require_writable(stream: TextIO) -> None:
    """Make sure that what is written to stdout can arrive, as far as that can be known before.

    Args:
        stream: The stream; one that is not a file is always writable.

    Raises:
        OutputError: It is closed, its disk is full, or its reader is gone.
    """
    try:
        descriptor = stream.fileno()
    except (OSError, ValueError, AttributeError):
        return
    try:
        os.write(descriptor, b"")
    except OSError as error:
        raise output_error(error) from error
    import select

    if not hasattr(select, "poll"):  # Windows
        return
    if sys.platform == "darwin" and stat.S_ISCHR(os.fstat(descriptor).st_mode):
        return  # There poll takes every terminal and device for closed.
    poller = select.poll()
    poller.register(descriptor, 0)
    gone = select.POLLERR | select.POLLHUP | select.POLLNVAL
    if any(event & gone for _, event in poller.poll(0)):
        raise OutputError(errno.EPIPE, os.strerror(errno.EPIPE))


def _occupy(descriptor: int, mode: int) -> None:
    """Open something in the place of a descriptor that is closed."""
    try:
        os.fstat(descriptor)
    except OSError:
        null = os.open(os.devnull, mode)
        if null != descriptor:
            os.dup2(null, descriptor)
            os.close(null)


def _guarded(stream: TextIO | None) -> TextIO:
    """Stdout as a stream that raises ``OutputError``.

    ``PYTHONUNBUFFERED`` removes the layer that continues a write after a signal; it is put back.
    """
    if stream is None:
        return TextIOWrapper(OutputBuffer(FileIO(STDOUT, "w", closefd=False)), "utf-8")
    if not isinstance(stream, TextIOWrapper) or isinstance(stream.buffer, OutputBuffer):
        return stream
    raw = getattr(stream.buffer, "raw", stream.buffer)
    if type(raw) is not FileIO or raw.fileno() != STDOUT:
        return stream
    stream.flush()
    guarded = OutputBuffer(FileIO(STDOUT, "w", closefd=False))
    return TextIOWrapper(guarded, stream.encoding, line_buffering=stream.isatty())
