"""``/admin_portal_link_tokens``: links with which an IT contact sets up single sign-on."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.objects import require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.instance.settings import INSTANCE_ID
from clerk_cli_sandbox.machines import credentials
from clerk_cli_sandbox.organizations.events import organization_deleted
from clerk_cli_sandbox.organizations.features import require_organizations
from clerk_cli_sandbox.organizations.organization_objects import ORGANIZATION
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection

routes = Routes(invalid_status=400)

TOKEN = "admin_portal_link_token"
COLLECTION_PATH = "/admin_portal_link_tokens"
DEFAULT_SECONDS = 3600


@organization_deleted.reaction
def delete_tokens(request: Request, organization_id: str) -> None:
    """Delete the tokens for an organization that is deleted."""
    request.store.delete_all(Selection(TOKEN).where_equal("organization_id", organization_id))


@routes.add("POST", COLLECTION_PATH, status=201)
def create_token(request: Request) -> Any:
    """Create a token and show its secret, once."""
    body = request.body
    organization_id = body.get("organization_id")
    if organization_id:
        require_organizations(request)
    if organization_id and request.store.get(ORGANIZATION, organization_id) is None:
        text = f"No organization was found with id {organization_id}."
        raise api_errors.refusal("bad_request", "organization not found", text)
    secret = credentials.new_secret("aplt")
    token: JSONObject = {
        "object": TOKEN,
        "id": credentials.new_id("aplt"),
        "admin_portal_link_id": new_id("apl"),
        "instance_id": INSTANCE_ID,
        "organization_id": organization_id,
        "it_contact_id": body.get("it_contact_id"),
        "scopes": body.get("scopes"),
        "revoked": False,
        "revocation_reason": None,
        "expiration": credentials.expiration_time(
            request, {"seconds_until_expiration": DEFAULT_SECONDS} | body
        ),
        "created_at": request.now,
        "updated_at": request.now,
        credentials.SECRET: secret,
    }
    request.store.put(TOKEN, token)
    return credentials.serialize(token, request.now) | {"token": secret}


@routes.add("POST", COLLECTION_PATH + "/{token_id}/revoke")
def revoke_token(request: Request) -> Any:
    """Revoke a token; one that is already revoked does not change."""
    token = require_object(
        request.store, TOKEN, request.path_params["token_id"], "admin portal link token"
    )
    return credentials.revoke(request, token)
