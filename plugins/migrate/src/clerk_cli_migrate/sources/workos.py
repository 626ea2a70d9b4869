"""WorkOS: pages of users, organizations and memberships."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clerk_cli_migrate.mapping.roles import role_key
from clerk_cli_migrate.records import (
    Membership,
    MembershipRecord,
    OrganizationRecord,
    Record,
    UserRecord,
)
from clerk_cli_migrate.sources import Draft, Row, Source, Values
from clerk_cli_migrate.values import as_text, timestamp

USER, ORGANIZATION, MEMBERSHIP = "user", "organization", "organization_membership"
MARKS = {USER: "email_verified", ORGANIZATION: "domains", MEMBERSHIP: "organization_id"}
"""Members that objects of WorkOS have, and objects of Clerk with the same IDs have not."""


class WorkOS(Source):
    """Users without passwords, and where they belong."""

    name = "workos"
    title = "WorkOS"

    @classmethod
    def recognizes(cls, sample: Values) -> bool:
        """Whether it is an object of WorkOS; its IDs look like Clerk's."""
        return MARKS.get(as_text(sample.get("object")), "") in sample

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[Record]:
        """Read users, organizations and active memberships."""
        for row in rows:
            kind = row.values.get("object")
            if kind == USER:
                yield self._user(row)
            elif kind == ORGANIZATION:
                yield self._organization(row)
            elif kind == MEMBERSHIP and row.values.get("status", "active") == "active":
                yield self._membership(row)
            else:
                reason = "inactive membership" if kind == MEMBERSHIP else as_text(kind)
                yield UserRecord(row.place, {}, skipped=reason or "unknown kind of object")

    def _user(self, row: Row) -> Record:
        values = row.values
        draft = Draft(row, values.get("id"))
        draft.email(values.get("email"), verified=values.get("email_verified") is True)
        draft.name(values.get("first_name"), values.get("last_name"))
        draft.locale(values.get("locale"))
        draft.time("created_at", values.get("created_at"))
        draft.metadata("private", values.get("metadata"))
        draft.metadata("private", {"external_id": values.get("external_id")})
        draft.omit("password", "password", "the password, which WorkOS does not export")
        return draft.record()

    def _organization(self, row: Row) -> Record:
        values = row.values
        fields = {"name": as_text(values.get("name"))}
        if values.get("created_at"):
            fields["created_at"] = timestamp(values["created_at"])
        metadata = {name: value for name, value in (values.get("metadata") or {}).items() if value}
        domains = tuple(
            {
                "name": as_text(domain.get("domain")),
                "enrollment_mode": "manual_invitation",
                "verified": domain.get("state") == "verified",
            }
            for domain in values.get("domains") or ()
        )
        body = {**fields, **({"private_metadata": metadata} if metadata else {})}
        return OrganizationRecord(row.place, as_text(values.get("id")), body, domains)

    def _membership(self, row: Row) -> Record:
        values = row.values
        role = values.get("role")
        slug = as_text(role.get("slug") if isinstance(role, Mapping) else role)
        membership = Membership(as_text(values.get("organization_id")), role_key(slug))
        user_id = as_text(values.get("user_id"))
        return MembershipRecord(row.place, user_id, membership, original=values)
