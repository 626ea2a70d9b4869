"""Auth0: users, passwords and second factors, which come in files of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clerk_cli_migrate.records import UserRecord
from clerk_cli_migrate.sources import Draft, Row, Source, Values
from clerk_cli_migrate.sources.joins import SideTable, join, left_over
from clerk_cli_migrate.values import as_bool, as_text, exact_text

PASSWORD, FACTOR = "password", "factor"
DATABASE = "auth0|"
"""How the IDs of users with a password begin."""
EXTENSION_COLUMNS = frozenset({"Id", "Email Verified", "Given Name"})
"""What the user import/export extension calls its columns."""


class Auth0(Source):
    """Export jobs, the export extension, and the files that Auth0's support sends."""

    name = "auth0"
    title = "Auth0"

    @classmethod
    def recognizes(cls, sample: Values) -> bool:
        """Whether its IDs begin with a connection, such as ``auth0|…``."""
        if EXTENSION_COLUMNS.issubset(sample):
            return True
        return "|" in as_text(sample.get("user_id")) and not cls.is_addition(sample)

    @classmethod
    def is_addition(cls, sample: Values) -> bool:
        """Whether it is a password or a second factor."""
        is_factor = "user_id" in sample and not {"otp_secret", "recovery_code"}.isdisjoint(sample)
        return is_factor or ("passwordHash" in sample and "_id" in sample)

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[UserRecord]:
        """Read users, joined by their whole ID: other connections may number users alike."""
        additions = self.additions
        for row in rows:
            values = row.values
            if self.is_addition(values):
                kind = PASSWORD if "passwordHash" in values else FACTOR
                owner = _whole_id(values.get("_id", values.get("user_id")))
                additions.put(owner, values, kind, row.place)
            else:
                yield self._user(row, _lower(values), additions)
        yield from left_over(additions, PASSWORD, "a password")
        yield from left_over(additions, FACTOR, "a second factor")

    def _user(self, row: Row, values: Values, additions: SideTable) -> UserRecord:
        user_id = as_text(values.get("user_id") or values.get("id"))
        draft = Draft(row, user_id)
        verified = values.get("email_verified", values.get("emailverified"))
        draft.email(values.get("email"), verified=as_bool(verified))
        draft.phone(values.get("phone_number"), verified=as_bool(values.get("phone_verified")))
        draft.username(values.get("username"))
        draft.name(values.get("given_name"), values.get("family_name"), values.get("name"))
        draft.time("created_at", values.get("created_at"))
        draft.put("banned", as_bool(values.get("blocked")) or None)
        for kind, name in (("unsafe", "user_metadata"), ("private", "app_metadata")):
            draft.metadata(kind, _columns(values, name))
            draft.metadata(kind, values.get(name))
        passwords = [
            password
            for account in _database_accounts(user_id, values)
            for password in join(draft, additions, account, PASSWORD)
        ]
        for password in passwords:
            draft.digest(password["passwordHash"])
        if user_id.startswith(DATABASE) and not passwords:
            message = "the password; Auth0's support sends a file of them"
            draft.omit("password", "passwordHash", message)
        _add_factors(draft, join(draft, additions, user_id, FACTOR))
        if values.get("multifactor") and "totp_secret" not in draft.fields:
            message = "the second factor; Auth0's support sends a file of them"
            draft.omit("second_factor", "multifactor", message)
        for identity in values.get("identities") or ():
            if isinstance(identity, Mapping) and identity.get("isSocial"):
                draft.external_account(identity.get("provider"))
        return draft.record()


def _add_factors(draft: Draft, factors: list[dict[str, Any]]) -> None:
    for factor in factors:
        draft.totp(factor.get("otp_secret"))
        if code := exact_text(factor.get("recovery_code")):
            draft.put("backup_codes", [*draft.fields.get("backup_codes", ()), code])


def _whole_id(owner: object) -> str:
    """The ID of the user whom a row names; files of passwords leave out the connection."""
    if isinstance(owner, Mapping):
        owner = owner.get("$oid")
    text = as_text(owner)
    return text if "|" in text or not text else f"{DATABASE}{text}"


def _database_accounts(user_id: str, values: Values) -> list[str]:
    """The IDs under which a user may have a password: its own, and those linked to it."""
    linked = [
        f"{DATABASE}{as_text(identity.get('user_id'))}"
        for identity in values.get("identities") or ()
        if isinstance(identity, Mapping) and f"{as_text(identity.get('provider'))}|" == DATABASE
    ]
    first = [user_id] if user_id.startswith(DATABASE) else []
    return list(dict.fromkeys([*first, *linked]))


def _lower(values: Values) -> Values:
    """Values by names such as ``email_verified``, which are ``Email Verified`` in the extension."""
    return {name.lower().replace(" ", "_"): value for name, value in values.items()}


def _columns(values: Values, name: str) -> dict[str, Any]:
    """Metadata that have a column for each member, instead of an object."""
    return {
        column.removeprefix(f"{name}."): value
        for column, value in values.items()
        if column.startswith(f"{name}.")
    }
