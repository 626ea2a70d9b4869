"""The ``clerk`` program."""

from __future__ import annotations

import atexit
import sys
from io import BufferedWriter, RawIOBase, TextIOWrapper

GC_THRESHOLD = 50_000
"""Allocations before the first garbage collection."""


def main(argv: list[str] | None = None) -> int:
    """Run the program.

    Args:
        argv: The command line without the program's name; None: that of this process.

    Returns:
        The exit status.
    """
    words = sys.argv[1:] if argv is None else argv
    if words in (["--version"], ["-v"], ["-V"]):
        from clerk_cli import __version__

        sys.stdout.write(f"clerk version {__version__}\n")
        return 0

    import os

    from clerk_cli.startup.cache import load
    from clerk_cli.startup.fast_path import try_fast_path

    index = load(os.environ)
    if index is not None and (status := try_fast_path(words, index, os.environ)) is not None:
        return status

    from clerk_cli.startup.lean_cleo import import_pathlib

    import_pathlib(os.environ)
    from clerk_cli.console.application import Application
    from clerk_cli.environment import Environment

    _make_streams_robust()
    return Application(Environment(), index=index).run(words)


def run() -> int:
    """Run the program as the ``clerk`` command does, and end the process.

    Short commands end before there is garbage to collect, and the operating system cleans up faster
    than the interpreter.
    """
    import gc

    gc.set_threshold(GC_THRESHOLD)
    status = main()
    _fast_exit(status)
    return status


def _fast_exit(status: int) -> None:
    """End the process without the interpreter's clean-up, if nothing depends on that."""
    import os

    if threading := sys.modules.get("threading"):
        main_thread = threading.main_thread()
        threads = [thread for thread in threading.enumerate() if thread is not main_thread]
        if not all(thread.daemon for thread in threads):
            return
    if sys.gettrace() or sys.getprofile() or "coverage" in sys.modules:
        return
    atexit._run_exitfuncs()  # noqa: SLF001 - the interpreter calls it too
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (AttributeError, OSError, ValueError):
        return
    os._exit(status)


def _make_streams_robust() -> None:
    """Make sure that everything is written.

    A character that the encoding lacks is written as an escape. ``PYTHONUNBUFFERED`` removes the
    layer that continues a write after a signal, so stdout gets it back.
    """
    out = sys.stdout
    if isinstance(out, TextIOWrapper) and isinstance(out.buffer, RawIOBase):
        raw: RawIOBase = out.buffer
        sys.stdout = TextIOWrapper(
            BufferedWriter(raw), encoding=out.encoding, line_buffering=out.isatty()
        )
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(run())
