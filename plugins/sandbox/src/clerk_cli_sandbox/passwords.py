"""Keeping passwords so that they can be compared but not read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.problems import Refusal

SHORTEST, LONGEST = 8, 72
PWNED = frozenset({"password", "password1", "password123", "12345678", "123456789", "qwertyuiop"})
"""A few of the passwords that every list of leaked ones begins with."""

SCRYPT = "scrypt"
PBKDF2 = "pbkdf2_sha256"


def hash_password(password: str) -> str:
    """The text to keep for a password."""
    salt = secrets.token_bytes(16)
    return f"{SCRYPT}${salt.hex()}${_scrypt(password, salt).hex()}"


def matches(password: str, kept: str) -> bool:
    """Whether a password is the one that was kept, or imported as a digest."""
    method, _, rest = kept.partition("$")
    if method == SCRYPT:
        salt, _, digest = rest.partition("$")
        return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)).hex(), digest)
    if method == PBKDF2:
        return _matches_pbkdf2(password, rest)
    return False


def check_password(password: str, *, skip_checks: bool) -> None:
    """Refuse a password that Clerk would refuse.

    Raises:
        Refusal: It is too short, too long or known to be leaked.
    """
    if skip_checks:
        return
    if len(password) < SHORTEST:
        text = f"Passwords must be {SHORTEST} characters or more."
        raise Refusal(
            422, problems.error("form_password_length_too_short", text, param_name="password")
        )
    if len(password) > LONGEST:
        text = f"Passwords must be less than {LONGEST} characters."
        raise Refusal(
            422, problems.error("form_password_length_too_long", text, param_name="password")
        )
    if password.lower() in PWNED:
        text = (
            "Password has been found in an online data breach. "
            "For account safety, please use a different password."
        )
        raise Refusal(422, problems.error("form_password_pwned", text, param_name="password"))


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**12, r=8, p=1)


def _matches_pbkdf2(password: str, rest: str) -> bool:
    """Compare with a digest of the form ``iterations$salt$base64``."""
    iterations, _, tail = rest.partition("$")
    salt, _, digest = tail.partition("$")
    if not iterations.isdigit():
        return False
    made = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), int(iterations))
    return hmac.compare_digest(base64.b64encode(made).decode(), digest)
