"""Imported passwords: each hasher of Clerk is compared for real, and what does not fit is refused.

Source: https://clerk.com/docs/reference/backend/user/create-user. Each digest is of ``PASSWORD``.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import sys
from typing import Any

import pytest

PASSWORD = "correct horse battery staple"
BCRYPT = "$2b$10$5AsWUfOS6zP/hPeMpGYmmeBq99l/x9FDZFpbqef8fVlxljuvZcReS"
FIREBASE = (
    "Pd+M7Gq0P/pKuErKRdShrC5/795cUhN6m7yGo3NJ//i/R4r+c+WFtR0TnbLBityQmDvphdZ4c+UZJ3YIQP+Zeg==$"
    "FicIhR4++3Y5Qw==$"
    "+Kp0Z0/2argayOcVyo0DdGDPXzQKkbj9aOCKnSKI/ZqULAMHNpq+XNZuvRSCZ/m/kk88HxJgpmarXU6kF9MNlA==$"
    "Bw==$8$14"
)
WERKZEUG = (
    "scrypt:16384:16:1$00112233445566778899aabbccddeeff$"
    "f5b22309b28fe412c82a4b2cab57498b8f8a42c849af16cb908974048f61c139"
    "33421858db3a8f111430bdc493c7cef90f61f904061c77206e3820a2e8b11bc2"
)
KEYCLOAK = (
    "pbkdf2_sha256$27500$GQpFaLJFSODchZL2HwqM0g==$"
    "Kj0/7iEkdU7sYWU8OPLcDB9UkDFZHwyJX+KRZsjpWoBK7TzY6QcYbn3J/kReyaZi6jgyo2c2PYWiEqL2PO+SMg=="
)
KEYCLOAK_512 = (
    "pbkdf2_sha512_hex$210000$190a4568b24548e0dc8592f61f0a8cd2$"
    "551b19bd6e733526953d3e5b0d30e3c3a452f964d0a4f94e0d90f53027a08189"
    "8b86e1ad368610a5dac1dce00e5aac2dfbe594ddbd298b67e76f0a7fc48eb703"
)
DJANGO = "pbkdf2_sha256$600000$abcdefghijkl$em3J66v0e8Dq/5HSO+bfOv0RhRH2h4W3AMv3uEz0mws="
LDAP = "{SSHA}9ZUgcC7kcewfBipPO7xSaeKZjbVzYWx0MTIzNA=="


def pbkdf2(algorithm: str, salt: bytes, length: int) -> bytes:
    return hashlib.pbkdf2_hmac(algorithm, PASSWORD.encode(), salt, 1000, length)


def symfony() -> str:
    """As Symfony's MessageDigestPasswordEncoder makes it, with three iterations."""
    salted = f"{PASSWORD}{{salt}}".encode()
    digest = hashlib.sha512(salted).digest()
    for _ in range(2):
        digest = hashlib.sha512(digest + salted).digest()
    return f"sha512_symfony$3$salt${base64.b64encode(digest).decode()}"


def bcrypt(secret: bytes) -> str:
    import bcrypt

    return bcrypt.hashpw(secret, b"$2b$04$abcdefghijklmnopqrstuu").decode()


def argon2(variant: str) -> str:
    from argon2.low_level import Type, hash_secret

    kind = Type.ID if variant == "argon2id" else Type.I
    return hash_secret(PASSWORD.encode(), b"saltsaltsalt", 2, 64, 2, 32, kind).decode()


def plain(algorithm: str, prefix: str = "") -> str:
    return hashlib.new(algorithm, f"{prefix}{PASSWORD}".encode()).hexdigest()


