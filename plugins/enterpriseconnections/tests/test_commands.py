"""The enterpriseconnections commands: requests, output and usage errors."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

CONNECTION: dict[str, Any] = {
    "object": "enterprise_connection",
    "id": "entconn_1",
    "name": "Acme",
    "provider": "saml_okta",
    "active": True,
    "domains": ["acme.com", "acme.org"],
    "saml_connection": {"id": "samlc_1", "acs_url": "https://clerk.acme.com/acs"},
    "oauth_config": None,
}
OIDC: dict[str, Any] = {
    **CONNECTION,
    "provider": "oidc_custom",
    "saml_connection": None,
    "oauth_config": {"id": "oauth_1", "client_id": "the-client"},
}
OLDER: dict[str, Any] = {
    **CONNECTION,
    "object": "saml_connection",
    "id": "samlc_1",
    "idp_certificate": "MIIsecretcertificate",
    "idp_metadata": "<metadata/>",
}
TEST_RUN = {
    "id": "run_1",
    "status": "failed",
    "connection_type": "saml",
    "logs": [{"level": "error", "message": "The signature is not valid"}],
    "saml": {"saml_response": "PHNlY3JldD4="},
}
LINK = {"id": "aplt_1", "object": "admin_portal_link_token", "token": "aplt_unguessable"}
DELETED = {"id": "entconn_1", "deleted": True}
ONE, SAML = "/v1/enterprise_connections/entconn_1", "/v1/saml_connections/samlc_1"
RUNS, LINKS = f"{ONE}/test_runs", "/v1/admin_portal_link_tokens"
NEW = {"name": "Acme", "domains": ["acme.com"], "provider": "saml_okta"}
CREATE = "enterpriseconnections create --name Acme --domains acme.com --provider"
SAML_CREATE = "enterpriseconnections saml create --name Acme --domains acme.com --provider"
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
METADATA = '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"/>'


@pytest.mark.parametrize(
    ("argv", "answer", "sent"),
    [
        ("enterpriseconnections list", {"data": [CONNECTION], "total_count": 1},
         ("GET", "/v1/enterprise_connections?limit=10", None)),
        ("enterprise-connections ls --no-active --organization-id org_1 --limit 5 --offset 2",
         {"data": [CONNECTION], "total_count": 1},
         ("GET", "/v1/enterprise_connections?limit=5&offset=2&organization_id=org_1&active=false",
          None)),
        ("enterpriseconnections get entconn_1", CONNECTION, ("GET", ONE, None)),
        (f"{CREATE} saml_okta --organization-id org_1 --no-active", CONNECTION,
         ("POST", "/v1/enterprise_connections",
          {**NEW, "organization_id": "org_1", "active": False})),
        (f"{CREATE} saml_okta --active -f --idp-metadata-url https://a.b/c --login-hint off"
         " --allow-subdomains --no-allow-idp-initiated --force-authn"
         " --allow-organization-account-linking", CONNECTION,
         ("POST", "/v1/enterprise_connections",
          {**NEW, "active": True, "allow_organization_account_linking": True,
           "saml": {"idp_metadata_url": "https://a.b/c", "login_hint": {"mode": "off"},
                    "allow_subdomains": True, "allow_idp_initiated": False,
                    "force_authn": True}})),
        (f"{CREATE} oidc_gitlab --client-id c --requires-pkce --discovery-url https://a.b/c"
         " --auth-url https://a.b/1 --token-url https://a.b/2 --user-info-url https://a.b/3", OIDC,
         ("POST", "/v1/enterprise_connections",
          {**NEW, "provider": "oidc_gitlab",
           "oidc": {"client_id": "c", "requires_pkce": True, "discovery_url": "https://a.b/c",
                    "auth_url": "https://a.b/1", "token_url": "https://a.b/2",
                    "user_info_url": "https://a.b/3"}})),
        ("enterpriseconnections update entconn_1 --name New --domains a.com,b.com --active -f"
         " --no-sync-user-attributes --disable-additional-identifications"
         " --no-allow-organization-account-linking --organization-id org_1", CONNECTION,
         ("PATCH", ONE,
          {"name": "New", "domains": ["a.com", "b.com"], "active": True,
           "sync_user_attributes": False, "disable_additional_identifications": True,
           "allow_organization_account_linking": False, "organization_id": "org_1"})),
        ("enterpriseconnections update entconn_1 --saml-name Login --idp-entity-id urn:acme"
         " --idp-sso-url https://a.b/c --login-hint custom_attribute:uid", CONNECTION,
         ("PATCH", ONE,
          {"saml": {"name": "Login", "idp_entity_id": "urn:acme", "idp_sso_url": "https://a.b/c",
                    "login_hint": {"mode": "custom_attribute", "source": "uid"}}})),
        ("enterpriseconnections update entconn_1 --client-id c", OIDC,
         ("PATCH", ONE, {"oidc": {"client_id": "c"}})),
        ("enterpriseconnections update entconn_1 --custom-attributes []", CONNECTION,
         ("PATCH", ONE, {"custom_attributes": []})),
        ("enterpriseconnections rm entconn_1 -f", DELETED, ("DELETE", ONE, None)),
        ("enterpriseconnections test-runs list entconn_1 --status failed,pending",
         {"data": [TEST_RUN], "total_count": 1},
         ("GET", f"{RUNS}?limit=10&status=failed&status=pending", None)),
        ("enterpriseconnections test-run start entconn_1", {"url": "https://clerk.acme.com/run_1"},
         ("POST", RUNS, None)),
        ("enterpriseconnections portal-links create", LINK, ("POST", LINKS, {})),
        ("enterpriseconnections admin-portal-links create --organization-id org_1 --scopes a,b"
         " --it-contact-id it_1 --expires-in 2h", LINK,
         ("POST", LINKS, {"organization_id": "org_1", "it_contact_id": "it_1",
                          "scopes": ["a", "b"], "seconds_until_expiration": 7200})),
        ("enterpriseconnections portal-links revoke aplt_1 -f", LINK,
         ("POST", f"{LINKS}/aplt_1/revoke", {})),
        ("enterpriseconnections portal-links revoke aplt_1 --reason leaked -f", LINK,
         ("POST", f"{LINKS}/aplt_1/revoke", {"revocation_reason": "leaked"})),
        ("enterpriseconnections saml list --query ac --order-by -name"
         " --organization-id org_1,-org_2", {"data": [OLDER], "total_count": 1},
         ("GET", "/v1/saml_connections?limit=10&query=ac&order_by=-name&organization_id=org_1"
          "&organization_id=-org_2", None)),
        ("enterpriseconnections saml-connections get samlc_1", OLDER, ("GET", SAML, None)),
        (f"{SAML_CREATE} saml_google --force-authn --login-hint email_address", OLDER,
         ("POST", "/v1/saml_connections",
          {**NEW, "provider": "saml_google", "force_authn": True,
           "login_hint": {"mode": "email_address"}})),
        ("enterpriseconnections saml update samlc_1 --allow-subdomains --active -f"
         " --consent-verified-domains-deletion", OLDER,
         ("PATCH", SAML, {"allow_subdomains": True, "active": True,
                          "consent_verified_domains_deletion": True})),
        ("enterpriseconnections saml delete samlc_1 --force", {**DELETED, "id": "samlc_1"},
         ("DELETE", SAML, None)),
    ],
)  # fmt: skip
def test_a_command_sends_its_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, answer: Any, sent: Any
) -> None:
    fake_api.answer(answer)
    result = clerk(*argv.split())
    assert result.code == 0, result.err
    assert "_1" in result.out or result.out == "aplt_unguessable\n"
    (request,) = fake_api.requests
    assert (request.method, request.target, request.body) == sent


@pytest.mark.parametrize(
    ("argv", "path"),
    [
        (f"{CREATE} saml_okta", "saml.{}"),
        ("enterpriseconnections update entconn_1", "saml.{}"),
        (f"{SAML_CREATE} saml_okta", "{}"),
        ("enterpriseconnections saml update samlc_1", "{}"),
    ],
)
def test_certificates_metadata_and_mappings_come_from_files(
    clerk: CommandLine, fake_api: FakeAPI, tmp_path: Path, argv: str, path: str
) -> None:
    mapping = {"email_address": "mail"}
    (tmp_path / "idp.pem").write_text(f"{PEM}\n")
    (tmp_path / "metadata.xml").write_text(METADATA)
    (tmp_path / "mapping.json").write_text(json.dumps(mapping))
    fake_api.answer(CONNECTION)
    options = [
        "--idp-certificate", f"@{tmp_path / 'idp.pem'}",
        "--idp-metadata", f"@{tmp_path / 'metadata.xml'}",
        "--attribute-mapping", f"@{tmp_path / 'mapping.json'}",
    ]  # fmt: skip
    result = clerk(*argv.split(), *options)
    assert result.code == 0, result.err
    expected = {
        "idp_certificate": PEM, "idp_metadata": METADATA, "attribute_mapping": mapping,
    }  # fmt: skip
    body = fake_api.requests[0].body
    settings = body["saml"] if path.startswith("saml") else body
    assert {name: settings[name] for name in expected} == expected


def test_a_client_secret_comes_from_stdin_and_is_never_shown(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(OIDC)
    argv = f"{CREATE} oidc_custom --client-id c --client-secret - --debug"
    result = clerk(*argv.split(), stdin="very-pl4nted77-secret\n")
    assert fake_api.requests[0].body["oidc"]["client_secret"] == "very-pl4nted77-secret"
    assert "very-pl4nted77-secret" not in result.out + result.err


def test_custom_attributes_of_several_uses_are_one_list(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(CONNECTION)
    attributes = [{"name": name, "key": name.lower()} for name in ("Team", "Desk")]
    uses = [text for item in attributes for text in ("--custom-attributes", json.dumps(item))]
    assert clerk(*f"{CREATE} saml_okta".split(), *uses).code == 0
    assert fake_api.requests[0].body["custom_attributes"] == attributes


def test_options_win_over_the_body_of_a_file(
    clerk: CommandLine, fake_api: FakeAPI, tmp_path: Path
) -> None:
    body = {**NEW, "saml": {"idp_entity_id": "urn:file", "force_authn": True}}
    (tmp_path / "body.json").write_text(json.dumps(body))
    fake_api.answer(CONNECTION)
    argv = f"enterpriseconnections create --input {tmp_path / 'body.json'} --idp-entity-id urn:line"
    assert clerk(*argv.split()).code == 0
    saml = {"idp_entity_id": "urn:line", "force_authn": True}
    assert fake_api.requests[0].body == {**body, "saml": saml}


def test_details_have_the_settings_of_the_protocol(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(CONNECTION).answer(OIDC)
    saml = clerk("enterpriseconnections", "get", "entconn_1").out
    oidc = clerk("enterpriseconnections", "get", "entconn_1").out
    assert "https://clerk.acme.com/acs" in saml
    assert "Client ID" not in saml
    assert "the-client" in oidc
    assert "ACS URL" not in oidc


def test_an_update_shows_what_it_changed(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(OIDC)
    argv = "enterpriseconnections update entconn_1 --client-id the-client --name Acme"
    lines = clerk(*argv.split()).out.splitlines()
    updated = [line.split(":")[0].strip() for line in lines if line.endswith("(updated)")]
    assert updated == ["Name", "Client ID"]


@pytest.mark.parametrize("options", [[], ["--wide"], ["-o", "csv", "--wide"]])
def test_tables_mask_certificates(
    clerk: CommandLine, fake_api: FakeAPI, options: list[str]
) -> None:
    fake_api.answer({"data": [OLDER], "total_count": 1}).answer(OLDER)
    listed = clerk("enterpriseconnections", "saml", "list", *options).out
    shown = clerk("enterpriseconnections", "saml", "get", "samlc_1").out
    assert "samlc_1" in listed
    assert "****" in shown
    for text in (listed, shown):
        assert "MIIsecretcertificate" not in text
        assert "<metadata/>" not in text


def test_a_link_is_the_only_output(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"url": "https://clerk.acme.com/run"}).answer(LINK)
    assert clerk("enterpriseconnections", "test-runs", "start", "entconn_1").out == (
        "https://clerk.acme.com/run\n"
    )
    assert clerk("enterpriseconnections", "portal-links", "create").out == "aplt_unguessable\n"


def test_a_response_without_an_id_is_an_error(clerk: CommandLine, fake_api: FakeAPI) -> None:
    for line in (f"{CREATE} saml_okta", f"{SAML_CREATE} saml_okta"):
        fake_api.answer({})
        result = clerk(*line.split())
        assert (result.code, result.out) == (1, "")
        assert 'the API returned an object without "id"' in result.err


def test_every_command_gives_way_to_those_of_clerks_own_cli() -> None:
    from clerk_cli.api import Command
    from clerk_cli_enterpriseconnections import commands, portal_links, runs, saml

    specs = [
        value.spec
        for module in (commands, portal_links, runs, saml)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Command) and value.spec.name
    ]
    assert len(specs) == 14
    assert [spec.name for spec in specs if not spec.extension] == []


def test_a_failed_test_run_says_why(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"data": [TEST_RUN], "total_count": 1})
    result = clerk("enterpriseconnections", "test-runs", "list", "entconn_1", "--wide")
    assert "The signature is not valid" in result.out
    assert "PHNlY3JldD4=" not in result.out


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("enterpriseconnections create --name A --domains a.com", "option: --provider"),
        (f"{CREATE} okta", '--provider: "okta" is not one of saml_custom'),
        ("enterpriseconnections create --name A --provider saml_okta --domains https://a.com",
         '--domains: "https://a.com" is not a domain such as acme.com'),
        ("enterpriseconnections update entconn_1 --domains ada@acme.com", "is not a domain"),
        ("enterpriseconnections saml update samlc_1 --domains localhost", "is not a domain"),
        (f"{CREATE} saml_okta --active", "--active requires the identity provider's settings"),
        (f"{CREATE} saml_okta --active --idp-entity-id a", "--active requires the"),
        (f"{CREATE} oidc_custom --active", "--active requires the client's settings"),
        (f"{CREATE} oidc_custom --active --client-id c --client-secret s --auth-url https://a.b",
         "--active requires the client's settings"),
        ("enterpriseconnections update entconn_1 --active", "confirmation required"),
        ("enterpriseconnections portal-links create --expires-in 2d",
         "--expires-in must be at most 1d, not 2d"),
        ("enterpriseconnections portal-links create --expires-in 90000",
         "--expires-in must be at most 1d, not 25h"),
        ("enterpriseconnections portal-links create --expires-in 0",
         "--expires-in must be at least 1s, not 0s"),
        ("enterpriseconnections saml update samlc_1 --consent-verified-domains-deletion -f",
         "--consent-verified-domains-deletion requires --active"),
        ("enterpriseconnections update entconn_1 --idp-metadata"
         " <EntityDescriptor><X509Certificate>AAAA</X509Certificate></EntityDescriptor>",
         "invalid X.509 certificate"),
        (f"{CREATE} saml_okta --client-id c", "--client-id: a setting of OIDC"),
        (f"{CREATE} oidc_custom --idp-entity-id c", "--idp-entity-id: a setting of SAML"),
        (f"{CREATE} oidc_custom --client-id c", "a client without a secret requires PKCE"),
        ("enterpriseconnections update entconn_1 --client-id c --idp-entity-id e", "not both"),
        ("enterpriseconnections update entconn_1", "no changes specified"),
        ("enterpriseconnections update entconn_1 --attribute-mapping {\"mail\":\"a\"}",
         "saml.attribute_mapping.mail is not a member of saml.attribute_mapping"),
        ("enterpriseconnections saml update samlc_1 --attribute-mapping {\"user_id\":null}",
         "attribute_mapping.user_id must not be null"),
        ("enterpriseconnections update entconn_1 --custom-attributes {\"name\":\"A\"}",
         "custom_attributes[0].key is missing"),
        ("enterpriseconnections update entconn_1"
         " --custom-attributes {\"name\":\"A\",\"key\":\"_a\"}",
         "custom_attributes[0].key must match ^[^_]"),
        ("enterpriseconnections update entconn_1 --custom-attributes"
         " {\"name\":\"A\",\"key\":\"a\",\"scim_path\":\"b\",\"directory_path\":\"c\"}",
         "directory_path is the new name of scim_path"),
        ("enterpriseconnections update entconn_1 --login-hint custom_attribute",
         "--login-hint: \"custom_attribute\" is not email_address, off, or custom_attribute:KEY"),
        ("enterpriseconnections update entconn_1 --login-hint off:uid", "is not email_address"),
        ("enterpriseconnections update entconn_1 --idp-certificate @nowhere.pem", "cannot read"),
        ("enterpriseconnections update entconn_1 --idp-certificate nonsense",
         "--idp-certificate is not a PEM certificate"),
        ("enterpriseconnections saml update samlc_1 --idp-certificate"
         " -----BEGINPRIVATEKEY-----", "is not a PEM certificate"),
        ("enterpriseconnections update entconn_1 --idp-metadata <a>",
         "--idp-metadata is not XML at line 1, column 4: no element found"),
        ("enterpriseconnections saml update samlc_1 --idp-metadata <a/>",
         "it has no EntityDescriptor"),
        ("enterpriseconnections delete entconn_1", "confirmation required"),
        ("enterpriseconnections saml delete samlc_1", "confirmation required"),
        ("enterpriseconnections portal-links revoke aplt_1", "confirmation required"),
    ],
)  # fmt: skip
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses(*argv.split(), because=message)
    assert fake_api.requests == []


def test_a_private_key_is_never_sent(clerk: CommandLine, fake_api: FakeAPI, tmp_path: Path) -> None:
    (tmp_path / "idp.pem").write_text(f"-----BEGIN RSA PRIVATE KEY-----\nMIIB\n{PEM}")
    argv = ("enterpriseconnections", "update", "entconn_1", "--idp-certificate")
    result = clerk.refuses(*argv, f"@{tmp_path / 'idp.pem'}", because="contains a private key")
    assert result
    assert fake_api.requests == []


@pytest.mark.parametrize(
    ("response", "options", "message"),
    [
        (CONNECTION, ["--client-id", "x"], "--client-id: a setting of OIDC"),
        (OIDC, ["--idp-entity-id", "x"], "--idp-entity-id: a setting of SAML"),
    ],
)
def test_a_setting_that_the_connection_does_not_use_is_not_reported_as_changed(
    clerk: CommandLine, fake_api: FakeAPI, response: Any, options: list[str], message: str
) -> None:
    for more, hint in (([], "Nothing was changed."), (["--name", "New"], "--name: changed.")):
        fake_api.answer(response)
        result = clerk("enterpriseconnections", "update", "entconn_1", *options, *more)
        assert (result.code, result.out, "Updated" in result.err) == (1, "", False)
        assert message in result.err
        assert hint in result.err


def test_the_certificate_is_shown_by_its_fingerprint(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"id": "samlc_1", "idp_certificate": PEM})
    out = clerk("enterpriseconnections", "saml", "get", "samlc_1").out
    assert re.search(r"Certificate SHA-256: +([0-9a-f]{16} ){3}[0-9a-f]{16}\n", out)


@pytest.mark.parametrize(
    ("code", "is_named"),
    [("organization_domain_exists_for_enrollment", True), ("form_param_invalid", False)],
)
def test_an_activation_that_needs_consent_names_the_option_that_gives_it(
    clerk: CommandLine, fake_api: FakeAPI, code: str, is_named: bool
) -> None:
    fake_api.answer({"errors": [{"code": code, "message": "not that"}]}, status=422)
    result = clerk("enterpriseconnections", "saml", "update", "samlc_1", "--active", "-f")
    assert (result.code, "not that" in result.err) == (1, True)
    assert ("pass --consent-verified-domains-deletion" in result.err) == is_named
