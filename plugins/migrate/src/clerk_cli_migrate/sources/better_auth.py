"""Better Auth: the tables ``user``, ``account`` and ``twoFactor``, in any spelling."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping

from clerk_cli_migrate.records import UserRecord
from clerk_cli_migrate.sources import HASHER, Draft, Row, Source, Values
from clerk_cli_migrate.sources.joins import join, left_over
from clerk_cli_migrate.values import as_bool, as_text, is_future

CREDENTIAL = "credential"
ACCOUNT, FACTOR = "account", "factor"


class BetterAuth(Source):
    """Users, joined with the accounts that hold their digests."""

    name = "better-auth"
    title = "Better Auth"
    parameters = (HASHER,)

    @classmethod
    def recognizes(cls, sample: Values) -> bool:
        """Whether its emails are verified or not, while those of Auth.js are at a time."""
        values = _user_of(sample)
        has_columns = {"id", "email", "emailVerified", "createdAt"}.issubset(values)
        is_verified = as_bool(values.get("emailVerified"))
        return has_columns and is_verified is not None and "object" not in values

    @classmethod
    def is_addition(cls, sample: Values) -> bool:
        """Whether it is an account or a second factor."""
        return _kind(_camel(sample)) != ""

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[UserRecord]:
        """Read users, without those that are anonymous."""
        additions, now = self.additions, time.time()
        hasher = parameters.get("hasher") or "auto"
        for row in rows:
            values = _camel(row.values)
            if kind := _kind(values):
                additions.put(as_text(values["userId"]), values, kind, row.place)
                continue
            user = _user_of(row.values)
            draft = self._draft(row, user, now)
            key = as_text(user.get("id"))
            own_accounts = _joined_accounts(draft, row, key)
            for account in (*join(draft, additions, key, ACCOUNT), *own_accounts):
                if account.get("providerId") == CREDENTIAL:
                    draft.digest(account.get("password"), hasher)
                else:
                    draft.external_account(account.get("providerId"))
            if join(draft, additions, key, FACTOR) or as_bool(user.get("twoFactorEnabled")):
                message = "the authenticator app, whose secret Better Auth encrypts"
                draft.omit("totp_secret", "twoFactor", message)
            yield draft.record()
        yield from left_over(additions, ACCOUNT, "an account")
        yield from left_over(additions, FACTOR, "a second factor")

    def _draft(self, row: Row, user: Values, now: float) -> Draft:
        draft = Draft(row, user.get("id"))
        if as_bool(user.get("isAnonymous")):
            draft.skip("anonymous")
        draft.email(user.get("email"), verified=as_bool(user.get("emailVerified")))
        verified = as_bool(user.get("phoneNumberVerified"))
        draft.phone(user.get("phoneNumber"), verified=verified)
        draft.username(user.get("username"))
        draft.name(full=user.get("name"))
        draft.time("created_at", user.get("createdAt"))
        draft.metadata("private", {"role": user.get("role")})
        expires = user.get("banExpires")
        is_banned = as_bool(user.get("banned")) and (not expires or is_future(expires, now))
        draft.put("banned", is_banned or None)
        return draft


def _joined_accounts(draft: Draft, row: Row, key: str) -> list[Values]:
    """The account in the row of a user, where the tables are joined."""
    joined = row.values.get("account")
    if not isinstance(joined, Mapping):
        return []
    account = _camel(joined)
    if as_text(account.get("userId") or key) != key:
        message = "the account in the record is that of another user"
        draft.refuse("other_owner", "account", message, "Join the tables by the ID of the user.")
        return []
    return [account]


def _user_of(values: Values) -> Values:
    """The user of a row: the row itself, or a member of it where its tables are joined."""
    user = values.get("user")
    return _camel(user if isinstance(user, Mapping) else values)


def _camel(values: Values) -> Values:
    """Values by names such as ``userId``, which are ``user_id`` in some databases."""
    return {re.sub("_([a-z])", lambda match: match[1].upper(), key): values[key] for key in values}


def _kind(values: Values) -> str:
    if {"userId", "accountId", "providerId"}.issubset(values):
        return ACCOUNT
    return FACTOR if {"userId", "secret", "backupCodes"}.issubset(values) else ""
