"""``clerk migrate import --rehearse``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from clerk_cli.api import (
    APIObject,
    AuthenticationError,
    Context,
    ExitStatus,
    Note,
    Outcome,
    comma,
    compact_json,
)
from clerk_cli_migrate.checking.check import UNREADABLE_SETTINGS
from clerk_cli_migrate.checking.report import REFUSED, Report, count, new_kind
from clerk_cli_migrate.files.inputs import STDIN, InputFile
from clerk_cli_migrate.instance import (
    DEVELOPMENT_LIMIT,
    WINDOW_SECONDS,
    Instance,
    read_instance,
    reader_of,
)
from clerk_cli_migrate.journal.steps import FAILED
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.migration import check_import
from clerk_cli_migrate.proving import SAMPLE
from clerk_cli_migrate.proving.passwords import read_passwords
from clerk_cli_migrate.rehearsal.copies import create, reusable_path
from clerk_cli_migrate.rehearsal.sandbox import Sandbox, error_of, require_sandbox
from clerk_cli_migrate.rehearsal.settings import Settings, apply_settings, read_settings
from clerk_cli_migrate.running.progress import duration

if TYPE_CHECKING:
    from clerk_cli_migrate.commands.importing import MigrateImport

FAILURE = "the rehearsal failed"
ALWAYS_DIFFERENT = (
    "the plan of the instance, on which banned and other features depend",
    "what the instance requires of a user, beyond --require",
)
"""What no sandbox can know, in sentences."""


class Rehearsal:
    """An import into a sandbox that exists only for it.

    Args:
        command: The import.
        folder: An empty folder; it is removed afterward.
        context: Knows the real instance, which is only read.
    """

    def __init__(self, command: MigrateImport, folder: Path, context: Context) -> None:
        self._command = command
        self._folder = folder
        self._context = context
        self._journal = folder / "rehearsal.db"

    def run(self) -> Outcome:
        """Import, compare, and verify passwords.

        Raises:
            ClerkError: The import cannot be rehearsed.
        """
        require_sandbox()
        passwords = self._passwords()
        files = [self._path(name) for name in self._command.files or ()]
        with Sandbox(self._folder, self._faults(), self._context) as sandbox:
            instance, settings = self._real()
            report = self._check(files) if instance else Report()
            missing = apply_settings(settings, sandbox)
            self._context.messages.info("Rehearsing the import in a temporary sandbox.")
            options = [*files, *self._import_options(), *self._report_options(instance)]
            imported = sandbox.clerk("migrate", "import", *options)
            if imported.result is None or not self._journal.exists():
                raise error_of(imported.status, imported.messages, FAILURE)
            verified = sandbox.clerk("migrate", "verify", str(self._journal), *passwords)
            if verified.result is None:
                raise error_of(verified.status, verified.messages, FAILURE)
            self._rename_passwords(verified.result, passwords)
        unknown = [*settings.unknown, *missing, *ALWAYS_DIFFERENT]
        if instance is not None:
            imported.result["problems"] = report.kinds
            unknown += [text for text in report.unknown if text != UNREADABLE_SETTINGS]
        return self._outcome(imported.result, verified.result, instance, unknown)

    def _real(self) -> tuple[Instance | None, Settings]:
        try:
            return read_instance(self._context), read_settings(reader_of(self._context))
        except AuthenticationError:
            text = "No key is configured: the limits of a development instance are assumed."
            self._context.messages.warn(text)
            return None, Settings({}, [], ["every setting of the instance"])

    def _check(self, files: list[str]) -> Report:
        """The check that the real run begins with, against the real instance."""
        wanted = replace(self._command.wanted(), files=files)
        report = Report(self._report_path())
        journal = Journal(self._folder / "check.db", new=True)
        try:
            check_import(wanted, journal, report, self._context, self._command.require or ())
        finally:
            report.close()
            journal.close()
        return report

    def _report_path(self) -> Path | None:
        name = self._command.report
        return self._context.environment.path(name).absolute() if name else None

    def _report_options(self, instance: Instance | None) -> list[str]:
        """Let the sandbox write the report if there is no other instance to check against."""
        path = self._report_path()
        return ["--report", str(path)] if path and instance is None else []

    def _faults(self) -> list[str]:
        options = ["--rate-limit", self._command.rate_limit] if self._command.rate_limit else []
        return options + (["--fault", ",".join(self._command.faults or ())]
                          if self._command.faults else [])  # fmt: skip

    def _import_options(self) -> list[str]:
        command = self._command
        options = ["--skip-invalid", "--journal", str(self._journal)]
        options += ["--failures", str(self._failures_path())]
        if command.source:
            options += ["--source", command.source]
        if command.require:
            options += ["--require", ",".join(command.require)]
        if command.rate:
            options += ["--rate", str(command.rate)]
        for text in command.map or ():
            options += ["--map", text if "=" in text else self._path(text)]
        for number, pair in enumerate(command.set or ()):
            # Values may be secrets, which no list of processes should show.
            name, _, value = pair.partition("=")
            options += ["--set", f"{name}=@{self._secret_file(f'value-{number}', value)}"]
        return options

    def _path(self, name: str) -> str:
        return str(reusable_path(name, self._folder, self._context.environment))

    def _secret_file(self, name: str, text: str) -> Path:
        path = self._folder / name
        with create(path) as file:
            file.write(text.encode())
        return path

    def _passwords(self) -> list[str]:
        """The option that verifies passwords, whose file is read before anything else is done.

        Raises:
            UsageError: It cannot be read, or lacks a column.
        """
        name = self._command.passwords
        if not name:
            return []
        path = self._path(name)
        read_passwords(InputFile(name, Path(path)), SAMPLE)
        return ["--passwords", path]

    def _rename_passwords(self, verified: APIObject, passwords: list[str]) -> None:
        """Call the file of passwords as the command line does, not as the sandbox."""
        name = "stdin" if self._command.passwords == STDIN else self._command.passwords
        for row in verified.get("data", []):
            if passwords and row["file"] == passwords[-1]:
                row["file"] = name

    def _failures_path(self) -> Path:
        if self._command.failures:
            return self._context.environment.path(self._command.failures).absolute()
        return self._folder / "failures.ndjson"

    def _outcome(
        self,
        imported: APIObject,
        verified: APIObject,
        instance: Instance | None,
        unknown: list[str],
    ) -> Outcome:
        rows = verified.get("data", [])
        wrong = [
            row for row in rows if row["field"] == "password" and row["expected"] == "verified"
        ]
        problems = [*imported.get("problems", []), *self._failures(), *_differing(rows)]
        limit = self._command.rate or (instance.documented_limit if instance else DEVELOPMENT_LIMIT)
        steps = sum(imported["created"].values())
        result = {
            **imported,
            "run": None,
            "state": "rehearsed",
            "journal": None,
            "failures": self._command.failures and imported["failures"],
            "estimate": duration(steps * WINDOW_SECONDS / limit),
            "problems": problems,
            "unknown": unknown,
            "rehearsal": {
                "differences": [row for row in rows if row not in wrong],
                "passwords_not_verified": wrong,
            },
        }
        notes = [
            Note(f"The real run will take about {result['estimate']} ({limit:,} requests in 10 s).",
                 "info"),
            *(Note(f"A sandbox cannot tell: {text}.", "info") for text in unknown),
        ]  # fmt: skip
        refused = sum(kind["count"] for kind in problems if kind["effect"] == REFUSED)
        if imported["failed"] + refused + len(rows):
            numbers = (
                (imported["failed"], "record failed", "records failed"),
                (refused, "problem was found before", "problems were found before"),
                (len(rows) - len(wrong), "field differs", "fields differ"),
                (len(wrong), "password was not verified", "passwords were not verified"),
            )
            notes.append(Note(comma([_counted(*item) for item in numbers if item[0]]), "error"))
            return Outcome(result, status=ExitStatus.FAILED, notes=tuple(notes))
        if self._command.passwords:
            notes.append(Note("Every password of the sample was verified."))
        notes.append(Note("The rehearsal succeeded; nothing was sent to the real instance."))
        return Outcome(result, notes=tuple(notes))

    def _failures(self) -> list[APIObject]:
        """What the sandbox refused, by code, with examples."""
        journal = Journal(self._journal, read_only=True)
        kinds: dict[str, APIObject] = {}
        try:
            for failure in journal.failures([FAILED]):
                refusal, step = failure.refusal, failure.step
                kind = kinds.setdefault(
                    refusal.code,
                    new_kind(FAILED, refusal.code, "", refusal.reason, refusal.action),
                )
                count(kind, {"file": step.file, "line": step.line}, refusal.reason)
        finally:
            journal.close()
        return list(kinds.values())


def _counted(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"


def _differing(rows: list[APIObject]) -> list[APIObject]:
    """What was not verified, by field, with examples."""
    kinds: dict[tuple[str, str], APIObject] = {}
    for row in rows:
        is_password = _is_password(row)
        message = f"the password was not verified: {row['actual']}"
        if not is_password:
            message = f"sent {compact_json(row['expected'])}, got {compact_json(row['actual'])}"
        code = row["actual"] if is_password else row["field"]
        effect = "password" if is_password else "differs"
        kind = kinds.setdefault((effect, code), new_kind(effect, code, row["field"], message))
        count(kind, {"file": row["file"], "line": row["line"]}, message)
    return list(kinds.values())


def _is_password(row: APIObject) -> bool:
    """Whether a row of ``migrate verify`` is about a password of the sample."""
    return bool(row["field"] == "password" and row["expected"] == "verified")
