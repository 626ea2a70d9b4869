"""Password hashes: passwords can be compared, but not read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from clerk_cli_sandbox.http.api_errors import ErrorObject, error_object

MIN_LENGTH, MAX_LENGTH = 8, 72
FIELD = "password"
PWNED = frozenset({"password", "password1", "password123", "12345678", "123456789", "qwertyuiop"})
"""Some of the most common leaked passwords."""

SCRYPT = "scrypt"
PBKDF2 = "pbkdf2_sha256"


def hash_password(password: str) -> str:
    """The hash to store for a password."""
    salt = secrets.token_bytes(16)
    return f"{SCRYPT}${salt.hex()}${_scrypt(password, salt).hex()}"


def verify_password(password: str, password_hash: str) -> bool:
    """Whether a password matches a hash, which may be an imported one."""
    method, _, rest = password_hash.partition("$")
    if method == SCRYPT:
        salt, _, digest = rest.partition("$")
        return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)).hex(), digest)
    if method == PBKDF2:
        return _verify_pbkdf2(password, rest)
    return False


def strength_errors(password: str) -> list[ErrorObject]:
    """Why Clerk would refuse a password: it is too short, too long or leaked."""
    if len(password) < MIN_LENGTH:
        text = f"Passwords must be {MIN_LENGTH} characters or more."
        return [error_object("form_password_length_too_short", text, param_name=FIELD)]
    if len(password) > MAX_LENGTH:
        text = f"Passwords must be less than {MAX_LENGTH} characters."
        return [error_object("form_password_length_too_long", text, param_name=FIELD)]
    if password.lower() in PWNED:
        text = (
            "Password has been found in an online data breach. "
            "For account safety, please use a different password."
        )
        return [error_object("form_password_pwned", text, param_name=FIELD)]
    return []


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**12, r=8, p=1)


def _verify_pbkdf2(password: str, password_hash: str) -> bool:
    """Compare a password with a hash of the form ``iterations$salt$base64``."""
    iterations, _, rest = password_hash.partition("$")
    salt, _, expected = rest.partition("$")
    if not iterations.isdigit():
        return False
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), int(iterations))
    return hmac.compare_digest(base64.b64encode(digest).decode(), expected)
