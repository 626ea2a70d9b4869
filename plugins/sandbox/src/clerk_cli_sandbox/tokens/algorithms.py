"""JSON Web Algorithms (RFC 7518) that tokens are signed with."""

from __future__ import annotations

import hmac
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import load_pem_private_key

HMAC, RSA, ECDSA_FAMILY = "HS", "RS", "ES"
HASHES: dict[str, type[SHA256 | SHA384 | SHA512]] = {"256": SHA256, "384": SHA384, "512": SHA512}
CURVE_BITS = {"256": 256, "384": 384, "512": 521}


def load_key(algorithm: str, text: str) -> Any:
    """A key as an algorithm needs it.

    Args:
        algorithm: A name such as ``HS256``, ``RS256`` or ``ES256``.
        text: A secret for HMAC, a private key in PEM format for the others.

    Raises:
        ValueError: The algorithm is unknown, or the key does not fit it.
    """
    family, size = algorithm[:2], algorithm[2:]
    if size not in HASHES or family not in (HMAC, RSA, ECDSA_FAMILY):
        raise ValueError("unknown algorithm")
    if family == HMAC:
        return text.encode()
    try:
        key = load_pem_private_key(text.encode(), password=None)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError(str(error)) from error
    if family == RSA and isinstance(key, RSAPrivateKey):
        return key
    is_on_curve = isinstance(key, EllipticCurvePrivateKey) and key.key_size == CURVE_BITS[size]
    if family == ECDSA_FAMILY and is_on_curve:
        return key
    raise ValueError("the key is of the wrong type")


def signature(algorithm: str, key: Any, payload: bytes) -> bytes:
    """The signature of a payload.

    Args:
        algorithm: The name of the algorithm.
        key: The key, from ``load_key``.
        payload: What is signed.
    """
    family, size = algorithm[:2], algorithm[2:]
    if family == HMAC:
        return hmac.digest(key, payload, f"sha{size}")
    if family == RSA:
        signed: bytes = key.sign(payload, PKCS1v15(), HASHES[size]())
        return signed
    length = (CURVE_BITS[size] + 7) // 8
    numbers = decode_dss_signature(key.sign(payload, ECDSA(HASHES[size]())))
    return b"".join(number.to_bytes(length, "big") for number in numbers)
