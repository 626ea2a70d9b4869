"""The options that ``users create`` and ``users update`` have beside those of identity."""

from __future__ import annotations

from datetime import datetime, timezone

from clerk_cli.api import (
    Command,
    CsvFile,
    Request,
    Secret,
    Timestamp,
    UsageError,
    flag,
    option,
    switch,
)

TIMES = ("created_at", "legal_accepted_at")
"""The members of the body that are times, which this operation takes as text."""

HASHERS = (
    "argon2i", "argon2id", "bcrypt", "bcrypt_sha256_django", "ldap_ssha", "md5", "md5_phpass",
    "pbkdf2_sha1", "pbkdf2_sha256", "pbkdf2_sha256_django", "pbkdf2_sha512", "pbkdf2_sha512_hex",
    "phpass", "scrypt_firebase", "scrypt_werkzeug", "sha256", "sha512_symfony",
)  # fmt: skip
"""What Clerk documents; it may take others too."""


class AccountSettings(Command):
    """Passwords as digests, second factors, limits, and what a migration brings along."""

    password_digest: Secret | None = option(
        "Password digest, instead of a password (- to read from stdin)"
    )
    password_hasher: str | None = option(
        "Hashing algorithm of the digest, such as bcrypt or argon2id", completes=HASHERS
    )
    totp_secret: Secret | None = option(
        "TOTP secret for an authenticator app (- to read from stdin)"
    )
    backup_codes: CsvFile | None = option(
        "Backup codes or their bcrypt digests (comma-separated, @FILE, or - for stdin)",
        metavar="codes",
    )
    locale: str | None = option("Preferred locale, such as en-US")
    created_at: Timestamp | None = option("When the user signed up: 2020-01-31, or ISO 8601")
    legal_accepted_at: Timestamp | None = option(
        "When the user accepted the legal terms: 2020-01-31, or ISO 8601"
    )
    skip_legal_checks: bool = flag("Skip legal checks, for example in a migration")
    delete_self: bool | None = switch(
        "Allow the user to delete their account", sends="delete_self_enabled"
    )
    create_organizations: bool | None = switch(
        "Allow the user to create organizations", sends="create_organization_enabled"
    )
    create_organizations_limit: int | None = option(
        "Number of organizations the user can create (0 for unlimited)", metavar="n", minimum=0
    )
    bypass_client_trust: bool | None = switch("Skip new-device checks at sign-in")

    def check(self) -> None:
        """Require a digest and its algorithm together.

        Raises:
            UsageError: One of them is missing.
        """
        super().check()
        if (self.password_digest is None) != (self.password_hasher is None):
            raise UsageError("--password-digest and --password-hasher must be used together")

    def build(self) -> Request:
        """The request, with times as text."""
        request = super().build()
        times = {
            name: _as_text(value)
            for name, value in request.json_object.items()
            if name in TIMES and isinstance(value, int)
        }
        return request.replace(body={**request.json_object, **times}) if times else request


def _as_text(milliseconds: int) -> str:
    point = datetime.fromtimestamp(milliseconds / 1000, timezone.utc)
    return point.isoformat(timespec="milliseconds").replace("+00:00", "Z")
