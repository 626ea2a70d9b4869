"""What may go wrong between the program and the API, as data."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from faults.fault_server import Spoil


class Outcome(Enum):
    """What the program can know about a request that failed."""

    NOT_SENT = "nothing was sent"
    REFUSED = "the API refused it"
    UNKNOWN = "it may have been carried out"
    HARMLESS = "everything went well"
    MISSING = "what was to be read is missing; what was to be written may be done"
    OPEN = "it depends on what the command reads of the answer"


class Fault(NamedTuple):
    """One thing that goes wrong.

    Args:
        name: What it is, in words.
        spoil: Sends the spoiled answer; None where no server listens.
        outcome: What the program can know then.
        status: The exit status, unless the fault is harmless.
        is_heavy: Whether it moves so much data that a few commands are enough.
    """

    name: str
    spoil: Spoil | None
    outcome: Outcome = Outcome.UNKNOWN
    status: int = 1
    is_heavy: bool = False
