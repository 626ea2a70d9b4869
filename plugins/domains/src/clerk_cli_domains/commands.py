"""``clerk domains …``: the domains of the instance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeAlias

from clerk_cli.api import (
    DELETED,
    APIObject,
    ClerkError,
    Column,
    Command,
    Context,
    Environment,
    Example,
    Kind,
    ListCommand,
    Request,
    Subject,
    Update,
    View,
    argument,
    date_time,
    delete,
    get,
    option,
    patch,
    post,
    switch,
    yes_no,
)


def targets(domain: APIObject) -> str:
    """The DNS records that a domain needs."""
    records = domain.get("cname_targets") or []
    return ", ".join(f"{record['host']} -> {record['value']}" for record in records)


DOMAINS = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name"),
        Column("SATELLITE", "is_satellite", yes_no),
        Column("FRONTEND API", "frontend_api_url", truncatable=True, optional=True),
        Column("PROXY URL", "proxy_url", truncatable=True, optional=True),
    ),
    empty="No domains found",
)
DOMAIN = View(
    columns=DOMAINS.columns,
    details=(
        Column("Domain", "id"),
        Column("Name", "name"),
        Column("Satellite", "is_satellite", yes_no),
        Column("Frontend API", "frontend_api_url"),
        Column("Accounts portal", "accounts_portal_url"),
        Column("Proxy URL", "proxy_url"),
        Column("Development origin", "development_origin"),
        Column("CNAME targets", targets),
    ),
)


class DomainsList(
    ListCommand,
    name="domains list",
    aliases=("ls",),
    route=get("/v1/domains"),
    view=DOMAINS,
    examples=(Example("clerk domains list", "List the domains of the instance"),),
):
    """List the domains of the instance."""


def domain_in(domains: Sequence[APIObject], id_or_name: str) -> APIObject:
    """The domain with an ID or name, in the list of all; the API has no endpoint for one.

    Raises:
        ClerkError: There is none.
    """
    for domain in domains:
        if id_or_name in (domain.get("id"), domain.get("name")):
            return domain
    names = ", ".join(str(domain.get("name")) for domain in domains) or "none"
    raise ClerkError(f'domain "{id_or_name}" does not exist', hint=f"Domains: {names}")


class DomainsGet(
    Command,
    name="domains get",
    route=get("/v1/domains"),
    view=DOMAIN,
    examples=(Example("clerk domains get dmn_123", "Show a domain and its DNS records"),),
):
    """Show a domain."""

    domain_id: str = argument("Domain ID or name", sends=None)

    objects_route = get("/v1/domains")

    def run(self, context: Context) -> APIObject:
        """Pick the domain from the list."""
        return domain_in(context.send(self.build()).listing().objects, self.domain_id)


class DomainsAdd(
    Command,
    name="domains add",
    route=post("/v1/domains"),
    view=DOMAIN,
    done="Added domain {name}.",
    examples=(Example("clerk domains add --name app.example.com", "Add a satellite domain"),),
):
    """Add a satellite domain."""

    name: str = option("Domain name")
    proxy_url: str | None = option("Proxy URL")

    def build(self) -> Request:
        """The request; satellites are the only domains that can be added."""
        request = super().build()
        return request.replace(body={**request.json_object, "is_satellite": True})


class DomainsUpdate(
    Update,
    name="domains update",
    route=patch("/v1/domains/{domain_id}"),
    view=DOMAIN,
    done="Updated domain {domain_id}.",
    examples=(
        Example("clerk domains update dmn_123 --name new.example.com", "Rename a domain"),
        Example("clerk domains update dmn_123 --proxy-url ''", "Switch from a proxy back to DNS"),
    ),
):
    """Update a domain.

    Renaming the primary domain of a production instance takes the instance down until DNS is
    updated.
    """

    domain_id: str = argument("Domain ID")
    name: str | None = option("New domain name")
    proxy_url: str | None = option("Proxy URL (empty to switch back to DNS)")
    is_secondary: bool | None = switch("Treat the domain as a secondary application")

    def build(self) -> Request:
        """The request; an empty proxy URL stands for null."""
        request = super().build()
        body = {name: None if value == "" else value for name, value in request.json_object.items()}
        return request.replace(body=body)


class DomainsDelete(
    Command,
    name="domains delete",
    aliases=("rm",),
    route=delete("/v1/domains/{domain_id}"),
    view=DELETED,
    confirm="Delete domain {domain_id}?",
    subject=Subject(listed=get("/v1/domains")),
    done="Deleted domain {domain_id}.",
    many=True,
    examples=(Example("clerk domains delete dmn_123", "Delete a satellite domain"),),
):
    """Delete a satellite domain."""

    domain_id: str = argument("Domain ID")


PROXY_CHECK = View(
    details=(
        Column("Proxy check", "id"),
        Column("Domain", "domain_id"),
        Column("Proxy URL", "proxy_url"),
        Column("Successful", "successful", yes_no),
        Column("Last run", "last_run_at", date_time),
    )
)


def parse_proxy_url(text: str, _environment: Environment) -> str:
    """Read the URL of a proxy."""
    scheme, _, rest = text.strip().partition("://")
    if scheme.lower() not in ("http", "https") or not rest.partition("/")[0]:
        raise ValueError(f'"{text}" is not a URL such as https://example.com/__clerk')
    return text.strip()


ProxyURL: TypeAlias = Annotated[str, Kind("url", parse_proxy_url)]
"""The URL of a proxy."""


class DomainsCheckProxy(
    Command,
    name="domains check-proxy",
    route=post("/v1/proxy_checks"),
    view=PROXY_CHECK,
    done="Checked the proxy of domain {domain_id}.",
    extension=True,
    examples=(
        Example(
            "clerk domains check-proxy dmn_123 --proxy-url https://satellite.example.com/__clerk",
            "Check a proxy before using it",
        ),
    ),
):
    """Check that a proxy forwards the requests for a domain to Clerk's Frontend API.

    Without --proxy-url, the proxy that the domain uses is checked.
    """

    domain_id: str = argument("Domain ID")
    proxy_url: ProxyURL | None = option("Proxy URL (default: the domain's)")

    objects_route = post("/v1/proxy_checks")

    def run(self, context: Context) -> APIObject | None:
        """Look up the URL if necessary, and send the request."""
        proxy_url = self.proxy_url or self._proxy_of_domain(context)
        return self.object_of(context.send(self.copy_with(proxy_url=proxy_url).build()))

    def _proxy_of_domain(self, context: Context) -> str:
        domains = context.send(Request("GET", "/v1/domains")).listing().objects
        domain = domain_in(domains, self.domain_id)
        if not domain.get("proxy_url"):
            raise ClerkError(
                f'domain "{self.domain_id}" uses no proxy', hint="Pass --proxy-url to check one."
            )
        return str(domain["proxy_url"])
