"""Lists that are written while they are read: rows in batches, progress, a clean end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from threading import current_thread, main_thread
from time import monotonic
from typing import TYPE_CHECKING

from clerk_cli.output.formats import StreamingFormat
from clerk_cli.results import APIObject, Listing

if TYPE_CHECKING:
    from types import FrameType

    from clerk_cli.output.formats import Format, OutputTarget
    from clerk_cli.output.messages import Messages
    from clerk_cli.output.view import View
    from clerk_cli.results import RowStream

BATCH = 500
PROGRESS_DELAY, PROGRESS_INTERVAL = 1.0, 0.1
"""Seconds until progress is shown, and between two looks at it."""

BAR = 24


def write_stream(
    rows: Iterator[APIObject], format: Format, view: View, target: OutputTarget
) -> int:
    """Write every row in a format and tell how many there were.

    However it ends, what was written is whole: a format finishes its writer before an interrupt
    or an error goes on. Where the first row cannot be had, nothing is written.

    Args:
        rows: The objects, one by one.
        format: How they are written.
        view: How they look as a table.
        target: What they are written on.
    """
    if not isinstance(format, StreamingFormat):
        collected = list(rows)
        format.write(Listing(collected, len(collected)), view, target)
        return len(collected)
    batch = list(islice(rows, 1))
    writer = format.begin(view, target)
    count, whole = len(batch), False
    try:
        for row in rows:
            batch.append(row)
            count += 1
            if len(batch) == BATCH:
                full, batch = batch, []
                with uninterrupted():
                    writer.add(full)
        whole = True
    finally:
        with uninterrupted():
            if batch:
                writer.add(batch)
            writer.end(count if whole else None)
            target.stream.flush()
    return count


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let a first Ctrl-C wait until something is written; a second one ends it at once."""
    if current_thread() is not main_thread():
        yield
        return
    waiting: list[int] = []

    def hold(number: int, _: FrameType | None) -> None:
        if waiting:
            raise KeyboardInterrupt
        waiting.append(number)

    usual = signal.signal(signal.SIGINT, hold)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
    if waiting:
        raise KeyboardInterrupt


def with_progress(stream: RowStream, messages: Messages) -> Iterator[APIObject]:
    """The rows of a stream; after a second, how far it is."""
    begun = shown = monotonic()
    try:
        for number, row in enumerate(stream, 1):
            yield row
            now = monotonic()
            if now - begun >= PROGRESS_DELAY and now - shown >= PROGRESS_INTERVAL:
                shown = now
                messages.progress(_bar(number, stream.total))
    finally:
        messages.progress("")


def _bar(number: int, total: int | None) -> str:
    if not total:
        return f"{number:,} read"
    filled = round(min(number / total, 1.0) * BAR)
    return f"{number:,} of {total:,} [{'#' * filled}{'.' * (BAR - filled)}]"
