"""Password digests from other systems: which ones Clerk accepts, and how each is compared.

Source: https://clerk.com/docs/reference/backend/user/create-user
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.identity import phpass

Compare: TypeAlias = Callable[[str], bool]
"""Says whether a password is the one of a digest."""

log = logging.getLogger(__name__)

MAX_ITERATIONS = 10_000_000
MAX_MEMORY = 2**30
MAX_BCRYPT_COST = 18
"""What a digest may ask for, so that a comparison ends: rounds, bytes, and a power of two."""

BCRYPT_LENGTH = 72
"""bcrypt reads no more bytes of a password."""

BCRYPT = r"\$2[aby]\$(?P<cost>\d\d)\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{31}"
"""The last character of the salt has two bits: libraries refuse the others."""

BASE64 = r"[A-Za-z0-9+/]+={0,2}"
HEX = r"(?:[0-9a-fA-F]{2})+"
ARGON2 = (
    r"\$(?P<variant>argon2id?)\$v=19\$m=(?P<memory>\d{1,8}),t=(?P<time>\d{1,4}),p=(?P<lanes>\d{1,3})"
    r"\$(?P<salt>[A-Za-z0-9+/]{11,})\$(?P<hash>[A-Za-z0-9+/]{6,})"
)


def read_digest(hasher: str, digest: str) -> Compare:
    """How passwords are compared with a digest.

    Args:
        hasher: The name of the hasher.
        digest: The digest.

    Raises:
        ValueError: The hasher is unknown, or the digest does not fit it.
    """
    reader = READERS.get(hasher)
    if reader is None:
        raise ValueError(f"{hasher} is not a supported password hasher.")
    try:
        return reader(digest)
    except ValueError:
        raise ValueError(f"The digest is not one of the hasher {hasher}.") from None


def _parts(pattern: str, digest: str) -> dict[str, str]:
    """The named groups of a digest, which must match a pattern."""
    match = re.fullmatch(pattern, digest, re.ASCII | re.DOTALL)
    if match is None:
        raise ValueError("another form")
    return match.groupdict()


def _iterations(text: str) -> int:
    if not 0 < int(text) <= MAX_ITERATIONS:
        raise ValueError("too many iterations")
    return int(text)


def _decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _equals(expected: bytes, computed: Callable[[bytes], bytes], password: str) -> bool:
    return hmac.compare_digest(computed(password.encode()), expected)


def _bcrypt(digest: str, pattern: str = BCRYPT, prepare: str = "") -> Compare:
    parts = _parts(pattern, digest)
    if not 4 <= int(parts["cost"]) <= MAX_BCRYPT_COST:
        raise ValueError("another cost")
    hashed, pepper = parts.get("hashed", digest).encode(), parts.get("pepper", "")

    def compare(password: str) -> bool:
        try:
            import bcrypt
        except ImportError:
            raise api_errors.hasher_missing("bcrypt") from None
        secret = (password + pepper).encode()
        if prepare:
            secret = hashlib.new(prepare, secret).hexdigest().encode()
        return bcrypt.checkpw(secret[:BCRYPT_LENGTH], hashed)

    return compare


def _argon2(variant: str, digest: str) -> Compare:
    parts = _parts(ARGON2, digest)
    lanes, memory, time = (int(parts[name]) for name in ("lanes", "memory", "time"))
    # RFC 9106, section 3.1: eight blocks of memory for each lane.
    is_possible = 0 < 8 * lanes <= memory and time > 0
    is_bounded = memory * 1024 <= MAX_MEMORY and memory * time <= MAX_ITERATIONS
    is_base64 = all(len(parts[name]) % 4 != 1 for name in ("salt", "hash"))
    if parts["variant"] != variant or not (is_possible and is_bounded and is_base64):
        raise ValueError("another variant, or parameters that Argon2 does not have")

    def compare(password: str) -> bool:
        try:
            from argon2.exceptions import VerificationError
            from argon2.low_level import Type, verify_secret
        except ImportError:
            raise api_errors.hasher_missing("argon2-cffi") from None
        kind = Type.ID if variant == "argon2id" else Type.I
        try:
            return verify_secret(digest.encode(), password.encode(), kind)
        except VerificationError:
            return False

    return compare


def _pbkdf2(algorithm: str, prefix: str, salt: str, encoding: str, digest: str) -> Compare:
    """A reader of PBKDF2 digests.

    Args:
        algorithm: The hash function.
        prefix: What the digest starts with.
        salt: How the salt is written: ``text``, ``hex``, ``base64``, or ``hex or text``.
        encoding: How the hash is written: ``hex`` or ``base64``.
        digest: The digest.
    """
    hash_pattern = HEX if encoding == "hex" else BASE64
    length = r"(?:\$(?P<length>\d{1,3}))?" if algorithm == "sha1" else ""
    pattern = rf"{prefix}\$(?P<rounds>\d{{1,8}})\$(?P<salt>[^$]*)\$(?P<hash>{hash_pattern}){length}"
    parts = _parts(pattern, digest)
    rounds = _iterations(parts["rounds"])
    expected = bytes.fromhex(parts["hash"]) if encoding == "hex" else _decoded(parts["hash"])
    is_hex = re.fullmatch(HEX, parts["salt"]) is not None
    if salt == "hex" or (salt == "hex or text" and is_hex):
        salt_bytes = bytes.fromhex(parts["salt"])
    else:
        salt_bytes = _decoded(parts["salt"]) if salt == "base64" else parts["salt"].encode()
    if algorithm == "sha1" and len(expected) != int(parts["length"] or 32):
        raise ValueError("another length")

    def computed(secret: bytes) -> bytes:
        return hashlib.pbkdf2_hmac(algorithm, secret, salt_bytes, rounds, len(expected))

    return partial(_equals, expected, computed)


def _scrypt(secret: bytes, salt: bytes, cost: tuple[int, int, int], length: int) -> bytes:
    n, r, p = cost
    limit = MAX_MEMORY + MAX_MEMORY // 16
    return hashlib.scrypt(secret, salt=salt, n=n, r=r, p=p, maxmem=limit, dklen=length)


def _check_scrypt(n: int, r: int, p: int) -> tuple[int, int, int]:
    if n < 2 or n & (n - 1) or r < 1 or not 0 < p <= 64 or 128 * n * r > MAX_MEMORY:
        raise ValueError("too much memory")
    return n, r, p


def _scrypt_werkzeug(digest: str) -> Compare:
    cost_pattern = r"scrypt:(?P<n>\d{1,8}):(?P<r>\d{1,3}):(?P<p>\d{1,3})"
    parts = _parts(rf"{cost_pattern}\$(?P<salt>[^$]+)\$(?P<hash>{HEX})", digest)
    cost = _check_scrypt(*(int(parts[name]) for name in "nrp"))
    expected, salt = bytes.fromhex(parts["hash"]), parts["salt"].encode()
    return partial(_equals, expected, lambda secret: _scrypt(secret, salt, cost, len(expected)))


def _scrypt_firebase(digest: str) -> Compare:
    names = ("hash", "salt", "key", "separator")
    encoded = r"\$".join(rf"(?P<{name}>{BASE64})" for name in names)
    parts = _parts(rf"{encoded}\$(?P<rounds>\d{{1,3}})\$(?P<memory>\d{{1,2}})", digest)
    expected, salt, key, separator = (_decoded(parts[name]) for name in names)
    cost = _check_scrypt(1 << int(parts["memory"]), int(parts["rounds"]), 1)
    if len(expected) != len(key):
        raise ValueError("another length")

    def computed(secret: bytes) -> bytes:
        try:
            from cryptography.hazmat.primitives.ciphers import Cipher
            from cryptography.hazmat.primitives.ciphers.algorithms import AES
            from cryptography.hazmat.primitives.ciphers.modes import CTR
        except ImportError:
            raise api_errors.cryptography_missing() from None
        derived = _scrypt(secret, salt + separator, cost, 64)
        return Cipher(AES(derived[:32]), CTR(bytes(16))).encryptor().update(key)

    return partial(_equals, expected, computed)


def _plain(algorithm: str, digest: str) -> Compare:
    size = hashlib.new(algorithm, usedforsecurity=False).digest_size
    expected = bytes.fromhex(_parts(rf"(?P<hash>[0-9a-fA-F]{{{2 * size}}})", digest)["hash"])
    return partial(_equals, expected, partial(_hash, algorithm))


def _salted(algorithm: str, digest: str) -> Compare:
    """A hash of password and salt. Clerk does not document their order: both are accepted."""
    size = hashlib.new(algorithm, usedforsecurity=False).digest_size
    parts = _parts(rf"(?P<salt>[^$]+)\$(?P<hash>[0-9a-fA-F]{{{2 * size}}})", digest)
    salt, expected = parts["salt"].encode(), bytes.fromhex(parts["hash"])

    def compare(password: str) -> bool:
        secret = password.encode()
        candidates = (_hash(algorithm, salt + secret), _hash(algorithm, secret + salt))
        return any(hmac.compare_digest(candidate, expected) for candidate in candidates)

    return compare


def _hash(algorithm: str, data: bytes) -> bytes:
    return hashlib.new(algorithm, data, usedforsecurity=False).digest()


def _ldap_ssha(digest: str) -> Compare:
    raw = _decoded(_parts(rf"\{{SSHA\}}(?P<hash>{BASE64})", digest)["hash"])
    if len(raw) <= 20:
        raise ValueError("no salt")
    return partial(_equals, raw[:20], lambda secret: _hash("sha1", secret + raw[20:]))


def _sha512_symfony(digest: str) -> Compare:
    pattern = rf"sha512_symfony\$(?P<rounds>\d{{1,8}})\$(?P<salt>[^$]*)\$(?P<hash>{BASE64})"
    parts = _parts(pattern, digest)
    rounds, expected = _iterations(parts["rounds"]), _decoded(parts["hash"])
    suffix = f"{{{parts['salt']}}}".encode() if parts["salt"] else b""

    def computed(secret: bytes) -> bytes:
        result = _hash("sha512", secret + suffix)
        for _ in range(rounds - 1):
            result = _hash("sha512", result + secret + suffix)
        return result

    return partial(_equals, expected, computed)


def _phpass(digest: str) -> Compare:
    parts = _parts(r"\$P\$(?P<rounds>[5-9A-S])(?P<salt>[./0-9A-Za-z]{8})[./0-9A-Za-z]{22}", digest)
    salt, rounds = parts["salt"].encode(), parts["rounds"]
    expected = digest[-22:].encode()
    return partial(_equals, expected, lambda secret: phpass.checksum(secret, salt, rounds).encode())


def _never(pattern: str, reason: str, digest: str) -> Compare:
    """A digest that the sandbox accepts without being able to compare it."""
    _parts(pattern, digest)

    def compare(_: str) -> bool:
        log.warning("No password matches this user: %s", reason)
        return False

    return compare


PEPPERED = rf"(?P<hashed>{BCRYPT})\$(?P<pepper>.+)"
DJANGO_BCRYPT = rf"bcrypt_sha256\$(?P<hashed>{BCRYPT})"
COGNITO = "awscognito needs a sign-in to Amazon Cognito, which the sandbox does not do"
UNDOCUMENTED = "the form of hmac_sha256_utf16_b64 is not documented"

READERS: Mapping[str, Callable[[str], Compare]] = MappingProxyType(
    {
        "argon2i": partial(_argon2, "argon2i"),
        "argon2id": partial(_argon2, "argon2id"),
        "awscognito": partial(_never, r"awscognito#[^#]+#[^#]+#.+", COGNITO),
        "bcrypt": _bcrypt,
        "bcrypt_peppered": partial(_bcrypt, pattern=PEPPERED),
        "bcrypt_sha256_django": partial(_bcrypt, pattern=DJANGO_BCRYPT, prepare="sha256"),
        "hmac_sha256_utf16_b64": partial(_never, r".+", UNDOCUMENTED),
        "ldap_ssha": _ldap_ssha,
        "md5": partial(_plain, "md5"),
        "md5_phpass": _phpass,
        "md5_salted": partial(_salted, "md5"),
        "pbkdf2_sha1": partial(_pbkdf2, "sha1", "pbkdf2_sha1", "hex or text", "hex"),
        "pbkdf2_sha256": partial(_pbkdf2, "sha256", "pbkdf2_sha256", "base64", "base64"),
        "pbkdf2_sha256_django": partial(_pbkdf2, "sha256", "pbkdf2_sha256", "text", "base64"),
        "pbkdf2_sha512": partial(_pbkdf2, "sha512", "pbkdf2_sha512", "text", "hex"),
        "pbkdf2_sha512_hex": partial(_pbkdf2, "sha512", "pbkdf2_sha512_hex", "hex", "hex"),
        "phpass": _phpass,
        "scrypt_firebase": _scrypt_firebase,
        "scrypt_werkzeug": _scrypt_werkzeug,
        "sha256": partial(_plain, "sha256"),
        "sha256_salted": partial(_salted, "sha256"),
        "sha512_symfony": _sha512_symfony,
    }
)
"""For each hasher the function that reads its digests."""
