"""Records as JSON, in the form in which failures are written and can be imported again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from clerk_cli.api import APIObject
from clerk_cli_migrate.records import (
    Membership,
    MembershipRecord,
    OrganizationRecord,
    Place,
    Record,
    UserRecord,
)

RECORD = "record"
"""The member of a line that holds a record."""

KINDS = {"user": UserRecord, "organization": OrganizationRecord, "membership": MembershipRecord}
NOT_WRITTEN = frozenset({"place", "problems", "omissions", "original", "skipped"})


def encode(record: Record) -> APIObject:
    """A record as a JSON object, without what was noticed when it was read.

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
        kind = values["kind"]
        if kind == "membership":
            return MembershipRecord(place, str(values["user"]), _membership(values["membership"]))
        fields = dict(values["fields"])
        if kind == "organization":
            domains, invitations = _bodies(values, "domains"), _bodies(values, "invitations")
            return OrganizationRecord(place, str(values["key"]), fields, domains, invitations)
        memberships = tuple(_membership(item) for item in values.get("memberships", ()))
        emails, phones = _bodies(values, "emails"), _bodies(values, "phones")
        source_id = str(values.get("source_id", ""))
        return UserRecord(place, fields, source_id, emails, phones, memberships)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"is not a record: {error}") from None


def _bodies(values: Mapping[str, Any], name: str) -> tuple[APIObject, ...]:
    return tuple(dict(body) for body in values.get(name, ()))


def _membership(values: Mapping[str, Any]) -> Membership:
    return Membership(
        str(values["organization"]),
        str(values["role"]),
        values.get("public_metadata"),
        values.get("private_metadata"),
    )
