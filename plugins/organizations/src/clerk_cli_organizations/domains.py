"""``clerk organizations domains …``: domains whose users may join (an extension)."""

from __future__ import annotations

from typing import Literal

from clerk_cli.api import (
    DELETED,
    APIObject,
    Column,
    Command,
    Example,
    Organization,
    Page,
    Subject,
    Update,
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


def is_verified(domain: APIObject) -> bool:
    """Whether the ownership of a domain is verified."""
    return (domain.get("verification") or {}).get("status") == "verified"


DOMAINS = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name"),
        Column("ENROLLMENT", "enrollment_mode", optional=True),
        Column("VERIFIED", is_verified, yes_no),
        Column("CREATED", "created_at", date, optional=True),
    ),
    empty="No domains found",
)
PATH = "/v1/organizations/{organization_id}/domains"
ONE = PATH + "/{domain_id}"
EnrollmentMode = Literal[
    "manual_invitation", "automatic_invitation", "automatic_suggestion", "enterprise_sso"
]
MODES = "manual_invitation, automatic_invitation, automatic_suggestion, enterprise_sso"


class DomainsList(
    Page,
    name="organizations domains list",
    aliases=("ls",),
    route=get(PATH),
    view=DOMAINS,
    extension=True,
    examples=(
        Example("clerk organizations domains list org_123", "List an organization's domains"),
        Example(
            "clerk organizations domains list org_123 --no-verified",
            "List the domains that are not verified yet",
        ),
    ),
):
    """List an organization's domains."""

    organization_id: Organization = argument("Organization")
    verified: bool | None = switch("Filter by verification status")
    enrollment_mode: EnrollmentMode | None = option(
        f"Filter by enrollment mode: {MODES}", metavar="mode"
    )


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
