"""``/organizations``: organizations and their metadata."""

from __future__ import annotations

import re
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.formats import plain_name_errors
from clerk_cli_sandbox.http.listing import (
    columns_of,
    contains,
    filter_by_signed_values,
    page_response,
    sort,
    sortable_by,
)
from clerk_cli_sandbox.http.objects import METADATA_CHECKS, patch_metadata
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check, passes
from clerk_cli_sandbox.http.timestamps import parse_timestamp, timestamp_errors
from clerk_cli_sandbox.identity.user_objects import AVATAR, MEMBERSHIP, USER, require_user
from clerk_cli_sandbox.organizations.domains import delete_domains
from clerk_cli_sandbox.organizations.events import organization_deleted
from clerk_cli_sandbox.organizations.features import (
    read_settings,
    require_organizations,
    require_slugs,
)
from clerk_cli_sandbox.organizations.invitations import delete_invitations
from clerk_cli_sandbox.organizations.memberships import add_membership, has_manager, members_count
from clerk_cli_sandbox.organizations.organization_objects import (
    ORGANIZATION,
    requested_organization,
    save_organization,
    serialize_organization,
)
from clerk_cli_sandbox.organizations.role_sets import creator_role
from clerk_cli_sandbox.storage.folding import fold
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store, json_field

routes = Routes(requirement=require_organizations)

COLLECTION_PATH = "/organizations"
RESOURCE_PATH = COLLECTION_PATH + "/{organization_id}"
SLUG = r"(?!.{257})[a-z0-9]+(?:-[a-z0-9]+)*"


def validate_slug(slug: str) -> None:
    """Check a slug; an empty one is like none.

    Raises:
        ErrorResponse: The slug is not valid.
    """
    if slug and not re.fullmatch(SLUG, slug):
        text = "slug can only contain lowercase letters, digits and dashes."
        raise ErrorResponse(422, api_errors.invalid_format("slug", text))


CHECKS: dict[str, Check] = {
    **METADATA_CHECKS,
    "name": plain_name_errors,
    "slug": passes(validate_slug),
    "created_at": timestamp_errors,
}
MEMBERS_COUNT = (
    f"(SELECT COUNT(*) FROM objects m WHERE m.kind = '{MEMBERSHIP}' "
    f"AND {json_field('organization_id', 'm')} = o.id)"
)
ORDERS = {**columns_of("name", "created_at"), "members_count": MEMBERS_COUNT}
"""The columns to sort by, and their SQL."""

WITH_MEMBERS = (
    f"o.id IN (SELECT {json_field('organization_id', 'm')} FROM objects m "
    f"WHERE m.kind = '{MEMBERSHIP}' AND {json_field('user_id', 'm')} IN ({{values}}))"
)


@routes.add("GET", COLLECTION_PATH, {"order_by": sortable_by(ORDERS)})
def list_organizations(request: Request) -> Any:
    """List organizations."""
    return page_response(
        request,
        sort(request, _select_organizations(request), ORDERS),
        lambda organization: _serialize_as_asked(request, organization),
    )


@routes.add("GET", RESOURCE_PATH)
def get_organization(request: Request) -> Any:
    """Show an organization, by id or slug."""
    return _serialize_as_asked(request, requested_organization(request))


@routes.add("POST", COLLECTION_PATH, CHECKS)
def create_organization(request: Request) -> Any:
    """Create an organization; its creator becomes an admin."""
    body, settings = request.body, read_settings(request.store)
    require_slugs(request)
    created_at = request.now
    if body.get("created_at"):
        created_at = parse_timestamp(body["created_at"], "created_at")
    organization: JSONObject = {
        "id": new_id("org"),
        "object": ORGANIZATION,
        "name": body["name"],
        "slug": ""
        if settings["slug_disabled"]
        else _unique_slug(request.store, body["name"], body.get("slug")),
        "image_url": AVATAR,
        "has_image": False,
        "max_allowed_memberships": settings["max_allowed_memberships"],
        "admin_delete_enabled": settings["admin_delete_enabled"],
        "public_metadata": body.get("public_metadata") or {},
        "private_metadata": body.get("private_metadata") or {},
        "created_at": created_at,
        "updated_at": created_at,
    }
    if body.get("max_allowed_memberships") is not None:
        organization["max_allowed_memberships"] = body["max_allowed_memberships"]
    if creator_id := body.get("created_by"):
        if request.store.get(USER, creator_id) is None:
            text = f"No user was found with id {creator_id}."
            raise api_errors.refusal("organization_creator_not_found", text)
        _require_creations_left(request.store, creator_id)
        organization["created_by"] = creator_id
        add_membership(request, organization, creator_id, creator_role(request.store))
    request.store.put(ORGANIZATION, organization)
    return serialize_organization(organization)


