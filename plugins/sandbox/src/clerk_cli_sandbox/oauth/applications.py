"""``/oauth_applications``: applications that use the instance as their OAuth provider."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject
from clerk_cli_sandbox.http.formats import is_url, name_errors
from clerk_cli_sandbox.http.images import delete_image, save_image
from clerk_cli_sandbox.http.listing import columns_of, contains, page_response, sort, sortable_by
from clerk_cli_sandbox.http.objects import deleted_object, public_members, require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Body, Check
from clerk_cli_sandbox.identity.user_objects import require_user
from clerk_cli_sandbox.instance.settings import INSTANCE_ID
from clerk_cli_sandbox.machines.credentials import SECRET, find_by_secret
from clerk_cli_sandbox.machines.m2m_jwts import looks_like_jwt
from clerk_cli_sandbox.oauth.grants import (
    APPLICATION_ID,
    GRANT_ID,
    TOKENS,
    delete_grants_of_application,
    revoke_grant,
)
from clerk_cli_sandbox.oauth.protocol import frontend_url
from clerk_cli_sandbox.oauth.scopes import DEFAULT_SCOPES, scope_errors
from clerk_cli_sandbox.oauth.settings import read_settings
from clerk_cli_sandbox.storage.folding import fold
from clerk_cli_sandbox.storage.ids import new_id, random_text
from clerk_cli_sandbox.storage.store import JSONObject, Selection, json_field

routes = Routes()

APPLICATION = "oauth_application"
COLLECTION_PATH = "/oauth_applications"
RESOURCE_PATH = COLLECTION_PATH + "/{oauth_application_id}"
ORDERS = columns_of("name", "created_at")
CLIENT_ID_LENGTH, SECRET_LENGTH = 16, 32
ENDPOINTS = {
    "authorize_url": "/oauth/authorize",
    "token_fetch_url": "/oauth/token",
    "user_info_url": "/oauth/userinfo",
    "discovery_url": "/.well-known/openid-configuration",
    "token_introspection_url": "/oauth/token_info",
}


def _uris_errors(name: str, values: list[str]) -> list[ErrorObject]:
    return [error for value in values for error in is_url(name, value or " ")]


CHECKS: dict[str, Check] = {
    "name": name_errors,
    "redirect_uris": _uris_errors,
    "callback_url": is_url,
    "scopes": scope_errors,
}


@routes.add("GET", COLLECTION_PATH, {"order_by": sortable_by(ORDERS)})
def list_applications(request: Request) -> Any:
    """List applications; a search finds parts of names, and exact client ids."""
    selection = Selection(APPLICATION)
    if text := request.param("name_query"):
        condition = f"{contains(json_field('name'))} OR {json_field('client_id')} = ?"
        selection.where(f"({condition})", fold(text), text)
    selection = sort(request, selection, ORDERS)
    return page_response(request, selection, lambda application: serialize(request, application))


@routes.add("POST", COLLECTION_PATH, CHECKS)
def create_application(request: Request) -> Any:
    """Create an application, and show its client secret."""
    _require_consent_screen(request)
    body = request.non_null_fields
    is_public = body.get("public", False)
    application: JSONObject = {
        "object": APPLICATION,
        "id": new_id("oauthapp"),
        "instance_id": INSTANCE_ID,
        "name": body["name"].strip(),
        "client_id": random_text(CLIENT_ID_LENGTH),
        "client_uri": None,
        "client_image_url": None,
        "dynamically_registered": False,
        "consent_screen_enabled": body.get("consent_screen_enabled", True),
        "pkce_required": body.get("pkce_required", is_public),
        "public": is_public,
        "scopes": body.get("scopes", DEFAULT_SCOPES),
        "redirect_uris": _redirect_uris(body) or [],
        "created_at": request.now,
        "updated_at": request.now,
        SECRET: "" if is_public else random_text(SECRET_LENGTH),
    }
    _require_pkce(application)
    request.store.put(APPLICATION, application)
    return _serialize_with_secret(request, application)


@routes.add("GET", RESOURCE_PATH)
def get_application(request: Request) -> Any:
    """Show an application."""
    return serialize(request, require_application(request))


@routes.add("PATCH", RESOURCE_PATH, CHECKS)
def update_application(request: Request) -> Any:
    """Update an application; one that becomes public loses its client secret."""
    application, body = require_application(request), request.non_null_fields
    _require_consent_screen(request)
    redirect_uris = _redirect_uris(body)
    body.pop("callback_url", None)
    if body.get("public") and not application["public"]:
        application["pkce_required"] = True
    application |= body
    if redirect_uris is not None:
        application["redirect_uris"] = redirect_uris
    application["name"] = application["name"].strip()
    if application["public"]:
        application[SECRET] = ""
    _require_pkce(application)
    application["updated_at"] = request.now
    request.store.put(APPLICATION, application)
    return serialize(request, application)


@routes.add("DELETE", RESOURCE_PATH)
def delete_application(request: Request) -> Any:
    """Delete an application with its tokens."""
    application = require_application(request)
    delete_grants_of_application(request.store, application["id"])
    delete_image(request.store, application["client_image_url"])
    request.store.delete(APPLICATION, application["id"])
    return deleted_object(application)


@routes.add("PUT", RESOURCE_PATH + "/logo", missing_status=400)
def upload_logo(request: Request) -> Any:
    """Set or replace the logo of an application."""
    application = require_application(request)
    if uploader_id := request.body.get("uploader_user_id"):
        require_user(request.store, uploader_id)
    url = save_image(request, application["client_image_url"])
    application |= {"client_image_url": url, "updated_at": request.now}
    request.store.put(APPLICATION, application)
    return serialize(request, application)


@routes.add("POST", RESOURCE_PATH + "/rotate_secret")
def rotate_secret(request: Request) -> Any:
    """Replace the client secret at once; a public application has none."""
    application = require_application(request)
    if not application["public"]:
        application |= {SECRET: random_text(SECRET_LENGTH), "updated_at": request.now}
        request.store.put(APPLICATION, application)
    return _serialize_with_secret(request, application)


@routes.add("POST", RESOURCE_PATH + "/revoke_token")
def revoke_token(request: Request) -> Any:
    """Revoke an access token or refresh token, and all others of its grant."""
    application, text = require_application(request), request.body["token"]
    if looks_like_jwt(text):
        message = "JWT access tokens cannot be revoked."
        raise api_errors.refusal("bad_request", message)
    for kind in TOKENS:
        token = find_by_secret(request.store, kind, text)
        if token is not None and token[APPLICATION_ID] == application["id"]:
            revoke_grant(request, token[GRANT_ID])
            return
    raise api_errors.lacks("resource_not_found", "No OAuth token has this value.")


def require_application(request: Request) -> JSONObject:
    """The application that the path names.

    Raises:
        ErrorResponse: It does not exist.
    """
    application_id = request.path_params["oauth_application_id"]
    return require_object(request.store, APPLICATION, application_id, "OAuth application")


def serialize(request: Request, application: JSONObject) -> JSONObject:
    """An application as the API shows it."""
    base = frontend_url(request)
    endpoints = {name: f"{base}{path}" for name, path in ENDPOINTS.items()}
    callback_url = next(iter(application["redirect_uris"]), "")
    return public_members(application) | {"callback_url": callback_url, **endpoints}


def _serialize_with_secret(request: Request, application: JSONObject) -> JSONObject:
    return serialize(request, application) | {"client_secret": application[SECRET]}


def _redirect_uris(body: Body) -> list[str] | None:
    """The redirect URIs in a body, which may have the older field; None if it has neither."""
    if "redirect_uris" in body:
        return list(dict.fromkeys(body["redirect_uris"]))
    if "callback_url" not in body:
        return None
    return [body["callback_url"]] if body["callback_url"] else []


def _require_pkce(application: JSONObject) -> None:
    """Check that a public client, which has no secret, proves itself in another way.

    Raises:
        ErrorResponse: It does not.
    """
    if application["public"] and not application["pkce_required"]:
        text = "A public client requires PKCE."
        code = "form_public_client_requires_pkce"
        raise api_errors.refusal(code, "is invalid", text, param_name="pkce_required")


def _require_consent_screen(request: Request) -> None:
    """Check that none is disabled while applications can register by themselves.

    Source: https://clerk.com/docs/guides/configure/auth-strategies/oauth/how-clerk-implements-oauth
    """
    is_open = read_settings(request.store)["dynamic_oauth_client_registration"]
    if request.body.get("consent_screen_enabled") is False and is_open:
        text = "The consent screen cannot be disabled while dynamic client registration is enabled."
        code = "oauth_application_consent_screen_cannot_be_disabled"
        raise api_errors.refusal(code, "is required", text, param_name="consent_screen_enabled")
