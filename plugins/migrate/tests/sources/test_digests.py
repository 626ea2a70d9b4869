"""Digests: recognized, converted, refused; what is converted is compared for real."""

from __future__ import annotations

import base64
import hashlib
import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plugins.migrate.tests.sources.samples import PASSWORD

from clerk_cli_migrate.digests import HASHERS, DigestError, fits, read_digest
from clerk_cli_sandbox.identity.digests import READERS
from clerk_cli_sandbox.identity.digests import read_digest as read_for_comparison

SALT = bytes(range(16))
ARGON2 = (
    "$argon2id$v=19$m=7168,t=5,p=1$AAECAwQFBgcICQoLDA0ODw"
    "$8cZyfmGLYgTYc8avb2ZXWqFShr92bklhQdS/tplOl9k"
)
ARGON2I = (
    "$argon2i$v=19$m=1024,t=2,p=2$AAECAwQFBgcICQoLDA0ODw"
    "$qTVYM3CSKckQZjwdPv2onIjGuud005R0tNAnnC1ImHw"
)
BCRYPT = "$2b$04$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG"


def pbkdf2(function: str, salt: bytes, length: int | None = None) -> bytes:
    return hashlib.pbkdf2_hmac(function, PASSWORD.encode(), salt, 1000, length)


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def aspnet(number: int, key: bytes) -> str:
    """A digest of version 3 of ASP.NET Core Identity, with 1,000 iterations."""
    header = b"".join(part.to_bytes(4, "big") for part in (number, 1000, len(SALT)))
    return b64(b"\x01" + header + SALT + key)


def scrypt(salt: bytes, n: int, r: int) -> bytes:
    return hashlib.scrypt(PASSWORD.encode(), salt=salt, n=n, r=r, p=1, maxmem=1 << 27)


CONVERTED = {
    "bcrypt": (BCRYPT, "bcrypt"),
    "laravel": (BCRYPT.replace("$2b$", "$2y$"), "bcrypt"),
    "django bcrypt": (f"bcrypt${BCRYPT}", "bcrypt"),
    "django bcrypt_sha256": (
        "bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuuaBT8mpw5tGdD3eO40znWcQP/dT9hEVK",
        "bcrypt_sha256_django",
    ),
    "argon2id": (ARGON2, "argon2id"),
    "argon2i": (ARGON2I, "argon2i"),
    "django argon2": (f"argon2{ARGON2}", "argon2id"),
    "better auth": (
        f"{SALT.hex()}:{scrypt(SALT.hex().encode(), 16384, 16).hex()}",
        "scrypt_werkzeug",
    ),
    "flask scrypt": (
        f"scrypt:16384:8:1$saltsalt${scrypt(b'saltsalt', 16384, 8).hex()}",
        "scrypt_werkzeug",
    ),
    "django scrypt": (
        f"scrypt$16384$abcdefghijkl$8$1${b64(scrypt(b'abcdefghijkl', 16384, 8))}",
        "scrypt_werkzeug",
    ),
    "flask sha256": (
        f"pbkdf2:sha256:1000$saltsalt${pbkdf2('sha256', b'saltsalt').hex()}",
        "pbkdf2_sha256",
    ),
    "flask sha512": (
        f"pbkdf2:sha512:1000$saltsalt${pbkdf2('sha512', b'saltsalt').hex()}",
        "pbkdf2_sha512_hex",
    ),
    "flask sha1": (f"pbkdf2:sha1:1000$saltsalt${pbkdf2('sha1', b'saltsalt').hex()}", "pbkdf2_sha1"),
    "django sha1": (
        f"pbkdf2_sha1$1000$abcdefghijkl${b64(pbkdf2('sha1', b'abcdefghijkl'))}",
        "pbkdf2_sha1",
    ),
    "django sha256": (
        f"pbkdf2_sha256$1000$abcdefghi${b64(pbkdf2('sha256', b'abcdefghi'))}",
        "pbkdf2_sha256_django",
    ),
    "aspnet 3 sha1": (aspnet(0, pbkdf2("sha1", SALT, 32)), "pbkdf2_sha1"),
    "aspnet 3 sha256": (aspnet(1, pbkdf2("sha256", SALT, 32)), "pbkdf2_sha256"),
    "aspnet 3 sha512": (aspnet(2, pbkdf2("sha512", SALT, 32)), "pbkdf2_sha512_hex"),
    "aspnet 2": (b64(b"\x00" + SALT + pbkdf2("sha1", SALT, 32)), "pbkdf2_sha1"),
    "phpass": ("$P$B12345678uMkEEiNXlW9rq2Nl1y1cs.", "phpass"),
    "phpBB": ("$H$B12345678uMkEEiNXlW9rq2Nl1y1cs.", "phpass"),
    "ldap": ("{SSHA}9ZUgcC7kcewfBipPO7xSaeKZjbVzYWx0MTIzNA==", "ldap_ssha"),
    "symfony": (
        "sha512_symfony$5000$tempsalt$70q8uWVZ+9T3fl94fCAi4Fq5poGsFdemiJIEJ19yILcXR8qOU3nd2E5TRtrl"
        "JeNVDctuQoU5IWfTgbZmU6/VrQ==",
        "sha512_symfony",
    ),
}


