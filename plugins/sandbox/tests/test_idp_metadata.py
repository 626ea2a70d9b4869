"""What is read from the metadata and the certificate of an identity provider."""

from __future__ import annotations

from typing import Any

import pytest
from plugins.sandbox.tests.state_scenarios.enterprise import CERTIFICATE, METADATA, PEM, SSO_URL

REDIRECT, POST = "bindings:HTTP-Redirect", "bindings:HTTP-POST"


def settings(xml: str) -> dict[str, str]:
    from clerk_cli_sandbox.enterprise.idp_metadata import read_metadata

    return read_metadata(xml)


def period(certificate: str) -> Any:
    from clerk_cli_sandbox.enterprise.idp_metadata import read_period

    return read_period(certificate)


def test_metadata_has_all_settings() -> None:
    expected = {
        "idp_entity_id": "urn:idp",
        "idp_sso_url": SSO_URL,
        "idp_certificate": CERTIFICATE,
    }
    assert settings(METADATA) == expected
    assert settings(METADATA.replace(REDIRECT, POST)) == expected


def test_metadata_can_be_inside_that_of_a_federation() -> None:
    namespace = "urn:oasis:names:tc:SAML:2.0:metadata"
    federation = f'<f:EntitiesDescriptor xmlns:f="{namespace}">{METADATA}</f:EntitiesDescriptor>'
    assert settings(federation)["idp_entity_id"] == "urn:idp"


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        (' entityID="urn:idp"', "", "idp_entity_id"),
        (REDIRECT, "bindings:SOAP", "idp_sso_url"),
        ('use="signing"', 'use="encryption"', "idp_certificate"),
    ],
)
def test_a_setting_that_metadata_lacks_is_named(old: str, new: str, missing: str) -> None:
    from clerk_cli_sandbox.http.api_errors import ErrorResponse

    assert old in METADATA
    with pytest.raises(ErrorResponse) as raised:
        settings(METADATA.replace(old, new))
    assert missing in raised.value.errors[0]["long_message"]


def test_a_key_without_a_use_signs_too() -> None:
    assert settings(METADATA.replace(' use="signing"', ""))["idp_certificate"] == CERTIFICATE


def test_a_certificate_is_pem_or_the_base64_in_it() -> None:
    assert period(PEM) == period(CERTIFICATE)
    assert period(PEM).end - period(PEM).start == 36_524 * 24 * 60 * 60 * 1000


@pytest.mark.parametrize("text", ["", "x", PEM[:80], CERTIFICATE[:200], "ü", PEM + "x"])
def test_another_text_is_not_a_certificate(text: str) -> None:
    assert period(text) is None


@pytest.mark.parametrize(
    ("provider", "settings", "secret"),
    [
        ("saml_okta", {"saml": {"idp_certificate": PEM}}, CERTIFICATE),
        (
            "oidc_custom",
            {"oidc": {"client_id": "c", "client_secret": "unguessable"}},
            "unguessable",
        ),
    ],
)
def test_a_connection_shows_no_certificate_and_no_secret(
    api: Any, provider: str, settings: Any, secret: str
) -> None:
    body = {"name": "Acme", "provider": provider, "domains": ["acme.example"], **settings}
    status, connection = api("POST", "/enterprise_connections", body)
    assert status == 201
    assert secret not in str(connection)
    listed = str(api.ok("GET", "/enterprise_connections"))
    assert connection["id"] in listed
    assert secret not in listed
