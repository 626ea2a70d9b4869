"""The forms of digests that Clerk takes, by hasher.

Source: https://clerk.com/docs/reference/backend/user/create-user
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

BCRYPT = r"\$2[aby]\$(?:0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{31}"
"""The last character of the salt has two bits."""

B64 = r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
SOME_B64 = rf"(?=[A-Za-z0-9+/]){B64}"
HEX = r"(?:[0-9a-fA-F]{2})+"
ROUNDS = r"[1-9]\d{0,7}"
ARGON2 = r"\$v=19\$m=\d{1,8},t=\d{1,4},p=\d{1,3}\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{6,}"
PHPASS = r"\$P\$[5-9A-S][./0-9A-Za-z]{30}"

HASHERS: Mapping[str, str] = MappingProxyType(
    {
        "argon2i": rf"\$argon2i{ARGON2}",
        "argon2id": rf"\$argon2id{ARGON2}",
        "awscognito": r"awscognito#[^#]+#[^#]+#.+",
        "bcrypt": BCRYPT,
        "bcrypt_peppered": rf"{BCRYPT}\$.+",
        "bcrypt_sha256_django": rf"bcrypt_sha256\${BCRYPT}",
        "hmac_sha256_utf16_b64": r".+",
        "ldap_ssha": rf"\{{SSHA\}}{SOME_B64}",
        "md5": r"[0-9a-fA-F]{32}",
        "md5_phpass": PHPASS,
        "md5_salted": r"[^$]+\$[0-9a-fA-F]{32}",
        "pbkdf2_sha1": rf"pbkdf2_sha1\${ROUNDS}\$[^$]*\${HEX}(?:\$\d{{1,3}})?",
        "pbkdf2_sha256": rf"pbkdf2_sha256\${ROUNDS}\${B64}\${SOME_B64}",
        "pbkdf2_sha256_django": rf"pbkdf2_sha256\${ROUNDS}\$[^$]*\${SOME_B64}",
        "pbkdf2_sha512": rf"pbkdf2_sha512\${ROUNDS}\$[^$]*\${HEX}",
        "pbkdf2_sha512_hex": rf"pbkdf2_sha512_hex\${ROUNDS}\${HEX}\${HEX}",
        "phpass": PHPASS,
        "scrypt_firebase": rf"{SOME_B64}\${SOME_B64}\${SOME_B64}\${SOME_B64}\$\d{{1,3}}\$\d{{1,2}}",
        "scrypt_werkzeug": rf"scrypt:\d{{1,8}}:\d{{1,3}}:\d{{1,3}}\$[^$]+\${HEX}",
        "sha256": r"[0-9a-fA-F]{64}",
        "sha256_salted": r"[^$]+\$[0-9a-fA-F]{64}",
        "sha512_symfony": rf"sha512_symfony\${ROUNDS}\$[^$]*\${SOME_B64}",
    }
)
"""For each hasher the pattern of its digests."""

DEFAULT_SHA1_LENGTH = 32
SHA1_LENGTH = 20


@cache
def _pattern(hasher: str) -> re.Pattern[str]:
    return re.compile(HASHERS[hasher], re.ASCII | re.DOTALL)


def fits(hasher: str, digest: str) -> bool:
    """Whether a digest has the form of a hasher; hashers that are not listed fit anything.

    Args:
        hasher: The name of the hasher.
        digest: The digest.
    """
    if hasher not in HASHERS:
        return True
    if _pattern(hasher).fullmatch(digest) is None:
        return False
    check = _CHECKS.get(hasher)
    return check is None or check(digest)


def _sha1_length_fits(digest: str) -> bool:
    _, _, _, key, *length = digest.split("$")
    return len(key) == 2 * int(length[0] if length else DEFAULT_SHA1_LENGTH)


def _has_salt(digest: str) -> bool:
    return len(base64.b64decode(digest.removeprefix("{SSHA}"))) > SHA1_LENGTH


def _werkzeug_is_possible(digest: str) -> bool:
    n, r, p = (int(part) for part in digest.partition("$")[0].split(":")[1:])
    return n > 1 and n & (n - 1) == 0 and r > 0 and p > 0


def _firebase_lengths_fit(digest: str) -> bool:
    key, _, signer = (base64.b64decode(part) for part in digest.split("$")[:3])
    return len(key) == len(signer)


_CHECKS = {
    "ldap_ssha": _has_salt,
    "pbkdf2_sha1": _sha1_length_fits,
    "scrypt_firebase": _firebase_lengths_fit,
    "scrypt_werkzeug": _werkzeug_is_possible,
}
"""What patterns cannot say."""