def _require_creations_left(store: Store, user_id: str) -> None:
    """Check that a user may create another organization.

    Raises:
        ErrorResponse: The user has created as many as the user's limit allows.
    """
    limit = require_user(store, user_id).get("create_organizations_limit")
    created = Selection(ORGANIZATION).where_equal("created_by", user_id)
    if limit and store.count(created) >= limit:
        text = f"The user can create at most {limit} organizations."
        raise api_errors.refusal("org_creation_limit_exceeded", text)


@routes.add("PATCH", RESOURCE_PATH, CHECKS)
def update_organization(request: Request) -> Any:
    """Update an organization, except its metadata."""
    organization = requested_organization(request)
    body = request.body
    require_slugs(request)
    if body.get("slug") and body["slug"] != organization["slug"]:
        organization["slug"] = _unique_slug(request.store, "", body["slug"])
    for name in ("name", "max_allowed_memberships", "admin_delete_enabled"):
        if body.get(name) is not None:
            organization[name] = body[name]
    return save_organization(request, organization)


@routes.add("PUT", RESOURCE_PATH + "/metadata", METADATA_CHECKS)
def replace_metadata(request: Request) -> Any:
    """Replace each kind of metadata in the body."""
    organization = requested_organization(request)
    organization |= {name: value or {} for name, value in request.body.items()}
    return save_organization(request, organization)


@routes.add("PATCH", RESOURCE_PATH + "/metadata")
def merge_metadata(request: Request) -> Any:
    """Merge each kind of metadata in the body; null removes a key."""
    organization = requested_organization(request)
    patch_metadata(organization, request.body)
    return save_organization(request, organization)


@routes.add("DELETE", RESOURCE_PATH)
def delete_organization(request: Request) -> Any:
    """Delete an organization and everything that belongs to it."""
    organization, store = requested_organization(request), request.store
    organization_deleted.happened(request, organization["id"])
    store.delete_all(Selection(MEMBERSHIP).where_equal("organization_id", organization["id"]))
    delete_invitations(store, organization["id"])
    delete_domains(store, organization["id"])
    store.delete(ORGANIZATION, organization["id"])
    return {
        "id": organization["id"],
        "object": ORGANIZATION,
        "slug": organization["slug"],
        "deleted": True,
    }


def _select_organizations(request: Request) -> Selection:
    selection = Selection(ORGANIZATION)
    if text := request.param("query"):
        condition = f"{contains(json_field('name'))} OR {contains(json_field('slug'))}"
        selection.where(f"({condition} OR o.id = ?)", fold(text), fold(text), text)
    filter_by_signed_values(request, selection, "user_id", WITH_MEMBERS)
    filter_by_signed_values(request, selection, "organization_id", "o.id IN ({values})")
    return selection


def _serialize_as_asked(request: Request, organization: JSONObject) -> JSONObject:
    response = serialize_organization(organization)
    if request.boolean_param("include_members_count"):
        response["members_count"] = members_count(request.store, organization["id"])
    if request.boolean_param("include_missing_member_with_elevated_permissions"):
        response["missing_member_with_elevated_permissions"] = not has_manager(
            request.store, organization["id"]
        )
    return response


def _unique_slug(store: Store, name: str, requested_slug: str | None) -> str:
    """The requested slug, or else a slug that is derived from the name and not in use.

    Raises:
        ErrorResponse: The requested slug is already in use.
    """
    base = requested_slug or "-".join(re.findall(r"[a-z0-9]+", name.lower())) or "organization"
    number, slug = 1, base
    while store.count(Selection(ORGANIZATION).where_equal("slug", slug)):
        if requested_slug:
            raise ErrorResponse(422, api_errors.identifier_exists("slug"))
        number += 1
        slug = f"{base}-{number}"
    return slug
