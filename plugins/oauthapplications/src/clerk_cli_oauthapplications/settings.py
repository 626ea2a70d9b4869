"""``clerk oauthapplications settings …``: how the instance acts as an OAuth provider."""

from __future__ import annotations

from clerk_cli.api import (
    Column,
    Command,
    Csv,
    Example,
    Request,
    Update,
    UsageError,
    View,
    comma,
    flag,
    get,
    heading,
    option,
    patch,
    switch,
    yes_no,
)

PATH = "/v1/instance/oauth_application_settings"


def _scopes_or_default(scopes: object) -> str:
    """The scopes; where the instance has none of its own, Clerk's apply."""
    return "Clerk's own" if scopes is None else comma(scopes)


SETTINGS = View(
    details=(
        Column("JWT access tokens", "oauth_jwt_access_tokens", yes_no),
        Column("Default scopes", "default_scopes", _scopes_or_default),
        Column("Dynamic client registration", "dynamic_oauth_client_registration", yes_no),
        heading("Client ID Metadata Documents"),
        Column("Advertised", "client_id_metadata_documents_advertised", yes_no),
        Column(
            "Only known clients",
            "client_id_metadata_documents_only_allow_pre_registered_clients",
            yes_no,
        ),
        Column(
            "Implicitly allowed clients blocked",
            "client_id_metadata_documents_block_implicitly_allowed_clients",
            yes_no,
        ),
    )
)


class SettingsGet(
    Command,
    name="oauthapplications settings get",
    route=get(PATH),
    view=SETTINGS,
    extension=True,
    examples=(Example("clerk oauthapplications settings get", "Show the settings"),),
):
    """Show the settings for all OAuth applications."""

    promises = ("oauth_jwt_access_tokens",)


class SettingsUpdate(
    Update,
    name="oauthapplications settings update",
    route=patch(PATH),
    view=SETTINGS,
    done="Updated the OAuth settings.",
    extension=True,
    examples=(
        Example(
            "clerk oauthapplications settings update --no-jwt-access-tokens",
            "Issue opaque access tokens, which can be revoked",
        ),
        Example(
            "clerk oauthapplications settings update --default-scopes openid,profile,email",
            "Set the scopes of applications that request none",
        ),
    ),
):
    """Update the settings for all OAuth applications.

    Tokens issued earlier are not affected.
    """

    promises = ("oauth_jwt_access_tokens",)

    jwt_access_tokens: bool | None = switch(
        "Issue access tokens as JWTs, or as opaque tokens", sends="oauth_jwt_access_tokens"
    )
    default_scopes: Csv | None = option(
        "Scopes for applications that request none (comma-separated)", minimum=0
    )
    reset_default_scopes: bool = flag("Reset to Clerk's default scopes", sends=None)
    dynamic_client_registration: bool | None = switch(
        "Allow dynamic client registration (RFC 7591)",
        sends="dynamic_oauth_client_registration",
    )
    advertise_metadata_documents: bool | None = switch(
        "Advertise support for Client ID Metadata Documents",
        sends="client_id_metadata_documents_advertised",
    )
    only_known_clients: bool | None = switch(
        "Reject clients with unknown metadata documents",
        sends="client_id_metadata_documents_only_allow_pre_registered_clients",
    )
    block_implicitly_allowed_clients: bool | None = switch(
        "Reject clients that were not explicitly allowed",
        sends="client_id_metadata_documents_block_implicitly_allowed_clients",
    )

    def check(self) -> None:
        """Check the options together.

        Raises:
            UsageError: They change nothing, or contradict each other.
        """
        if not self.reset_default_scopes:
            super().check()
        elif self.default_scopes is not None:
            raise UsageError("--default-scopes cannot be combined with --reset-default-scopes")

    def build(self) -> Request:
        """The request; the API takes null for Clerk's default scopes."""
        request = super().build()
        if not self.reset_default_scopes:
            return request
        return request.replace(body={**request.json_object, "default_scopes": None})
