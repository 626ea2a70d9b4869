"""What a migration moves, whatever the source: users, roles, organizations, and memberships."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias, TypedDict

from clerk_cli.api import APIObject

METADATA = ("public_metadata", "private_metadata", "unsafe_metadata")
TIMES = ("created_at", "legal_accepted_at")
PASSWORDS = ("password", "password_digest")
"""Fields of a user; one of the last two stands for the other."""


class Place(TypedDict):
    """Where a record stands in what was read.

    Args:
        file: The name as it was typed; ``-`` for standard input.
        line: The line, from 1; for documents that are not read by lines, the number of the record.
    """

    file: str
    line: int


@dataclass(frozen=True)
class Problem:
    """Why a record cannot be imported as it is.

    Args:
        code: A stable word for programs, such as ``invalid_email_address``.
        field: The field of ``POST /users`` (or of the source), empty for the record as such.
        message: One line for people.
        action: What to do about it, one line.
    """

    code: str
    field: str
    message: str
    action: str = ""


@dataclass(frozen=True)
class Omission:
    """What a record has and Clerk cannot take: the record is imported without it.

    Args:
        code: A stable word for programs, such as ``external_account``.
        field: The field of the source.
        message: One line for people.
    """

    code: str
    field: str
    message: str


@dataclass(frozen=True)
class Membership:
    """That a user belongs to an organization.

    Args:
        organization: The key of the organization: its ID at the source, else its slug.
        role: The key of the role, such as ``org:member``.
        public_metadata: The metadata of the membership.
        private_metadata: The metadata of the membership.
    """

    organization: str
    role: str
    public_metadata: APIObject | None = None
    private_metadata: APIObject | None = None


@dataclass(frozen=True)
class UserRecord:
    """A user to create.

    Args:
        place: Where it stands.
        fields: The body of ``POST /users`` under the API's names. ``external_id`` is the ID at the
            source; where the source has none, the run sets it.
        source_id: What memberships and ``created_by`` call the user; often the ``external_id``.
        emails: Bodies of ``POST /email_addresses`` that follow, without ``user_id``: what the
            body of the user cannot say.
        phones: The same for ``POST /phone_numbers``.
        memberships: Where the user belongs.
        problems: Why it cannot be imported.
        omissions: What is left behind.
        original: The record as the source has it, secrets included; never printed.
        skipped: Why the source has it but nobody wants it, such as ``deleted``; also for rows
            that are not users. Readings leave such records out.
    """

    place: Place
    fields: APIObject
    source_id: str = ""
    emails: tuple[APIObject, ...] = ()
    phones: tuple[APIObject, ...] = ()
    memberships: tuple[Membership, ...] = ()
    problems: tuple[Problem, ...] = ()
    omissions: tuple[Omission, ...] = ()
    original: object = field(default=None, compare=False)
    skipped: str = ""


SETTINGS = ("admin_delete_enabled",)
"""Fields that ``PATCH /organizations/{organization_id}`` takes, and ``POST`` does not."""


@dataclass(frozen=True)
class RoleRecord:
    """A role of organizations to create, unless the instance has it.

    Args:
        place: Where it stands.
        key: What memberships and invitations name, such as ``org:pilot``.
        fields: The body of ``POST /organization_roles`` without ``permissions``.
        permissions: Bodies of ``POST /organization_permissions``: what the role permits.
        problems: Why it cannot be imported.
        original: The record as the source has it.
    """

    place: Place
    key: str
    fields: APIObject
    permissions: tuple[APIObject, ...] = ()
    problems: tuple[Problem, ...] = ()
    original: object = field(default=None, compare=False)


@dataclass(frozen=True)
class OrganizationRecord:
    """An organization to create.

    Args:
        place: Where it stands.
        key: The ID at the source, else the slug: what memberships name.
        fields: The body of ``POST /organizations``, with ``SETTINGS``; ``created_by`` is a user's
            ID at the source.
        domains: Bodies of ``POST /organizations/{organization_id}/domains``.
        invitations: Bodies of ``POST /organizations/{organization_id}/invitations``.
        problems: Why it cannot be imported.
        omissions: What is left behind.
        original: The record as the source has it.
    """

    place: Place
    key: str
    fields: APIObject
    domains: tuple[APIObject, ...] = ()
    invitations: tuple[APIObject, ...] = ()
    problems: tuple[Problem, ...] = ()
    omissions: tuple[Omission, ...] = ()
    original: object = field(default=None, compare=False)


@dataclass(frozen=True)
class MembershipRecord:
    """That a user belongs to an organization, where the source has a list of its own for that.

    Args:
        place: Where it stands.
        user: The user's ID at the source.
        membership: The organization and the role.
        problems: Why it cannot be imported.
        original: The record as the source has it.
    """

    place: Place
    user: str
    membership: Membership
    problems: tuple[Problem, ...] = ()
    original: object = field(default=None, compare=False)


Record: TypeAlias = UserRecord | RoleRecord | OrganizationRecord | MembershipRecord
