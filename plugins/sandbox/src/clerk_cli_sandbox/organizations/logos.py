"""``/organizations/{id}/logo``: the logos of organizations."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http.images import delete_image, remove_image, save_image
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.identity.user_objects import AVATAR, require_user
from clerk_cli_sandbox.organizations.events import organization_deleted
from clerk_cli_sandbox.organizations.features import require_organizations
from clerk_cli_sandbox.organizations.organization_objects import (
    requested_organization,
    require_organization,
    save_organization,
)

routes = Routes(requirement=require_organizations)


@routes.add("PUT", "/organizations/{organization_id}/logo", missing_status=400)
def upload_logo(request: Request) -> Any:
    """Set or replace the logo of an organization."""
    organization = requested_organization(request)
    if uploader_id := request.body.get("uploader_user_id"):
        require_user(request.store, uploader_id)
    url = save_image(request, organization.get("image_url"))
    return save_organization(request, organization | {"image_url": url, "has_image": True})


@routes.add("DELETE", "/organizations/{organization_id}/logo")
def delete_logo(request: Request) -> Any:
    """Delete the logo of an organization, which then has the default one."""
    organization = requested_organization(request)
    remove_image(request, organization.get("image_url"))
    return save_organization(request, organization | {"image_url": AVATAR, "has_image": False})


@organization_deleted.reaction
def _delete_image(request: Request, organization_id: str) -> None:
    """Delete the logo of an organization that is deleted."""
    organization = require_organization(request.store, organization_id)
    delete_image(request.store, organization.get("image_url"))
