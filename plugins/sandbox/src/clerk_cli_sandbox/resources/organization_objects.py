"""Organizations: how they are stored, and how the API shows them."""

from __future__ import annotations

from clerk_cli_sandbox import api_errors
from clerk_cli_sandbox.store import JSONObject, Selection, Store

ORGANIZATION = "organization"
MEMBERSHIP = "organization_membership"
INVITATION = "organization_invitation"


def require_organization(store: Store, id_or_slug: str) -> JSONObject:
    """The organization with an id or slug.

    Raises:
        ErrorResponse: The organization does not exist.
    """
    organization = store.get(ORGANIZATION, id_or_slug)
    if organization is None:
        organization = store.first(Selection(ORGANIZATION).where_equal("slug", id_or_slug))
    if organization is None:
        raise api_errors.not_found("organization", id_or_slug)
    return organization


def serialize_organization(organization: JSONObject) -> JSONObject:
    """An organization as the API shows it."""
    return dict(organization)


def public_organization(organization: JSONObject) -> JSONObject:
    """An organization as the API shows it to those who are not members."""
    return {
        "id": organization["id"],
        "name": organization["name"],
        "slug": organization["slug"],
        "image_url": organization.get("image_url") or "",
        "has_image": organization["has_image"],
    }
