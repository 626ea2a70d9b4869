"""Organizations as they are kept and shown."""

from __future__ import annotations

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.store import Document, Selection, Store, member

ORGANIZATION = "organization"
MEMBERSHIP = "organization_membership"
INVITATION = "organization_invitation"


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


def public_organization(organization: Document) -> Document:
    """What those who do not belong to an organization see of it."""
    return {
        "id": organization["id"],
        "name": organization["name"],
        "slug": organization["slug"],
        "image_url": organization.get("image_url") or "",
        "has_image": organization["has_image"],
    }
