"""``/organizations/{id}/domains``: whose email addresses belong to an organization."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.documents import deleted, known_domain, search
from clerk_cli_sandbox.fields import Field, Flag, Text
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.lists import one_of, paged
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.organization_objects import (
    public_organization,
    require_organization,
)
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import OLDEST_FIRST, Document, Selection, Store, member

routes = Routes()

DOMAIN = "organization_domain"
PATH = "/organizations/{organization_id}/domains"
ONE = PATH + "/{domain_id}"
MODES = ("manual_invitation", "automatic_invitation", "automatic_suggestion", "enterprise_sso")
UPDATE: dict[str, Field] = {"enrollment_mode": Text(choices=MODES), "verified": Flag()}


def remove_domains(store: Store, organization_id: str) -> None:
    """Remove every domain of an organization."""
    for domain in store.select(_of(organization_id)):
        store.delete(DOMAIN, domain["id"])


@routes.add("GET", PATH)
def list_domains(call: Invocation) -> Any:
    """List the domains of an organization."""
    organization = require_organization(call.store, call.path["organization_id"])
    return _page(call, _of(organization["id"]))


@routes.add("GET", "/organization_domains")
def list_all_domains(call: Invocation) -> Any:
    """List the domains of all organizations."""
    selection = search(call, Selection(DOMAIN), "name")
    if organization_id := call.value("organization_id"):
        selection.where(f"{member('organization_id')} = ?", organization_id)
    if names := call.values("domains"):
        selection.where(f"{member('name')} IN ({', '.join('?' * len(names))})", *names)
    return _page(call, selection)


@routes.add("POST", PATH, UPDATE | {"name": Text(required=True, nullable=False)})
def create_domain(call: Invocation) -> Any:
    """Add a domain; it counts as verified unless the body says otherwise."""
    organization = require_organization(call.store, call.path["organization_id"])
    name = known_domain(call.body["name"])
    if call.store.count(Selection(DOMAIN).where(f"{member('name')} = ?", name)):
        raise Refusal(422, problems.taken("name"))
    domain: Document = {
        "object": DOMAIN,
        "id": new_id("orgdmn"),
        "organization_id": organization["id"],
        "name": name,
        "enrollment_mode": call.body.get("enrollment_mode") or MODES[0],
        "affiliation_email_address": None,
        "affiliation_verification": None,
        "ownership_verification": None,
        "verification": None,
        "total_pending_invitations": 0,
        "total_pending_suggestions": 0,
        "public_organization_data": public_organization(organization),
        "created_at": call.now,
        "updated_at": call.now,
    }
    return _save(call, domain, verified=call.body.get("verified") is not False)


@routes.add("PATCH", ONE, UPDATE)
def update_domain(call: Invocation) -> Any:
    """Change how people with such an address join, or whether the domain is verified."""
    domain = _require(call)
    domain["enrollment_mode"] = call.body.get("enrollment_mode") or domain["enrollment_mode"]
    return _save(call, domain, verified=call.body.get("verified"))


@routes.add("POST", ONE + "/verify_ownership")
def verify_ownership(call: Invocation) -> Any:
    """Take an organization's word for it that it owns a domain."""
    domain = _require(call)
    if domain["ownership_verification"] is None:
        domain["ownership_verification"] = _verification(call.now, "manual_override")
    return _save(call, domain, verified=None)


@routes.add("DELETE", ONE)
def delete_domain(call: Invocation) -> Any:
    """Delete a domain."""
    domain = _require(call)
    call.store.delete(DOMAIN, domain["id"])
    return deleted(domain)


def _page(call: Invocation, selection: Selection) -> Any:
    one_of(call, "enrollment_mode", MODES, selection)
    wanted = (call.value("verified") or "").lower()
    if wanted in ("true", "false"):
        empty = "IS NOT NULL" if wanted == "true" else "IS NULL"
        selection.where(f"{member('affiliation_verification')} {empty}")
    selection.order = [OLDEST_FIRST]
    return paged(call, selection)


def _of(organization_id: str) -> Selection:
    return Selection(DOMAIN).where(f"{member('organization_id')} = ?", organization_id)


def _require(call: Invocation) -> Document:
    organization = require_organization(call.store, call.path["organization_id"])
    domain = call.store.get(DOMAIN, call.path["domain_id"])
    if domain is None or domain["organization_id"] != organization["id"]:
        raise problems.not_found("organization domain", call.path["domain_id"])
    return domain


def _verification(now: int, strategy: str) -> Document:
    facts = {"attempts": None, "expire_at": None, "verified_at": now}
    return {"status": "verified", "strategy": strategy, **facts}


def _save(call: Invocation, domain: Document, *, verified: bool | None) -> Any:
    if verified is not None:
        done = _verification(call.now, "admin") if verified else None
        domain |= {"affiliation_verification": done, "verification": done}
    domain["updated_at"] = call.now
    call.store.put(DOMAIN, domain)
    return domain
