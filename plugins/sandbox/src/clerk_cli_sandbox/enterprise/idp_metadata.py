"""What an identity provider hands out: its X.509 certificate, and its SAML metadata."""

from __future__ import annotations

import base64
import re
from typing import NamedTuple

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject, ErrorResponse
from clerk_cli_sandbox.http.formats import is_http_url

MARKERS = re.compile(r"-----(BEGIN|END) CERTIFICATE-----")
METADATA = "{urn:oasis:names:tc:SAML:2.0:metadata}"
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}"
BINDINGS = tuple(
    f"urn:oasis:names:tc:SAML:2.0:bindings:{name}" for name in ("HTTP-Redirect", "HTTP-POST")
)
"""How a service provider can send a request to an identity provider, the preferred one first."""


class Period(NamedTuple):
    """When a certificate is valid.

    Args:
        start: The first moment, in Unix milliseconds.
        end: The last one.
    """

    start: int
    end: int


def read_period(certificate: str) -> Period | None:
    """When an X.509 certificate is valid; None for a text that is not one.

    Args:
        certificate: The certificate as PEM, or its Base64 alone, as metadata has it.

    Raises:
        ErrorResponse: The library that reads certificates is not installed.
    """
    try:
        from cryptography.x509 import load_der_x509_certificate
    except ImportError:
        raise api_errors.cryptography_missing() from None
    try:
        der = base64.b64decode("".join(MARKERS.sub("", certificate).split()), validate=True)
        read = load_der_x509_certificate(der)
        start, end = read.not_valid_before_utc, read.not_valid_after_utc
    except ValueError:
        return None
    return Period(int(start.timestamp() * 1000), int(end.timestamp() * 1000))


def certificate_errors(name: str, value: str) -> list[ErrorObject]:
    """What is wrong with a certificate."""
    if read_period(value) is not None:
        return []
    return [api_errors.invalid_format(name, f"{name} must be an X.509 certificate as PEM.")]


def read_metadata(xml: str) -> dict[str, str]:
    """The settings of an identity provider in its metadata, by the names that the API gives them.

    Raises:
        ErrorResponse: It is not metadata of an identity provider, or lacks settings.
    """
    settings = _settings_in(xml)
    if missing := [name for name, value in settings.items() if not value]:
        text = f"The IdP metadata lacks {', '.join(missing)}."
        raise api_errors.refusal("saml_metadata_missing_fields", "fields are missing", text)
    if read_period(settings["idp_certificate"]) is None:
        raise _unreadable("The IdP metadata contains an invalid X.509 certificate.")
    if is_http_url("idp_sso_url", settings["idp_sso_url"]):
        raise _unreadable("The IdP metadata has a sign-on URL that is not an HTTP URL.")
    return settings


def _unreadable(text: str) -> ErrorResponse:
    """The metadata cannot be used."""
    return api_errors.refusal("saml_failed_to_parse_idp_metadata", text)


def _settings_in(xml: str) -> dict[str, str]:
    from xml.etree import ElementTree as ET

    try:
        if "<!DOCTYPE" in xml:
            raise _unreadable("The IdP metadata must not have a document type (<!DOCTYPE).")
        root = ET.fromstring(xml)  # noqa: S314 - without a document type, no entities
    except (ET.ParseError, ValueError):
        raise _unreadable("The IdP metadata is not well-formed XML.") from None
    entity = root if root.tag == f"{METADATA}EntityDescriptor" else None
    if entity is None:
        entity = root.find(f"{METADATA}EntityDescriptor")
    provider = None if entity is None else entity.find(f"{METADATA}IDPSSODescriptor")
    if entity is None or provider is None:
        raise _unreadable("The IdP metadata does not describe an identity provider.")
    urls = {
        service.get("Binding"): service.get("Location", "")
        for service in provider.iterfind(f"{METADATA}SingleSignOnService")
    }
    certificates = [
        certificate.text or ""
        for key in provider.iterfind(f"{METADATA}KeyDescriptor")
        if key.get("use", "signing") == "signing"
        for certificate in key.iter(f"{SIGNATURE}X509Certificate")
    ]
    return {
        "idp_entity_id": entity.get("entityID", ""),
        "idp_sso_url": next((urls[binding] for binding in BINDINGS if urls.get(binding)), ""),
        "idp_certificate": "".join(next(iter(certificates), "").split()),
    }
