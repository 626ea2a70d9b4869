"""Codes of authenticator apps (RFC 6238), and backup codes, which can be used once."""

from __future__ import annotations

import base64
import hashlib
import hmac

from clerk_cli_sandbox.http.schemas import Body
from clerk_cli_sandbox.identity import passwords
from clerk_cli_sandbox.storage.store import JSONObject

TOTP_SECRET, BACKUP_CODES = "_totp_secret", "_backup_codes"
"""The hidden members with the secret of the app, and the hashes of the codes that are left."""

PERIOD, DIGITS, SKEW = 30, 6, 1
"""The seconds and the digits of a code; how many periods before and after are accepted too."""

BCRYPT = ("$2a$", "$2b$", "$2y$")
"""How the digests begin that backup codes may be given as."""


def totp_code(secret: str, period: int) -> str:
    """The code of an authenticator app in a period.

    Args:
        secret: The secret, in base 32.
        period: The number of the period, counted from 1970.
    """
    text = secret.rstrip("=").upper()
    key = base64.b32decode(text + "=" * (-len(text) % 8))
    digest = hmac.new(key, period.to_bytes(8, "big"), "sha1").digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def matches_totp(user: JSONObject, code: str, now: int) -> bool:
    """Whether a code is the current one of a user's app, or one next to it in time.

    Args:
        user: The user as stored.
        code: The code.
        now: The time in Unix milliseconds.
    """
    secret = user.get(TOTP_SECRET)
    if not secret or not code.isascii():
        return False
    current = now // 1000 // PERIOD
    periods = range(max(current - SKEW, 0), current + SKEW + 1)
    return any(hmac.compare_digest(totp_code(secret, period), code) for period in periods)


def use_backup_code(user: JSONObject, code: str) -> bool:
    """Whether a code is a backup code of a user, who no longer has it then.

    Args:
        user: The user as stored.
        code: The code.

    Raises:
        ErrorResponse: A package that compares imported digests is not installed.
    """
    for index, digest in enumerate(user.get(BACKUP_CODES) or ()):
        if passwords.verify_password(code, digest):
            del user[BACKUP_CODES][index]
            return True
    return False


def second_factors_of(body: Body) -> JSONObject:
    """The hidden members of a user for the second factors in a body.

    Args:
        body: The fields of the user.
    """
    members: JSONObject = {}
    if secret := body.get("totp_secret"):
        members[TOTP_SECRET] = secret
    if codes := body.get("backup_codes"):
        members[BACKUP_CODES] = [_stored(code) for code in codes]
    return members


def _stored(code: str) -> str:
    """What is stored for a backup code: a hash of it, or the digest that it is."""
    if code.startswith(BCRYPT):
        return passwords.imported("bcrypt", code)
    return passwords.imported("sha256", hashlib.sha256(code.encode()).hexdigest())
