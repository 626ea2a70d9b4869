"""``/organizations/{id}/domains``: the email domains of organizations."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject, ErrorResponse
from clerk_cli_sandbox.http.listing import (
    columns_of,
    contains,
    filter_by_signed_values,
    filter_by_values,
    page_response,
    sort,
    sortable_by,
)
from clerk_cli_sandbox.http.objects import deleted_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check, has_schema, passes
from clerk_cli_sandbox.http.validation import validate_domain
from clerk_cli_sandbox.organizations.events import organization_domain_verified
from clerk_cli_sandbox.organizations.features import (
    require_domains,
    require_enrollment_mode,
    require_quota,
)
from clerk_cli_sandbox.organizations.organization_objects import (
    public_organization,
    requested_organization,
    require_in_organization,
)
from clerk_cli_sandbox.storage.folding import fold
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import OLDEST_FIRST, JSONObject, Selection, Store, json_field

routes = Routes(requirement=require_domains)

DOMAIN = "organization_domain"
COLLECTION_PATH = "/organizations/{organization_id}/domains"
RESOURCE_PATH = COLLECTION_PATH + "/{domain_id}"
EMAIL_PROVIDERS = frozenset(
    {
        "aol.com", "gmail.com", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com",
        "icloud.com", "live.com", "mail.com", "mail.ru", "me.com", "msn.com", "outlook.com",
        "proton.me", "protonmail.com", "qq.com", "web.de", "yahoo.com", "yandex.com", "zoho.com",
    }
)  # fmt: skip
"""Domains that no organization has to itself; Clerk's own list is longer."""

MODES = ("manual_invitation", "automatic_invitation", "automatic_suggestion", "enterprise_sso")
CHECKS: dict[str, Check] = {
    "name": passes(validate_domain),
    "enrollment_mode": has_schema({"enum": MODES}),
}
ORDERS = columns_of("name", "created_at")


def _query_errors(name: str, value: str) -> list[ErrorObject]:
    return [] if value.strip() else [api_errors.invalid_value(name, f"{name} must not be empty.")]


LIST_CHECKS: dict[str, Check] = {
    "order_by": sortable_by(ORDERS),
    "query": _query_errors,
    "verified": has_schema({"enum": ("true", "false")}),
    "enrollment_mode": has_schema({"enum": (*MODES, *(f"-{mode}" for mode in MODES))}),
}


def delete_domains(store: Store, organization_id: str) -> None:
    """Delete every domain of an organization."""
    store.delete_all(_domains_of(organization_id))


def verified_domains(names: Collection[str]) -> Selection:
    """The verified domains with one of several names, whatever organization has them."""
    selection = Selection(DOMAIN).where(f"{json_field('verification')} IS NOT NULL")
    return selection.where_in("name", names)


@routes.add("GET", COLLECTION_PATH, LIST_CHECKS)
def list_domains(request: Request) -> Any:
    """List the domains of an organization."""
    organization = requested_organization(request)
    return _domains_page(request, _domains_of(organization["id"]))


@routes.add("GET", "/organization_domains", LIST_CHECKS)
def list_all_domains(request: Request) -> Any:
    """List the domains of all organizations."""
    selection = Selection(DOMAIN)
    filter_by_values(request, selection, "organization_id")
    filter_by_values(request, selection, "domains", json_field("name"))
    text = request.param("query") or ""
    if text.startswith("org_"):
        selection.where_equal("organization_id", text)
    elif text:
        selection.where(contains(json_field("name")), fold(text))
    return _domains_page(request, sort(request, selection, ORDERS))


