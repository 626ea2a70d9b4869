"""From records to the steps that create them."""

from __future__ import annotations

from collections.abc import Iterator

from clerk_cli.api import APIObject
from clerk_cli_migrate.journal.steps import (
    DOMAIN,
    EMAIL,
    INVITATION,
    MEMBERSHIP,
    ORGANIZATION,
    ORGANIZATION_SETTINGS,
    PHONE,
    ROLE,
    USER,
    Step,
)
from clerk_cli_migrate.records import (
    SETTINGS,
    Membership,
    MembershipRecord,
    OrganizationRecord,
    Place,
    Record,
    RoleRecord,
    UserRecord,
)


def steps_of(record: Record, key: str) -> Iterator[Step]:
    """The steps that create what a record stands for; the first one is the record itself.

    Args:
        record: The record.
        key: The external ID of a user, or the key of an organization or a role.
    """
    place = record.place
    if isinstance(record, MembershipRecord):
        yield _membership(place, record.user, record.membership)
    elif isinstance(record, RoleRecord):
        body = {**record.fields, "permissions": list(record.permissions)}
        yield _step(ROLE, place, key, "", body)
    elif isinstance(record, OrganizationRecord):
        fields = dict(record.fields)
        settings = {name: fields.pop(name) for name in SETTINGS if name in fields}
        yield _step(ORGANIZATION, place, key, "", fields)
        if settings:
            yield _step(ORGANIZATION_SETTINGS, place, key, key, settings)
        for domain in record.domains:
            yield _step(DOMAIN, place, str(domain.get("name", "")), key, domain)
        for invitation in record.invitations:
            email = str(invitation.get("email_address", ""))
            yield _step(INVITATION, place, email, key, invitation)
    else:
        source_id = record.source_id or key
        yield _step(USER, place, key, "", record.fields)._replace(alias=source_id)
        yield from _contacts(record, key)
        for membership in record.memberships:
            yield _membership(place, source_id, membership)


def _contacts(record: UserRecord, user: str) -> Iterator[Step]:
    for kind, contacts in ((EMAIL, record.emails), (PHONE, record.phones)):
        for contact in contacts:
            yield _step(kind, record.place, str(contact.get(kind, "")), user, contact)


def _membership(place: Place, user: str, membership: Membership) -> Step:
    members = {
        "role": membership.role,
        "public_metadata": membership.public_metadata,
        "private_metadata": membership.private_metadata,
    }
    body = {name: value for name, value in members.items() if value is not None}
    return _step(MEMBERSHIP, place, user, membership.organization, body)


def _step(kind: str, place: Place, key: str, owner: str, body: APIObject) -> Step:
    return Step(0, kind, place["file"], place["line"], key, owner, body)
