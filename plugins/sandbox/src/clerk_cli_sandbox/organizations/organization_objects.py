"""Organizations: how they are stored, and how the API shows them."""

from __future__ import annotations

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store

ORGANIZATION = "organization"
INVITATION = "organization_invitation"


def find_organization(store: Store, id_or_slug: str) -> JSONObject | None:
    """The organization with an id or slug, or None."""
    organization = store.get(ORGANIZATION, id_or_slug)
    if organization is None:
        organization = store.first(Selection(ORGANIZATION).where_equal("slug", id_or_slug))
    return organization


def require_organization(store: Store, id_or_slug: str) -> JSONObject:
    """The organization with an id or slug.

    Raises:
        ErrorResponse: The organization does not exist.
    """
    organization = find_organization(store, id_or_slug)
    if organization is None:
        raise api_errors.not_found("organization", id_or_slug)
    return organization


def requested_organization(request: Request) -> JSONObject:
    """The organization that the path names.

    Raises:
        ErrorResponse: The organization does not exist.
    """
    return require_organization(request.store, request.path_params["organization_id"])


def require_in_organization(request: Request, kind: str, id: str) -> JSONObject:
    """An object of the organization that the path names, such as an invitation.

    Raises:
        ErrorResponse: The organization does not exist, or has no such object.
    """
    organization = requested_organization(request)
    stored = request.store.get(kind, id)
    if stored is None or stored["organization_id"] != organization["id"]:
        raise api_errors.not_found(kind.replace("_", " "), id)
    return stored


def save_organization(request: Request, organization: JSONObject) -> JSONObject:
    """Store an updated organization, and return it as the API shows it."""
    organization["updated_at"] = request.now
    request.store.put(ORGANIZATION, organization)
    return serialize_organization(organization)


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
