"""Enterprise connections, their older form and test runs, and links to the admin portal."""

from __future__ import annotations

from typing import Any

from plugins.sandbox.tests.state_scenarios.steps import (
    ABSENT,
    HOUR,
    Scenario,
    Step,
    delete,
    get,
    later,
    organization,
    patch,
    post,
    scenario,
)

CERTIFICATE = (
    "MIIBIjCByaADAgECAgEBMAoGCCqGSM49BAMCMBoxGDAWBgNVBAMMD2lkcC5leGFtcGxlLmNvbTAgFw0y"
    "NjAxMDEwMDAwMDBaGA8yMTI2MDEwMTAwMDAwMFowGjEYMBYGA1UEAwwPaWRwLmV4YW1wbGUuY29tMFkw"
    "EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEgIdNFLvZDXoNrb+c0NWjw1+mqDIhnqGyA895mfBToZAG5MGY"
    "Z7tbHhVgpEP+hfioCousvMDQtxATmkU5hkCY1zAKBggqhkjOPQQDAgNIADBFAiEAirbLGiyC79tDGxj3"
    "0CHfkn+Xy4rV5iXLD5EgG00dJ6QCIAbAq3nbvQ9QsoGAPR6ZtyKYpt97K94sToYetBSrfX7M"
)
"""A certificate that is valid from 2026 to 2125."""

PEM = f"-----BEGIN CERTIFICATE-----\n{CERTIFICATE}\n-----END CERTIFICATE-----\n"
SSO_URL = "https://idp.example.com/sso"
METADATA = f"""<md:EntityDescriptor entityID="urn:idp"
    xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:X509Data><ds:X509Certificate>{CERTIFICATE}</ds:X509Certificate></ds:X509Data>
      </ds:KeyInfo>
    </md:KeyDescriptor>
    <md:SingleSignOnService Location="{SSO_URL}"
      Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
"""
IDP = {"idp_entity_id": "urn:idp", "idp_sso_url": SSO_URL, "idp_certificate": PEM}
DISCOVERY_URL = "https://idp.example.com/.well-known/openid-configuration"
CLIENT = {"client_id": "c", "client_secret": "s", "discovery_url": DISCOVERY_URL}
CONNECTIONS, SAML_CONNECTIONS = "/enterprise_connections", "/saml_connections"
SSO, OLDER = f"{CONNECTIONS}/{{sso.id}}", f"{SAML_CONNECTIONS}/{{sso.saml_connection.id}}"


def connection(provider: str = "saml_okta", **body: Any) -> Step:
    """A new connection for acme.example."""
    body = {"name": "Acme", "provider": provider, "domains": ["acme.example"]} | body
    return post(CONNECTIONS, **body).is_answered(201).named("sso")


def verified_domain(name: str = "acme.example", **body: Any) -> Step:
    """A domain of the organization acme."""
    return post("/organizations/{acme.id}/domains", name=name, **body).named("domain")


