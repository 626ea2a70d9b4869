"""Supabase Auth: the table ``auth.users`` as CSV or JSON, perhaps with ``auth.mfa_factors``."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from clerk_cli_migrate.records import UserRecord
from clerk_cli_migrate.sources import Draft, Row, Source, Values
from clerk_cli_migrate.sources.joins import join, left_over
from clerk_cli_migrate.validation.users import is_base32
from clerk_cli_migrate.values import as_bool, as_object, as_text, is_future

NAMES = ("full_name", "name", "display_name")
NOT_COPIED = frozenset(
    {
        *NAMES, "first_name", "last_name", "email", "email_verified", "phone_verified", "sub",
        "iss", "avatar_url", "picture", "provider_id",
    }
)  # fmt: skip
"""Members of the user metadata that are fields, or that providers fill in."""


class Supabase(Source):
    """Users with their bcrypt, Argon2 or Firebase digests; no tokens are read."""

    name = "supabase"
    title = "Supabase"

    @classmethod
    def recognizes(cls, sample: Values) -> bool:
        """Whether it has the columns of ``auth.users``."""
        return {"encrypted_password", "raw_user_meta_data"}.issubset(sample)

    @classmethod
    def is_addition(cls, sample: Values) -> bool:
        """Whether it is a row of ``auth.mfa_factors``."""
        return {"user_id", "factor_type", "status"}.issubset(sample)

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[UserRecord]:
        """Read users, without those that are deleted or anonymous."""
        factors, now = self.additions, time.time()
        for row in rows:
            values = row.values
            if self.is_addition(values):
                factors.put(as_text(values["user_id"]), values, place=row.place)
                continue
            draft = Draft(row, values.get("id"))
            if as_text(values.get("deleted_at")):
                draft.skip("deleted")
            elif as_bool(values.get("is_anonymous")):
                draft.skip("anonymous")
            _add_identity(draft, values)
            draft.time("created_at", values.get("created_at"))
            draft.put("banned", is_future(values.get("banned_until"), now) or None)
            draft.digest(values.get("encrypted_password"))
            _add_metadata(draft, values)
            for factor in join(draft, factors, as_text(values.get("id"))):
                _add_factor(draft, factor)
            yield draft.record()
        yield from left_over(factors, "", "a second factor")


def _add_identity(draft: Draft, values: Values) -> None:
    draft.email(values.get("email"), verified=bool(as_text(values.get("email_confirmed_at"))))
    phone = as_text(values.get("phone"))
    number = f"+{phone}" if phone.isdigit() else phone
    draft.phone(number, verified=bool(as_text(values.get("phone_confirmed_at"))))


def _add_metadata(draft: Draft, values: Values) -> None:
    user = _metadata(draft, values, "raw_user_meta_data", "unsafe_metadata")
    app = _metadata(draft, values, "raw_app_meta_data", "private_metadata")
    full = next((as_text(user[name]) for name in NAMES if as_text(user.get(name))), "")
    draft.name(user.get("first_name"), user.get("last_name"), full.removesuffix("#0"))
    draft.metadata("unsafe", {name: user[name] for name in user if name not in NOT_COPIED})
    providers = app.pop("providers", None) or []
    app.pop("provider", None)
    draft.metadata("private", app)
    for provider in providers if isinstance(providers, list) else ():
        if provider not in ("email", "phone"):
            draft.external_account(provider)


def _metadata(draft: Draft, values: Values, column: str, field: str) -> dict[str, Any]:
    members = as_object(values.get(column))
    if members is None:
        message = f"{column} is not a JSON object"
        action = "Use a JSON object."
        draft.refuse("invalid_metadata", field, message, action, value=values[column])
    return members or {}


def _add_factor(draft: Draft, factor: Values) -> None:
    secret = as_text(factor.get("secret"))
    is_verified = factor.get("status") == "verified"
    if is_verified and factor.get("factor_type") == "totp" and is_base32(secret):
        draft.totp(secret)
    elif is_verified:
        kind = as_text(factor.get("factor_type"))
        draft.omit("second_factor", "auth.mfa_factors", f"a second factor ({kind})")
