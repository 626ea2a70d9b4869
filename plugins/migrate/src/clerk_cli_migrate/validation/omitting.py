"""Parts of users that Clerk does not take, and that somebody chose to leave out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeAlias

from clerk_cli_migrate.digests import HASHERS
from clerk_cli_migrate.records import Omission, UserRecord
from clerk_cli_migrate.validation.users import IDENTIFIERS, PHONE

Fields: TypeAlias = dict[str, Any]
UNKNOWN_HASHER = "unknown_hasher"
"""The code of a note: nothing is left out."""
STATUS = "phone_number_identification_status"


def _without_digest(fields: Fields) -> None:
    for name in ("password_digest", "password_hasher"):
        fields.pop(name, None)
    fields["skip_password_requirement"] = True


def _without_username(fields: Fields) -> None:
    fields.pop("username", None)


def _without_invalid_phones(fields: Fields) -> None:
    numbers = fields.pop("phone_number", [])
    statuses = fields.pop(STATUS, None) or ["verified"] * len(numbers)
    valid = [pair for pair in zip(numbers, statuses, strict=False) if PHONE.fullmatch(pair[0])]
    if valid:
        fields["phone_number"] = [number for number, _ in valid]
        fields[STATUS] = [status for _, status in valid]


PARTS: Mapping[str, tuple[Collection[str], Callable[[Fields], None]]] = MappingProxyType(
    {
        "digests": (
            {
                "ambiguous_digest", "conflicting_digests", "digest_mismatch", "missing_hasher",
                "unknown_digest", "unsupported_digest",
            },
            _without_digest,
        ),
        "usernames": ({"invalid_username"}, _without_username),
        "phones": ({"invalid_phone_number"}, _without_invalid_phones),
    }
)  # fmt: skip
"""What can be left out: the codes of its problems, and what removes it."""


def without_unusable_parts(record: UserRecord, parts: Collection[str]) -> UserRecord:
    """The user without the parts that were refused, which are listed as left out.

    A user who would be left without an identifier stays refused.

    Args:
        record: The user.
        parts: Names of ``PARTS``.
    """
    codes = {code for part in parts for code in PARTS[part][0]}
    refused = [problem for problem in record.problems if problem.code in codes]
    if not refused:
        return record
    fields = dict(record.fields)
    for part in parts:
        part_codes, remove = PARTS[part]
        if any(problem.code in part_codes for problem in refused):
            remove(fields)
    if not any(fields.get(name) for name in IDENTIFIERS):
        return record
    omissions = [Omission(problem.code, problem.field, problem.message) for problem in refused]
    return replace(
        record,
        fields=fields,
        problems=tuple(problem for problem in record.problems if problem not in refused),
        omissions=(*record.omissions, *omissions),
    )


def with_note_on_hasher(record: UserRecord) -> UserRecord:
    """The user, with a note if nobody here knows whether Clerk takes the hasher.

    Args:
        record: The user.
    """
    hasher = record.fields.get("password_hasher")
    if not isinstance(hasher, str) or hasher in HASHERS:
        return record
    message = f'the hasher "{hasher}" is not one that Clerk documents; it is sent as it is'
    note = Omission(UNKNOWN_HASHER, "password_hasher", message)
    return replace(record, omissions=(*record.omissions, note))
