"""A sample of every source, which nobody exported from anywhere. Each digest is of ``PASSWORD``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clerk_cli.api import Environment
from clerk_cli_migrate.reading import Reading, Wanted, open_reading

FOLDER = Path(__file__).parent.parent / "samples"
PASSWORD = "correct horse battery staple"

FIREBASE = {
    "base64_signer_key": "+Kp0Z0/2argayOcVyo0DdGDPXzQKkbj9aOCKnSKI/"
    "ZqULAMHNpq+XNZuvRSCZ/m/kk88HxJgpmarXU6kF9MNlA==",
    "base64_salt_separator": "Bw==",
    "rounds": "8",
    "mem_cost": "14",
}
ADA = {
    "first_name": "Ada",
    "last_name": "Byron",
    "email_address": ["ada@example.com"],
}
BCRYPT = {"password_hasher": "bcrypt"}
NO_PASSWORD = {"skip_password_requirement": True}
CREATED = {"created_at": "2024-05-01T10:00:00.000Z"}
PHONE = {"phone_number": ["+15555550100"]}
RESERVED_PHONE = {**PHONE, "phone_number_identification_status": ["reserved"]}
TOTP = {"totp_secret": "JBSWY3DPEHPK3PXP"}
OF_FIREBASE = {
    **ADA, **PHONE, **CREATED,
    "external_id": "fbSample1",
    "password_hasher": "scrypt_firebase",
    "private_metadata": {"role": "admin"},
}  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """Files of a source, and what is read of them.

    Args:
        source: The name of the source.
        files: The names of the files.
        first: Fields of the first user.
        has_password: Whether the first user has a digest.
        others: Fields of the other users.
        omissions: The codes of what is left behind of the first user.
        parameters: What ``--set`` says.
        mapping: What ``--map`` says.
        skipped: How many users are left out, by reason.
    """

    source: str
    files: tuple[str, ...]
    first: Mapping[str, Any]
    has_password: bool = True
    others: Sequence[Mapping[str, Any]] = ()
    omissions: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    mapping: tuple[str, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the test."""
        return "+".join(self.files)

    def open(self, source: str | None = None) -> Reading:
        """Open the files.

        Args:
            source: The name of the source; None to recognize it.
        """
        wanted = Wanted(self.files, source, self.parameters, self.mapping)
        return open_reading(wanted, Environment(directory=FOLDER))


