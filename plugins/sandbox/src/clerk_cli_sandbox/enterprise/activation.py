"""What an active connection needs, and what it takes the place of."""

from __future__ import annotations

from collections.abc import Collection

from clerk_cli_sandbox.enterprise.connection_objects import (
    CONNECTION,
    IDP_SETTINGS,
    OIDC,
    OIDC_ENDPOINTS,
    SAML,
)
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.organizations.domains import verified_domains
from clerk_cli_sandbox.organizations.events import organization_domain_verified
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store


@organization_domain_verified.reaction
def refuse_domain(request: Request, name: str) -> None:
    """Refuse a verified domain that an active connection has, whichever organization wants it.

    Raises:
        ErrorResponse: A connection has it.
    """
    if any(name in connection["domains"] for connection in _active(request.store)):
        text = f"An active enterprise connection has the domain {name}."
        code = "organization_domain_exists_for_enterprise_connection"
        raise api_errors.refusal(code, text, param_name="name")


def activate(store: Store, connection: JSONObject, *, consent: bool) -> None:
    """Check that a connection can be active, and delete the verified domains that it replaces.

    Args:
        store: The objects.
        connection: The connection.
        consent: Whether verified domains can be deleted.

    Raises:
        ErrorResponse: It lacks something, or another connection or a domain is in its way.
    """
    _require_complete(connection)
    _require_unrivaled(store, connection)
    stored = store.get(CONNECTION, connection["id"])
    was_active = stored is not None and stored["active"]
    served = set(stored["domains"]) if stored is not None and was_active else set()
    # Clerk deletes domains when a connection is activated; nothing says that it does so later.
    _take_over(store, set(connection["domains"]) - served, consent=consent and not was_active)


def _require_complete(connection: JSONObject) -> None:
    """Check that a connection has what it needs of its identity provider.

    The sandbox reads nothing from other servers: the URL of metadata, or of discovery, stands for
    all of it.

    Raises:
        ErrorResponse: It lacks settings.
    """
    saml, oidc = connection[SAML], connection[OIDC]
    if oidc is not None:
        urls = () if oidc["discovery_url"] else OIDC_ENDPOINTS
        if missing := [name for name in ("client_id", *urls) if not oidc[name]]:
            errors = [api_errors.missing_with(f"oidc.{name}", "active") for name in missing]
            raise ErrorResponse(422, *errors)
        return
    names = () if saml["idp_metadata_url"] else IDP_SETTINGS
    if missing := [name for name in names if not saml[name]]:
        text = f"An active connection needs {', '.join(missing)}."
        code = "saml_connection_cant_be_activated"
        raise api_errors.refusal(code, "SAML connection can't be activated", text)


def _require_unrivaled(store: Store, connection: JSONObject) -> None:
    """Check that no other active connection has one of the domains, or the organization.

    Raises:
        ErrorResponse: One has.
    """
    for other in _active(store):
        if other["id"] == connection["id"]:
            continue
        if shared := sorted({*other["domains"]} & {*connection["domains"]}):
            text = f"The active connection {other['id']} has the domain {shared[0]}."
            raise api_errors.refusal(
                "form_identifier_exists", "domain is taken", text, param_name="domains"
            )
        organization_id = connection["organization_id"]
        if organization_id and other["organization_id"] == organization_id:
            text = f"The organization has the active connection {other['id']}."
            code = "organization_already_has_sso_connection"
            raise api_errors.refusal(code, text, param_name="organization_id")


def _take_over(store: Store, names: Collection[str], *, consent: bool) -> None:
    domains = verified_domains(names)
    if not consent and store.count(domains):
        text = "A verified domain of an organization has the name of one of the domains."
        raise api_errors.refusal(
            "organization_domain_exists_for_enrollment", "a verified domain exists", text
        )
    store.delete_all(domains)


def _active(store: Store) -> list[JSONObject]:
    return store.select(Selection(CONNECTION).where_equal("active", 1))