@pytest.mark.matrix
@pytest.mark.parametrize(("digest", "hasher"), CONVERTED.values(), ids=CONVERTED)
def test_a_converted_digest_is_of_the_same_password(digest: str, hasher: str) -> None:
    if hasher == "pbkdf2_sha1" and digest.startswith("AA"):
        assert fits(*read_digest(digest))  # 1,000 iterations of ASP.NET are those of the test
    converted = read_digest(digest)
    assert converted.hasher == hasher
    compare = read_for_comparison(*converted)
    assert compare(PASSWORD)
    assert not compare("another password")


@pytest.mark.parametrize(
    ("digest", "code", "reason"),
    [
        ("d41d8cd98f00b204e9800998ecf8427e", "ambiguous_digest", "fits md5"),
        ("0" * 64, "ambiguous_digest", "fits sha256"),
        (f"salt${'0' * 32}", "ambiguous_digest", "fits md5_salted"),
        (f"pbkdf2_sha256$1000$abcdefgh${'A' * 43}=", "ambiguous_digest", "pbkdf2_sha256_django"),
        ("$argon2d$v=19$m=7168,t=5,p=1$AAECAwQFBgc$8cZyfmGL", "unsupported_digest", "Argon2d"),
        ("$wp$2y$10$abcdefghijklmnopqrstuu", "unsupported_digest", "WordPress"),
        ("{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", "unsupported_digest", "without a salt"),
        ("{CRYPT}$6$abc$def", "unsupported_digest", "crypt(3)"),
        ("$6$salt$hash", "unsupported_digest", "crypt(3)"),
        ("$2b$10$tooShort", "unsupported_digest", "damaged"),
        ("pbkdf2:sha256$salt$00", "unsupported_digest", "Werkzeug"),
        ("sha1$salt$00", "unsupported_digest", "Django"),
        (
            "AQAAAAcAAYagAAAAEJRRgQrcwTol5hAzKIDMRHozktXyIJdTQFEd2gFeaQ==",
            "unknown_digest",
            "not rec",
        ),
        ("what is this", "unknown_digest", "not recognized"),
    ],
)
def test_a_digest_that_cannot_be_used_is_refused(digest: str, code: str, reason: str) -> None:
    with pytest.raises(DigestError) as raised:
        read_digest(digest)
    assert raised.value.code == code
    assert reason in raised.value.reason
    assert raised.value.action
    assert digest not in raised.value.reason


def test_a_declared_hasher_decides_what_is_ambiguous() -> None:
    digest = "d41d8cd98f00b204e9800998ecf8427e"
    assert read_digest(digest, "md5") == ("md5", digest)
    with pytest.raises(DigestError) as raised:
        read_digest(digest, "bcrypt")
    assert raised.value.code == "digest_mismatch"


