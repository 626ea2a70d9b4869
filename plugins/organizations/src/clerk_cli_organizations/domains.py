"""``clerk organizations domains …``: domains whose users may join (an extension)."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from clerk_cli.api import (
    DELETED,
    APIObject,
    Column,
    Command,
    Csv,
    Environment,
    Example,
    Kind,
    Organization,
    Request,
    Subject,
    Update,
    UsageError,
    View,
    argument,
    date,
    delete,
    get,
    option,
    patch,
    post,
    switch,
    yes_no,
)
from clerk_cli_organizations.instance_lists import InstanceList


def is_verified(domain: APIObject) -> bool:
    """Whether the ownership of a domain is verified."""
    return (domain.get("verification") or {}).get("status") == "verified"


DOMAINS = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name"),
        Column("ENROLLMENT", "enrollment_mode", optional=True),
        Column("VERIFIED", is_verified, yes_no),
        Column("OWNERSHIP", "ownership_verification.status", optional=True),
        Column("CREATED", "created_at", date, optional=True),
    ),
    empty="No domains found",
)
OWNERSHIP = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name"),
        Column("OWNERSHIP", "ownership_verification.status"),
        Column("STRATEGY", "ownership_verification.strategy", optional=True),
        Column("VERIFIED", "ownership_verification.verified_at", date, optional=True),
    )
)
PATH = "/v1/organizations/{organization_id}/domains"
ONE = PATH + "/{domain_id}"
EnrollmentMode = Literal[
    "manual_invitation", "automatic_invitation", "automatic_suggestion", "enterprise_sso"
]
MODES = "manual_invitation, automatic_invitation, automatic_suggestion, enterprise_sso"


def parse_mode_filter(text: str, _environment: Environment) -> list[str]:
    """Read enrollment modes, separated by commas, each perhaps with a minus sign."""
    modes = [part.strip().lower() for part in text.split(",") if part.strip()]
    for mode in modes:
        if mode.removeprefix("-") not in MODES.split(", "):
            raise ValueError(f'"{mode}" is not one of {MODES}')
    return list(dict.fromkeys(modes))


ModeFilter: TypeAlias = Annotated[list[str], Kind("modes", parse_mode_filter, repeats=True)]
"""Enrollment modes that a list includes or excludes."""


class DomainsList(
    InstanceList,
    name="organizations domains list",
    aliases=("ls",),
    route=get(PATH),
    view=DOMAINS,
    extension=True,
    examples=(
        Example("clerk organizations domains list org_123", "List an organization's domains"),
        Example(
            "clerk organizations domains list org_123 --no-verified",
            "List the unverified domains",
        ),
        Example(
            "clerk organizations domains list --query example --order-by name",
            "Search the domains of all organizations",
        ),
        Example(
            "clerk organizations domains list --enrollment-mode=-enterprise_sso",
            "Exclude the domains with an enrollment mode",
        ),
    ),
):
    """List the domains of an organization, or of all organizations."""

    instance_route = get("/v1/organization_domains")
    objects_route = instance_route

    verified: bool | None = switch("Filter by verification status")
    enrollment_mode: ModeFilter | None = option(
        f"Filter by enrollment modes (comma-separated; prefix with - to exclude): {MODES}"
    )
    query: str | None = option("Search by name", metavar="text")
    domains: Csv | None = option(
        "Filter by exact names (comma-separated)", metavar="names", maximum=100
    )
    order_by: str | None = option(
        "Sort field: name or created_at (prefix with - for desc)",
        metavar="field",
        completes=("name", "created_at"),
    )

    def check(self) -> None:
        """Refuse an empty search, as the API does.

        Raises:
            UsageError: The text is empty.
        """
        super().check()
        if self.query is not None and not self.query.strip():
            raise UsageError("--query: the value is empty")

    def build(self) -> Request:
        """The request; the list of an organization neither searches nor sorts, that of all does."""
        request = super().build()
        if self.organization_id is None or not self._needs_instance_list():
            return request
        query = {"organization_id": self.organization_id, **request.query}
        return request.replace(path=self.instance_route.path, query=query)

    def _needs_instance_list(self) -> bool:
        modes = self.enrollment_mode or []
        has_several_modes = len(modes) > 1 or any(mode.startswith("-") for mode in modes)
        return has_several_modes or bool(self.query or self.domains or self.order_by)


class DomainsAdd(
    Command,
    name="organizations domains add",
    route=post(PATH),
    view=DOMAINS,
    done="Added domain {id}.",
    extension=True,
    examples=(
        Example(
            "clerk organizations domains add org_123 --name beta.example",
            "Add a domain to an organization",
        ),
    ),
):
    """Add a domain to an organization."""

    organization_id: Organization = argument("Organization")
    name: str = option("Domain name")
    enrollment_mode: EnrollmentMode = option(
        f"Enrollment mode: {MODES}", default="manual_invitation", metavar="mode"
    )
    verified: bool | None = switch("Mark as verified")


class DomainCommand(Command, view=DOMAINS, extension=True):
    """A command about one domain."""

    organization_id: Organization = argument("Organization")
    domain_id: str = argument("Domain ID")


class DomainsUpdate(
    DomainCommand,
    Update,
    name="organizations domains update",
    route=patch(ONE),
    done="Updated domain {domain_id}.",
    examples=(
        Example(
            "clerk organizations domains update org_123 orgdmn_123"
            " --enrollment-mode automatic_invitation",
            "Invite users with an address at the domain automatically",
        ),
    ),
):
    """Update an organization's domain."""

    enrollment_mode: EnrollmentMode | None = option(f"Enrollment mode: {MODES}", metavar="mode")
    verified: bool | None = switch("Mark as verified")


class DomainsDelete(
    DomainCommand,
    name="organizations domains delete",
    aliases=("rm",),
    route=delete(ONE),
    view=DELETED,
    confirm="Delete domain {domain_id} of organization {organization_id}?",
    subject=Subject(
        listed=get("/v1/organizations/{organization_id}/domains"), query={"limit": 500}
    ),
    done="Deleted domain {domain_id}.",
    many=True,
    examples=(Example("clerk organizations domains delete org_123 orgdmn_123", "Delete a domain"),),
):
    """Delete an organization's domain."""


class DomainsVerifyOwnership(
    DomainCommand,
    name="organizations domains verify-ownership",
    route=post(ONE + "/verify_ownership"),
    view=OWNERSHIP,
    done="Marked the ownership of domain {domain_id} as verified.",
    many=True,
    examples=(
        Example(
            "clerk organizations domains verify-ownership org_123 orgdmn_123",
            "Verify a domain without a DNS record",
        ),
    ),
):
    """Mark the ownership of an organization's domain as verified, without checking its DNS."""
