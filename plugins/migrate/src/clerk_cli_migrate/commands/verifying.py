"""``clerk migrate verify``."""

from __future__ import annotations

from collections import Counter
from itertools import chain
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
    comma,
    compact_json,
    option,
)
from clerk_cli_migrate.proving import MAX_SAMPLE, SAMPLE

if TYPE_CHECKING:
    from clerk_cli_migrate.instance import Send
    from clerk_cli_migrate.journal.store import Journal

DIFFERENCES = View(
    columns=(
        Column("WHAT", "what"),
        Column("KEY", "key"),
        Column("ID", "id"),
        Column("FIELD", "field"),
        Column("EXPECTED", "expected", compact_json, truncatable=True),
        Column("ACTUAL", "actual", compact_json, truncatable=True),
    ),
    empty="",
)


class MigrateVerify(
    Command,
    name="migrate verify",
    view=DIFFERENCES,
    extension=True,
    examples=(
        Example("clerk migrate verify last", "Verify everything that the last run created"),
        Example(
            "clerk migrate verify last --passwords sample.csv",
            "Also verify the passwords of some users",
        ),
    ),
):
    """Compare what a run created with what was sent, field by field.

    --passwords names a CSV file, or - for stdin, with the columns external_id (or email_address,
    phone_number, username) and password. The instance verifies each password once. A wrong password
    counts toward the user's lockout, so at most five wrong passwords are tried per user.
    """

    writes = False
    result_fields: tuple[str, ...] = (
        "what", "key", "id", "field", "expected", "actual", "file", "line",
    )  # fmt: skip

    run_: str = argument("Run ID, a prefix of it, or last", sends=None)
    passwords: str | None = option(
        "CSV file with passwords of some users, to verify; - for stdin", metavar="file", sends=None
    )
    sample: int = option(
        "Maximum number of passwords to verify",
        default=SAMPLE,
        minimum=1,
        maximum=MAX_SAMPLE,
        sends=None,
    )

    def run(self, context: Context) -> Outcome:
        """Read everything, and compare."""
        from clerk_cli_migrate.instance import read_instance
        from clerk_cli_migrate.journal.folder import path_of
        from clerk_cli_migrate.journal.states import AFTER_AN_UNDO
        from clerk_cli_migrate.journal.store import Journal
        from clerk_cli_migrate.migration import require_instance
        from clerk_cli_migrate.proving.passwords import open_passwords, read_passwords
        from clerk_cli_migrate.running.pace import pace_for
        from clerk_cli_migrate.running.sending import Sender

        sample = []
        if self.passwords is not None:
            file = open_passwords(self.passwords, context.environment)
            sample = read_passwords(file, self.sample)
        journal = Journal(path_of(self.run_, context), read_only=True)
        try:
            instance = read_instance(context)
            require_instance(journal, instance)
            send = Sender(context, journal, pace_for(instance)).read
            rows, counts = self._compare(journal, send, context)
            if journal.text("state") in AFTER_AN_UNDO:
                text = "The run was undone: objects deleted by the undo are not compared."
                context.messages.info(text)
            notes = [Note(f"Compared {_listed(counts)}: {_differences(len(rows))}.", "info")]
            if sample:
                rows += self._prove(sample, journal, send, context, notes)
        finally:
            journal.close()
        if not rows:
            return Outcome(Listing(rows, 0), notes=tuple(notes))
        notes.append(Note("the instance differs from what was sent", "error"))
        return Outcome(Listing(rows, len(rows)), status=ExitStatus.FAILED, notes=tuple(notes))

    def _compare(
        self, journal: Journal, send: Send, context: Context
    ) -> tuple[list[APIObject], Counter[str]]:
        from clerk_cli_migrate.proving.organizations import compare_organizations
        from clerk_cli_migrate.proving.verifying import compare_users

        rows: list[APIObject] = []
        counts: Counter[str] = Counter(user=0)
        shown = context.environment.is_watched
        everything = chain(compare_users(journal, send), compare_organizations(journal, send))
        for total, compared in enumerate(everything, start=1):
            if shown and total % 100 == 0:
                context.messages.progress(f"Compared {total:,} objects")
            step = compared.step
            counts[step.kind] += 1
            rows += (
                {
                    "what": step.kind,
                    "key": step.key,
                    "id": step.clerk_id,
                    **difference._asdict(),
                    "file": step.file,
                    "line": step.line,
                }
                for difference in compared.differences
            )
        context.messages.progress("")
        return rows, counts

    def _prove(
        self, sample: list[Any], journal: Journal, send: Send, context: Context, notes: list[Note]
    ) -> list[APIObject]:
        from clerk_cli_migrate.proving.passwords import prove

        context.messages.warn("A wrong password counts toward the user's lockout.")
        proofs = list(prove(sample, journal, send))
        works = sum(proof.works for proof in proofs)
        notes.append(Note(f"Verified {works:,} of {len(proofs):,} passwords.", "info"))
        return [
            {
                "what": "user",
                "key": (
                    proof.key
                    if proof.parameter == "external_id"
                    else journal.key_of_object(proof.user_id)
                ),
                "id": proof.user_id or None,
                "field": "password",
                "expected": "verified",
                "actual": proof.code,
                "file": "stdin" if self.passwords == "-" else self.passwords,
                "line": proof.line,
            }
            for proof in proofs
            if not proof.works
        ]


def _listed(counts: Counter[str]) -> str:
    """How many objects of each kind there are, in words."""
    kinds = counts.items()
    return comma([f"{number:,} {kind}{'' if number == 1 else 's'}" for kind, number in kinds])


def _differences(number: int) -> str:
    if not number:
        return "no differences"
    return f"{number:,} field{'' if number == 1 else 's'} differ{'s' if number == 1 else ''}"
