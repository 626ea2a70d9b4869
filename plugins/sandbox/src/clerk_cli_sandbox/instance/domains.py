"""``/domains``: the domains of the instance."""

from __future__ import annotations

import re
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.formats import is_http_url
from clerk_cli_sandbox.http.objects import deleted_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import passes
from clerk_cli_sandbox.http.validation import validate_domain
from clerk_cli_sandbox.storage.ids import new_id, stable_id
from clerk_cli_sandbox.storage.store import OLDEST_FIRST, JSONObject, Selection, Store

routes = Routes()

DOMAIN = "domain"
PRIMARY_ID = stable_id("dmn", "sandbox")
COLLECTION_PATH = "/domains"
RESOURCE_PATH = COLLECTION_PATH + "/{domain_id}"
LOCAL_NAME = r"localhost(:[0-9]+)?"


def _validate_name(name: str) -> str:
    """The name of a domain in lowercase; development instances can also be local.

    Raises:
        ErrorResponse: The name is not valid.
    """
    local_name = name.strip().lower()
    return local_name if re.fullmatch(LOCAL_NAME, local_name) else validate_domain(name)


CHECKS = {"name": passes(_validate_name), "proxy_url": is_http_url}


@routes.add("GET", COLLECTION_PATH)
def list_domains(request: Request) -> Any:
    """List the primary domain and the satellite domains."""
    domains = all_domains(request.store)
    return {"data": domains, "total_count": len(domains)}


@routes.add("POST", COLLECTION_PATH, CHECKS)
def add_domain(request: Request) -> Any:
    """Add a satellite domain."""
    name = _unique_name(request, request.body["name"])
    domain = new_domain(new_id("dmn"), name, is_satellite=True)
    domain["proxy_url"] = request.body.get("proxy_url")
    _store_primary(request.store)
    request.store.put(DOMAIN, domain)
    return domain


@routes.add("PATCH", RESOURCE_PATH, CHECKS)
def update_domain(request: Request) -> Any:
    """Rename a domain, or change its proxy."""
    domain = _require_domain(request)
    if (name := request.body.get("name")) and name != domain["name"]:
        name = _unique_name(request, name)
        renamed = new_domain(domain["id"], name, is_satellite=domain["is_satellite"])
        domain = renamed | {"proxy_url": domain["proxy_url"]}
    if "proxy_url" in request.body:
        domain["proxy_url"] = request.body["proxy_url"]
    request.store.put(DOMAIN, domain)
    return domain


@routes.add("DELETE", RESOURCE_PATH)
def delete_domain(request: Request) -> Any:
    """Delete a satellite domain."""
    domain = _require_domain(request)
    if not domain["is_satellite"]:
        text = "Only satellite domains can be deleted."
        raise api_errors.refusal("operation_not_allowed_on_primary_domain", text)
    request.store.delete(DOMAIN, domain["id"])
    return deleted_object(domain)


def new_domain(id: str, name: str, *, is_satellite: bool) -> JSONObject:
    """A domain with the default values of its other members."""
    host = f"clerk.{name}"
    return {
        "id": id,
        "object": DOMAIN,
        "name": name,
        "is_satellite": is_satellite,
        "frontend_api_url": f"https://{host}",
        "accounts_portal_url": None if is_satellite else f"https://accounts.{name}",
        "proxy_url": None,
        "development_origin": "",
        "cname_targets": [{"host": host, "value": "frontend-api.clerk.test", "required": True}],
    }


def primary_domain(store: Store) -> JSONObject:
    """The domain that all URLs of the instance are about."""
    (primary,) = (domain for domain in all_domains(store) if not domain["is_satellite"])
    return primary


def frontend_api_url(store: Store) -> str:
    """The URL of the Frontend API of the primary domain, which issues tokens."""
    return str(primary_domain(store)["frontend_api_url"])


def accounts_portal_url(store: Store) -> str:
    """The URL of the pages for signing in and up of the primary domain."""
    return str(primary_domain(store)["accounts_portal_url"])


def all_domains(store: Store) -> list[JSONObject]:
    """The domains, the primary one first; an instance always has one."""
    domains = store.select(Selection(DOMAIN, order=[OLDEST_FIRST]))
    return domains or [new_domain(PRIMARY_ID, "sandbox.test", is_satellite=False)]


def _store_primary(store: Store) -> None:
    """Store the primary domain before another one is added."""
    for domain in all_domains(store):
        store.put(DOMAIN, domain)


def _require_domain(request: Request) -> JSONObject:
    id = request.path_params["domain_id"]
    for domain in all_domains(request.store):
        if domain["id"] == id:
            return domain
    raise api_errors.not_found("domain", id)


def _unique_name(request: Request, name: str) -> str:
    name = _validate_name(name)
    if any(domain["name"] == name for domain in all_domains(request.store)):
        raise ErrorResponse(422, api_errors.identifier_exists("name"))
    return name