SCENARIOS: list[Scenario] = [
    scenario(
        "a connection by SAML is active only with what it needs of its identity provider",
        "saml_connection_cant_be_activated",
        connection(active=True).is_refused(422, "saml_connection_cant_be_activated"),
        connection().gives({"active": False, "saml_connection.idp_sso_url": None}),
        patch(SSO, active=True).is_refused(422, "saml_connection_cant_be_activated"),
        patch(SSO, active=True, saml=IDP).gives(
            {"active": True, "saml_connection.active": True, "saml_connection.idp_sso_url": SSO_URL}
        ),
        patch(SSO, active=False).gives({"active": False, "saml_connection.active": False}),
    ),
    scenario(
        "metadata takes priority over the settings that it has",
        "CreateEnterpriseConnection",
        connection(active=True, saml={**IDP, "idp_sso_url": "https://old.example",
                                      "idp_metadata": METADATA}).gives(
            {"saml_connection.idp_sso_url": SSO_URL, "saml_connection.idp_entity_id": "urn:idp"}
        ),
        get(OLDER).gives(idp_certificate=CERTIFICATE, idp_metadata=METADATA),
    ),
    scenario(
        "metadata that describes no identity provider is refused",
        "saml_failed_to_parse_idp_metadata",
        connection(saml={"idp_metadata": "<a"}).is_refused(
            422, "saml_failed_to_parse_idp_metadata"
        ),
        connection(saml={"idp_metadata": METADATA.replace("IDPSSO", "SPSSO")}).is_refused(
            422, "saml_failed_to_parse_idp_metadata"
        ),
        connection(saml={"idp_metadata": f"<!DOCTYPE x>{METADATA}"}).is_refused(
            422, "saml_failed_to_parse_idp_metadata"
        ),
        connection(
            active=True, saml={"idp_metadata": METADATA.replace(CERTIFICATE, "AAAA")}
        ).is_refused(422, "saml_failed_to_parse_idp_metadata"),
        connection(
            saml={"idp_metadata": METADATA.replace(SSO_URL, "javascript:alert(1)")}
        ).is_refused(422, "saml_failed_to_parse_idp_metadata"),
    ),
    scenario(
        "metadata without the certificate is refused",
        "saml_metadata_missing_fields",
        connection(saml={"idp_metadata": METADATA.replace(CERTIFICATE, "")}).is_refused(
            422, "saml_metadata_missing_fields"
        ),
        get(CONNECTIONS).lists(),
    ),
    scenario(
        "domains are in lowercase, and an update replaces them unless it has none",
        "UpdateEnterpriseConnection",
        connection(domains=["ACME.example", "acme.example", "acme.test"]).gives(
            domains=["acme.example", "acme.test"]
        ),
        patch(SSO, domains=[]).gives(domains=["acme.example", "acme.test"]),
        patch(SSO, domains=["Other.example"]).gives(domains=["other.example"]),
        get(OLDER).gives(domain="other.example"),
        patch(SSO, domains=["acme.example:80"]).is_refused(422, "form_param_format_invalid"),
        connection(domains=[]).is_refused(422, "form_param_value_invalid"),
        post(
            CONNECTIONS, name="Acme", provider="saml_okta", domains=["localhost"]
        ).is_refused(422, "form_param_format_invalid"),
    ),
    scenario(
        "a connection that becomes active takes the place of verified domains",
        "UpdateEnterpriseConnection",
        organization("acme"),
        verified_domain(),
        verified_domain("acme.test", verified=False).named("unverified"),
        connection(domains=["acme.example", "acme.test"], saml=IDP),
        get("/organizations/{acme.id}/domains").lists("{domain.id}", "{unverified.id}"),
        patch(SSO, active=True).gives(active=True),
        get("/organizations/{acme.id}/domains").lists("{unverified.id}"),
    ),
    scenario(
        "the older form of a connection takes the place of verified domains with consent alone",
        "UpdateSAMLConnection",
        organization("acme"),
        verified_domain(enrollment_mode="automatic_invitation"),
        connection(saml=IDP),
        patch(OLDER, active=True).is_refused(422, "organization_domain_exists_for_enrollment"),
        get(SSO).gives(active=False),
        patch(OLDER, active=True, consent_verified_domains_deletion=True).gives(active=True),
        get("/organizations/{acme.id}/domains").lists(),
    ),
    scenario(
        "no organization can have the verified domain of an active connection",
        "organization_domain_exists_for_enterprise_connection",
        organization("acme"),
        organization("other"),
        connection(saml=IDP, organization_id="{acme.id}"),
        verified_domain(),
        delete("/organizations/{acme.id}/domains/{domain.id}"),
        patch(SSO, active=True),
        verified_domain().is_refused(422, "organization_domain_exists_for_enterprise_connection"),
        post("/organizations/{other.id}/domains", name="acme.example").is_refused(
            422, "organization_domain_exists_for_enterprise_connection"
        ),
        verified_domain(verified=False),
        patch("/organizations/{acme.id}/domains/{domain.id}", verified=True).is_refused(
            422, "organization_domain_exists_for_enterprise_connection"
        ),
        patch(SSO, active=False),
        patch("/organizations/{acme.id}/domains/{domain.id}", verified=True).gives(
            {"verification.status": "verified"}
        ),
    ),
    scenario(
        "an active connection gets no domain that an organization has verified",
        "organization_domain_exists_for_enrollment",
        organization("acme"),
        verified_domain("acme.test"),
        connection(saml=IDP, active=True),
        patch(SSO, domains=["acme.example", "acme.test"]).is_refused(
            422, "organization_domain_exists_for_enrollment"
        ),
        get("/organizations/{acme.id}/domains").lists("{domain.id}"),
        patch(SSO, domains=["acme.example", "acme.other"]).gives(active=True),
    ),
    scenario(
        "a domain has one active connection",
        "form_identifier_exists",
        connection(saml=IDP, active=True).named("first"),
        connection(name="Second", saml=IDP).named("second"),
        patch(f"{CONNECTIONS}/{{second.id}}", active=True).is_refused(
            422, "form_identifier_exists"
        ),
        connection("oidc_custom", active=True, oidc=CLIENT).is_refused(
            422, "form_identifier_exists"
        ),
        connection(saml=IDP, active=True, domains=["other.example"]).named("third"),
        patch(f"{CONNECTIONS}/{{third.id}}", domains=["acme.example"]).is_refused(
            422, "form_identifier_exists"
        ),
        patch(f"{CONNECTIONS}/{{first.id}}", active=False),
        patch(f"{CONNECTIONS}/{{second.id}}", active=True).gives(active=True),
    ),
    scenario(
        "an organization has one active connection",
        "organization_already_has_sso_connection",
        organization("acme"),
        connection(saml=IDP, active=True, organization_id="{acme.id}"),
        connection(domains=["acme.test"], saml=IDP, organization_id="{acme.id}").named("second"),
        patch(f"{CONNECTIONS}/{{second.id}}", active=True).is_refused(
            422, "organization_already_has_sso_connection"
        ),
        connection(domains=["a.test"], saml=IDP, active=True).named("third"),
        patch(f"{CONNECTIONS}/{{third.id}}", organization_id="{acme.id}").is_refused(
            422, "organization_already_has_sso_connection"
        ),
        delete(SSO),
        patch(f"{CONNECTIONS}/{{second.id}}", active=True).gives(active=True),
    ),
    scenario(
        "a connection by OIDC is active only with a client and the URLs of its provider",
        "form_conditional_param_missing",
        connection("oidc_custom"),
        patch(SSO, active=True, oidc={"discovery_url": DISCOVERY_URL}).is_refused(
            422, "form_conditional_param_missing"
        ),
        patch(SSO, active=True, oidc={
            "client_id": "c", "client_secret": "s", "auth_url": SSO_URL, "token_url": SSO_URL,
        }).is_refused(422, "form_conditional_param_missing"),
        patch(SSO, active=True, oidc=CLIENT).gives(active=True),
    ),
    scenario(
        "what is about organizations is refused while they are turned off",
        "organization_not_enabled_in_instance",
        organization("acme"),
        patch("/instance/organization_settings", enabled=False).gives(enabled=False),
        connection(organization_id="{acme.id}").is_refused(
            403, "organization_not_enabled_in_instance"
        ),
        connection().gives(organization_id=None),
        patch(SSO, organization_id="{acme.id}").is_refused(
            403, "organization_not_enabled_in_instance"
        ),
        post("/admin_portal_link_tokens", organization_id="{acme.id}").is_refused(
            403, "organization_not_enabled_in_instance"
        ),
        get("/organizations/{acme.id}/billing/subscription").is_refused(
            403, "organization_not_enabled_in_instance"
        ),
        get("/organizations/{acme.id}/billing/credits").is_refused(
            403, "organization_not_enabled_in_instance"
        ),
    ),
    scenario(
        "a connection is linked to an organization that exists",
        "CreateEnterpriseConnection",
        organization("acme"),
        connection(organization_id="org_none").is_refused(404, "resource_not_found"),
        connection(organization_id="{acme.id}").gives(organization_id="{acme.id}"),
        patch(SSO, organization_id=None).gives(organization_id="{acme.id}"),
        get(f"{CONNECTIONS}?organization_id={{acme.id}}").lists("{sso.id}"),
        delete("/organizations/{acme.id}"),
        get(SSO).gives(organization_id=None),
    ),
    scenario(
        "a client of OIDC without a secret requires PKCE",
        "form_public_client_requires_pkce",
        connection("oidc_custom", oidc={"client_id": "c"}).is_refused(
            422, "form_public_client_requires_pkce"
        ),
        connection("oidc_custom", oidc={"client_id": "c", "requires_pkce": True}).gives(
            {"oauth_config.requires_pkce": True, "saml_connection": None}
        ),
        patch(SSO, oidc={"requires_pkce": False}).is_refused(
            422, "form_public_client_requires_pkce"
        ),
        patch(SSO, oidc={"requires_pkce": False, "client_secret": "s"}).gives(
            {"oauth_config.requires_pkce": False, "oauth_config.client_secret": ABSENT}
        ),
    ),
    scenario(
        "the settings of one protocol change nothing in a connection of the other one",
        "UpdateEnterpriseConnection",
        connection(oidc={"client_id": "c", "requires_pkce": True}).gives(oauth_config=None),
        patch(SSO, oidc={"client_id": "c"}).gives(oauth_config=None),
        connection("oidc_gitlab", saml=IDP).gives(saml_connection=None),
    ),
    scenario(
        "an attribute that a mapping omits stays as it is",
        "UpdateSAMLConnection",
        connection(saml={"attribute_mapping": {"user_id": "uid", "email_address": "upn"}}),
        get(OLDER).gives(
            {"attribute_mapping.user_id": "uid", "attribute_mapping.first_name": "firstName"}
        ),
        patch(OLDER, attribute_mapping={"email_address": "mail"}).gives(
            {"attribute_mapping.user_id": "uid", "attribute_mapping.email_address": "mail"}
        ),
    ),
    scenario(
        "the path of a custom attribute in directories has an old and a new name",
        "CreateEnterpriseConnection",
        connection(custom_attributes=[{"name": "Team", "key": "team", "scim_path": "a"}]).gives(
            {"custom_attributes.0.directory_path": "a"}
        ),
        patch(SSO, custom_attributes=[
            {"name": "Team", "key": "team", "scim_path": "a", "directory_path": "b"}
        ]).is_refused(422, "form_param_value_conflict"),
        patch(SSO, custom_attributes=[
            {"name": "Team", "key": "_team"}
        ]).is_refused(422, "form_param_format_invalid"),
        patch(SSO, custom_attributes=[]).gives(custom_attributes=[]),
    ),
    scenario(
        "a custom login hint names an attribute",
        "CreateSAMLConnection",
        connection(saml={"login_hint": {"mode": "custom_attribute"}}).is_refused(
            422, "form_conditional_param_missing"
        ),
        connection(saml={"login_hint": {"mode": "custom_attribute", "source": "uid"}}).gives(
            {"saml_connection.login_hint.source": "uid"}
        ),
    ),
    scenario(
        "a connection by SAML has an older form, and what changes one changes the other",
        "GetSAMLConnection",
        post(SAML_CONNECTIONS, name="Acme", provider="saml_custom", domain="acme.example", **IDP)
        .gives(domains=["acme.example"], active=False, sync_user_attributes=True).named("older"),
        get(f"{CONNECTIONS}/{{older.enterprise_connection_id}}").named("sso").gives(
            {"saml_connection.id": "{older.id}", "domains": ["acme.example"]}
        ),
        patch(SSO, name="Acme II", sync_user_attributes=False, saml={"force_authn": True}),
        get(OLDER).gives(name="Acme II", sync_user_attributes=False, force_authn=True),
        patch(OLDER, name="Acme III", active=True, allow_subdomains=True).gives(active=True),
        get(SSO).gives({"name": "Acme III", "active": True,
                        "saml_connection.allow_subdomains": True}),
        patch(SSO, name="Acme IV", saml={"name": "Login"}).gives(
            {"name": "Acme IV", "saml_connection.name": "Login"}
        ),
        delete(OLDER).gives(id="{older.id}", deleted=True),
        get(SSO).is_refused(404, "resource_not_found"),
    ),
    scenario(
        "the older form shows when the certificate is valid",
        "GetSAMLConnection",
        connection(saml={"idp_certificate": "x"}).is_refused(422, "form_param_format_invalid"),
        connection(),
        get(OLDER).gives(idp_certificate=None, idp_certificate_expires_at=None),
        patch(OLDER, idp_certificate=PEM).gives(
            idp_certificate=PEM,
            idp_certificate_issued_at=1_767_225_600_000,
            idp_certificate_expires_at=4_922_899_200_000,
        ),
    ),
    scenario(
        "connections by OIDC have no older form",
        "ListSAMLConnections",
        connection("oidc_custom"),
        get(SAML_CONNECTIONS).lists(),
        post(SAML_CONNECTIONS, name="Acme", provider="oidc_custom", domains=["acme.example"])
        .is_refused(422, "form_param_value_invalid"),
        post(SAML_CONNECTIONS, name="Acme", provider="saml_okta").is_refused(
            422, "form_param_missing"
        ),
        delete(SSO).gives(id="{sso.id}", deleted=True),
        delete(SSO).is_refused(404, "resource_not_found"),
    ),
    scenario(
        "a test run is pending until somebody signs in, and ends with its connection",
        "ListEnterpriseConnectionTestRuns",
        connection(),
        connection("oidc_custom").named("other"),
        post(f"{SSO}/test_runs").named("run"),
        get(f"{SSO}/test_runs").named("runs").gives(
            {"total_count": 1, "data.0.status": "pending", "data.0.connection_type": "saml"}
        ),
        get(f"{SSO}/test_runs?status=success&status=failed").lists(),
        get(f"{CONNECTIONS}/{{other.id}}/test_runs").lists(),
        delete(SSO),
        get(f"{SSO}/test_runs").is_refused(404, "resource_not_found"),
        post(f"{SSO}/test_runs").is_refused(404, "resource_not_found"),
    ),
    scenario(
        "a link to the admin portal expires after an hour, and its token is shown once",
        "createAdminPortalLinkToken",
        organization("acme"),
        post("/admin_portal_link_tokens", organization_id="{acme.id}", scopes=["admin_portal:read"])
        .is_answered(201).named("link")
        .gives(organization_id="{acme.id}", scopes=["admin_portal:read"], expired=False),
        later(HOUR, post("/admin_portal_link_tokens/{link.id}/revoke", {})).gives(
            expired=True, revoked=True, revocation_reason=None, token=ABSENT
        ),
    ),
    scenario(
        "the first reason of a revocation stays",
        "revokeAdminPortalLinkToken",
        post("/admin_portal_link_tokens", {}).is_answered(201).named("link")
        .gives(organization_id=None, it_contact_id=None, scopes=None, revoked=False),
        post("/admin_portal_link_tokens/{link.id}/revoke", revocation_reason="leaked").gives(
            revoked=True, revocation_reason="leaked"
        ),
        post("/admin_portal_link_tokens/{link.id}/revoke", revocation_reason="again").gives(
            revocation_reason="leaked"
        ),
        post("/admin_portal_link_tokens/aplt_none/revoke", {}).is_refused(
            404, "resource_not_found"
        ),
    ),
    scenario(
        "a link to the admin portal is for an organization that exists",
        "createAdminPortalLinkToken",
        organization("acme"),
        post("/admin_portal_link_tokens", organization_id=f"org_{'0' * 27}").is_refused(
            400, "bad_request"
        ),
        post("/admin_portal_link_tokens", organization_id="{acme.id}").is_answered(201)
        .named("link"),
        delete("/organizations/{acme.id}"),
        post("/admin_portal_link_tokens/{link.id}/revoke", {}).is_refused(
            404, "resource_not_found"
        ),
    ),
]  # fmt: skip
