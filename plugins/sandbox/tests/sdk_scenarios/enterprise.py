"""Enterprise connections, their older form and test runs, and links to the admin portal."""

from __future__ import annotations

from typing import Any

from plugins.sandbox.tests.sdk_scenarios.objects import Scenarios, ids, new_organization, numbers

scenarios = Scenarios()

METADATA_URL = "https://idp.example.com/metadata.xml"


@scenarios.add
def enterprise_connections(sdk: Any) -> None:
    api, domain = sdk.enterprise_connections, f"acme{next(numbers)}.example"
    request = {
        "name": "Acme",
        "provider": "saml_okta",
        "domains": [domain],
        "organization_id": new_organization(sdk).id,
        "active": True,
        "saml": {
            "idp_metadata_url": METADATA_URL,
            "attribute_mapping": {"email_address": "mail"},
            "login_hint": {"mode": "custom_attribute", "source": "uid"},
        },
        "custom_attributes": [{"name": "Team", "key": "team", "sso_path": "department"}],
    }
    connection = api.create(request=request)
    assert connection.saml_connection.login_hint.source == "uid"
    assert connection.custom_attributes[0].key == "team"
    assert ids(api.list(organization_id=request["organization_id"])) == [connection.id]
    assert connection.id not in ids(api.list(active=False))
    assert api.get(enterprise_connection_id=connection.id).domains == [domain]
    updated = api.update(enterprise_connection_id=connection.id, saml={"force_authn": True})
    assert updated.saml_connection.force_authn is True
    assert "ticket=" in api.create_test_run(enterprise_connection_id=connection.id).url
    (run,) = api.list_test_runs(enterprise_connection_id=connection.id, status=["pending"]).data
    assert run.connection_type == "saml"
    assert api.delete(enterprise_connection_id=connection.id).deleted


@scenarios.add
def oidc_connections(sdk: Any) -> None:
    request = {
        "name": "GitLab",
        "provider": "oidc_gitlab",
        "domains": [f"acme{next(numbers)}.example"],
        "oidc": {"client_id": "c", "client_secret": "s", "auth_url": "https://gitlab.example/auth"},
    }
    connection = sdk.enterprise_connections.create(request=request)
    assert connection.oauth_config.auth_url == "https://gitlab.example/auth"
    assert connection.saml_connection is None


@scenarios.add
def saml_connections(sdk: Any) -> None:
    api, domain = sdk.saml_connections, f"acme{next(numbers)}.example"
    connection = api.create(
        request={"name": "Acme", "provider": "saml_custom", "domains": [domain]}
    )
    assert connection.id in ids(api.list(query="acm"))
    assert api.get(saml_connection_id=connection.id).domain == domain
    updated = api.update(
        saml_connection_id=connection.id, idp_metadata_url=METADATA_URL, active=True
    )
    assert updated.active is True
    assert api.delete(saml_connection_id=connection.id).deleted


@scenarios.add
def admin_portal_links(sdk: Any) -> None:
    api = sdk.admin_portal_link_tokens
    link = api.create_admin_portal_link_token(organization_id=new_organization(sdk).id)
    assert link.token.startswith("aplt_")
    revoked = api.revoke_admin_portal_link_token(
        admin_portal_link_token_id=link.id, revocation_reason="leaked"
    )
    assert revoked.revocation_reason == "leaked"
