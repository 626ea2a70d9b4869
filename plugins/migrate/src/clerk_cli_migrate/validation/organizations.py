"""What is wrong with a role, an organization, or a membership."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clerk_cli_migrate.records import (
    SETTINGS,
    MembershipRecord,
    OrganizationRecord,
    Problem,
    RoleRecord,
)
from clerk_cli_migrate.validation.bodies import (
    metadata_problems,
    schema_problems,
    text_problems,
    time_problems,
)

MAX_NAME = 256
SLUG = re.compile(r"[a-z0-9_-]+")
ROLE = re.compile(r"org:[a-z0-9_]+")
PERMISSION = re.compile(r"org:[a-z0-9_]+:[a-z0-9_]+")
ORGANIZATION = "/organizations/{organization_id}"


def organization_problems(record: OrganizationRecord) -> Iterator[Problem]:
    """What is wrong with an organization, its domains and its invitations.

    Args:
        record: The organization.
    """
    fields = record.fields
    created = {name: value for name, value in fields.items() if name not in SETTINGS}
    yield from schema_problems(created, "/organizations")
    for setting in SETTINGS:
        if not isinstance(fields.get(setting, False), bool):
            yield Problem("invalid_field", setting, f"{setting} must be true or false")
    yield from text_problems(fields)
    yield from time_problems(fields)
    yield from metadata_problems(fields)
    name, slug = fields.get("name"), fields.get("slug")
    if isinstance(name, str) and not 0 < len(name.strip()) <= MAX_NAME:
        message = f"the name must have 1 to {MAX_NAME} characters"
        yield Problem("invalid_name", "name", message, "Shorten it, or give it one.")
    if isinstance(slug, str) and slug and not SLUG.fullmatch(slug):
        message = f'the slug "{slug[:80]}" contains characters other than a-z, 0-9, _ and -'
        yield Problem("invalid_slug", "slug", message, "Correct or omit it.")
    for domain in record.domains:
        yield from schema_problems(domain, f"{ORGANIZATION}/domains")
    for invitation in record.invitations:
        yield from schema_problems(invitation, f"{ORGANIZATION}/invitations")


def role_problems(record: RoleRecord) -> Iterator[Problem]:
    """What is wrong with a role and its permissions.

    Args:
        record: The role.
    """
    yield from schema_problems(record.fields, "/organization_roles")
    yield from text_problems(record.fields)
    if not ROLE.fullmatch(record.key) or record.fields.get("key") != record.key:
        message = f'"{record.key[:80]}" is not a role key'
        yield Problem("invalid_role", "key", message, "Use a key such as org:pilot.")
    for permission in record.permissions:
        yield from schema_problems(permission, "/organization_permissions")
        key = permission.get("key")
        if not isinstance(key, str) or not PERMISSION.fullmatch(key):
            message = f'"{str(key)[:80]}" is not a permission key'
            yield Problem(
                "invalid_permission", "permissions", message, "Use a key such as org:a:b."
            )


def membership_problems(record: MembershipRecord) -> Iterator[Problem]:
    """What is wrong with a membership.

    Args:
        record: The membership.
    """
    parts = {
        "user": record.user,
        "organization": record.membership.organization,
        "role": record.membership.role,
    }
    for name, value in parts.items():
        if not value:
            yield Problem(
                "missing_field", name, f"the membership has no {name}", f"Add the {name}."
            )
