"""The portable hashes of phpass, as older PHP applications have them: salted, repeated MD5.

Source: https://www.openwall.com/phpass/
"""

from __future__ import annotations

import hashlib

ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def checksum(password: bytes, salt: bytes, rounds: str) -> str:
    """The checksum at the end of a hash.

    Args:
        password: The password.
        salt: The salt: eight characters.
        rounds: The character for the binary logarithm of the number of rounds.
    """
    digest = hashlib.md5(salt + password, usedforsecurity=False).digest()
    for _ in range(1 << ALPHABET.index(rounds)):
        digest = hashlib.md5(digest + password, usedforsecurity=False).digest()
    return _encoded(digest)


def _encoded(digest: bytes) -> str:
    """Bytes in base64 with the alphabet and the bit order of phpass."""
    text = ""
    for start in range(0, len(digest), 3):
        group = digest[start : start + 3]
        number = int.from_bytes(group, "little")
        text += "".join(ALPHABET[number >> 6 * place & 63] for place in range(len(group) + 1))
    return text
