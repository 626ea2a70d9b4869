"""``/proxy_checks``: whether a proxy in front of the Frontend API works."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.formats import is_http_url
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.validation import host_of
from clerk_cli_sandbox.instance.domains import all_domains
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection

routes = Routes()

PROXY_CHECK = "proxy_check"
PARAMETERS = ("domain_id", "proxy_url")


@routes.add("POST", "/proxy_checks", {"proxy_url": is_http_url})
def check_proxy(request: Request) -> Any:
    """Check a proxy by its URL, which must be on the domain; nothing is sent to it."""
    missing = [name for name in PARAMETERS if not request.body.get(name)]
    if missing:
        raise ErrorResponse(422, *map(api_errors.missing_param, missing))
    domain_id, proxy_url = (request.body[name] for name in PARAMETERS)
    if not proxy_url.lower().startswith("https://"):
        raise api_errors.refusal("insecure_url", "proxy_url must be HTTPS.", param_name="proxy_url")
    domain = next((row for row in all_domains(request.store) if row["id"] == domain_id), None)
    if domain is None:
        text = f"No domain was found with id {domain_id}."
        raise api_errors.refusal("form_resource_not_found", text, param_name="domain_id")
    host, name = host_of("proxy_url", proxy_url), domain["name"].partition(":")[0]
    if host != name and not host.endswith(f".{name}"):
        text = f"The proxy at {proxy_url} does not forward requests for {name}."
        raise api_errors.refusal("invalid_proxy_configuration", text, param_name="proxy_url")
    return _save_check(request, domain_id, proxy_url)


def _save_check(request: Request, domain_id: str, proxy_url: str) -> JSONObject:
    """The check of a domain and a URL, of which there is one, however often it runs."""
    earlier = Selection(PROXY_CHECK).where_equal("domain_id", domain_id)
    check = request.store.first(earlier.where_equal("proxy_url", proxy_url)) or {
        "object": PROXY_CHECK,
        "id": new_id("proxchk"),
        "domain_id": domain_id,
        "proxy_url": proxy_url,
        "successful": True,
        "created_at": request.now,
    }
    check |= {"last_run_at": request.now, "updated_at": request.now}
    request.store.put(PROXY_CHECK, check)
    return check
