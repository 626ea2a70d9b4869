"""The JSON of Clerk's migration script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clerk_cli_migrate.mapping.targets import PHONE_SEPARATORS, backup_codes, items
from clerk_cli_migrate.records import UserRecord
from clerk_cli_migrate.sources import HASHER, Draft, Row, Source, Values
from clerk_cli_migrate.sources.clerk_csv import add_digest
from clerk_cli_migrate.values import as_text

NAMES = {
    "userId": "", "email": "", "firstName": "first_name", "lastName": "last_name",
    "passwordHasher": "", "username": "username", "phone": "", "password": "",
    "mfaEnabled": "", "totpSecret": "totp_secret", "backupCodesEnabled": "", "backupCodes": "",
    "emailAddresses": "", "unverifiedEmailAddresses": "", "phoneNumbers": "",
    "unverifiedPhoneNumbers": "", "publicMetadata": "public", "privateMetadata": "private",
    "unsafeMetadata": "unsafe",
}  # fmt: skip
"""What a record of the script may have; with the field, where its value is copied."""

EMAILS = {"email": True, "emailAddresses": True, "unverifiedEmailAddresses": False}
PHONES = {"phone": True, "phoneNumbers": True, "unverifiedPhoneNumbers": False}
"""Members with contacts, and whether these are verified."""


class ClerkScript(Source):
    """Records with a ``userId``, an ``email`` and perhaps a digest that is called ``password``."""

    name = "clerk-script"
    title = "the JSON of Clerk's migration script"
    parameters = (HASHER,)

    @classmethod
    def recognizes(cls, sample: Values) -> bool:
        """Whether it has the two members that are required, and nothing else that it could be."""
        return {"userId", "email"}.issubset(sample) and set(NAMES).issuperset(sample)

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[UserRecord]:
        """Read users; the script takes every email address for a verified one."""
        for row in rows:
            values = row.values
            draft = Draft(row, values.get("userId"))
            for name, verified in EMAILS.items():
                for address in items(values.get(name)):
                    draft.email(address, verified=verified)
            for name, verified in PHONES.items():
                for number in items(values.get(name), PHONE_SEPARATORS):
                    draft.phone(number, verified=verified)
            for name in ("firstName", "lastName", "username", "totpSecret"):
                draft.put(NAMES[name], as_text(values.get(name)))
            for name in ("publicMetadata", "privateMetadata", "unsafeMetadata"):
                draft.metadata(NAMES[name], values.get(name))
            draft.put("backup_codes", backup_codes(values.get("backupCodes")))
            hasher = as_text(values.get("passwordHasher")) or parameters.get("hasher", "")
            add_digest(draft, values.get("password"), hasher)
            for name, value in values.items():
                if name not in NAMES and value not in (None, "", [], {}):
                    draft.omit("unknown_member", name, f'"{name}" is not a field of the script')
            yield draft.record()
