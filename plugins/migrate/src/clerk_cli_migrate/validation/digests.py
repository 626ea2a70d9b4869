"""Digests that Clerk does not take, where somebody chose to import the users without them."""

from __future__ import annotations

from dataclasses import replace

from clerk_cli_migrate.records import Omission, UserRecord

FIELD = "password_digest"
FIELDS = (FIELD, "password_hasher")


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