DIGESTS = [
    ("argon2i", argon2("argon2i")),
    ("argon2id", argon2("argon2id")),
    ("bcrypt", BCRYPT),
    ("bcrypt", BCRYPT.replace("$2b$", "$2y$")),
    ("bcrypt", BCRYPT.replace("$2b$", "$2a$")),
    ("bcrypt_peppered", bcrypt(PASSWORD.encode() + b"pep$per") + "$pep$per"),
    ("bcrypt_sha256_django", "bcrypt_sha256$" + bcrypt(plain("sha256").encode())),
    ("ldap_ssha", LDAP),
    ("md5", plain("md5")),
    ("md5", plain("md5").upper()),
    ("md5_salted", f"salt${plain('md5', 'salt')}"),
    ("pbkdf2_sha1", f"pbkdf2_sha1$1000$00ff${pbkdf2('sha1', bytes([0, 255]), 32).hex()}"),
    ("pbkdf2_sha1", f"pbkdf2_sha1$1000$salt!${pbkdf2('sha1', b'salt!', 20).hex()}$20"),
    ("pbkdf2_sha256", KEYCLOAK),
    ("pbkdf2_sha256_django", DJANGO),
    ("pbkdf2_sha512", f"pbkdf2_sha512$1000$salt${pbkdf2('sha512', b'salt', 64).hex()}"),
    ("pbkdf2_sha512_hex", KEYCLOAK_512),
    ("scrypt_firebase", FIREBASE),
    ("scrypt_werkzeug", WERKZEUG),
    ("sha256", plain("sha256")),
    ("sha256_salted", f"salt${plain('sha256', 'salt')}"),
    ("sha512_symfony", symfony()),
]


@pytest.mark.matrix
@pytest.mark.parametrize(("hasher", "digest"), DIGESTS)
def test_an_imported_password_is_compared(
    api: Any, make_user: Any, hasher: str, digest: str
) -> None:
    user = make_user(username="ada", password_digest=digest, password_hasher=hasher)
    path = f"/users/{user['id']}/verify_password"
    assert user["password_enabled"] is True
    assert api.ok("POST", path, {"password": PASSWORD}) == {"verified": True}
    assert api.errors("POST", path, {"password": PASSWORD + "!"})[0] == 422


# The test vector of phpass itself: https://www.openwall.com/phpass/ (test.php)
@pytest.mark.parametrize("hasher", ["phpass", "md5_phpass"])
def test_a_portable_hash_of_php_is_compared(api: Any, make_user: Any, hasher: str) -> None:
    digest = "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0"
    user = make_user(username="ada", password_digest=digest, password_hasher=hasher)
    path = f"/users/{user['id']}/verify_password"
    assert api.ok("POST", path, {"password": "test12345"}) == {"verified": True}
    assert api.errors("POST", path, {"password": "test12346"})[0] == 422


def test_clerks_example_of_argon2id_fits(make_user: Any) -> None:
    digest = "$argon2id$v=19$m=64,t=4,p=8$Z2liZXJyaXNo$iGXEpMBTDYQ8G/71tF0qGjxRHEmR3gpGULcE93zUJVU"
    assert make_user(username="ada", password_digest=digest, password_hasher="argon2id")


@pytest.mark.parametrize(
    ("hasher", "digest", "reason"),
    [
        ("awscognito", "awscognito#us-east-1_Sample#client#ada@example.com", "Cognito"),
        ("hmac_sha256_utf16_b64", "AAAA", "not documented"),
    ],
)
def test_a_digest_that_cannot_be_compared_never_matches_and_says_so(
    api: Any,
    make_user: Any,
    caplog: pytest.LogCaptureFixture,
    hasher: str,
    digest: str,
    reason: str,
) -> None:
    user = make_user(username="ada", password_digest=digest, password_hasher=hasher)
    with caplog.at_level(logging.WARNING):
        path = f"/users/{user['id']}/verify_password"
        assert api.errors("POST", path, {"password": PASSWORD})[0] == 422
    assert reason in caplog.text


