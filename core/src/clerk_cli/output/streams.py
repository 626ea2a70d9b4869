"""Lists that are written while they are read: in batches, with progress, always well-formed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING

from clerk_cli.errors import Calling
from clerk_cli.output.formats import StreamingFormat
from clerk_cli.output.interrupts import uninterrupted
from clerk_cli.results import APIObject, Listing
from clerk_cli.terminal import is_terminal

if TYPE_CHECKING:
    from clerk_cli.output.formats import Format
    from clerk_cli.output.messages import Messages
    from clerk_cli.output.target import OutputTarget
    from clerk_cli.output.view import View
    from clerk_cli.results import RowStream

FIRST_BATCH_SIZE, BATCH_SIZE = 500, 100
"""Rows that are written at once: the first ones decide how wide the columns of a table are."""

PROGRESS_DELAY, PROGRESS_INTERVAL = 1.0, 0.1
"""Seconds until progress is shown, and between updates."""

BAR_WIDTH = 24


def show_stream(
    stream: RowStream,
    format: Format,
    view: View,
    target: OutputTarget,
    messages: Messages,
    *,
    is_watched: bool,
) -> None:
    """Write every row in a format, with progress if somebody watches; say if there are none.

    Args:
        stream: The objects.
        format: The output format.
        view: How they look as a table.
        target: Where to write them.
        messages: Shows the progress.
        is_watched: Whether stderr is a terminal.
    """
    # On a terminal the rows themselves are the progress.
    is_shown = is_watched and not is_terminal(target.stream)
    rows = with_progress(stream, messages) if is_shown else iter(stream)
    if not write_stream(rows, format, view, target) and format.for_people:
        messages.info(view.empty)


def write_stream(
    rows: Iterator[APIObject], format: Format, view: View, target: OutputTarget
) -> int:
    """Write every row in a format and return how many there were.

    The document is always complete: the writer is finished before an interrupt or an error is
    raised. If the first row cannot be read, nothing is written.

    Args:
        rows: The objects, one by one.
        format: The output format.
        view: How they look as a table.
        target: Where to write them.
    """
    if not isinstance(format, StreamingFormat):
        collected = list(rows)
        with Calling(format):
            format.write(Listing(collected, len(collected)), view, target)
        return len(collected)
    batch = list(islice(rows, 1))
    with Calling(format):
        writer = format.begin(view, target)
    count, size, complete = 0, FIRST_BATCH_SIZE, False
    try:
        while True:
            # If the rows end with an exception, the batch keeps those that came before.
            batch.extend(islice(rows, size - len(batch)))
            if len(batch) < size:
                complete = True
                break
            with uninterrupted(), Calling(format):
                full, batch = batch, []
                count, size = count + len(full), BATCH_SIZE
                writer.add(full)
            del full
    finally:
        with uninterrupted(), Calling(format):
            count += len(batch)
            if batch:
                writer.add(batch)
            writer.end(count if complete else None)
            target.stream.flush()
    return count


def with_progress(stream: RowStream, messages: Messages) -> Iterator[APIObject]:
    """The rows of a stream; progress is shown after a second."""
    start = last_update = monotonic()
    try:
        for number, row in enumerate(stream, 1):
            yield row
            now = monotonic()
            if now - start >= PROGRESS_DELAY and now - last_update >= PROGRESS_INTERVAL:
                last_update = now
                messages.progress(progress_bar(number, stream.total))
    finally:
        messages.progress("")


def progress_bar(number: int, total: int | None) -> str:
    """A line that shows progress.

    Args:
        number: How many there are so far.
        total: How many there will be; None if that is unknown.
    """
    if not total:
        return f"{number:,} read"
    filled = round(min(number / total, 1.0) * BAR_WIDTH)
    return f"{number:,} of {total:,} [{'#' * filled}{'.' * (BAR_WIDTH - filled)}]"
