"""Records as JSON, in the form in which failures are written and can be imported again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from clerk_cli.api import APIObject
from clerk_cli_migrate.records import (
    Membership,
    MembershipRecord,
    OrganizationRecord,
    Place,
    Problem,
    Record,
    RoleRecord,
    UserRecord,
)
from clerk_cli_migrate.validation import invisible_problems

RECORD = "record"
"""The member of a line that holds a record."""

IDS = "ids"
"""The member of a line with the IDs of the instance that stand for those of the source."""

PROBLEMS = "problems"
"""The member of a record that says what was wrong at its source: it is refused with it."""

KINDS = {
    "user": UserRecord,
    "role": RoleRecord,
    "organization": OrganizationRecord,
    "membership": MembershipRecord,
}
NOT_WRITTEN = frozenset({"place", "problems", "omissions", "original", "skipped"})


def encode(record: Record) -> APIObject:
    """A record as a JSON object, without what was noticed when it was read.

    Only what was wrong at the source, and what the record does not show, is a part of it: without
    it, the record would be imported without what could not be read.

    Args:
        record: The record; its fields may hold secrets.
    """
    (kind,) = (name for name, record_type in KINDS.items() if type(record) is record_type)
    members = {
        name: value
        for name, value in vars(record).items()
        if name not in NOT_WRITTEN and value not in (None, "", ())
    }
    # Not the record itself: asdict() copies every value, which takes longer than all else.
    if isinstance(record, UserRecord) and record.memberships:
        members["memberships"] = [asdict(membership) for membership in record.memberships]
    elif isinstance(record, MembershipRecord):
        members["membership"] = asdict(record.membership)
    if record.problems and (problems := invisible_problems(record)):
        members[PROBLEMS] = [asdict(problem) for problem in problems]
    return {"kind": kind, **members}


def is_record(values: object) -> bool:
    """Whether JSON is a record that ``encode`` wrote."""
    return isinstance(values, Mapping) and values.get("kind") in KINDS


def is_failure(values: Mapping[str, Any]) -> bool:
    """Whether JSON is a line of a file of failures: a record, perhaps with a reason beside it."""
    record = values.get(RECORD)
    has_reason = {"code", "reason"}.issubset(values)
    return isinstance(record, Mapping) and (has_reason or is_record(record))


def decode(values: Mapping[str, Any], place: Place) -> Record:
    """A record from what ``encode`` wrote, perhaps edited since.

    Args:
        values: The JSON object.
        place: Where it is now.

    Raises:
        ValueError: It is not a record.
    """
    try:
        return replace(_decoded(values, place), problems=_problems(values))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"is not a record: {error}") from None


def _decoded(values: Mapping[str, Any], place: Place) -> Record:
    kind = values["kind"]
    if kind == "membership":
        return MembershipRecord(place, str(values["user"]), _membership(values["membership"]))
    fields = dict(values["fields"])
    if kind == "role":
        return RoleRecord(place, str(values["key"]), fields, _bodies(values, "permissions"))
    if kind == "organization":
        domains, invitations = _bodies(values, "domains"), _bodies(values, "invitations")
        return OrganizationRecord(place, str(values["key"]), fields, domains, invitations)
    memberships = tuple(_membership(item) for item in values.get("memberships", ()))
    emails, phones = _bodies(values, "emails"), _bodies(values, "phones")
    source_id = str(values.get("source_id", ""))
    return UserRecord(place, fields, source_id, emails, phones, memberships)


def _problems(values: Mapping[str, Any]) -> tuple[Problem, ...]:
    return tuple(
        Problem(**{name: str(text) for name, text in problem.items()})
        for problem in values.get(PROBLEMS) or ()
    )


def _bodies(values: Mapping[str, Any], name: str) -> tuple[APIObject, ...]:
    return tuple(dict(body) for body in values.get(name, ()))


def _membership(values: Mapping[str, Any]) -> Membership:
    return Membership(
        str(values["organization"]),
        str(values["role"]),
        values.get("public_metadata"),
        values.get("private_metadata"),
    )
