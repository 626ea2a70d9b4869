"""The states of a run."""

from __future__ import annotations

CHECKING, READY, RUNNING, STOPPED, FINISHED = (
    "checking", "checked", "running", "stopped", "finished",
)  # fmt: skip

UNDOING, UNDONE, PARTLY_UNDONE = "undoing", "undone", "partly_undone"

BEFORE_THE_END_OF_THE_CHECK = ("", CHECKING)
"""The states of a journal from which nothing was sent."""

AFTER_AN_UNDO = (UNDOING, UNDONE, PARTLY_UNDONE)
"""The states of a run that is not continued: what it would send, somebody has deleted."""
