"""The signing key of the instance, and the tokens signed with it."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.storage.ids import stable_id
from clerk_cli_sandbox.storage.store import Store

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

KIND = "signing_key"
KEY_ID = stable_id("ins", "sandbox")
BITS, EXPONENT = 2048, 65537


def public_key(store: Store) -> dict[str, str]:
    """The public key as a JSON Web Key."""
    numbers = _private_key(store).public_key().public_numbers()
    return {
        "use": "sig",
        "kty": "RSA",
        "kid": KEY_ID,
        "alg": "RS256",
        "n": _base64_integer(numbers.n),
        "e": _base64_integer(numbers.e),
    }


def sign(store: Store, claims: dict[str, Any]) -> str:
    """A JSON Web Token with the claims."""
    _require_cryptography()
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    header = {"alg": "RS256", "cat": "cl_B7d4PD111AAA", "kid": KEY_ID, "typ": "JWT"}
    payload = ".".join(_base64_encode(json.dumps(part).encode()) for part in (header, claims))
    signature = _private_key(store).sign(payload.encode(), PKCS1v15(), SHA256())
    return f"{payload}.{_base64_encode(signature)}"


def verified_claims(store: Store, token: str) -> dict[str, Any] | None:
    """The claims of a token, expired or not; None unless this instance signed the token."""
    _require_cryptography()
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    payload, _, signature = token.rpartition(".")
    try:
        key = _private_key(store).public_key()
        key.verify(_base64_decode(signature), payload.encode(), PKCS1v15(), SHA256())
        claims: dict[str, Any] = json.loads(_base64_decode(payload.partition(".")[2]))
    except (InvalidSignature, ValueError):
        return None
    return claims


def _require_cryptography() -> None:
    """Raise an error if cryptography is missing, as it is from the single-file clerk."""
    try:
        import cryptography  # noqa: F401
    except ImportError:
        raise api_errors.cryptography_missing() from None


def _private_key(store: Store) -> RSAPrivateKey:
    """The key of the instance; generated on first use, which takes a moment."""
    _require_cryptography()
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    stored = store.get(KIND, KEY_ID)
    if stored is None:
        key = rsa.generate_private_key(EXPONENT, BITS)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        store.put(KIND, {"id": KEY_ID, "pem": pem})
        return key
    return _parsed(stored["pem"])


@lru_cache(maxsize=4)
def _parsed(pem: str) -> RSAPrivateKey:
    """The key in a PEM text; parsing checks its primes, which takes 30 ms."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    private_key = load_pem_private_key(pem.encode(), password=None)
    assert isinstance(private_key, RSAPrivateKey)
    return private_key


def _base64_integer(number: int) -> str:
    return _base64_encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _base64_encode(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _base64_decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
