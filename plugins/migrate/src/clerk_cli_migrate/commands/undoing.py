"""``clerk migrate undo``."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Context,
    Example,
    ExitStatus,
    Listing,
    Note,
    Outcome,
    View,
    argument,
    option,
)

if TYPE_CHECKING:
    from clerk_cli_migrate.instance import Instance
    from clerk_cli_migrate.journal.store import Journal

MAX_KEPT_SHOWN = 1_000


def _kinds(counts: object) -> str:
    from clerk_cli_migrate.outcomes import counted_kinds

    return counted_kinds(counts) or "nothing"


def _numbers(deleted: str, retained: str) -> View:
    return View(
        details=(
            Column("Run", "run"),
            Column(deleted, "deleted", _kinds),
            Column(retained, "kept", _kinds),
            Column("Already gone", "gone", _kinds),
        )
    )


UNDONE = _numbers("Deleted", "Kept")
WOULD_BE_UNDONE = _numbers("Would be deleted", "Would be kept")
RETAINED = View(
    columns=(
        Column("KIND", "kind"),
        Column("ID", "id"),
        Column("KEY", "key"),
        Column("REASON KEPT", "reason"),
    )
)


class MigrateUndo(
    Command,
    name="migrate undo",
    view=UNDONE,
    confirm="Delete {objects}?",
    extension=True,
    examples=(
        Example("clerk migrate undo last", "Delete what the last run created"),
        Example("clerk migrate undo last --dry-run", "Preview what would be deleted"),
    ),
):
    """Delete what a run created, unless it was changed since.

    Objects that existed before the run are not touched. Users who have signed in, and users and
    organizations that differ from what was sent, are kept. The command can be interrupted and run
    again.
    """

    writes = True
    reports_dry_run = True
    result_fields: tuple[str, ...] = (
        "run", "deleted{}", "kept{}", "kept_objects[]", "gone{}",
    )  # fmt: skip

    _objects = ""

    run_: str = argument("Run ID, a prefix of it, or last", sends=None)
    rate: int | None = option(
        "Requests per ten seconds (default: the instance's limit)", minimum=1, sends=None
    )

    def check_settings(self, context: Context) -> None:
        """Find the run, so that the question names it.

        Raises:
            UsageError: There is no such run.
        """
        from clerk_cli_migrate.journal.folder import path_of
        from clerk_cli_migrate.journal.store import Journal
        from clerk_cli_migrate.proving.describing import describe_created

        journal = Journal(path_of(self.run_, context), read_only=True)
        try:
            self._objects = describe_created(journal)
        finally:
            journal.close()

    def format_message(self, template: str, result: APIObject | None = None) -> str:
        """A template with what the question is about in place of its name."""
        return super().format_message(template, {"objects": self._objects, **(result or {})})

    def run(self, context: Context) -> Outcome:
        """Delete, or in a dry run only count."""
        from clerk_cli_migrate.instance import read_instance
        from clerk_cli_migrate.journal.disk import full_disk_in_words
        from clerk_cli_migrate.journal.folder import path_of
        from clerk_cli_migrate.journal.store import Journal
        from clerk_cli_migrate.migration import require_checked, require_instance

        path = path_of(self.run_, context)
        if not context.is_dry_run:
            require_checked(path)
        journal = Journal(path, read_only=context.is_dry_run)
        try:
            instance = read_instance(context)
            require_instance(journal, instance)
            with full_disk_in_words(path, "Then undo the run again."):
                return self._undo(journal, instance, context)
        finally:
            journal.close()

    def render_text(self, result: Any, context: Context) -> None:
        """Show the numbers, and what is kept."""
        view = WOULD_BE_UNDONE if context.is_dry_run else UNDONE
        context.show(result, view if result["gone"] else View(details=view.details[:-1]))
        if retained := result["kept_objects"]:
            context.print("")
            context.show(Listing(retained, len(retained)), RETAINED)

    def _undo(self, journal: Journal, instance: Instance, context: Context) -> Outcome:
        from clerk_cli_migrate.journal.states import PARTLY_UNDONE
        from clerk_cli_migrate.journal.states import UNDONE as ALL_UNDONE
        from clerk_cli_migrate.journal.steps import DELETED
        from clerk_cli_migrate.proving.deleting import Deletion, begin_undo
        from clerk_cli_migrate.running.pace import pace_for

        if not context.is_dry_run:
            begin_undo(journal)
        deletion = Deletion(journal, context, pace_for(instance, self.rate))
        deleted: Counter[str] = Counter()
        retained: Counter[str] = Counter()
        gone: Counter[str] = Counter()
        kept_objects: list[APIObject] = []
        for decision, state in deletion.run(dry=context.is_dry_run):
            step = decision.step
            if decision.is_gone:
                gone[step.kind] += 1
                continue
            if state == DELETED:
                deleted[step.kind] += 1
                continue
            retained[step.kind] += 1
            if len(kept_objects) < MAX_KEPT_SHOWN:
                reason = decision.reason or "the instance refused to delete it"
                kept_objects.append(
                    {"kind": step.kind, "id": step.clerk_id, "key": step.key, "reason": reason}
                )
        result = {
            "run": journal.path.stem,
            "deleted": dict(deleted),
            "kept": dict(retained),
            "kept_objects": kept_objects,
            "gone": dict(gone),
        }
        if context.is_dry_run:
            note = Note(
                "Dry run: nothing was deleted; these are the numbers that would be.", "info"
            )
            return Outcome(result, notes=(note,))
        journal.set(state=PARTLY_UNDONE if retained else ALL_UNDONE)
        if not retained:
            return Outcome(result, notes=(Note(f"Undid run {journal.path.stem}."),))
        note = Note(f"kept {_kinds(retained)}; the result says why", "error")
        return Outcome(result, status=ExitStatus.FAILED, notes=(note,))
