"""Digests of other systems, as Clerk takes them. What cannot be converted is refused, not guessed.

Sources of the forms: the documentation and code of Django, Werkzeug, Better Auth, Supabase Auth,
ASP.NET Core Identity, WordPress and OpenLDAP.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from clerk_cli_migrate.digests.forms import HASHERS, fits
from clerk_cli_migrate.digests.refused import refused_form

AUTO = "auto"
"""In place of a hasher: recognize each digest by its form."""


WITHOUT_DIGEST = "Import such users without a password with --set omit=digests."
"""What to do about a digest that cannot be used."""


class Digest(NamedTuple):
    """What ``POST /users`` takes: ``password_hasher`` and ``password_digest``."""

    hasher: str
    text: str


class DigestError(ValueError):
    """A digest cannot be used.

    Args:
        code: A stable word for programs.
        reason: One line for people, without the digest.
        action: What to do about it.
    """

    def __init__(self, code: str, reason: str, action: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.action = action


def read_digest(text: str, hasher: str = AUTO) -> Digest:
    """A digest as Clerk takes it.

    Spaces around it may be a part of its salt; they are removed only where its form has none.

    Args:
        text: The digest, as another system has it.
        hasher: The hasher, as Clerk calls it, or ``auto``.

    Raises:
        DigestError: It cannot be converted, or its form fits several hashers.
    """
    refusal: DigestError | None = None
    for form in dict.fromkeys((text, text.rstrip(), text.strip())):
        try:
            return _read(form, hasher)
        except DigestError as error:
            refusal = error
        except (ArithmeticError, LookupError, ValueError):
            # Its form is that of a hasher, but a part of it cannot be decoded.
            refusal = _unusable("is damaged: part of it cannot be decoded")
    assert refusal is not None
    raise refusal


def _read(text: str, hasher: str) -> Digest:
    if hasher != AUTO and hasher not in HASHERS:
        return Digest(hasher, text)
    if hasher != AUTO and fits(hasher, text):
        return Digest(hasher, text)
    converted = _converted(text)
    if converted is not None and hasher in (AUTO, converted.hasher):
        if fits(*converted):
            return converted
        raise _unusable(f"looks like {converted.hasher} but is damaged")
    if hasher != AUTO:
        raise DigestError(
            "digest_mismatch",
            f"does not have the form of {hasher}",
            "Specify the hasher that created it, or remove the digest.",
        )
    if reason := refused_form(text):
        raise _unusable(reason)
    raise _ambiguous(text)


def _unusable(reason: str) -> DigestError:
    return DigestError("unsupported_digest", reason, WITHOUT_DIGEST)


def _ambiguous(text: str) -> DigestError:
    candidates = [name for name in HASHERS if name not in CATCH_ALL and fits(name, text)]
    if candidates:
        reason = f"fits {' and '.join(candidates)}"
        return DigestError("ambiguous_digest", reason, f"Specify it: --set hasher={candidates[0]}.")
    return DigestError(
        "unknown_digest",
        "has a form that is not recognized",
        "Specify the hasher with --set hasher=NAME if Clerk supports it.",
    )


CATCH_ALL = ("hmac_sha256_utf16_b64", "awscognito", "bcrypt_peppered", "md5_phpass")


def _converted(text: str) -> Digest | None:
    """The digest, if its form fits one hasher only."""
    for pattern, convert in _FORMS:
        if match := pattern.match(text):
            return convert(match)
    return None


Convert: TypeAlias = Callable[[re.Match[str]], "Digest | None"]


def _as_is(hasher: str) -> Convert:
    return lambda match: Digest(hasher, match.string)


def _unprefixed(hasher: str) -> Convert:
    return lambda match: Digest(hasher, match.string[match.end("prefix") :])


def _better_auth(match: re.Match[str]) -> Digest:
    # The salt is the hexadecimal text itself, and not the bytes that it stands for.
    return Digest("scrypt_werkzeug", f"scrypt:16384:16:1${match['salt']}${match['key']}")


def _werkzeug_pbkdf2(match: re.Match[str]) -> Digest:
    rounds, salt, key = match["rounds"], match["salt"].encode(), bytes.fromhex(match["key"])
    return pbkdf2(match["function"], int(rounds), salt, key)


def _django_sha1(match: re.Match[str]) -> Digest:
    key = base64.b64decode(match["key"])
    return pbkdf2("sha1", int(match["rounds"]), match["salt"].encode(), key)


def _django_scrypt(match: re.Match[str]) -> Digest:
    key = base64.b64decode(match["key"]).hex()
    cost = f"{match['n']}:{match['r']}:{match['p']}"
    return Digest("scrypt_werkzeug", f"scrypt:{cost}${match['salt']}${key}")


def _supabase_firebase(match: re.Match[str]) -> Digest:
    parts = (match["key"], match["salt"], match["signer"], match["separator"])
    return Digest("scrypt_firebase", "$".join((*parts, match["r"], match["n"])))


def _phpass(match: re.Match[str]) -> Digest:
    return Digest("phpass", f"$P${match['rest']}")


def _pbkdf2_sha256(match: re.Match[str]) -> Digest | None:
    """Django's salt is text; where that could be base64 too, nobody can tell."""
    is_ambiguous = fits("pbkdf2_sha256", match.string)
    return None if is_ambiguous else Digest("pbkdf2_sha256_django", match.string)


