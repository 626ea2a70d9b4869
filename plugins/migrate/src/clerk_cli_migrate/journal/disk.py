"""Disks that are full, in words."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clerk_cli.api import LocalError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


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
        raise _unwritable(journal, str(error), advice) from error
    except OSError as error:
        # Errors of stdout are of a type of their own, and about another file.
        if error.errno not in FULL or type(error) is not OSError:
            raise
        raise _unwritable(journal, str(error.strerror), advice) from error


def _unwritable(journal: Path, reason: str, advice: str) -> LocalError:
    return LocalError(
        f"the journal {journal} cannot be written: {reason}",
        hint=f"If the disk is full, free space. {advice}",
    )
