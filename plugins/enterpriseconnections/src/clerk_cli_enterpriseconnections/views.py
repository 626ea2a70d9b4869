"""How connections look as tables."""

from __future__ import annotations

from collections.abc import Callable

from clerk_cli.api import APIObject, Column, View, comma, date, date_time, heading, text, yes_no

GROUP = 16
"""How many digits of a fingerprint are between spaces."""


def status(connection: APIObject) -> str:
    """``active`` or ``inactive``."""
    return "active" if connection.get("active") else "inactive"


def masked(value: object) -> str:
    """That there is a value, and not which one."""
    return "****" if value else text(value)


def fingerprint(value: object) -> str:
    """The SHA-256 fingerprint of a certificate, which is public, as identity providers show it."""
    import base64
    import hashlib

    lines = str(value or "").strip().splitlines()
    try:
        der = base64.b64decode("".join(line for line in lines if not line.startswith("-----")))
    except ValueError:
        return masked(value)
    digits = hashlib.sha256(der).hexdigest()
    groups = (digits[at : at + GROUP] for at in range(0, len(digits), GROUP))
    return " ".join(groups) if der else text(None)


def login_hint(value: object) -> str:
    """A login hint as one types it."""
    if not isinstance(value, dict):
        return text(value)
    return ":".join(str(value[name]) for name in ("mode", "source") if value.get(name))


def keys(value: object) -> str:
    """The keys of custom attributes."""
    attributes = value if isinstance(value, list) else []
    return comma([attribute.get("key") for attribute in attributes])


CONNECTIONS = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name", truncatable=True),
        Column("PROVIDER", "provider"),
        Column("DOMAINS", "domains", comma, truncatable=True),
        Column("STATUS", status, is_status=True),
        Column("ORGANIZATION", "organization_id", optional=True),
        Column("CREATED", "created_at", date, optional=True),
    ),
    empty="No enterprise connections found",
)
BASIC = (
    Column("Name", "name"),
    Column("Provider", "provider"),
    Column("Domains", "domains", comma),
    Column("Organization", "organization_id"),
    Column("Status", status, is_status=True, shows=("active",)),
    Column("Created", "created_at", date_time),
    Column("Updated", "updated_at", date_time),
)
PEOPLE = (
    heading("People"),
    Column("Sync attributes", "sync_user_attributes", yes_no),
    Column("Other identifiers", "disable_additional_identifications",
           lambda value: yes_no(not value)),
    Column("Account linking", "allow_organization_account_linking", yes_no),
)  # fmt: skip


def saml_lines(prefix: str = "") -> tuple[Column, ...]:
    """The settings of SAML among the details of a connection.

    Args:
        prefix: The path of the object that has them, with a dot at its end.
    """

    def line(title: str, name: str, show: Callable[[object], str] = text) -> Column:
        return Column(title, f"{prefix}{name}", show, shows=(name,))

    return (
        heading("Identity provider"),
        line("Entity ID", "idp_entity_id"),
        line("SSO URL", "idp_sso_url"),
        line("Metadata URL", "idp_metadata_url"),
        line("Subdomains", "allow_subdomains", yes_no),
        line("IdP-initiated", "allow_idp_initiated", yes_no),
        line("Sign in again", "force_authn", yes_no),
        line("Login hint", "login_hint", login_hint),
        heading("For the identity provider"),
        line("ACS URL", "acs_url"),
        line("SP entity ID", "sp_entity_id"),
        line("SP metadata URL", "sp_metadata_url"),
    )


SAML_VIEW = CONNECTIONS.replace(
    details=(
        Column("Connection", "id"),
        *BASIC,
        *PEOPLE,
        Column("Custom attributes", "custom_attributes", keys),
        *saml_lines("saml_connection."),
        heading("Older form"),
        Column("SAML connection", "saml_connection.id"),
        Column("SAML name", "saml_connection.name", shows=("saml_name",)),
    )
)
OIDC_VIEW = CONNECTIONS.replace(
    details=(
        Column("Connection", "id"),
        *BASIC,
        *PEOPLE,
        Column("Custom attributes", "custom_attributes", keys),
        heading("Identity provider"),
        *(
            Column(title, f"oauth_config.{name}", shows=(name,))
            for title, name in (
                ("Client ID", "client_id"),
                ("Discovery URL", "discovery_url"),
                ("Authorization URL", "auth_url"),
                ("Token URL", "token_url"),
                ("User info URL", "user_info_url"),
            )
        ),
        Column("PKCE", "oauth_config.requires_pkce", yes_no, shows=("requires_pkce",)),
    )
)


def view_of(connection: APIObject) -> View:
    """How a connection looks: it has the settings of one protocol."""
    return OIDC_VIEW if connection.get("oauth_config") else SAML_VIEW


OLDER_FORM = View(
    columns=CONNECTIONS.columns,
    wide=(
        Column("CERTIFICATE SHA-256", "idp_certificate", fingerprint),
        Column("METADATA", "idp_metadata", masked),
    ),
    details=(
        Column("SAML connection", "id"),
        Column("Enterprise connection", "enterprise_connection_id"),
        *BASIC,
        *PEOPLE,
        *saml_lines()[:4],
        Column("Metadata", "idp_metadata", masked),
        Column("Certificate SHA-256", "idp_certificate", fingerprint),
        Column("Certificate from", "idp_certificate_issued_at", date_time),
        Column("Certificate until", "idp_certificate_expires_at", date_time),
        Column("Attributes", "attribute_mapping"),
        *saml_lines()[4:],
    ),
    empty="No SAML connections found",
)