SAMPLES = (
    Sample(
        "clerk-csv",
        ("clerk-dashboard.csv",),
        {
            **BCRYPT, **PHONE, **TOTP,
            "external_id": "user_sample1",
            "username": "ada",
            "email_address": ["ada@example.com", "ab@example.com", "old@example.com"],
            "email_address_identification_status": ["verified", "verified", "reserved"],
        },
    ),
    Sample(
        "clerk-script", ("clerk-script.json",), {**ADA, **BCRYPT, "external_id": "user_sample1"}
    ),
    Sample(
        "clerk",
        ("clerk-export.ndjson", "clerk-dashboard.csv"),
        {
            **BCRYPT, **TOTP, **CREATED,
            "external_id": "user_sample1",
            "email_address": ["ada@example.com", "ab@example.com"],
            "public_metadata": {"plan": "pro"},
            "delete_self_enabled": False,
        },
        omissions=("external_account",),
    ),
    Sample(
        "auth0",
        ("auth0-users.ndjson", "auth0-passwords.ndjson", "auth0-factors.ndjson"),
        {
            **ADA, **BCRYPT, **PHONE, **CREATED, **TOTP,
            "external_id": "auth0|64b0c0ffee",
            "username": "ada",
            "unsafe_metadata": {"theme": "dark"},
            "private_metadata": {"plan": "pro"},
        },
        others=({**NO_PASSWORD, "banned": True, "last_name": "Hopper"},),
    ),
    Sample(
        "auth0",
        ("auth0-extension.csv",),
        {**ADA, **CREATED, **NO_PASSWORD, "unsafe_metadata": {"theme": "dark"}},
        has_password=False,
        omissions=("password",),
    ),
    Sample(
        "firebase",
        ("firebase.json",),
        OF_FIREBASE,
        omissions=("external_account",),
        parameters=FIREBASE,
    ),
    Sample(
        "firebase",
        ("firebase.csv",),
        OF_FIREBASE,
        omissions=("external_account",),
        parameters=FIREBASE,
    ),
    Sample(
        "supabase",
        ("supabase.csv", "supabase-factors.csv"),
        {
            **ADA, **BCRYPT, **RESERVED_PHONE, **TOTP,
            "external_id": "7b0f6a52-0000-4000-8000-000000000001",
            "created_at": "2024-05-01T10:00:00.123Z",
            "banned": True,
            "unsafe_metadata": {"theme": "dark"},
            "private_metadata": {"plan": "pro"},
        },
        omissions=("external_account",),
        skipped={"deleted": 1, "anonymous": 1},
    ),
    Sample(
        "supabase",
        ("supabase.json",),
        {"first_name": "ada", "password_hasher": "scrypt_firebase"},
    ),
    Sample(
        "cognito",
        ("cognito.json",),
        {
            **CREATED, **NO_PASSWORD,
            "external_id": "5e3d0000-0000-4000-8000-000000000001",
            "username": "ada",
            "email_address": ["ada@example.com"],
            "private_metadata": {"plan": "pro"},
        },
        has_password=False,
        others=({"banned": True, "email_address_identification_status": ["reserved"]},),
        omissions=("password",),
    ),
    Sample(
        "cognito",
        ("cognito.csv",),
        {
            **ADA, **RESERVED_PHONE,
            "password_hasher": "awscognito",
            "password_digest": "awscognito#us-east-1_Sample#sampleclientid#ada@example.com",
        },
        has_password=False,
        parameters={"pool_id": "us-east-1_Sample", "client_id": "sampleclientid"},
    ),
    Sample(
        "okta",
        ("okta.json",),
        {
            **ADA, **RESERVED_PHONE, **CREATED, **NO_PASSWORD,
            "external_id": "00uSample1",
            "email_address": ["ada@example.com", "ab@example.com"],
            "private_metadata": {"department": "Engines"},
        },
        has_password=False,
        others=({"banned": True, "username": "grace"},),
        omissions=("password",),
        skipped={"deactivated": 1},
    ),
    Sample(
        "workos",
        ("workos-users.json", "workos-organizations.json", "workos-memberships.json"),
        {
            **ADA, **CREATED, **NO_PASSWORD,
            "external_id": "user_01SAMPLE",
            "private_metadata": {"plan": "pro"},
        },
        has_password=False,
        omissions=("password",),
        skipped={"inactive membership": 1},
    ),
    Sample(
        "better-auth",
        ("better-auth.json",),
        {
            **ADA, **CREATED,
            "external_id": "baSample1",
            "password_hasher": "scrypt_werkzeug",
            "private_metadata": {"role": "admin"},
        },
        omissions=("external_account",),
    ),
    Sample(
        "better-auth", ("better-auth-joined.ndjson",), {**ADA, "password_hasher": "scrypt_werkzeug"}
    ),
    Sample(
        "better-auth",
        ("better-auth-users.csv", "better-auth-accounts.csv"),
        {**ADA, **CREATED, "password_hasher": "scrypt_werkzeug"},
    ),
    Sample(
        "auth-js",
        ("auth-js-users.json", "auth-js-accounts.csv"),
        {**ADA, **NO_PASSWORD, "external_id": "ajSample1"},
        has_password=False,
        others=({"first_name": "Grace", "email_address_identification_status": ["reserved"]},),
        omissions=("external_account",),
    ),
    Sample(
        "keycloak",
        ("keycloak.json",),
        {
            **ADA, **PHONE, **CREATED,
            "username": "ada",
            "locale": "en",
            "password_hasher": "pbkdf2_sha256",
            "totp_secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
            "private_metadata": {"team": "engines"},
        },
        others=({"banned": True, "password_hasher": "argon2id"},),
        omissions=("external_account", "realmRoles"),
    ),
    Sample(
        "django",
        ("django.csv",),
        {
            **ADA, **CREATED,
            "external_id": "1",
            "username": "ada",
            "password_hasher": "pbkdf2_sha256_django",
            "email_address_identification_status": ["reserved"],
            "private_metadata": {"is_staff": True},
        },
        others=({**NO_PASSWORD, "banned": True},),
    ),
    Sample(
        "django",
        ("django-dump.json",),
        {**ADA, **CREATED, "password_hasher": "argon2id"},
        skipped={"another model": 1},
    ),
    Sample(
        "aspnet",
        ("aspnet.csv", "aspnet-tokens.csv"),
        {
            **RESERVED_PHONE, **TOTP,
            "external_id": "a1",
            "email_address": ["ada@example.com"],
            "password_hasher": "pbkdf2_sha512_hex",
            "backup_codes": ["AAAAA-11111", "BBBBB-22222"],
        },
        others=({"banned": True, "username": "grace", "password_hasher": "pbkdf2_sha1"},),
    ),
    Sample(
        "generic",
        ("generic.csv",),
        {
            **ADA, **PHONE,
            "external_id": "1",
            "password_hasher": "ldap_ssha",
            "public_metadata": {"plan": "pro"},
        },
        parameters={"hasher": "auto"},
        mapping=(
            "key=external_id", "mail=email_address", "mobile=phone_number", "nick=name",
            "hash=password_digest", "plan=public_metadata.plan",
        ),
    ),
    Sample(
        "generic",
        ("generic.ndjson",),
        {"external_id": "1", "password_hasher": "ldap_ssha", "public_metadata": {"plan": "pro"}},
    ),
)  # fmt: skip
