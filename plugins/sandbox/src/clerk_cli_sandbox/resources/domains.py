"""``/domains``: the domains of the instance."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.documents import deleted, known_domain
from clerk_cli_sandbox.fields import Flag, Text
from clerk_cli_sandbox.identifiers import new_id, stable_id
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import OLDEST_FIRST, Document, Selection, Store

routes = Routes()

DOMAIN = "domain"
PRIMARY = stable_id("dmn", "sandbox")


@routes.add("GET", "/domains")
def list_domains(call: Invocation) -> Any:
    """List the primary domain and the satellites."""
    rows = _all(call.store)
    return {"data": rows, "total_count": len(rows)}


@routes.add(
    "POST",
    "/domains",
    {
        "name": Text(required=True, nullable=False),
        "is_satellite": Flag(required=True, nullable=False),
        "proxy_url": Text(),
    },
)
def add_domain(call: Invocation) -> Any:
    """Add a satellite domain."""
    if not call.body["is_satellite"]:
        text = "is_satellite must be true: only satellite domains can be added."
        raise Refusal(422, problems.wrong_value("is_satellite", text))
    domain = _domain(new_id("dmn"), _free_name(call, call.body["name"]), satellite=True)
    domain["proxy_url"] = call.body.get("proxy_url")
    _keep_primary(call.store)
    call.store.put(DOMAIN, domain)
    return domain


@routes.add(
    "PATCH",
    "/domains/{domain_id}",
    {"name": Text(), "proxy_url": Text(), "is_secondary": Flag()},
)
def update_domain(call: Invocation) -> Any:
    """Rename a domain, or change its proxy."""
    domain = _require(call)
    if (name := call.body.get("name")) and name != domain["name"]:
        renamed = _domain(domain["id"], _free_name(call, name), satellite=domain["is_satellite"])
        domain = renamed | {"proxy_url": domain["proxy_url"]}
    if "proxy_url" in call.body:
        domain["proxy_url"] = call.body["proxy_url"]
    call.store.put(DOMAIN, domain)
    return domain


@routes.add("DELETE", "/domains/{domain_id}")
def delete_domain(call: Invocation) -> Any:
    """Delete a satellite domain."""
    domain = _require(call)
    if not domain["is_satellite"]:
        text = "Only satellite domains can be deleted."
        raise Refusal(403, problems.error("operation_not_allowed_on_primary_domain", text))
    call.store.delete(DOMAIN, domain["id"])
    return deleted(domain)


def _domain(id: str, name: str, *, satellite: bool) -> Document:
    host = f"clerk.{name}"
    return {
        "id": id,
        "object": DOMAIN,
        "name": name,
        "is_satellite": satellite,
        "frontend_api_url": f"https://{host}",
        "accounts_portal_url": None if satellite else f"https://accounts.{name}",
        "proxy_url": None,
        "development_origin": "",
        "cname_targets": [{"host": host, "value": "frontend-api.clerk.test", "required": True}],
    }


def _all(store: Store) -> list[Document]:
    kept = store.select(Selection(DOMAIN, order=[OLDEST_FIRST]))
    return kept or [_domain(PRIMARY, "sandbox.test", satellite=False)]


def _keep_primary(store: Store) -> None:
    """Write the primary domain down before there is another one."""
    for domain in _all(store):
        store.put(DOMAIN, domain)


def _require(call: Invocation) -> Document:
    id = call.path["domain_id"]
    for domain in _all(call.store):
        if domain["id"] == id:
            return domain
    raise problems.not_found("domain", id)


def _free_name(call: Invocation, name: str) -> str:
    name = known_domain(name)
    if any(domain["name"] == name for domain in _all(call.store)):
        raise Refusal(422, problems.taken("name"))
    return name
