"""The ``clerk`` program."""

from __future__ import annotations

import atexit
import sys
from io import BufferedWriter, RawIOBase, TextIOWrapper

GC_THRESHOLD = 50_000
"""Objects that are made before the collector of cycles looks for the first time."""


def main(argv: list[str] | None = None) -> int:
    """Run the program.

    Args:
        argv: The words after the program's name; None: those of this process.

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
    """Run the program as a process of its own, as the ``clerk`` command does.

    Short commands end before there is anything for the collector of cycles to find, and a process
    that is over needs no tidy interpreter.
    """
    import gc

    gc.set_threshold(GC_THRESHOLD)
    status = main()
    _fast_exit(status)
    return status


def _fast_exit(status: int) -> None:
    """End the process now, if nobody has anything to do at its end."""
    import os

    if threading := sys.modules.get("threading"):
        others = [each for each in threading.enumerate() if each is not threading.main_thread()]
        if not all(each.daemon for each in others):
            return
    if sys.gettrace() or sys.getprofile() or "coverage" in sys.modules:
        return
    atexit._run_exitfuncs()  # noqa: SLF001 - what the interpreter itself would call
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (AttributeError, OSError, ValueError):
        return
    os._exit(status)


def _make_streams_robust() -> None:
    """Let nothing that is written be cut short.

    A terminal that cannot show a character shows its number. ``PYTHONUNBUFFERED`` takes away the
    layer that goes on after a signal in the middle of a write, so stdout gets it back.
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
