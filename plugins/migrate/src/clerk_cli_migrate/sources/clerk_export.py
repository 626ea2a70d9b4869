"""What ``clerk migrate export`` writes: the objects of the API, and failures of an import.

Lists of users that ``clerk users list -o json`` and ``-o ndjson`` print are the same objects. The
CSV of the dashboard adds the digests that the API does not return.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from clerk_cli_migrate.normal_form import decode, is_record
from clerk_cli_migrate.records import (
    Membership,
    MembershipRecord,
    Omission,
    OrganizationRecord,
    Problem,
    Record,
    RoleRecord,
    UserRecord,
)
from clerk_cli_migrate.sources import Row, Source, Values
from clerk_cli_migrate.sources.clerk_csv import (
    ClerkCSV,
    lower_names,
    put_row,
    read_row,
    unused_rows,
)
from clerk_cli_migrate.sources.clerk_users import read_user
from clerk_cli_migrate.sources.joins import AlreadyJoinedError, SideTable, left_over
from clerk_cli_migrate.values import as_text, timestamp

SECONDS_OF_DAY, MAX_DAYS = 86_400, 365
DOMAIN, INVITATION = "organization_domain", "organization_invitation"
OBJECTS = frozenset(
    {"user", "organization", "organization_membership", DOMAIN, INVITATION, "role", "permission"}
)
COPIED = (
    "name", "slug", "max_allowed_memberships", "created_by", "public_metadata",
    "private_metadata", "role_set_key",
)  # fmt: skip


class ClerkExport(Source):
    """Objects of Clerk's Backend API, one after the other."""

    name = "clerk"
    title = "an export of Clerk"

    @classmethod
    def recognizes(cls, sample: Values) -> bool:
        """Whether it is an object of the API, or a record of an earlier import."""
        # WorkOS has objects with such names as well, but none of its users has these lists.
        if sample.get("object") == "user":
            return isinstance(sample.get("email_addresses"), list)
        is_object = sample.get("object") in OBJECTS and "instance_id" not in sample
        return (is_object and _is_clerks(sample)) or is_record(sample)

    @classmethod
    def is_addition(cls, sample: Values) -> bool:
        """Whether it is a part of an organization, or has the digest of a user."""
        return sample.get("object") in (DOMAIN, INVITATION) or ClerkCSV.recognizes(sample)

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[Record]:
        """Read objects; what nobody takes of the dashboard's CSV are users of their own."""
        additions = self.additions
        for row in rows:
            values = row.values
            kind = as_text(values.get("object"))
            if kind in (DOMAIN, INVITATION):
                additions.put(as_text(values.get("organization_id")), values, kind, row.place)
            elif ClerkCSV.recognizes(values):
                put_row(Row(row.file, row.line, lower_names(values)), additions)
            elif is_record(values):
                yield _record(row)
            elif kind == "user":
                yield read_user(row, additions)
            elif kind == "role":
                yield _role(row)
            elif kind == "organization":
                yield _organization(row, additions)
            elif kind == "organization_membership":
                yield _membership(row)
            else:
                yield UserRecord(row.place, {}, skipped=kind or "unknown kind of object")
        yield from map(read_row, unused_rows(additions))
        for kind, name in ((DOMAIN, "a domain"), (INVITATION, "an invitation")):
            yield from left_over(additions, kind, name, "organization")


def _is_clerks(sample: Values) -> bool:
    names = {
        "organization": "public_metadata",
        "organization_membership": "public_user_data",
        DOMAIN: "enrollment_mode",
        INVITATION: "organization_id",
    }
    return names.get(as_text(sample.get("object")), "key") in sample


def _record(row: Row) -> Record:
    try:
        return replace(decode(row.values, row.place), original=row.values)
    except ValueError as error:
        problem = Problem("invalid_record", "", str(error), "Correct it, or import the source.")
        return UserRecord(row.place, {}, problems=(problem,), original=row.values)


def _role(row: Row) -> RoleRecord:
    fields, *permissions = (
        {name: item[name] for name in ("name", "key", "description") if item.get(name)}
        for item in (row.values, *(row.values.get("permissions") or ()))
    )
    key = as_text(fields.get("key"))
    return RoleRecord(row.place, key, fields, tuple(permissions), original=row.values)


def _organization(row: Row, additions: SideTable) -> OrganizationRecord:
    values = row.values
    fields = {name: value for name in COPIED if (value := values.get(name)) not in (None, "", {})}
    if values.get("admin_delete_enabled") is False:
        fields["admin_delete_enabled"] = False
    if values.get("created_at"):
        fields["created_at"] = timestamp(values["created_at"])
    key = as_text(values.get("id")) or as_text(values.get("slug"))
    domains = tuple(
        {
            "name": domain.get("name"),
            "enrollment_mode": domain.get("enrollment_mode"),
            "verified": (domain.get("verification") or {}).get("status") == "verified",
        }
        for domain in _parts(additions, key, DOMAIN)
    )
    listed = _parts(additions, key, INVITATION)
    invitations = tuple(map(_invitation, filter(_is_pending, listed)))
    omissions = tuple(
        Omission("invitation", "status", f"an invitation that is {as_text(invitation['status'])}")
        for invitation in listed
        if not _is_pending(invitation) and as_text(invitation.get("status"))
    )
    return OrganizationRecord(
        row.place, key, fields, domains, invitations, omissions=omissions, original=values
    )


def _parts(additions: SideTable, key: str, kind: str) -> list[dict[str, Any]]:
    """What belongs to an organization; another one with its key is refused by the check."""
    try:
        return additions.take(key, kind)
    except AlreadyJoinedError:
        return []


def _is_pending(invitation: Values) -> bool:
    return invitation.get("status") == "pending"


def _invitation(values: Values) -> dict[str, Any]:
    """The body of an invitation; nobody gets a second email because of a migration."""
    body = {
        name: values[name]
        for name in ("email_address", "role", "public_metadata", "private_metadata")
        if values.get(name)
    }
    if inviter := values.get("inviter_user_id") or values.get("inviter_id"):
        body["inviter_user_id"] = as_text(inviter)
    if expires := values.get("expires_at"):
        days = math.ceil((float(expires) / 1000 - time.time()) / SECONDS_OF_DAY)
        body["expires_in_days"] = min(max(days, 1), MAX_DAYS)
    return {**body, "notify": False}


def _membership(row: Row) -> MembershipRecord:
    values = row.values
    membership = Membership(
        _member(values, "organization", "id"),
        as_text(values.get("role")),
        values.get("public_metadata") or None,
        values.get("private_metadata") or None,
    )
    user_id = _member(values, "public_user_data", "user_id")
    return MembershipRecord(row.place, user_id, membership, original=values)


def _member(values: Values, name: str, member: str) -> str:
    inner = values.get(name)
    return as_text(inner.get(member)) if isinstance(inner, Mapping) else ""
