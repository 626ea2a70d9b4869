"""``clerk domains …``: the domains of the instance."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    APIObject,
    ClerkError,
    Column,
    Command,
    Context,
    Example,
    ListCommand,
    Request,
    Subject,
    Update,
    View,
    argument,
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


class DomainsGet(
    Command,
    name="domains get",
    route=get("/v1/domains"),
    view=DOMAIN,
    examples=(
        Example("clerk domains get dmn_123", "Show a domain and the DNS records that it needs"),
    ),
):
    """Show a domain."""

    domain_id: str = argument("Domain ID or name", sends=None)

    objects_route = get("/v1/domains")

    def run(self, context: Context) -> APIObject:
        """Pick the domain from the list; the API has no endpoint for a single one."""
        domains = context.send(self.build()).listing().objects
        for domain in domains:
            if self.domain_id in (domain.get("id"), domain.get("name")):
                return domain
        names = ", ".join(str(domain.get("name")) for domain in domains) or "none"
        raise ClerkError(f'domain "{self.domain_id}" does not exist', hint=f"Domains: {names}")


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
