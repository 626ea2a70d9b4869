"""Digests that Clerk does not take, where somebody chose to import the users without them."""

from __future__ import annotations

from dataclasses import replace

from clerk_cli_migrate.digests import HASHERS
from clerk_cli_migrate.records import Omission, UserRecord

FIELD = "password_digest"
FIELDS = (FIELD, "password_hasher")


def with_note_on_hasher(record: UserRecord) -> UserRecord:
    """The user, with a note if nobody here knows whether Clerk takes the hasher.

    Args:
        record: The user.
    """
    hasher = record.fields.get("password_hasher")
    if hasher is None or hasher in HASHERS:
        return record
    message = f'the hasher "{hasher}" is not one that Clerk documents; it is sent as it is'
    note = Omission("unknown_hasher", "password_hasher", message)
    return replace(record, omissions=(*record.omissions, note))


def without_unusable_digest(record: UserRecord) -> UserRecord:
    """The user without a digest that was refused: the password has to be reset.

    Args:
        record: The user.
    """
    refused = [problem for problem in record.problems if problem.field in FIELDS]
    if not refused:
        return record
    fields = {name: value for name, value in record.fields.items() if name not in FIELDS}
    fields["skip_password_requirement"] = True
    omissions = tuple(
        Omission(problem.code, FIELD, f"the password: {problem.message}") for problem in refused
    )
    return replace(
        record,
        fields=fields,
        problems=tuple(problem for problem in record.problems if problem.field not in FIELDS),
        omissions=record.omissions + omissions,
    )
