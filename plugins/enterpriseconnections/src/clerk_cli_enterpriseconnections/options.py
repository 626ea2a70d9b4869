"""What commands that create or update connections take: options, the body, and its checks."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeAlias

from clerk_cli.api import (
    APIObject,
    ClerkError,
    Command,
    Csv,
    Environment,
    JsonObject,
    JsonObjects,
    Kind,
    LongText,
    Organization,
    Request,
    Secret,
    UsageError,
    option,
    switch,
)
from clerk_cli.operations import APIOperation, body_problems, find_operation
from clerk_cli_enterpriseconnections.idp_files import check_certificate, check_metadata

DOMAIN = re.compile(r"(?=.{1,253}$)([^\W_]([\w-]{0,61}[^\W_])?\.)+[^\W_]([\w-]{0,61}[^\W_])")
MODES = ("email_address", "custom_attribute", "off")
PROTOCOLS = ("saml", "oidc")
TAKEN_DOMAINS = "Organizations lose their verified domains with the same names."
IDP_SETTINGS = ("idp_entity_id", "idp_sso_url", "idp_certificate")
ENDPOINTS = ("auth_url", "token_url", "user_info_url")
MAX_PROBLEMS = 3


def parse_login_hint(text: str, _environment: Environment) -> APIObject:
    """Read what is sent to the identity provider; an attribute has its key after a colon.

    Raises:
        ValueError: It is not one of the modes, or has a key too many or too few.
    """
    mode, colon, source = text.partition(":")
    if mode not in MODES or bool(source) != (mode == "custom_attribute") or (colon and not source):
        raise ValueError(f'"{text}" is not email_address, off, or custom_attribute:KEY')
    return {"mode": mode, "source": source} if source else {"mode": mode}


LoginHint: TypeAlias = Annotated[dict[str, Any], Kind("hint", parse_login_hint)]
"""How the person is named to the identity provider: ``off``, or ``custom_attribute:KEY``."""


class ConnectionBody(Command, extension=True):
    """A command that sends a connection: its body, and what is checked before."""

    def build(self) -> Request:
        """The request; the settings of a protocol are in an object of their own."""
        request = super().build()
        return request.replace(body=nested(request.json_object, self._operation()))

    def check(self) -> None:
        """Check everything that is known before a request.

        Raises:
            UsageError: A value is not valid, or values do not fit each other.
        """
        super().check()
        body = self.build().json_object
        _check_domains([*(body.get("domains") or []), *filter(None, [body.get("domain")])])
        _check_facts(body, self._operation())
        for settings in (body, body.get("saml") or {}):
            check_certificate(settings.get("idp_certificate"))
            check_metadata(settings.get("idp_metadata"))

    def _operation(self) -> APIOperation:
        route = self.spec.route
        assert route is not None
        operation = find_operation(route.method, route.path.removeprefix("/v1"))
        assert operation is not None
        return operation


class SAMLOptions(ConnectionBody):
    """The options of connections by SAML."""

    idp_entity_id: str | None = option("SAML: entity ID of the identity provider")
    idp_sso_url: str | None = option("SAML: single sign-on URL of the identity provider")
    idp_certificate: LongText | None = option(
        "SAML: X.509 certificate of the identity provider (PEM, @FILE, or - for stdin)",
        metavar="pem",
    )
    idp_metadata_url: str | None = option("SAML: URL of the identity provider's metadata")
    idp_metadata: LongText | None = option(
        "SAML: the identity provider's metadata (XML, @FILE, or - for stdin)", metavar="xml"
    )
    attribute_mapping: JsonObject | None = option(
        "SAML: names of the attributes for user_id, email_address, first_name, and last_name "
        "(JSON, @FILE, or - for stdin)"
    )
    force_authn: bool | None = switch("SAML: require people to sign in again at the provider")
    login_hint: LoginHint | None = option(
        "SAML: login hint: email_address, off, or custom_attribute:KEY of public metadata",
        completes=("email_address", "off", "custom_attribute:"),
    )


class SAMLSwitches(ConnectionBody):
    """Further options of connections by SAML, which the older API has for updates only."""

    allow_subdomains: bool | None = switch("SAML: include subdomains of the domains")
    allow_idp_initiated: bool | None = switch("SAML: allow IdP-initiated sign-ins")


class OIDCOptions(ConnectionBody):
    """The options of connections by OIDC, and custom attributes."""

    client_id: str | None = option("OIDC: client ID")
    client_secret: Secret | None = option("OIDC: client secret (- to read from stdin)")
    discovery_url: str | None = option("OIDC: discovery URL")
    auth_url: str | None = option("OIDC: authorization URL")
    token_url: str | None = option("OIDC: token URL")
    user_info_url: str | None = option("OIDC: user info URL")
    requires_pkce: bool | None = switch(
        "OIDC: require PKCE; mandatory for a client without a secret"
    )
    custom_attributes: JsonObjects | None = option(
        'Custom attributes, such as {"name": "Team", "key": "team", "sso_path": "department"} '
        "(JSON, @FILE, or - for stdin)",
        minimum=0,
    )

    def check(self) -> None:
        """Refuse settings of both protocols, and custom attributes without a valid key.

        Raises:
            UsageError: There are some.
        """
        super().check()
        body = self.build().json_object
        if body.get("saml") and body.get("oidc"):
            raise UsageError(
                "a connection has either SAML or OIDC settings, not both",
                hint=f"SAML: {_labels(body['saml'])}. OIDC: {_labels(body['oidc'])}.",
            )
        for attribute in body.get("custom_attributes") or []:
            _check_attribute(attribute)


class NewConnection(ConnectionBody):
    """The options of new connections in both forms; a subclass adds the provider."""

    name: str = option("Connection name")
    domains: Csv = option("Email domains (comma-separated)")
    organization_id: Organization | None = option("Organization to link to")


class ChangedConnection(ConnectionBody):
    """The options of updates in both forms."""

    name: str | None = option("Connection name")
    domains: Csv | None = option("Email domains, replacing the existing ones (comma-separated)")
    organization_id: Organization | None = option("Organization to link to")
    active: bool | None = switch("Let people sign in with the connection")
    sync_user_attributes: bool | None = switch("Sync user attributes at each sign-in")
    disable_additional_identifications: bool | None = switch(
        "Prevent people from adding email addresses and other identifiers"
    )
    allow_organization_account_linking: bool | None = switch(
        "Link existing accounts of organization members"
    )


def nested(members: APIObject, operation: APIOperation) -> APIObject:
    """A body in which the settings of SAML and of OIDC are in objects.

    Args:
        members: Its members; settings are among them or in the objects.
        operation: What the operation takes.
    """
    properties = (operation.body or {})["properties"]
    body = {name: value for name, value in members.items() if name in properties}
    for protocol in PROTOCOLS:
        accepted = properties.get(protocol, {}).get("properties", {})
        settings = {
            name.removeprefix(f"{protocol}_"): value
            for name, value in members.items()
            if name not in properties and name.removeprefix(f"{protocol}_") in accepted
        }
        if settings:
            body[protocol] = {**(body.get(protocol) or {}), **settings}
    return body


def check_new(body: APIObject) -> None:
    """Check what a new connection needs for its protocol.

    Args:
        body: The body of the request.

    Raises:
        UsageError: It has settings of the other protocol, or lacks some.
    """
    protocol = "saml" if str(body.get("provider")).startswith("saml_") else "oidc"
    other = "oidc" if protocol == "saml" else "saml"
    if body.get(other):
        raise UsageError(
            f"{_labels(body[other])}: a setting of {other.upper()}, and the provider is "
            f"{body['provider']}"
        )
    settings = body.get(protocol) or {}
    if protocol == "saml" and body.get("active") and not _has_provider(settings):
        raise UsageError(
            "--active requires the identity provider's settings",
            hint=f"Pass --idp-metadata, --idp-metadata-url, or {_labels(IDP_SETTINGS)}.",
        )
    if protocol == "oidc" and body.get("active") and not _has_client(settings):
        raise UsageError(
            "--active requires the client's settings",
            hint=f"Pass --client-id, and --discovery-url or {_labels(ENDPOINTS)}.",
        )
    is_public = settings.get("client_id") and not settings.get("client_secret")
    if is_public and not settings.get("requires_pkce"):
        raise UsageError(
            "a client without a secret requires PKCE",
            hint="Pass --client-secret - or --requires-pkce.",
        )


def require_applied(sent: APIObject, connection: APIObject) -> None:
    """Check that a connection can have the settings that were sent: the API ignores the others.

    Args:
        sent: The body of the request.
        connection: The response.

    Raises:
        ClerkError: Some belong to the other protocol.
    """
    for protocol, member in (("oidc", "oauth_config"), ("saml", "saml_connection")):
        settings = sent.get(protocol)
        if settings and member in connection and not connection[member]:
            others = [name for name in sent if name != protocol]
            rest = f"{_labels(others)}: changed." if others else "Nothing was changed."
            raise ClerkError(
                f"{_labels(settings)}: a setting of {protocol.upper()}, which the connection "
                "does not use",
                hint=f"{rest} To see the connection: clerk enterpriseconnections get "
                f"{connection.get('id')}",
            )


def _has_provider(saml: APIObject) -> bool:
    has_metadata = saml.get("idp_metadata") or saml.get("idp_metadata_url")
    return bool(has_metadata) or all(saml.get(name) for name in IDP_SETTINGS)


def _has_client(oidc: APIObject) -> bool:
    has_urls = oidc.get("discovery_url") or all(oidc.get(name) for name in ENDPOINTS)
    return bool(oidc.get("client_id") and has_urls)


def _labels(names: Any) -> str:
    return ", ".join(f"--{name.replace('_', '-')}" for name in names)


def _check_domains(domains: list[str]) -> None:
    for domain in domains:
        if not DOMAIN.fullmatch(str(domain)):
            raise UsageError(f'--domains: "{domain}" is not a domain such as acme.com')


def _check_facts(body: APIObject, operation: APIOperation) -> None:
    """Check a body by what is known about its operation.

    Raises:
        UsageError: A member is unknown, missing, or of the wrong type.
    """
    problems = list(body_problems(operation.body or {}, body))[:MAX_PROBLEMS]
    if problems:
        raise UsageError("; ".join(f"{problem.field} {problem.reason}" for problem in problems))


def _check_attribute(attribute: APIObject) -> None:
    operation = find_operation("POST", "/enterprise_connections")
    assert operation is not None
    assert operation.body is not None
    properties = operation.body["properties"]["custom_attributes"]["items"]["properties"]
    key = attribute.get("key")
    if isinstance(key, str) and not re.search(properties["key"]["pattern"], key, re.ASCII):
        raise UsageError(
            f'--custom-attributes: the key "{key}" must have only letters, digits, dashes and '
            "underscores, and must not begin with an underscore"
        )
    paths = {attribute.get("scim_path"), attribute.get("directory_path")} - {None}
    if len(paths) > 1:
        raise UsageError(
            "--custom-attributes: directory_path is the new name of scim_path; pass only one "
            "of them"
        )
