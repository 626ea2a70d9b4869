"""``/instance/change_domain``: another primary domain, which signs everybody out."""

from __future__ import annotations

from typing import Any

from clerk_cli.operations import Schema
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.formats import is_http_url
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check
from clerk_cli_sandbox.http.validation import host_of, validate_domain
from clerk_cli_sandbox.instance.domains import DOMAIN, all_domains, new_domain
from clerk_cli_sandbox.instance.events import primary_domain_changed

routes = Routes()

ACCEPTED = 202
HOME_URL = "home_url"
CHECKS: dict[str, Check] = {HOME_URL: is_http_url}
UNDOCUMENTED: Schema = {
    "type": "object",
    "properties": {HOME_URL: {"type": "string"}, "is_secondary": {"type": "boolean"}},
}
"""The body of an older path that Clerk's JavaScript SDK calls, and the spec lacks."""

HOSTING_DOMAINS = frozenset(
    {
        "azurewebsites.net", "firebaseapp.com", "fly.dev", "github.io", "herokuapp.com",
        "netlify.app", "ngrok-free.app", "ngrok.io", "onrender.com", "pages.dev", "railway.app",
        "replit.app", "surge.sh", "vercel.app", "web.app",
    }
)  # fmt: skip
"""Domains of hosting providers, whose DNS no customer controls; Clerk's own list is longer."""

RESERVED_DOMAINS = frozenset(("accounts.dev", "clerk.com", "clerk.dev", "lclclerk.com"))
RESERVED_LABELS = frozenset(("accounts", "clerk", "clk"))
"""What the hosts of Clerk's services begin with."""

SECOND_LEVELS = frozenset(("ac", "co", "com", "edu", "gov", "net", "org"))
"""What stands between the name and the country in domains such as ``example.co.uk``."""


@routes.add("POST", "/instance/change_domain", CHECKS, status=ACCEPTED)
@routes.add("PUT", "/beta_features/domain", CHECKS, status=ACCEPTED)
@routes.add("POST", "/beta_features/change_domain", CHECKS, body=UNDOCUMENTED, status=ACCEPTED)
def change_domain(request: Request) -> Any:
    """Rename the primary domain; the response has no body.

    Clerk does this for production instances alone; the sandbox does not tell them apart.
    """
    if not request.body.get(HOME_URL):
        raise ErrorResponse(422, api_errors.missing_param(HOME_URL))
    is_secondary = bool(request.body.get("is_secondary"))
    name = _domain_name(request.body[HOME_URL], is_secondary=is_secondary)
    primary, *satellites = all_domains(request.store)
    if any(domain["name"] == name for domain in satellites):
        text = f"The domain {name} is already in use."
        raise api_errors.refusal("home_url_taken", text, param_name=HOME_URL)
    if name != primary["name"]:
        request.store.put(DOMAIN, new_domain(primary["id"], name, is_satellite=False))
        primary_domain_changed.happened(request, primary["id"])


def _domain_name(home_url: str, *, is_secondary: bool) -> str:
    """The domain of an application; that of a secondary one has its subdomain.

    Raises:
        ErrorResponse: The URL is not one that an application can have.
    """
    if not home_url.lower().startswith("https://"):
        raise api_errors.refusal("insecure_url", "home_url must be HTTPS.", param_name=HOME_URL)
    host = validate_domain(host_of(HOME_URL, home_url))
    site = _registrable(host)
    if site in HOSTING_DOMAINS or host in HOSTING_DOMAINS:
        text = f"{site} belongs to a hosting provider. Use a domain of your own."
        raise api_errors.refusal("known_hosting_domain", text, param_name=HOME_URL)
    if site in RESERVED_DOMAINS:
        raise api_errors.refusal("reserved_domain", f"{site} is reserved.", param_name=HOME_URL)
    label = host.partition(".")[0]
    if is_secondary and host != site and label in RESERVED_LABELS:
        text = f"The subdomain {label} is reserved."
        raise api_errors.refusal("reserved_subdomain", text, param_name=HOME_URL)
    return host if is_secondary else site


def _registrable(host: str) -> str:
    """The part of a host that somebody registered, such as ``example.com``."""
    labels = host.split(".")
    has_second_level = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVELS
    return ".".join(labels[-3 if has_second_level else -2 :])
