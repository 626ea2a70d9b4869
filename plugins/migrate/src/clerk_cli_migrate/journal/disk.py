"""Disks that are full, in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clerk_cli.api import LocalError


@contextmanager
def full_disk_in_words(journal: Path, advice: str) -> Iterator[None]:
    """Tell people what to do if a journal cannot be written.

    Args:
        journal: The file of the journal.
        advice: How to continue once there is space.

    Raises:
        LocalError: It cannot be written.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise LocalError(
            f"the journal {journal} cannot be written: {error}",
            hint=f"If the disk is full, free space. {advice}",
        ) from error
