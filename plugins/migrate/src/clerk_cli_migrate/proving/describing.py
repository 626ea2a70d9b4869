"""What a run created, in words."""

from __future__ import annotations

from clerk_cli.api import comma
from clerk_cli_migrate.journal.steps import DELETING, DONE
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.outcomes import counted_kinds


def describe_created(journal: Journal) -> str:
    """The objects that a run created and that were not deleted, the run, its files and instance.

    Args:
        journal: The journal of the run.
    """
    counts = journal.counts()
    numbers = {
        kind: sum(states.get(state, 0) for state in (DONE, DELETING))
        for kind, states in counts.items()
    }
    objects = counted_kinds({kind: number for kind, number in numbers.items() if number})
    files = journal.get("files")
    names = comma([file["name"] for file in files]) if isinstance(files, list) else ""
    origin = f" from {names}" if names else ""
    return (
        f"{objects or 'nothing'} that run {journal.path.stem} created{origin}"
        f" in instance {journal.text('instance_id') or '-'}"
    )
