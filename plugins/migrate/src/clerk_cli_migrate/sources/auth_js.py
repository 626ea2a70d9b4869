"""Auth.js, formerly NextAuth.js: the tables ``users`` and ``accounts``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clerk_cli_migrate.records import UserRecord
from clerk_cli_migrate.sources import Draft, Row, Source, Values
from clerk_cli_migrate.sources.joins import join, left_over
from clerk_cli_migrate.values import as_bool, as_text

VERIFIED = ("emailVerified", "email_verified")


class AuthJS(Source):
    """Users, who never have a password there."""

    name = "auth-js"
    title = "Auth.js"

    @classmethod
    def recognizes(cls, sample: Values) -> bool:
        """Whether its emails are verified at a time or not yet, and nothing else is like others."""
        names = [name for name in VERIFIED if name in sample]
        has_columns = names and {"id", "email", "name", "image"}.issubset(sample)
        return bool(has_columns) and as_bool(sample[names[0]]) is None

    @classmethod
    def is_addition(cls, sample: Values) -> bool:
        """Whether it is an account of a provider."""
        has_camel = {"provider", "providerAccountId", "userId"}.issubset(sample)
        return has_camel or {"provider", "provider_account_id", "user_id"}.issubset(sample)

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[UserRecord]:
        """Read users."""
        accounts = self.additions
        for row in rows:
            values = row.values
            if self.is_addition(values):
                key = as_text(values.get("userId") or values.get("user_id"))
                accounts.put(key, values, place=row.place)
                continue
            verified = next((values[name] for name in VERIFIED if values.get(name)), None)
            draft = Draft(row, values.get("id"))
            draft.email(values.get("email"), verified=bool(as_text(verified)))
            draft.name(full=values.get("name"))
            draft.time("created_at", values.get("createdAt") or values.get("created_at"))
            for account in join(draft, accounts, as_text(values.get("id"))):
                draft.external_account(account["provider"])
            yield draft.record()
        yield from left_over(accounts, "", "an account")
