"""The first part of the check: each record by itself, and against the others of the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from clerk_cli.api import APIObject
from clerk_cli_migrate.checking.keys import ORGANIZATION, ROLE, Holder, Keys, keys_of_record
from clerk_cli_migrate.checking.report import LEFT_OUT, NOTED, REFUSED, Finding, Report
from clerk_cli_migrate.checking.steps import steps_of
from clerk_cli_migrate.journal.rows import pack
from clerk_cli_migrate.journal.steps import REFUSED as REFUSED_STATE
from clerk_cli_migrate.journal.steps import Refusal
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.normal_form import RECORD, encode
from clerk_cli_migrate.records import (
    PASSWORDS,
    MembershipRecord,
    OrganizationRecord,
    Problem,
    Record,
    RoleRecord,
    UserRecord,
)
from clerk_cli_migrate.sendable import escaped, sending_problem
from clerk_cli_migrate.validation.omitting import UNKNOWN_HASHER

COMMIT_EVERY = 5_000
LABELS = {
    "external_id": "external ID",
    "email_address": "email address",
    "phone_number": "phone number",
    "web3_wallet": "web3 wallet",
}
INSTEAD = {"password": PASSWORDS}
"""Fields that stand for one another."""

KEYED: Mapping[type[Record], str] = MappingProxyType(
    {OrganizationRecord: ORGANIZATION, RoleRecord: ROLE}
)
"""Records with a key of their own, and the kind of that key."""

UNKNOWN_PROBLEM = Problem("invalid_json", "", "the record cannot be sent as JSON")
DUPLICATE = "duplicate_in_file"
DUPLICATE_ACTION = "Keep one of the two records, or merge them."


class RecordCheck:
    """Checks records and stores them in the journal.

    Args:
        journal: Gets a step for each request that is to be sent.
        keys: Gets what identifies the records.
        report: Gets what is found.
        required: Fields that every user must have.
        run: The name of the run, which is a part of external IDs that it makes.
        progress: Called with the number of records from time to time.
    """

    def __init__(
        self,
        journal: Journal,
        keys: Keys,
        report: Report,
        *,
        required: Sequence[str],
        run: str,
        progress: Callable[[int], None],
    ) -> None:
        self._journal = journal
        self._keys = keys
        self._report = report
        self._required = required
        self._run = run
        self._progress = progress
        self._files: list[str] = []
        self.total = 0
        """The records that were read."""

    def check_all(self, records: Iterable[Record]) -> None:
        """Check all records.

        Args:
            records: The records, one by one.
        """
        self._journal.begin()
        for record in records:
            if isinstance(record, UserRecord) and record.skipped:
                self._report_omissions(record, "")
                continue
            self._check(record)
            self.total += 1
            if self.total % COMMIT_EVERY == 0:
                self._journal.commit()
                self._progress(self.total)
                self._journal.begin()
        self._journal.commit()

    def _check(self, record: Record) -> None:
        key = self._key_of(record)
        if isinstance(record, UserRecord) and not record.fields.get("external_id"):
            record = replace(record, fields={**record.fields, "external_id": key})
        original = _original(record)
        try:
            packed = pack(original)
        except (TypeError, ValueError, RecursionError):
            self._refuse_unsendable(record, original)
            return
        problems = [*record.problems, *self._missing(record), *self._duplicates(record, key)]
        if problems:
            self._refuse(record, key, problems, packed)
            return
        self._report_omissions(record, key)
        self._store(record, key, packed)

    def _report_omissions(self, record: Record, key: str) -> None:
        for omission in getattr(record, "omissions", ()):
            effect = NOTED if omission.code == UNKNOWN_HASHER else LEFT_OUT
            finding = Finding(effect, omission.code, omission.field, omission.message)
            self._report.add(record.place, finding, key)

    def _refuse(self, record: Record, key: str, problems: Sequence[Problem], packed: bytes) -> None:
        for problem in problems:
            self._report.add(record.place, Finding(REFUSED, *_members(problem)), key)
        first = next(steps_of(record, key))
        reason = "; ".join(problem.message for problem in problems)
        refusal = Refusal(problems[0].code, reason, problems[0].action)
        self._journal.add(first._replace(state=REFUSED_STATE), packed, refusal)

    def _refuse_unsendable(self, record: Record, original: APIObject) -> None:
        """Refuse what a source reads and nobody can send; nothing of it reaches the journal."""
        members = original[RECORD].get("fields", original[RECORD])
        problem = sending_problem(members) or sending_problem(original) or UNKNOWN_PROBLEM
        key = self._made_key(record)
        nobody = UserRecord(record.place, {"external_id": key}, original=escaped(original))
        self._refuse(nobody, key, [problem], pack(_original(nobody)))

    def _store(self, record: Record, key: str, packed: bytes) -> None:
        steps = steps_of(record, key)
        number = self._journal.add(next(steps), packed)
        for step in steps:
            self._journal.add(step)
        holder = Holder(number, record.place["file"], record.place["line"])
        if isinstance(record, UserRecord):
            for kind, value in keys_of_record(record):
                self._keys.add(kind, value, holder)
        elif key_kind := KEYED.get(type(record)):
            self._keys.add(key_kind, key, holder)

    def _key_of(self, record: Record) -> str:
        if isinstance(record, (OrganizationRecord, RoleRecord)):
            return record.key
        if isinstance(record, MembershipRecord):
            return record.user
        if external_id := record.fields.get("external_id"):
            return str(external_id)
        return self._made_key(record)

    def _made_key(self, record: Record) -> str:
        """The external ID of a record that has none: the run and the line."""
        file = record.place["file"]
        if file not in self._files:
            self._files.append(file)
        number = self._files.index(file)
        of_file = f"{number + 1}:" if number else ""
        return f"{self._run}:{of_file}{record.place['line']}"

    def _missing(self, record: Record) -> list[Problem]:
        if not isinstance(record, UserRecord):
            return []
        return [
            Problem(
                "form_data_missing",
                field,
                f"the record has no {field}, which --require demands",
                f"Add {field} to the record.",
            )
            for field in self._required
            if not any(record.fields.get(name) for name in INSTEAD.get(field, (field,)))
        ]

    def _duplicates(self, record: Record, key: str) -> list[Problem]:
        """What an earlier record has as well; the same email address in one record counts once."""
        if key_kind := KEYED.get(type(record)):
            holders = [("key", key, self._keys.find(key_kind, key))]
        elif isinstance(record, UserRecord):
            holders = [
                (kind, value, self._keys.find(kind, value))
                for kind, value in dict.fromkeys(keys_of_record(record))
            ]
        else:
            return []
        return [
            Problem(
                DUPLICATE,
                kind,
                f"the {LABELS.get(kind, kind)} is also that of {holder.file}:{holder.line}",
                DUPLICATE_ACTION,
            )
            for kind, value, holder in holders
            if holder is not None
        ]


def _original(record: Record) -> APIObject:
    """A record as a file of failures has it."""
    return {RECORD: encode(record), "original": record.original}


def _members(problem: Problem) -> tuple[str, str, str, str]:
    return problem.code, problem.field, problem.message, problem.action
