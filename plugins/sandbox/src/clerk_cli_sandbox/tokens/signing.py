"""The signing key of the instance, and the tokens signed with it or with a key of one's own."""

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
ALGORITHM = "RS256"
ALGORITHMS = tuple(f"{family}{bits}" for family in ("HS", "RS", "ES") for bits in (256, 384, 512))
"""What templates can sign with, given a key."""

DEFAULT_TYPE = "JWT"
SESSION_CATEGORY, TEMPLATE_CATEGORY, M2M_CATEGORY = (
    f"cl_B7d4PD{number}AAA" for number in (111, 222, 333)
)
"""What the header member ``cat`` says about a token; Clerk's JavaScript SDK reads it."""


def public_key(store: Store) -> dict[str, str]:
    """The public key as a JSON Web Key."""
    numbers = _private_key(store).public_key().public_numbers()
    return {
        "use": "sig",
        "kty": "RSA",
        "kid": KEY_ID,
        "alg": ALGORITHM,
        "n": _base64_integer(numbers.n),
        "e": _base64_integer(numbers.e),
    }


def sign(
    store: Store,
    claims: dict[str, Any],
    category: str | None = SESSION_CATEGORY,
    type: str = DEFAULT_TYPE,
) -> str:
    """A JSON Web Token with the claims, signed with the key of the instance.

    Args:
        store: The objects.
        claims: The claims.
        category: What it is for; None where the type decides.
        type: The type in its header.
    """
    _require_cryptography()
    from clerk_cli_sandbox.tokens import algorithms

    header = {"alg": ALGORITHM, "kid": KEY_ID, "typ": type} | (
        {"cat": category} if category else {}
    )
    payload = _payload(header, claims)
    signature = algorithms.signature(ALGORITHM, _private_key(store), payload)
    return f"{payload.decode()}.{_base64_encode(signature)}"


def sign_with(algorithm: str, key: str, claims: dict[str, Any]) -> str:
    """A JSON Web Token with the claims, signed with a key that is not in the key set.

    Args:
        algorithm: The algorithm, which the key fits.
        key: A secret for HMAC, a private key in PEM format for the others.
        claims: The claims.
    """
    _require_cryptography()
    from clerk_cli_sandbox.tokens import algorithms

    payload = _payload({"alg": algorithm, "cat": TEMPLATE_CATEGORY, "typ": "JWT"}, claims)
    signature = algorithms.signature(algorithm, algorithms.load_key(algorithm, key), payload)
    return f"{payload.decode()}.{_base64_encode(signature)}"


def fits_algorithm(algorithm: str, key: str) -> bool:
    """Whether a key can sign with an algorithm that the sandbox knows."""
    _require_cryptography()
    from clerk_cli_sandbox.tokens import algorithms

    try:
        algorithms.load_key(algorithm, key)
    except ValueError:
        return False
    return True


def verified_claims(
    store: Store,
    token: str,
    category: str | None = SESSION_CATEGORY,
    type: str = DEFAULT_TYPE,
) -> dict[str, Any] | None:
    """The claims of a token, expired or not; None unless this instance signed it.

    Args:
        store: The objects.
        token: The token.
        category: What the token must be for; None where the type decides.
        type: The type that its header must have.
    """
    _require_cryptography()
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    payload, _, signature = token.rpartition(".")
    encoded_header, _, encoded_claims = payload.partition(".")
    try:
        key = _private_key(store).public_key()
        key.verify(_base64_decode(signature), payload.encode(), PKCS1v15(), SHA256())
        header = json.loads(_base64_decode(encoded_header))
        claims: dict[str, Any] = json.loads(_base64_decode(encoded_claims))
    except (InvalidSignature, ValueError):
        return None
    return claims if (header.get("cat"), header.get("typ")) == (category, type) else None


def _payload(header: dict[str, str], claims: dict[str, Any]) -> bytes:
    return ".".join(_base64_encode(json.dumps(part).encode()) for part in (header, claims)).encode()


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
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    stored = store.get(KIND, KEY_ID)
    if stored is None:
        key = rsa.generate_private_key(EXPONENT, BITS)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        store.put(KIND, {"id": KEY_ID, "pem": pem})
        return key
    return _parsed_key(stored["pem"])


@lru_cache(maxsize=8)
def _parsed_key(pem: str) -> RSAPrivateKey:
    """A key in PEM format. Reading one takes ten times as long as signing with it."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    private_key = load_pem_private_key(pem.encode(), password=None)
    assert isinstance(private_key, rsa.RSAPrivateKey)
    return private_key


def _base64_integer(number: int) -> str:
    return _base64_encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _base64_encode(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _base64_decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
