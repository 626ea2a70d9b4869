"""Reading what somebody writes into a pipe, without waiting for somebody who never does."""

from __future__ import annotations

import os
import time

POLL_SECONDS = 0.01


def read_pipe(descriptor: int, seconds: float, most: int) -> bytes | None:
    """What is written into a pipe until its writer closes it.

    Args:
        descriptor: The pipe, opened without blocking.
        seconds: How long to wait for all of it.
        most: The number of bytes after which reading stops; the result is longer then.

    Returns:
        None where the writer did not finish in time.

    Raises:
        OSError: It cannot be read.
    """
    deadline = time.monotonic() + seconds
    content = b""
    while time.monotonic() < deadline:
        try:
            piece = os.read(descriptor, most + 1)
        except BlockingIOError:
            piece = None
        if piece:
            content += piece
            if len(content) > most:
                return content
        elif content and piece is not None:
            return content
        else:
            time.sleep(POLL_SECONDS)
    return None
