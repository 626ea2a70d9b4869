"""``clerk migrate runs``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Context,
    Example,
    Listing,
    LocalError,
    View,
    comma,
    date_time,
)

if TYPE_CHECKING:
    from clerk_cli_migrate.journal.store import Journal

RUNS = View(
    columns=(
        Column("RUN", "id"),
        Column("STATE", "state", is_status=True),
        Column("SOURCE", "source"),
        Column("FILES", "files", comma, truncatable=True),
        Column("INSTANCE", "instance_id", truncatable=True),
        Column("USERS", "users"),
        Column("FAILED", "failed"),
        Column("OPEN", "open"),
        Column("CREATED", "created_at", date_time),
    ),
    empty="No runs found.",
)


class MigrateRuns(
    Command,
    name="migrate runs",
    view=RUNS,
    extension=True,
    examples=(
        Example("clerk migrate runs", "List the runs on this computer"),
        Example("clerk migrate runs --fields id,state -o csv", "Write run IDs and states as CSV"),
    ),
):
    """List the import runs whose journals are on this computer.

    Resume an interrupted run with clerk migrate import --resume RUN.
    """

    runs_locally = True
    writes = False
    result_fields = (
        "id", "state", "source", "files[]", "instance_id", "environment_type", "users", "failed",
        "refused", "open", "created_at", "journal",
    )  # fmt: skip

    def run(self, context: Context) -> Listing:
        """Read every journal."""
        from clerk_cli_migrate.journal.folder import all_paths

        rows: list[APIObject] = []
        for path in all_paths(context):
            try:
                rows.append(_row(path))
            except LocalError as error:
                context.messages.warn(error.message)
        return Listing(rows, len(rows))


def _state(journal: Journal) -> str:
    """The state of a run; one that no process works on was interrupted."""
    from clerk_cli_migrate.journal.database import is_locked
    from clerk_cli_migrate.journal.states import BEFORE_THE_END_OF_THE_CHECK, RUNNING

    state = journal.text("state")
    if state in (*BEFORE_THE_END_OF_THE_CHECK, RUNNING) and not is_locked(journal.path):
        return "interrupted"
    return state


def _row(path: Path) -> APIObject:
    from clerk_cli_migrate.journal.steps import DONE, EXISTING, FAILED, OPEN, REFUSED, USER
    from clerk_cli_migrate.journal.store import Journal

    journal = Journal(path, read_only=True)
    try:
        counts = journal.counts()
        files = journal.get("files", [])
        total = {state: sum(states.get(state, 0) for states in counts.values())
                 for state in (FAILED, REFUSED, *OPEN)}  # fmt: skip
        users = counts.get(USER, {})
        return {
            "id": path.stem,
            "state": _state(journal),
            "source": journal.text("source"),
            "files": [file["name"] for file in files] if isinstance(files, list) else [],
            "instance_id": journal.text("instance_id"),
            "environment_type": journal.text("environment_type"),
            "users": users.get(DONE, 0) + users.get(EXISTING, 0),
            "failed": total[FAILED],
            "refused": total[REFUSED],
            "open": sum(total[state] for state in OPEN),
            "created_at": journal.get("created_at"),
            "journal": str(path),
        }
    finally:
        journal.close()
