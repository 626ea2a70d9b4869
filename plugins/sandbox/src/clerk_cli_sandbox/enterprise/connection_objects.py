"""Enterprise connections: how they are stored, and the two forms in which the API shows them."""

from __future__ import annotations

from clerk_cli_sandbox.enterprise.idp_metadata import read_metadata, read_period
from clerk_cli_sandbox.http.objects import public_members
from clerk_cli_sandbox.http.schemas import Body
from clerk_cli_sandbox.instance.domains import frontend_api_url
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Store

CONNECTION, SAML_CONNECTION = "enterprise_connection", "saml_connection"
SAML, OIDC = "_saml", "_oidc"
"""The hidden members with the settings of each protocol; None in connections of the other one."""

IDP_SETTINGS = ("idp_entity_id", "idp_sso_url", "idp_certificate")
"""What a SAML connection needs before it can be active; metadata has all of it."""

SAML_SETTINGS = (
    "name", *IDP_SETTINGS, "idp_metadata_url", "idp_metadata", "attribute_mapping",
    "allow_subdomains", "allow_idp_initiated", "force_authn", "login_hint",
)  # fmt: skip
OIDC_ENDPOINTS = ("auth_url", "token_url", "user_info_url")
OIDC_URLS = ("discovery_url", *OIDC_ENDPOINTS)
OIDC_SETTINGS = ("client_id", "client_secret", *OIDC_URLS, "requires_pkce")
SHARED_SETTINGS = (
    "organization_id", "sync_user_attributes", "disable_additional_identifications",
    "allow_organization_account_linking",
)  # fmt: skip
"""The settings that both forms of a connection have."""

CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
ATTRIBUTES = {"user_id": "", "email_address": "mail", "first_name": "firstName",
              "last_name": "lastName"}  # fmt: skip
MICROSOFT_ATTRIBUTES = {"user_id": "", "email_address": f"{CLAIMS}/emailaddress",
                        "first_name": f"{CLAIMS}/givenname",
                        "last_name": f"{CLAIMS}/surname"}  # fmt: skip
PROVIDER_KEYS = {"oidc_github_enterprise": "oidc_ghe_", "oidc_gitlab": "oidc_gitlab_ent_"}
"""How the key of a provider begins of which an instance can have several."""


def new_connection(body: Body, domains: list[str], now: int) -> JSONObject:
    """A connection with the settings that everyone has at first.

    Args:
        body: Has its name and provider.
        domains: Its domains, in lowercase.
        now: The time, in Unix milliseconds.
    """
    is_saml = body["provider"].startswith("saml_")
    return {
        "object": CONNECTION,
        "id": new_id("entconn"),
        "name": body["name"],
        "provider": body["provider"],
        "logo_public_url": None,
        "active": False,
        "domains": domains,
        "organization_id": None,
        "sync_user_attributes": True,
        "disable_additional_identifications": False,
        "allow_organization_account_linking": False,
        "custom_attributes": [],
        "created_at": now,
        "updated_at": now,
        SAML: _new_saml(body) if is_saml else None,
        OIDC: None if is_saml else _new_oidc(body, now),
    }


def _new_saml(body: Body) -> JSONObject:
    is_microsoft = body["provider"] == "saml_microsoft"
    return {
        **dict.fromkeys(SAML_SETTINGS),
        "id": new_id("samlc"),
        "name": body["name"],
        "idp_certificate_issued_at": None,
        "idp_certificate_expires_at": None,
        "attribute_mapping": MICROSOFT_ATTRIBUTES if is_microsoft else ATTRIBUTES,
        "allow_subdomains": False,
        "allow_idp_initiated": False,
        "force_authn": False,
        "login_hint": {"mode": "email_address"},
    }


def _new_oidc(body: Body, now: int) -> JSONObject:
    prefix, id = PROVIDER_KEYS.get(body["provider"]), new_id("oauthcfg")
    return {
        **dict.fromkeys(OIDC_SETTINGS),
        "id": id,
        "provider_key": prefix + id[-8:].lower() if prefix else body["provider"],
        "requires_pkce": False,
        "created_at": now,
        "updated_at": now,
    }


def change_saml(saml: JSONObject, settings: Body) -> None:
    """Change settings of SAML; metadata takes priority over the settings that it has.

    Args:
        saml: The settings of a connection.
        settings: Those that a request has; null changes nothing.

    Raises:
        ErrorResponse: The metadata cannot be used.
    """
    changes = {name: settings[name] for name in SAML_SETTINGS if settings.get(name) is not None}
    if metadata := changes.get("idp_metadata"):
        changes |= read_metadata(metadata)
    if (mapping := changes.get("attribute_mapping")) is not None:
        named = {name: value for name, value in mapping.items() if value is not None}
        changes["attribute_mapping"] = saml["attribute_mapping"] | named
    if certificate := changes.get("idp_certificate"):
        period = read_period(certificate)
        changes["idp_certificate_issued_at"] = period and period.start
        changes["idp_certificate_expires_at"] = period and period.end
    saml |= changes


def change_oidc(oidc: JSONObject, settings: Body, now: int) -> None:
    """Change settings of OIDC; null changes nothing."""
    changes = {name: settings[name] for name in OIDC_SETTINGS if settings.get(name) is not None}
    if changes:
        oidc |= changes | {"updated_at": now}


def serialize_connection(store: Store, connection: JSONObject) -> JSONObject:
    """A connection as the API shows it: without certificates and secrets."""
    return public_members(connection) | {
        "authenticatable": connection["active"],
        "disable_jit_provisioning": False,
        "saml_connection": _shown_saml(store, connection),
        "oauth_config": _shown_oidc(connection),
    }


def _shown_saml(store: Store, connection: JSONObject) -> JSONObject | None:
    saml = connection[SAML]
    if saml is None:
        return None
    names = ("id", "name", "idp_entity_id", "idp_sso_url", "idp_metadata_url",
             "allow_idp_initiated", "allow_subdomains", "force_authn", "login_hint")  # fmt: skip
    shown = {name: saml[name] for name in names}
    return shown | _service_provider(store, saml["id"]) | {"active": connection["active"]}


def _shown_oidc(connection: JSONObject) -> JSONObject | None:
    oidc = connection[OIDC]
    if oidc is None:
        return None
    shown = {name: value for name, value in oidc.items() if name != "client_secret"}
    return shown | {"name": connection["name"], "logo_public_url": None}


def serialize_saml_connection(store: Store, connection: JSONObject) -> JSONObject:
    """A connection in its older form, with the certificate."""
    saml, domains = connection[SAML], connection["domains"]
    return {
        **saml,
        **_service_provider(store, saml["id"]),
        **{name: connection[name] for name in SHARED_SETTINGS},
        "object": SAML_CONNECTION,
        "domain": domains[0] if domains else "",
        "domains": domains,
        "active": connection["active"],
        "authenticatable": connection["active"],
        "disable_jit_provisioning": False,
        "provider": connection["provider"],
        "user_count": 0,
        "enterprise_connection_id": connection["id"],
        "created_at": connection["created_at"],
        "updated_at": connection["updated_at"],
    }


def _service_provider(store: Store, saml_id: str) -> JSONObject:
    """What an identity provider has to know about the instance."""
    url = frontend_api_url(store)
    return {
        "acs_url": f"{url}/v1/saml/acs/{saml_id}",
        "sp_entity_id": f"{url}/saml/{saml_id}",
        "sp_metadata_url": f"{url}/v1/saml/metadata/{saml_id}.xml",
    }
