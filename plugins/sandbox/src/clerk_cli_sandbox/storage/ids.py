"""Ids that look like Clerk's: a prefix and 27 letters and digits."""

from __future__ import annotations

import hashlib
import secrets
import string

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
LENGTH = 27
LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
EXCESS = bytes(range(256 - 256 % len(ALPHABET), 256))


def new_id(prefix: str) -> str:
    """A random id, such as ``user_2ab…``."""
    return f"{prefix}_2{random_text(LENGTH - 1)}"


def random_text(length: int) -> str:
    """Random letters and digits."""
    text = ""
    while len(text) < length:
        # Bytes beyond a multiple of the alphabet would make some letters more probable.
        text += secrets.token_bytes(32).translate(LETTERS, EXCESS).decode()
    return text[:length]


def stable_id(prefix: str, name: str) -> str:
    """An id derived from a name, for built-in and demo objects that scripts can rely on."""
    number = int.from_bytes(hashlib.sha256(f"{prefix}:{name}".encode()).digest(), "big")
    letters = []
    for _ in range(LENGTH - 1):
        number, digit = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[digit])
    return f"{prefix}_2" + "".join(letters)
