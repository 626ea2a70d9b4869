"""``/jwt_templates``: the claims of session tokens, and how the tokens are signed."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject, ErrorResponse
from clerk_cli_sandbox.http.formats import name_errors
from clerk_cli_sandbox.http.listing import array_or_page
from clerk_cli_sandbox.http.objects import deleted_object, public_members, require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Body, Check
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection
from clerk_cli_sandbox.tokens import signing

routes = Routes()

TEMPLATE = "jwt_template"
COLLECTION_PATH = "/jwt_templates"
RESOURCE_PATH = COLLECTION_PATH + "/{template_id}"
DEFAULT_LIFETIME, DEFAULT_CLOCK_SKEW = 60, 5


RESERVED_CLAIMS = frozenset(
    {"azp", "exp", "fea", "iat", "iss", "jti", "nbf", "pla", "sid", "sub", "v"}
)
"""The claims that tokens have by themselves, or that only session tokens have."""

SIGNING_KEY = "_signing_key"
"""The hidden member with a key of one's own."""


def signing_errors(body: Body) -> list[ErrorObject]:
    """What is wrong with a key of one's own."""
    if not body.get("custom_signing_key"):
        return []
    missing = [name for name in ("signing_algorithm", "signing_key") if not body.get(name)]
    if missing:
        return [api_errors.missing_param(name) for name in missing]
    if body["signing_algorithm"] not in signing.ALGORITHMS:
        return [api_errors.not_a_choice("signing_algorithm", signing.ALGORITHMS)]
    if signing.fits_algorithm(body["signing_algorithm"], body["signing_key"]):
        return []
    text = f"signing_key must be a key for the algorithm {body['signing_algorithm']}."
    return [api_errors.invalid_value("signing_key", text)]


@routes.add("GET", COLLECTION_PATH)
def list_templates(request: Request) -> Any:
    """List templates."""
    return array_or_page(request, Selection(TEMPLATE), public_members)


@routes.add("GET", RESOURCE_PATH)
def get_template(request: Request) -> Any:
    """Show a template."""
    return public_members(_require_template(request))


CHECKS: dict[str, Check] = {"name": name_errors}


@routes.add("POST", COLLECTION_PATH, CHECKS, body_check=signing_errors)
def create_template(request: Request) -> Any:
    """Create a template."""
    template = {"id": new_id("jtmpl"), "object": TEMPLATE, "created_at": request.now}
    return _save_template(request, template, request.body)


@routes.add("PATCH", RESOURCE_PATH, CHECKS, body_check=signing_errors)
def update_template(request: Request) -> Any:
    """Replace the contents of a template."""
    return _save_template(request, _require_template(request), request.body)


@routes.add("DELETE", RESOURCE_PATH)
def delete_template(request: Request) -> Any:
    """Delete a template."""
    template = _require_template(request)
    request.store.delete(TEMPLATE, template["id"])
    return deleted_object(template)


def _save_template(request: Request, template: JSONObject, body: Body) -> JSONObject:
    duplicates = Selection(TEMPLATE).where_equal("name", body["name"])
    if request.store.count(duplicates.where("o.id <> ?", template["id"])):
        raise ErrorResponse(422, api_errors.identifier_exists("name"))
    if reserved := sorted(RESERVED_CLAIMS & body["claims"].keys()):
        text = f"Clerk sets {', '.join(reserved)}; a template cannot."
        raise api_errors.refusal("jwt_template_reserved_claim", "reserved claim", text)
    has_custom_key = bool(body.get("custom_signing_key"))
    clock_skew = body.get("allowed_clock_skew")
    template |= {
        "name": body["name"],
        "claims": body["claims"],
        "lifetime": body.get("lifetime") or DEFAULT_LIFETIME,
        "allowed_clock_skew": DEFAULT_CLOCK_SKEW if clock_skew is None else clock_skew,
        "custom_signing_key": has_custom_key,
        "signing_algorithm": body["signing_algorithm"] if has_custom_key else signing.ALGORITHM,
        "updated_at": request.now,
        SIGNING_KEY: body["signing_key"] if has_custom_key else None,
    }
    request.store.put(TEMPLATE, template)
    return public_members(template)


def _require_template(request: Request) -> JSONObject:
    template_id = request.path_params["template_id"]
    return require_object(request.store, TEMPLATE, template_id, "JWT template")
