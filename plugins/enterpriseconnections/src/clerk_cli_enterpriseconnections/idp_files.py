"""Files of identity providers, checked before they are sent: certificates and metadata."""

from __future__ import annotations

import base64
import re
from typing import Any

from clerk_cli.api import UsageError

MARKERS = re.compile(r"-----(BEGIN|END) CERTIFICATE-----")
PRIVATE = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
CERTIFICATE = "X509Certificate"
SEQUENCE = b"\x30"
"""How DER begins, the encoding of certificates."""


def check_certificate(certificate: Any) -> None:
    """Check that a text is an X.509 certificate as PEM, or the Base64 in it.

    Args:
        certificate: The text; None for none.

    Raises:
        UsageError: It is something else, such as a private key.
    """
    if not certificate or not isinstance(certificate, str):
        return
    if PRIVATE.search(certificate):
        raise UsageError(
            "--idp-certificate contains a private key",
            hint="Send only the certificate, in a file of its own.",
        )
    if not _is_certificate(certificate):
        raise UsageError(
            "--idp-certificate is not a PEM certificate",
            hint="Pass a file: --idp-certificate @idp.pem",
        )


def _is_certificate(text: str) -> bool:
    """Whether a text begins as a certificate does, as PEM or the Base64 in it."""
    try:
        der = base64.b64decode("".join(MARKERS.sub("", text).split()), validate=True)
    except ValueError:
        return False
    return der.startswith(SEQUENCE)


def check_metadata(metadata: Any) -> None:
    """Check that a text is the SAML metadata of an entity.

    Args:
        metadata: The text; None for none.

    Raises:
        UsageError: It is something else.
    """
    if not metadata or not isinstance(metadata, str):
        return
    from xml.parsers import expat

    parser, tags = expat.ParserCreate(namespace_separator=" "), []
    texts: list[str] = []

    def begin(tag: str, _: object) -> None:
        tags.append(tag.rpartition(" ")[2])
        texts.append("")

    def read(text: str) -> None:
        texts[-1] += text

    parser.StartElementHandler, parser.CharacterDataHandler = begin, read
    try:
        parser.Parse(metadata, True)
    except expat.ExpatError as error:
        place = f"line {error.lineno}, column {error.offset + 1}"
        raise UsageError(
            f"--idp-metadata is not XML at {place}: {expat.ErrorString(error.code)}",
            hint="Pass a file: --idp-metadata @metadata.xml",
        ) from None
    if "EntityDescriptor" not in tags:
        raise UsageError("--idp-metadata is not SAML metadata: it has no EntityDescriptor")
    certificates = [text for tag, text in zip(tags, texts, strict=True) if tag == CERTIFICATE]
    if not all(map(_is_certificate, certificates)):
        raise UsageError(
            "--idp-metadata contains an invalid X.509 certificate",
            hint="Download the metadata from the identity provider again.",
        )
