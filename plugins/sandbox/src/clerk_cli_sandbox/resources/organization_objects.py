"""Organizations as they are kept and shown, and the roles that members have."""

from __future__ import annotations

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.store import Document, Selection, Store, member

ORGANIZATION = "organization"
MEMBERSHIP = "organization_membership"
INVITATION = "organization_invitation"

READ = ["org:sys_memberships:read"]
MANAGE = [
    "org:sys_profile:manage", "org:sys_profile:delete", "org:sys_memberships:read",
    "org:sys_memberships:manage", "org:sys_domains:read", "org:sys_domains:manage",
]  # fmt: skip
ROLES = {"org:admin": ("Admin", MANAGE), "org:member": ("Member", READ)}
"""Keys of roles, with their names and permissions."""


def require_organization(store: Store, id_or_slug: str) -> Document:
    """The organization with an id or slug.

    Raises:
        Refusal: There is none.
    """
    found = store.get(ORGANIZATION, id_or_slug)
    if found is None:
        rows = store.select(Selection(ORGANIZATION).where(f"{member('slug')} = ?", id_or_slug))
        found = rows[0] if rows else None
    if found is None:
        raise problems.not_found("organization", id_or_slug)
    return found


def shown_organization(organization: Document) -> Document:
    """An organization as the API shows it."""
    return dict(organization)