@pytest.mark.parametrize(
    ("hasher", "digest"),
    [
        ("bcrypt_pepper", BCRYPT),
        ("argon2d", argon2("argon2id").replace("argon2id", "argon2d")),
        ("argon2i", argon2("argon2id")),
        ("argon2id", argon2("argon2id").replace("m=64", "m=99999999")),
        ("argon2id", argon2("argon2id").replace("p=2", "p=9")),
        ("argon2id", argon2("argon2id") + "AA"),
        ("awscognito", "awscognito#pool#ada@example.com"),
        ("bcrypt", BCRYPT[:-1]),
        ("bcrypt", BCRYPT.replace("$10$", "$31$")),
        ("bcrypt", plain("md5")),
        ("bcrypt", "$2b$10$" + "a" * 53),
        ("bcrypt_peppered", BCRYPT),
        ("bcrypt_sha256_django", BCRYPT),
        ("bcrypt_sha256_django", "bcrypt_sha256$$2b$10$" + "a" * 53),
        ("ldap_ssha", "{SHA}" + LDAP[6:]),
        ("ldap_ssha", "{SSHA}AAAA"),
        ("md5", plain("sha256")),
        ("md5", plain("md5")[:-1] + "g"),
        ("md5_salted", plain("md5")),
        ("pbkdf2_sha1", f"pbkdf2_sha1$1000$salt${'00' * 20}"),
        ("pbkdf2_sha256", DJANGO.replace("abcdefghijkl", "not base64")),
        ("pbkdf2_sha256", KEYCLOAK.replace("27500", "99999999")),
        ("pbkdf2_sha256_django", DJANGO.replace("600000", "0")),
        ("pbkdf2_sha512", KEYCLOAK_512),
        ("pbkdf2_sha512_hex", KEYCLOAK_512.replace("190a", "xyz")),
        ("phpass", "$H$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0"),
        ("phpass", "$P$zIQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0"),
        ("scrypt_firebase", FIREBASE.replace("$14", "$40")),
        ("scrypt_werkzeug", WERKZEUG.replace("16384", "16383")),
        ("scrypt_werkzeug", WERKZEUG.replace("scrypt:", "pbkdf2:")),
        ("sha256", plain("md5")),
        ("sha256_salted", f"salt${plain('md5')}"),
        ("sha512_symfony", symfony().replace("$3$", "$0$")),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_digest_that_does_not_fit_its_hasher_is_refused(
    api: Any, make_user: Any, method: str, hasher: str, digest: str
) -> None:
    user = make_user(username="ada")
    path = "/users" if method == "POST" else f"/users/{user['id']}"
    body = {"username": "grace", "password_digest": digest, "password_hasher": hasher}
    refused = (422, [("form_password_digest_invalid_code", "password_digest")])
    assert api.errors(method, path, body) == refused


@pytest.mark.parametrize(
    ("package", "hasher", "digest"),
    [("bcrypt", "bcrypt", BCRYPT), ("argon2", "argon2id", argon2("argon2id"))],
)
def test_a_missing_package_is_named(
    api: Any,
    make_user: Any,
    monkeypatch: pytest.MonkeyPatch,
    package: str,
    hasher: str,
    digest: str,
) -> None:
    for name in (package, f"{package}.exceptions", f"{package}.low_level"):
        monkeypatch.setitem(sys.modules, name, None)
    user = make_user(username="ada", password_digest=digest, password_hasher=hasher)
    status, response = api("POST", f"/users/{user['id']}/verify_password", {"password": PASSWORD})
    assert status == 403
    assert f'"{package}' in response["errors"][0]["message"]
    assert "clerk plugins install sandbox-hashers" in response["errors"][0]["long_message"]


def test_a_digest_of_an_earlier_version_never_matches(api: Any, make_user: Any) -> None:
    user = make_user(username="ada", password=PASSWORD)
    stored = api.sandbox.store.get("user", user["id"])
    api.sandbox.store.put("user", stored | {"_password": "pbkdf2_sha256$1000$salt$AAAA"})
    path = f"/users/{user['id']}/verify_password"
    assert api.errors("POST", path, {"password": PASSWORD})[0] == 422
