"""What Clerk's spec says in words about the settings of enterprise connections."""

from __future__ import annotations

import re
from collections.abc import Mapping

from clerk_cli_sandbox.enterprise.connection_objects import OIDC, OIDC_URLS
from clerk_cli_sandbox.enterprise.idp_metadata import certificate_errors
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject
from clerk_cli_sandbox.http.formats import is_http_url, name_errors
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.http.schemas import Body, Check
from clerk_cli_sandbox.http.validation import DOMAIN_NAME
from clerk_cli_sandbox.organizations.features import require_organizations
from clerk_cli_sandbox.organizations.organization_objects import ORGANIZATION
from clerk_cli_sandbox.storage.store import JSONObject


def domain_errors(name: str, value: str | list[str]) -> list[ErrorObject]:
    """What is wrong with domains: each must be the full name of one, without a port."""
    values = value if isinstance(value, list) else [value]
    wrong = [
        text
        for text in values
        if ":" in text or not re.fullmatch(DOMAIN_NAME, text.strip().lower())
    ]
    if not wrong:
        return []
    text = f'{name} must have full domain names such as example.com; "{wrong[0]}" is not one.'
    return [api_errors.invalid_format(name, text)]


def normalized(domains: list[str]) -> list[str]:
    """Domains in lowercase, without repeated ones."""
    return list(dict.fromkeys(domain.strip().lower() for domain in domains))


def login_hint_errors(name: str, value: Body) -> list[ErrorObject]:
    """What is wrong with a login hint: an attribute must have a name."""
    if value["mode"] == "custom_attribute" and not value.get("source"):
        return [api_errors.missing_with(f"{name}.source", f"{name}.mode")]
    return []


SAML_CHECKS: Mapping[str, Check] = {
    "idp_sso_url": is_http_url,
    "idp_metadata_url": is_http_url,
    "idp_certificate": certificate_errors,
    "login_hint": login_hint_errors,
}
OIDC_CHECKS: Mapping[str, Check] = dict.fromkeys(OIDC_URLS, is_http_url)


def members_pass(checks: Mapping[str, Check]) -> Check:
    """The check that the members of an object pass checks, by their names."""

    def errors(name: str, value: Body) -> list[ErrorObject]:
        return [
            error
            for member, check in checks.items()
            if value.get(member) is not None
            for error in check(f"{name}.{member}", value[member])
        ]

    return errors


def custom_attribute_errors(name: str, value: list[Body]) -> list[ErrorObject]:
    """What is wrong with custom attributes: the two names of a path must have one value."""
    for attribute in value:
        paths = {attribute.get("scim_path"), attribute.get("directory_path")} - {None}
        if len(paths) > 1:
            text = "scim_path and directory_path are the same; they must have the same value."
            return [
                api_errors.error_object(
                    "form_param_value_conflict", "is in conflict", text, param_name=name
                )
            ]
    return []


CHECKS: Mapping[str, Check] = {
    "name": name_errors,
    "domains": domain_errors,
    "saml": members_pass(SAML_CHECKS),
    "oidc": members_pass(OIDC_CHECKS),
    "custom_attributes": custom_attribute_errors,
}
SAML_FORM_CHECKS: Mapping[str, Check] = {
    "name": name_errors,
    "domain": domain_errors,
    "domains": domain_errors,
    **SAML_CHECKS,
}


def require_linkable(request: Request, organization_id: str | None) -> None:
    """Check that an organization, if there is one to link, exists.

    Raises:
        ErrorResponse: It does not, or organizations are turned off.
    """
    if organization_id is None:
        return
    require_organizations(request)
    if request.store.get(ORGANIZATION, organization_id) is None:
        raise api_errors.not_found("organization", organization_id)


def require_usable_client(connection: JSONObject) -> None:
    """Check that a client of OIDC without a secret proves itself in another way.

    Raises:
        ErrorResponse: It does not.
    """
    oidc = connection[OIDC]
    if oidc and oidc["client_id"] and not (oidc["client_secret"] or oidc["requires_pkce"]):
        text = "A client without a secret requires PKCE."
        raise api_errors.refusal(
            "form_public_client_requires_pkce",
            "is invalid",
            text,
            param_name="oidc.requires_pkce",
        )
