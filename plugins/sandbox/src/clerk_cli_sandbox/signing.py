"""The key of the instance, and the tokens that it signs."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.identifiers import stable_id
from clerk_cli_sandbox.store import Store

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
        "n": _number(numbers.n),
        "e": _number(numbers.e),
    }


def sign(store: Store, claims: dict[str, Any]) -> str:
    """A JSON Web Token with these claims."""
    _require_library()
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    header = {"alg": "RS256", "cat": "cl_B7d4PD111AAA", "kid": KEY_ID, "typ": "JWT"}
    text = ".".join(_encoded(json.dumps(part).encode()) for part in (header, claims))
    signature = _private_key(store).sign(text.encode(), PKCS1v15(), SHA256())
    return f"{text}.{_encoded(signature)}"


def read(store: Store, token: str) -> dict[str, Any] | None:
    """The claims of a token that this instance signed, be it expired or not; None for another."""
    _require_library()
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    text, _, signature = token.rpartition(".")
    try:
        key = _private_key(store).public_key()
        key.verify(_decoded(signature), text.encode(), PKCS1v15(), SHA256())
        claims: dict[str, Any] = json.loads(_decoded(text.partition(".")[2]))
    except (InvalidSignature, ValueError):
        return None
    return claims


def _require_library() -> None:
    """Refuse what needs the library that a single-file clerk cannot have."""
    try:
        import cryptography  # noqa: F401
    except ImportError:
        raise problems.cannot_sign() from None


def _private_key(store: Store) -> RSAPrivateKey:
    """The key of the instance; made when it is first needed, which takes a moment."""
    _require_library()
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        load_pem_private_key,
    )

    kept = store.get(KIND, KEY_ID)
    if kept is None:
        key = rsa.generate_private_key(EXPONENT, BITS)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        store.put(KIND, {"id": KEY_ID, "pem": pem})
        return key
    loaded = load_pem_private_key(kept["pem"].encode(), password=None)
    assert isinstance(loaded, rsa.RSAPrivateKey)
    return loaded


def _number(number: int) -> str:
    return _encoded(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
