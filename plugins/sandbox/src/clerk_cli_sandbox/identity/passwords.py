"""Password hashes: passwords can be compared, but not read."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from clerk_cli_sandbox.http.api_errors import ErrorObject, error_object
from clerk_cli_sandbox.identity.digests import read_digest

MIN_LENGTH, MAX_LENGTH = 8, 72
FIELD = "password"
PWNED = frozenset({"password", "password1", "password123", "12345678", "123456789", "qwertyuiop"})
"""Some of the most common leaked passwords."""

SCRYPT = "scrypt"


def hash_password(password: str) -> str:
    """The hash to store for a password."""
    salt = secrets.token_bytes(16)
    return f"{SCRYPT}${salt.hex()}${_scrypt(password, salt).hex()}"


def imported(hasher: str, digest: str) -> str:
    """What to store for a password of which there is only a digest."""
    return f"{hasher} {digest}"


def verify_password(password: str, password_hash: str) -> bool:
    """Whether a password matches a hash, which may be an imported one.

    Raises:
        ErrorResponse: A package that compares such hashes is not installed.
    """
    if password_hash.startswith(f"{SCRYPT}$"):
        salt, _, digest = password_hash.removeprefix(f"{SCRYPT}$").partition("$")
        return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)).hex(), digest)
    hasher, _, digest = password_hash.partition(" ")
    try:
        compare = read_digest(hasher, digest)
    except ValueError:  # Earlier versions stored any digest.
        return False
    return compare(password)


def digest_errors(hasher: str, digest: str) -> list[ErrorObject]:
    """Why Clerk would refuse a digest: its hasher is unknown, or it has another form."""
    try:
        read_digest(hasher, digest)
    except ValueError as error:
        code = "form_password_digest_invalid_code"
        return [error_object(code, "is invalid", str(error), param_name="password_digest")]
    return []


def strength_errors(password: str) -> list[ErrorObject]:
    """Why Clerk would refuse a password: it is too short, too long or leaked."""
    if len(password) < MIN_LENGTH:
        text = f"Passwords must be {MIN_LENGTH} characters or more."
        return [error_object("form_password_length_too_short", text, param_name=FIELD)]
    if len(password) > MAX_LENGTH:
        text = f"Passwords must be less than {MAX_LENGTH} characters."
        return [error_object("form_password_length_too_long", text, param_name=FIELD)]
    if len(password.encode()) > MAX_LENGTH:
        text = f"Passwords must be less than {MAX_LENGTH} bytes."
        return [error_object("form_password_size_in_bytes_exceeded", text, param_name=FIELD)]
    if password.lower() in PWNED:
        text = (
            "Password has been found in an online data breach. "
            "For account safety, please use a different password."
        )
        return [error_object("form_password_pwned", text, param_name=FIELD)]
    return []


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**12, r=8, p=1)
