"""``clerk migrate import --rehearse``."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from clerk_cli.api import (
    APIObject,
    AuthenticationError,
    ClerkError,
    Context,
    ExitStatus,
    Note,
    Outcome,
    UsageError,
    comma,
    compact_json,
)
from clerk_cli_migrate.checking.check import UNREADABLE_SETTINGS
from clerk_cli_migrate.checking.report import REFUSED, Report
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
from clerk_cli_migrate.proving.passwords import read_passwords
from clerk_cli_migrate.rehearsal.sandbox import Finished, Sandbox, require_sandbox
from clerk_cli_migrate.rehearsal.settings import Settings, apply_settings, read_settings
from clerk_cli_migrate.running.progress import duration

if TYPE_CHECKING:
    from clerk_cli_migrate.commands.importing import MigrateImport

STDIN = "-"
EXAMPLES = 3
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
        if self._command.passwords:
            # A mistake in the file is not found after hours.
            read_passwords(Path(self._path(self._command.passwords)), most=1)
        instance, settings = self._real()
        files = [self._path(name) for name in self._command.files or ()]
        report = self._check(files) if instance else Report()
        options = [*files, *self._import_options()]
        with Sandbox(self._folder, self._faults(), self._context) as sandbox:
            missing = apply_settings(settings, sandbox)
            self._context.messages.info("Rehearsing the import in a sandbox of its own.")
            imported = sandbox.clerk("migrate", "import", *options)
            if imported.result is None or not self._journal.exists():
                raise _error_of(imported)
            verified = sandbox.clerk("migrate", "verify", str(self._journal), *self._passwords())
            if verified.result is None:
                raise _error_of(verified)
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
        report = Report()
        journal = Journal(self._folder / "check.db", new=True)
        try:
            check_import(wanted, journal, report, self._context, self._command.require or ())
        finally:
            journal.close()
        return report

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
        if name != STDIN:
            return str(self._context.environment.path(name).absolute())
        spooled = self._folder / "stdin"
        stream = self._context.environment.stdin
        source = getattr(stream, "buffer", None)
        with os.fdopen(os.open(spooled, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
            if source is None:  # a stream of text
                file.write(stream.read().encode())
            else:
                shutil.copyfileobj(source, file)
        return str(spooled)

    def _secret_file(self, name: str, text: str) -> Path:
        path = self._folder / name
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(text)
        return path

    def _passwords(self) -> list[str]:
        passwords = self._command.passwords
        return ["--passwords", self._path(passwords)] if passwords else []

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
            numbers = {
                "failed": imported["failed"],
                "refused by the check": refused,
                "different fields": len(rows) - len(wrong),
                "passwords that do not work": len(wrong),
            }
            text = comma([f"{number:,} {name}" for name, number in numbers.items() if number])
            notes.append(Note(text, "error"))
            return Outcome(result, status=ExitStatus.FAILED, notes=tuple(notes))
        if self._command.passwords:
            notes.append(Note("Every password of the sample was verified."))
        notes.append(Note("The rehearsal succeeded; nothing was sent to the real instance."))
        return Outcome(result, notes=tuple(notes))

    def _failures(self) -> list[APIObject]:
        """What the sandbox refused, by code, with examples."""
        journal = Journal(self._journal, read_only=True)
        counts: Counter[str] = Counter()
        kinds: dict[str, APIObject] = {}
        try:
            for failure in journal.failures([FAILED]):
                refusal, step = failure.refusal, failure.step
                counts[refusal.code] += 1
                kind = kinds.setdefault(
                    refusal.code,
                    {"effect": FAILED, "code": refusal.code, "count": 0, "field": "",
                     "message": refusal.reason, "action": refusal.action, "examples": []},
                )  # fmt: skip
                kind["count"] = counts[refusal.code]
                if len(kind["examples"]) < EXAMPLES:
                    example = {"file": step.file, "line": step.line, "message": refusal.reason}
                    kind["examples"].append(example)
        finally:
            journal.close()
        return list(kinds.values())


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
        kind = kinds.setdefault(
            (effect, code),
            {"effect": effect, "code": code, "count": 0, "field": row["field"],
             "message": message, "action": "", "examples": []},
        )  # fmt: skip
        kind["count"] += 1
        if len(kind["examples"]) < EXAMPLES:
            place = {"file": row["file"], "line": row["line"], "message": message}
            kind["examples"].append(place)
    return list(kinds.values())


def _is_password(row: APIObject) -> bool:
    """Whether a row of ``migrate verify`` is about a password of the sample."""
    return bool(row["field"] == "password" and row["expected"] == "verified")


def _error_of(finished: Finished) -> ClerkError:
    """Why a command of the rehearsal printed no result."""
    last = finished.messages.strip().rpartition("\n")[2]
    try:
        reported = json.loads(last)
    except ValueError:
        return ClerkError("the rehearsal failed", hint=finished.messages.strip() or None)
    error = UsageError if finished.status == ExitStatus.USAGE else ClerkError
    return error(f"the rehearsal failed: {reported['message']}", hint=reported.get("hint"))
