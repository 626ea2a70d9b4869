"""``clerk enterpriseconnections …``: single sign-on for companies (an extension)."""

from __future__ import annotations

from typing import Literal

from clerk_cli.api import (
    DELETED,
    APIObject,
    Command,
    Context,
    Example,
    Listing,
    Organization,
    Page,
    Response,
    Update,
    View,
    argument,
    delete,
    get,
    option,
    patch,
    post,
    switch,
)
from clerk_cli_enterpriseconnections.options import (
    TAKEN_DOMAINS,
    ChangedConnection,
    NewConnection,
    OIDCOptions,
    SAMLOptions,
    SAMLSwitches,
    check_new,
    require_applied,
)
from clerk_cli_enterpriseconnections.views import CONNECTIONS, SAML_VIEW, view_of

PATH = "/v1/enterprise_connections"
ONE = PATH + "/{connection_id}"


class ConnectionsList(
    Page,
    name="enterpriseconnections list",
    aliases=("ls",),
    route=get(PATH),
    view=CONNECTIONS,
    extension=True,
    examples=(
        Example("clerk enterpriseconnections list", "List the enterprise connections"),
        Example(
            "clerk enterpriseconnections list --organization-id acme --active",
            "List the active connections of an organization",
        ),
    ),
):
    """List enterprise connections."""

    organization_id: Organization | None = option("Filter by organization")
    active: bool | None = switch("List only active connections, or only inactive ones")


class ShownConnection(Command, view=SAML_VIEW, extension=True):
    """A command that shows a connection, with the settings of its protocol."""

    def render_text(self, result: APIObject | Listing, context: Context) -> None:
        """Show the connection, or several of them as a list."""
        view = CONNECTIONS if isinstance(result, Listing) else view_of(result)
        context.show(result, view)


class ConnectionsGet(
    ShownConnection,
    name="enterpriseconnections get",
    route=get(ONE),
    many=True,
    examples=(
        Example("clerk enterpriseconnections get entconn_123", "Show an enterprise connection"),
    ),
):
    """Show an enterprise connection.

    For certificates and attribute mappings, use clerk enterpriseconnections saml get.
    """

    connection_id: str = argument("Enterprise connection ID")


class NewEnterpriseConnection(NewConnection):
    """The options of a new connection that both protocols have."""

    provider: Literal[
        "saml_custom", "saml_okta", "saml_google", "saml_microsoft",
        "oidc_custom", "oidc_github_enterprise", "oidc_gitlab",
    ] = option(
        "Identity provider: saml_custom, saml_okta, saml_google, saml_microsoft, oidc_custom, "
        "oidc_github_enterprise, or oidc_gitlab",
        metavar="provider",
    )  # fmt: skip
    active: bool | None = switch("Let people sign in with the connection")
    allow_organization_account_linking: bool | None = switch(
        "Link existing accounts of organization members"
    )


class ConnectionsCreate(
    SAMLSwitches,
    SAMLOptions,
    OIDCOptions,
    NewEnterpriseConnection,
    ShownConnection,
    name="enterpriseconnections create",
    route=post(PATH),
    view=SAML_VIEW,
    confirm_if={"--active": f"Create the connection and activate it? {TAKEN_DOMAINS}"},
    done="Created enterprise connection {id}.",
    examples=(
        Example(
            "printf '%s' \"$CLIENT_SECRET\" | clerk enterpriseconnections create --name Acme"
            " --provider oidc_custom --domains acme.com --client-id clerk --client-secret -"
            " --discovery-url https://idp.acme.com/.well-known/openid-configuration",
            "Create an OIDC connection with the client secret from stdin",
        ),
        Example(
            "clerk enterpriseconnections create --name Acme --provider saml_okta"
            " --domains acme.com --idp-metadata @metadata.xml",
            "Create a SAML connection from a metadata file",
        ),
        Example(
            "clerk enterpriseconnections create --name Acme --provider saml_custom"
            " --domains acme.com --organization-id acme --idp-entity-id urn:acme"
            " --idp-sso-url https://idp.acme.com/sso --idp-certificate @idp.pem",
            "Create a SAML connection for an organization",
        ),
    ),
):
    """Create an enterprise connection.

    The provider determines the protocol: SAML connections take the --idp options, and OIDC
    connections the client options. --active asks for confirmation, because organizations lose
    verified domains with the same names.
    """

    def check(self) -> None:
        """Check what the provider needs.

        Raises:
            UsageError: Something is missing or belongs to another provider.
        """
        super().check()
        check_new(self.build().json_object)


class ConnectionsUpdate(
    SAMLSwitches,
    SAMLOptions,
    OIDCOptions,
    ChangedConnection,
    Update,
    name="enterpriseconnections update",
    route=patch(ONE),
    view=SAML_VIEW,
    confirm_if={
        "--active": f"Activate enterprise connection {{connection_id}}? {TAKEN_DOMAINS}",
        "--no-active": "Stop sign-ins with enterprise connection {connection_id}?",
    },
    done="Updated enterprise connection {id}.",
    examples=(
        Example(
            "clerk enterpriseconnections update entconn_123 --no-active",
            "Stop sign-ins with the connection",
        ),
        Example(
            "clerk enterpriseconnections update entconn_123 --idp-certificate @idp.pem --active",
            "Replace the certificate and activate the connection",
        ),
        Example(
            "clerk enterpriseconnections update entconn_123"
            ' --attribute-mapping \'{"email_address": "mail"}\'',
            "Read the email address from another attribute",
        ),
    ),
):
    """Update an enterprise connection.

    Activating a connection removes verified domains with the same name from organizations, and
    --no-active stops sign-ins. Both ask for confirmation.
    """

    connection_id: str = argument("Enterprise connection ID")
    saml_name: str | None = option("SAML: name of the SAML connection", metavar="name")

    objects_route = patch(ONE)

    def object_of(self, response: Response) -> APIObject | None:
        """The connection.

        Raises:
            ClerkError: Settings of the other protocol were sent, which the API ignores.
        """
        result = super().object_of(response)
        if result is not None:
            require_applied(self.build().json_object, result)
        return result

    def view_of(self, result: APIObject) -> View:
        """The settings of its protocol."""
        return view_of(result)


class ConnectionsDelete(
    Command,
    name="enterpriseconnections delete",
    aliases=("rm",),
    route=delete(ONE),
    view=DELETED,
    confirm="Delete enterprise connection {connection_id}? Its directory is kept.",
    done="Deleted enterprise connection {connection_id}.",
    extension=True,
    many=True,
    examples=(
        Example(
            "clerk enterpriseconnections delete entconn_123", "Delete an enterprise connection"
        ),
    ),
):
    """Delete an enterprise connection, so that nobody can sign in with it."""

    connection_id: str = argument("Enterprise connection ID")
