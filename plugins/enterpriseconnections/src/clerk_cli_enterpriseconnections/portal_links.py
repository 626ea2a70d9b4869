"""``clerk enterpriseconnections portal-links …``: access to the admin portal for IT contacts."""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Csv,
    Duration,
    Example,
    Organization,
    SecretCommand,
    Subject,
    View,
    argument,
    comma,
    expiry,
    option,
    post,
)

PATH = "/v1/admin_portal_link_tokens"
MAX_SECONDS = 86_400


def status(link: APIObject) -> str:
    """``active``, ``revoked`` or ``expired``."""
    if link.get("revoked"):
        return "revoked"
    return "expired" if link.get("expired") else "active"


LINKS = View(
    columns=(
        Column("ID", "id"),
        Column("STATUS", status, is_status=True),
        Column("EXPIRES", "expiration", expiry, optional=True),
        Column("ORGANIZATION", "organization_id", optional=True),
        Column("SCOPES", "scopes", comma, truncatable=True, optional=True),
        Column("REASON", "revocation_reason", truncatable=True, optional=True),
    ),
)


class PortalLinksCreate(
    SecretCommand,
    name="enterpriseconnections portal-links create",
    route=post(PATH),
    view=LINKS,
    done="Created admin portal link token {id}.",
    extension=True,
    examples=(
        Example(
            "clerk enterpriseconnections portal-links create --organization-id acme"
            " --expires-in 2h",
            "Print a token that lets an organization's IT contact set up single sign-on",
        ),
    ),
):
    """Create a link to the admin portal and print its token.

    The token is part of the link that an IT contact receives; it can be used once.
    """

    secret_member = "token"

    organization_id: Organization | None = option("Organization")
    it_contact_id: str | None = option("Your own ID for the IT contact", metavar="id")
    scopes: Csv | None = option("Scopes, such as admin_portal:read (comma-separated)")
    expires_in: Duration | None = option(
        "Time until expiration: 90s, 30m, 2h, or seconds (default: 1h, at most 1d)",
        sends="seconds_until_expiration",
        minimum=1,
        maximum=MAX_SECONDS,
    )


class PortalLinksRevoke(
    Command,
    name="enterpriseconnections portal-links revoke",
    route=post(PATH + "/{token_id}/revoke"),
    view=LINKS,
    confirm="Revoke admin portal link token {token_id}?",
    subject=Subject(readable=False),  # the API has no operation for one
    done="Revoked admin portal link token {token_id}.",
    extension=True,
    many=True,
    examples=(
        Example(
            "clerk enterpriseconnections portal-links revoke aplt_123 --reason leaked",
            "Revoke a link to the admin portal",
        ),
    ),
):
    """Revoke a link to the admin portal."""

    token_id: str = argument("Admin portal link token ID")
    reason: str | None = option(
        "Reason for the revocation", metavar="text", sends="revocation_reason"
    )