def test_a_declared_hasher_accepts_what_converts_to_it() -> None:
    assert read_digest(f"argon2{ARGON2}", "argon2id") == ("argon2id", ARGON2)


def test_a_hasher_that_is_not_known_passes_through() -> None:
    assert read_digest("anything", "new_hasher") == ("new_hasher", "anything")


def test_every_hasher_of_clerk_has_a_form() -> None:
    assert set(HASHERS) == set(READERS)


@settings(max_examples=settings().max_examples // 2)
@given(hasher=st.sampled_from(sorted(HASHERS)), data=st.data())
def test_a_digest_that_fits_is_one_that_clerk_accepts(hasher: str, data: st.DataObject) -> None:
    digest = data.draw(
        st.from_regex(HASHERS[hasher], fullmatch=True, alphabet=st.characters(codec="ascii"))
    )
    try:
        read_for_comparison(hasher, digest)
        is_accepted = True
    except ValueError:
        is_accepted = False
    # What asks for too much time or memory is refused by the sandbox, and not by its form.
    assert is_accepted <= fits(hasher, digest)


DAMAGE = ("", "=", "abc", "$", "\u00b2", "99999999999999999999", "-1")


@pytest.mark.matrix
@pytest.mark.parametrize("digest", [digest for digest, _ in CONVERTED.values()], ids=CONVERTED)
def test_damage_is_refused_and_never_ends_an_import(digest: str) -> None:
    parts = re.split(r"([$:#,=])", digest)
    damaged = [digest[:end] for end in range(len(digest))]
    for place in range(len(parts)):
        damaged += ["".join([*parts[:place], text, *parts[place + 1 :]]) for text in DAMAGE]
    for text in damaged:
        for hasher in ("auto", *HASHERS):
            with suppress(DigestError):
                assert fits(*read_digest(text, hasher))


def test_a_key_that_is_cut_is_an_unsupported_digest() -> None:
    with pytest.raises(DigestError) as raised:
        read_digest("scrypt$16384$salt$8$1$abc")
    assert raised.value.code == "unsupported_digest"
    assert "damaged" in raised.value.reason
    assert "--set omit=digests" in raised.value.action


@pytest.mark.parametrize("first", [0, 15, 16, 17, 127, 128, 255])
def test_a_digest_of_version_2_of_asp_net_has_any_salt(first: int) -> None:
    salt = bytes([first]) + SALT[1:]
    converted = read_digest(b64(b"\x00" + salt + pbkdf2("sha1", salt, 32)))
    assert converted.hasher == "pbkdf2_sha1"
    assert read_for_comparison(*converted)(PASSWORD)


@pytest.mark.parametrize(
    ("digest", "hasher"),
    [
        (f" salt${'0' * 32}", "md5_salted"),
        (f"\tsalt ${'0' * 64}", "sha256_salted"),
        (f"{BCRYPT}$pepper ", "bcrypt_peppered"),
        (f"pbkdf2_sha512$1000$ salt ${'00' * 64}", "pbkdf2_sha512"),
        (f"scrypt:16384:8:1$ salt ${'00' * 64}", "scrypt_werkzeug"),
        (" anything ", "new_hasher"),
    ],
)
def test_spaces_that_are_a_part_of_a_digest_stay(digest: str, hasher: str) -> None:
    assert read_digest(digest, hasher) == (hasher, digest)


@pytest.mark.parametrize("text", [f" {BCRYPT}", f"{BCRYPT}\n", f"\t{BCRYPT} "])
@pytest.mark.parametrize("hasher", ["auto", "bcrypt"])
def test_spaces_around_a_digest_whose_form_has_none_are_removed(text: str, hasher: str) -> None:
    assert read_digest(text, hasher) == ("bcrypt", BCRYPT)


def test_the_salt_keeps_its_spaces_where_a_line_break_follows_the_digest() -> None:
    digest = f" salt${'0' * 32}"
    assert read_digest(f"{digest}\r\n", "md5_salted") == ("md5_salted", digest)