@routes.add("POST", COLLECTION_PATH, CHECKS)
def create_domain(request: Request) -> Any:
    """Add a domain; it is verified unless the body sets ``verified`` to false."""
    organization = requested_organization(request)
    if "name" not in request.body:
        raise ErrorResponse(422, api_errors.missing_param("name"))
    name = validate_domain(request.body["name"])
    if name in EMAIL_PROVIDERS:
        text = f"Everybody can have an email address at {name}."
        raise api_errors.refusal("organization_domain_common", text, param_name="name")
    if other := request.store.first(Selection(DOMAIN).where_equal("name", name)):
        codes = (
            "organization_domain_already_exists",
            "organization_domain_already_exists_same_organization",
        )
        code = codes[other["organization_id"] == organization["id"]]
        raise api_errors.refusal(code, f"The domain {name} already exists.", param_name="name")
    require_enrollment_mode(request.store, request.body.get("enrollment_mode"))
    require_quota(
        request.store,
        _domains_of(organization["id"]),
        "max_allowed_domains",
        code="organization_domain_quota_exceeded",
    )
    domain: JSONObject = {
        "object": DOMAIN,
        "id": new_id("orgdmn"),
        "organization_id": organization["id"],
        "name": name,
        "enrollment_mode": request.body.get("enrollment_mode") or MODES[0],
        "affiliation_email_address": None,
        "affiliation_verification": None,
        "ownership_verification": None,
        "verification": None,
        "total_pending_invitations": 0,
        "total_pending_suggestions": 0,
        "public_organization_data": public_organization(organization),
        "created_at": request.now,
        "updated_at": request.now,
    }
    return _save_domain(request, domain, verified=request.body.get("verified") is not False)


@routes.add("PATCH", RESOURCE_PATH, CHECKS)
def update_domain(request: Request) -> Any:
    """Change the enrollment mode of a domain, or whether it is verified."""
    domain = _require_domain(request)
    require_enrollment_mode(request.store, request.body.get("enrollment_mode"))
    domain["enrollment_mode"] = request.body.get("enrollment_mode") or domain["enrollment_mode"]
    return _save_domain(request, domain, verified=request.body.get("verified"))


@routes.add("POST", RESOURCE_PATH + "/verify_ownership")
def verify_ownership(request: Request) -> Any:
    """Mark the ownership of a domain as verified, without checking it."""
    domain = _require_domain(request)
    if domain["ownership_verification"] is None:
        domain["ownership_verification"] = _verification(request.now, "manual_override")
    return _save_domain(request, domain, verified=None)


@routes.add("DELETE", RESOURCE_PATH)
def delete_domain(request: Request) -> Any:
    """Delete a domain."""
    domain = _require_domain(request)
    request.store.delete(DOMAIN, domain["id"])
    return deleted_object(domain)


def _domains_page(request: Request, selection: Selection) -> Any:
    mode = f"{json_field('enrollment_mode')} IN ({{values}})"
    filter_by_signed_values(request, selection, "enrollment_mode", mode)
    if (verified := request.boolean_param("verified")) is not None:
        comparison = "IS NOT NULL" if verified else "IS NULL"
        selection.where(f"{json_field('affiliation_verification')} {comparison}")
    selection.order = selection.order or [OLDEST_FIRST]
    return page_response(request, selection)


def _domains_of(organization_id: str) -> Selection:
    return Selection(DOMAIN).where_equal("organization_id", organization_id)


def _require_domain(request: Request) -> JSONObject:
    return require_in_organization(request, DOMAIN, request.path_params["domain_id"])


def _verification(now: int, strategy: str) -> JSONObject:
    return {
        "status": "verified",
        "strategy": strategy,
        "attempts": None,
        "expire_at": None,
        "verified_at": now,
    }


def _save_domain(request: Request, domain: JSONObject, *, verified: bool | None) -> Any:
    if verified is not None:
        if verified and domain["verification"] is None:
            organization_domain_verified.happened(request, domain["name"])
        verification = _verification(request.now, "admin") if verified else None
        domain |= {"affiliation_verification": verification, "verification": verification}
    domain["updated_at"] = request.now
    request.store.put(DOMAIN, domain)
    return domain
