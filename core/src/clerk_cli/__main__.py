"""The ``clerk`` program."""

from __future__ import annotations

import sys
from io import BufferedWriter, RawIOBase, TextIOWrapper


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

    from clerk_cli.index import load
    from clerk_cli.quick import answer

    index = load(os.environ)
    if index is not None and (status := answer(words, index, os.environ)) is not None:
        return status

    from clerk_cli.console.application import Application
    from clerk_cli.environment import Environment

    _make_whole()
    return Application(Environment(), index=index).run(words)


def _make_whole() -> None:
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
    sys.exit(main())
