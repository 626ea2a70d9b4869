"""``clerk migrate import``."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clerk_cli.api import (
    Column,
    Command,
    Context,
    Csv,
    Example,
    Listing,
    Note,
    Outcome,
    UsageError,
    View,
    argument,
    comma,
    flag,
    option,
)
from clerk_cli_migrate.commands.repeated_options import Pairs, Words

if TYPE_CHECKING:
    from clerk_cli.api import APIObject
    from clerk_cli_migrate.checking.report import Report
    from clerk_cli_migrate.journal.store import Journal
    from clerk_cli_migrate.migration import Checked
    from clerk_cli_migrate.reading import Wanted
    from clerk_cli_migrate.running.terms import Terms


def _kinds(created: object) -> str:
    from clerk_cli_migrate.outcomes import counted_kinds

    return counted_kinds(created) or "0"


SUMMARY = View(
    details=(
        Column("Run", "run"),
        Column("State", "state", is_status=True),
        Column("Source", "source"),
        Column("Records", "records"),
        Column("Importable", "importable"),
        Column("Created", "created", _kinds),
        Column("Already exist", "existing"),
        Column("Skipped", "skipped", _kinds),
        Column("Failed", "failed"),
        Column("Refused", "refused"),
        Column("Remaining", "open"),
        Column("Time", "duration"),
        Column("Per second", "per_second"),
        Column("Estimate", "estimate"),
        Column("Failures", "failures"),
        Column("Journal", "journal"),
    )
)


def _places(kind: APIObject) -> str:
    return comma([f"{place['file']}:{place['line']}" for place in kind["examples"]])


PROBLEMS = View(
    columns=(
        Column("EFFECT", "effect"),
        Column("CODE", "code"),
        Column("COUNT", "count"),
        Column("EXAMPLES", _places, shows=("examples",)),
        Column("MESSAGE", "message", truncatable=True),
    )
)


class MigrateImport(
    Command,
    name="migrate import",
    view=SUMMARY,
    extension=True,
    examples=(
        Example("clerk migrate import users.ndjson --skip-invalid", "Import all valid records"),
        Example("clerk migrate import users.ndjson --rehearse", "Import into a sandbox first"),
        Example("clerk migrate import users.ndjson --dry-run", "Check every record; send nothing"),
        Example("clerk migrate import --resume last", "Resume an interrupted run"),
    ),
):
    """Import users and organizations from files.

    Every record is checked before anything is sent. If any record is refused, nothing is imported
    unless you pass --skip-invalid. The run respects the instance's rate limit and can be
    interrupted at any time: --resume continues it, and every user is created exactly once. Records
    that the instance refuses are written to a file, which you can correct and import again.
    """

    writes = True
    reports_dry_run = True
    local_options = ("set", "map")
    result_fields = (
        "run", "state", "source", "records", "importable", "created{}", "existing", "failed",
        "refused", "open", "seconds", "duration", "per_second", "estimate", "failures", "journal",
        "skipped{}", "problems[]", "unknown[]", "rehearsal{}",
    )  # fmt: skip

    files: list[str] | None = argument("Files to read; - for stdin", sends=None, completes="files")
    source: str | None = option("Source of the files (default: detected)", sends=None)
    set: Pairs | None = option("Source parameter; NAME=@FILE reads a file", sends=None)
    map: Words | None = option("COLUMN=FIELD, or a mapping file", sends=None)
    require: Csv | None = option("Refuse users without these fields", metavar="fields", sends=None)
    skip_invalid: bool = flag("Import valid records even if others are refused", sends=None)
    report: str | None = option("Write every finding to FILE", metavar="file", sends=None)
    rate: int | None = option(
        "Requests per ten seconds (default: the instance's limit)", minimum=1, sends=None
    )
    max_failures: str | None = option("Stop if more records fail", metavar="n|n%", sends=None)
    failures: str | None = option(
        "Write failed records to FILE (default: next to the journal)", metavar="file", sends=None
    )
    resume: str | None = option("Resume a run, or the last one", metavar="run", sends=None)
    journal: str | None = option("Journal file for a new run", metavar="file", sends=None)
    keep_journal: bool = flag("Keep passwords and digests in the journal", sends=None)
    rehearse: bool = flag("Import into a temporary sandbox instead", sends=None)
    passwords: str | None = option(
        "CSV file with passwords to verify in the rehearsal", metavar="file", sends=None
    )
    faults: Csv | None = option(
        "Faults to inject, such as 500:2%,reset:1%", metavar="kind:percent", sends=None
    )
    rate_limit: str | None = option(
        "Rate limit of the rehearsal, such as 100/10", metavar="requests/seconds", sends=None
    )

    def check_settings(self, context: Context) -> None:
        """Refuse files that cannot be written, before anything is read or sent.

        Raises:
            UsageError: The folder does not exist, or the file is one of those that are read.
        """
        from clerk_cli_migrate.commands.outputs import require_unread_outputs

        for label, name in (("--failures", self.failures), ("--journal", self.journal)):
            if name and not context.environment.path(name).parent.is_dir():
                raise UsageError(f"{label}: the folder of {name} does not exist")
        require_unread_outputs(self, context)

    def check(self) -> None:
        """Refuse options that do not go together.

        Raises:
            UsageError: They do not.
        """
        from clerk_cli_migrate.commands.combinations import (
            require_no_check_options,
            require_rehearsal_options,
        )
        from clerk_cli_migrate.running.limits import MostFailures

        MostFailures.parse(self.max_failures)
        self._check_required()
        if self.resume is None and not self.files:
            raise UsageError("no file to import", hint="Example: clerk migrate import users.csv")
        if self.resume is not None:
            require_no_check_options(self)
        require_rehearsal_options(self)
        self.writes = not self.rehearse

    def _check_required(self) -> None:
        from clerk_cli.operations import find_operation

        operation = find_operation("POST", "/users") if self.require else None
        fields = (operation.body or {}).get("properties", {}) if operation else {}
        for name in self.require or ():
            if name not in fields:
                hint = f"Use one of {', '.join(fields)}."
                raise UsageError(f'--require: there is no field "{name}"', hint=hint)

    def run(self, context: Context) -> Outcome:
        """Check, then send."""
        if self.rehearse:
            return self._rehearse(context)
        if self.resume is not None:
            return self._resume(context)
        from clerk_cli_migrate.journal.abandoned import discard_abandoned, discard_if_abandoned
        from clerk_cli_migrate.journal.folder import new_path, remember

        if context.is_dry_run:
            with tempfile.TemporaryDirectory() as folder:
                return self._import(Path(folder) / "dry-run.db", context)
        discard_abandoned(context)
        path = new_path(context, self.journal)
        discard_if_abandoned(path)
        if not path.exists():
            remember(path, context)
        return self._import(path, context)

    def render_text(self, result: Any, context: Context) -> None:
        """Show the summary, and what the check found."""
        columns = [column for column in SUMMARY.details if result.get(column.value) is not None]
        context.show(result, View(details=tuple(columns)))
        if problems := result.get("problems"):
            context.print("")
            context.show(Listing(problems, len(problems)), PROBLEMS)

    def wanted(self) -> Wanted:
        """What the command line says about the files."""
        from clerk_cli_migrate.reading import Wanted

        pairs = [pair.partition("=") for pair in self.set or ()]
        parameters = {name: value for name, _, value in pairs}
        return Wanted(self.files or (), self.source, parameters, self.map or ())

    def _import(self, path: Path, context: Context) -> Outcome:
        from clerk_cli_migrate.checking.report import Report
        from clerk_cli_migrate.journal.abandoned import remove_journal
        from clerk_cli_migrate.journal.disk import full_disk_in_words
        from clerk_cli_migrate.journal.store import Journal

        target = context.environment.path(self.report) if self.report else None
        report = Report(target)
        journal = Journal(path, new=True)
        is_needed = False
        try:
            with full_disk_in_words(path, "Then start again; nothing was sent."):
                checked, outcome = self._check(journal, report, context)
            if outcome is not None:
                return outcome
            is_needed = True
            with full_disk_in_words(path, _resuming(path)):
                return self._send(checked, journal, report, context)
        finally:
            report.close()
            journal.close()
            if not is_needed:
                remove_journal(path)

    def _check(
        self, journal: Journal, report: Report, context: Context
    ) -> tuple[Checked, Outcome | None]:
        """What the check found, with the outcome if the import ends with it."""
        from clerk_cli_migrate.migration import check_import
        from clerk_cli_migrate.outcomes import check_outcome

        checked = check_import(self.wanted(), journal, report, context, self.require or ())
        outcome = check_outcome(checked, journal, report, self.rate)
        for text in report.unknown:
            context.messages.info(f"Not known before: {text}.")
        is_refused = outcome.status != 0 and not self.skip_invalid
        if context.is_dry_run:
            note = Note("Dry run: nothing was sent that changes anything.", "info")
            status = outcome.status if is_refused else 0
            return checked, outcome.replace(status=status, notes=(*outcome.notes, note))
        if not is_refused:
            return checked, None
        text = "nothing was imported, because records are refused; --skip-invalid imports the rest"
        return checked, outcome.replace(notes=(Note(text, "error"),))

    def _send(
        self, checked: Checked, journal: Journal, report: Report, context: Context
    ) -> Outcome:
        from clerk_cli_migrate.migration import run_import
        from clerk_cli_migrate.outcomes import run_outcome

        terms = self._terms(journal, context)
        end, summary = run_import(journal, checked.instance, terms, context)
        summary |= {"source": checked.source, "records": checked.records}
        return run_outcome(end, {**summary, **_findings(report)})

    def _resume(self, context: Context) -> Outcome:
        from clerk_cli_migrate.commands.outputs import require_unread_failures
        from clerk_cli_migrate.journal.abandoned import discard_abandoned
        from clerk_cli_migrate.journal.disk import full_disk_in_words
        from clerk_cli_migrate.journal.folder import path_of
        from clerk_cli_migrate.journal.store import Journal
        from clerk_cli_migrate.migration import require_checked, require_resumable, run_import
        from clerk_cli_migrate.outcomes import resumable_outcome, run_outcome

        path = path_of(self.resume or "", context)
        require_checked(path)
        discard_abandoned(context)
        journal = Journal(path)
        try:
            instance = require_resumable(journal, self.files or (), context)
            if self.failures:
                require_unread_failures(self.failures, journal, context)
            if context.is_dry_run:
                return resumable_outcome(journal)
            terms = self._terms(journal, context)
            with full_disk_in_words(path, _resuming(path)):
                end, summary = run_import(journal, instance, terms, context)
            origin = {"source": journal.text("source"), "records": journal.get("records")}
            return run_outcome(end, {**summary, **origin})
        finally:
            journal.close()

    def _terms(self, journal: Journal, context: Context) -> Terms:
        """How the run is run: as the command line says, else as when the run began."""
        from clerk_cli_migrate.running.terms import settle_terms

        failures = context.environment.path(self.failures) if self.failures else None
        return settle_terms(
            journal,
            rate=self.rate,
            most_failures=self.max_failures,
            failures=failures,
            keeps_secrets=self.keep_journal,
        )

    def _rehearse(self, context: Context) -> Outcome:
        from clerk_cli_migrate.rehearsal.rehearsal import Rehearsal

        if context.is_dry_run:
            raise UsageError("--rehearse and --dry-run cannot be combined")
        with tempfile.TemporaryDirectory() as folder:
            return Rehearsal(self, Path(folder), context).run()


def _findings(report: Report) -> APIObject:
    return {
        "skipped": dict(report.skipped),
        "problems": report.kinds,
        "unknown": report.unknown,
    }


def _resuming(journal: Path) -> str:
    return f"Then continue with: clerk migrate import --resume {journal.stem}"
