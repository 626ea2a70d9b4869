"""``clerk organizations domains …``: domains whose users may join (beyond the reference)."""

from __future__ import annotations

from typing import Literal

from clerk_cli.api import (
    DELETED,
    Column,
    Command,
    Page,
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

DOMAINS = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name"),
        Column("ENROLLMENT", "enrollment_mode"),
        Column("VERIFIED", lambda domain: _verified(domain), yes_no),
        Column("CREATED", "created_at", date),
    ),
    empty="No domains found",
)
PATH = "/v1/organizations/{organization_id}/domains"
ONE = PATH + "/{domain_id}"
MODES = Literal[
    "manual_invitation", "automatic_invitation", "automatic_suggestion", "enterprise_sso"
]


def _verified(domain: dict[str, object]) -> bool:
    verification = domain.get("verification")
    return isinstance(verification, dict) and verification.get("status") == "verified"


class DomainsList(
    Page,
    name="organizations domains list",
    aliases=("ls",),
    route=get(PATH),
    view=DOMAINS,
    extension=True,
):
    """List the domains of an organization."""

    organization_id: str = argument("The organization")
    verified: bool | None = switch("Only verified ones, or only the others")
    enrollment_mode: MODES | None = option("Filter by enrollment mode", metavar="mode")


class DomainsAdd(
    Command,
    name="organizations domains add",
    route=post(PATH),
    view=DOMAINS,
    done="Added domain {id}.",
    extension=True,
):
    """Add a domain to an organization."""

    organization_id: str = argument("The organization")
    name: str = option("Domain name")
    enrollment_mode: MODES = option(
        "How its users join", default="manual_invitation", metavar="mode"
    )
    verified: bool | None = switch("Take it as verified")


class DomainsUpdate(
    Update,
    name="organizations domains update",
    route=patch(ONE),
    view=DOMAINS,
    done="Updated domain {domain_id}.",
    extension=True,
):
    """Update a domain of an organization."""

    organization_id: str = argument("The organization")
    domain_id: str = argument("The domain to update")
    enrollment_mode: MODES | None = option("How its users join", metavar="mode")
    verified: bool | None = switch("Take it as verified")


class DomainsDelete(
    Command,
    name="organizations domains delete",
    aliases=("rm",),
    route=delete(ONE),
    view=DELETED,
    confirm="Delete domain {domain_id} of organization {organization_id}?",
    done="Deleted domain {domain_id}.",
    extension=True,
):
    """Delete a domain of an organization."""

    organization_id: str = argument("The organization")
    domain_id: str = argument("The domain to delete")
