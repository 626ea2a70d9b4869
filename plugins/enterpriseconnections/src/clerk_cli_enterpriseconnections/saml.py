"""``clerk enterpriseconnections saml …``: the same connections through the older SAML API.

Clerk deprecates it. It shows what the newer API does not: certificates and attribute mappings.
"""

from __future__ import annotations

from typing import Literal

from clerk_cli.api import (
    DELETED,
    APIError,
    Command,
    Context,
    Example,
    Organizations,
    Outcome,
    Page,
    Result,
    Update,
    UsageError,
    argument,
    delete,
    flag,
    get,
    option,
    patch,
    post,
)
from clerk_cli_enterpriseconnections.options import (
    TAKEN_DOMAINS,
    ChangedConnection,
    NewConnection,
    SAMLOptions,
    SAMLSwitches,
)
from clerk_cli_enterpriseconnections.views import OLDER_FORM

PATH = "/v1/saml_connections"
ONE = PATH + "/{saml_connection_id}"
TAKEN = "organization_domain_exists_for_enrollment"
"""The code of the error for an activation that would delete verified domains of organizations."""


class SAMLList(
    Page,
    name="enterpriseconnections saml list",
    aliases=("ls",),
    route=get(PATH),
    view=OLDER_FORM,
    extension=True,
    examples=(
        Example("clerk enterpriseconnections saml list --query acme", "Search SAML connections"),
    ),
):
    """List SAML connections."""

    query: str | None = option("Search by name", metavar="text")
    order_by: str | None = option(
        "Sort field: created_at or name (prefix with - for desc)",
        metavar="field",
        completes=("created_at", "name"),
    )
    organization_id: Organizations | None = option(
        "Filter by organization (comma-separated; prefix with - to exclude)"
    )


class SAMLGet(
    Command,
    name="enterpriseconnections saml get",
    route=get(ONE),
    view=OLDER_FORM,
    extension=True,
    many=True,
    examples=(
        Example(
            "clerk enterpriseconnections saml get samlc_123",
            "Show a SAML connection and when its certificate expires",
        ),
    ),
):
    """Show a SAML connection."""

    saml_connection_id: str = argument("SAML connection ID")


class NewSAMLConnection(NewConnection):
    """The options of a new connection that the older API requires."""

    provider: Literal["saml_custom", "saml_okta", "saml_google", "saml_microsoft"] = option(
        "Identity provider: saml_custom, saml_okta, saml_google, or saml_microsoft",
        metavar="provider",
    )


class SAMLCreate(
    SAMLOptions,
    NewSAMLConnection,
    name="enterpriseconnections saml create",
    route=post(PATH),
    view=OLDER_FORM,
    done="Created SAML connection {id}.",
    examples=(
        Example(
            "clerk enterpriseconnections saml create --name Acme --provider saml_okta"
            " --domains acme.com --idp-metadata @metadata.xml",
            "Create a SAML connection from a metadata file",
        ),
    ),
):
    """Create a SAML connection, which is also an enterprise connection."""


class SAMLUpdate(
    SAMLSwitches,
    SAMLOptions,
    ChangedConnection,
    Update,
    name="enterpriseconnections saml update",
    route=patch(ONE),
    view=OLDER_FORM,
    confirm_if={
        "--consent-verified-domains-deletion": (
            f"Activate SAML connection {{saml_connection_id}}? {TAKEN_DOMAINS}"
        ),
        "--no-active": "Stop sign-ins with SAML connection {saml_connection_id}?",
    },
    done="Updated SAML connection {id}.",
    examples=(
        Example(
            "clerk enterpriseconnections saml update samlc_123 --idp-certificate @idp.pem",
            "Replace the certificate",
        ),
    ),
):
    """Update a SAML connection."""

    saml_connection_id: str = argument("SAML connection ID")
    consent_verified_domains_deletion: bool = flag(
        "Delete verified domains of organizations with the same name on activation"
    )

    def check(self) -> None:
        """Check that consent is for an activation.

        Raises:
            UsageError: The connection is not activated.
        """
        super().check()
        body = self.build().json_object
        if body.get("consent_verified_domains_deletion") and not body.get("active"):
            raise UsageError("--consent-verified-domains-deletion requires --active")

    objects_route = patch(ONE)

    def run(self, context: Context) -> Outcome | Result:
        """Send the request; where the API asks for consent, the error names the option."""
        try:
            return super().run(context)
        except APIError as error:
            if TAKEN in error.codes:
                error.hint = "To delete that domain, pass --consent-verified-domains-deletion."
            raise


class SAMLDelete(
    Command,
    name="enterpriseconnections saml delete",
    aliases=("rm",),
    route=delete(ONE),
    view=DELETED,
    confirm="Delete SAML connection {saml_connection_id}? Its directory is kept.",
    done="Deleted SAML connection {saml_connection_id}.",
    extension=True,
    many=True,
    examples=(
        Example("clerk enterpriseconnections saml delete samlc_123", "Delete a SAML connection"),
    ),
):
    """Delete a SAML connection and its enterprise connection."""

    saml_connection_id: str = argument("SAML connection ID")