def pbkdf2(function: str, rounds: int, salt: bytes, key: bytes) -> Digest:
    """A digest of PBKDF2.

    Args:
        function: The hash function: ``sha1``, ``sha256`` or ``sha512``.
        rounds: The number of iterations.
        salt: The salt.
        key: The derived key.
    """
    if function == "sha256":
        encoded = "$".join(base64.b64encode(part).decode() for part in (salt, key))
        return Digest("pbkdf2_sha256", f"pbkdf2_sha256${rounds}${encoded}")
    encoded = f"{salt.hex()}${key.hex()}"
    if function == "sha512":
        return Digest("pbkdf2_sha512_hex", f"pbkdf2_sha512_hex${rounds}${encoded}")
    return Digest("pbkdf2_sha1", f"pbkdf2_sha1${rounds}${encoded}${len(key)}")


def _aspnet(match: re.Match[str]) -> Digest | None:
    """ASP.NET Core Identity: a byte for the version, and the parameters before salt and key."""
    try:
        content = base64.b64decode(match.string, validate=True)
    except ValueError:
        return None
    if content[:1] == b"\x00" and len(content) == 49:
        return pbkdf2("sha1", 1000, content[1:17], content[17:])
    number, rounds, size = (int.from_bytes(content[at : at + 4], "big") for at in (1, 5, 9))
    function = {0: "sha1", 1: "sha256", 2: "sha512"}.get(number)
    salt, key = content[13 : 13 + size], content[13 + size :]
    if content[:1] != b"\x01" or function is None or not (rounds and len(salt) == size and key):
        return None
    return pbkdf2(function, rounds, salt, key)


_WERKZEUG = r"pbkdf2:(?P<function>sha1|sha256|sha512):(?P<rounds>\d+)"
_PATTERNS: tuple[tuple[str, Convert], ...] = (
    (r"\$2[aby]\$\d\d\$.{53}\Z", _as_is("bcrypt")),
    (r"bcrypt_sha256\$\$2", _as_is("bcrypt_sha256_django")),
    (r"(?P<prefix>bcrypt\$)\$2", _unprefixed("bcrypt")),
    (r"(?P<prefix>argon2)\$argon2id\$", _unprefixed("argon2id")),
    (r"(?P<prefix>argon2)\$argon2i\$", _unprefixed("argon2i")),
    (r"\$argon2id\$", _as_is("argon2id")),
    (r"\$argon2i\$", _as_is("argon2i")),
    (r"(?P<salt>[0-9a-f]{32}):(?P<key>[0-9a-f]{128})\Z", _better_auth),
    (r"scrypt:\d+:\d+:\d+\$", _as_is("scrypt_werkzeug")),
    (
        rf"{_WERKZEUG}\$(?P<salt>[^$]+)\$(?P<key>(?:[0-9a-f]{{2}})+)\Z",
        _werkzeug_pbkdf2,
    ),
    (
        r"scrypt\$(?P<n>\d+)\$(?P<salt>[^$]+)\$(?P<r>\d+)\$(?P<p>\d+)"
        r"\$(?P<key>[A-Za-z0-9+/]+={0,2})\Z",
        _django_scrypt,
    ),
    (
        r"\$fbscrypt\$v=1,n=(?P<n>\d+),r=(?P<r>\d+),p=1,ss=(?P<separator>[^,$]+),"
        r"sk=(?P<signer>[^,$]+)\$(?P<salt>[^$]+)\$(?P<key>[^$]+)\Z",
        _supabase_firebase,
    ),
    (r"\$[PH]\$(?P<rest>.+)", _phpass),
    (r"\{SSHA\}", _as_is("ldap_ssha")),
    (r"sha512_symfony\$", _as_is("sha512_symfony")),
    (r"awscognito#", _as_is("awscognito")),
    (r"pbkdf2_sha512_hex\$", _as_is("pbkdf2_sha512_hex")),
    (r"pbkdf2_sha512\$", _as_is("pbkdf2_sha512")),
    (r"pbkdf2_sha1\$\d+\$[^$]*\$(?:[0-9a-f]{2}){16,}(?:\$\d+)?\Z", _as_is("pbkdf2_sha1")),
    (
        r"pbkdf2_sha1\$(?P<rounds>\d+)\$(?P<salt>[^$]*)\$(?P<key>[A-Za-z0-9+/]{27}=)\Z",
        _django_sha1,
    ),
    (r"pbkdf2_sha256\$", _pbkdf2_sha256),
    (r"(?:[A-Za-z0-9+/]+=*\$){4}\d{1,3}\$\d{1,2}\Z", _as_is("scrypt_firebase")),
    # The second character has bits of the first byte of the salt in version 2: A to P.
    (r"A[A-Q][A-Za-z0-9+/]{40,}={0,2}\Z", _aspnet),
)
_FORMS = tuple((re.compile(pattern, re.ASCII), convert) for pattern, convert in _PATTERNS)
"""The forms that fit one hasher only, and what they become."""
