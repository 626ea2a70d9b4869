"""ASP.NET Core Identity: the tables ``AspNetUsers`` and ``AspNetUserTokens``."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from clerk_cli_migrate.records import UserRecord
from clerk_cli_migrate.sources import Draft, Row, Source, Values
from clerk_cli_migrate.sources.joins import join, left_over
from clerk_cli_migrate.values import as_bool, as_text, is_future

NULL = "NULL"
"""How SQL Server's tools write absent values into CSV."""

AUTHENTICATOR, RECOVERY = "AuthenticatorKey", "RecoveryCodes"
FOREVER = "9999"


class AspNet(Source):
    """Users with the digests of versions 2 and 3."""

    name = "aspnet"
    title = "ASP.NET Core Identity"

    @classmethod
    def recognizes(cls, sample: Values) -> bool:
        """Whether it has the columns of ``AspNetUsers``."""
        return {"Id", "PasswordHash", "EmailConfirmed"}.issubset(sample)

    @classmethod
    def is_addition(cls, sample: Values) -> bool:
        """Whether it is a row of ``AspNetUserTokens``."""
        return {"UserId", "LoginProvider", "Name", "Value"}.issubset(sample)

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[UserRecord]:
        """Read users."""
        tokens, now = self.additions, time.time()
        for row in rows:
            values = {name: None if text == NULL else text for name, text in row.values.items()}
            if self.is_addition(values):
                tokens.put(as_text(values["UserId"]), values, place=row.place)
                continue
            draft = Draft(row, values.get("Id"))
            draft.email(values.get("Email"), verified=as_bool(values.get("EmailConfirmed")))
            verified = as_bool(values.get("PhoneNumberConfirmed"))
            draft.phone(values.get("PhoneNumber"), verified=verified)
            draft.username(values.get("UserName"))
            if is_future(values.get("LockoutEnd"), now):
                is_forever = as_text(values["LockoutEnd"]).startswith(FOREVER)
                draft.put("banned" if is_forever else "locked", True)
            draft.digest(values.get("PasswordHash"))
            self._add_factors(draft, values, join(draft, tokens, as_text(values.get("Id"))))
            yield draft.record()
        yield from left_over(tokens, "", "a token")

    def _add_factors(self, draft: Draft, values: Values, tokens: list[dict[str, Any]]) -> None:
        by_name = {as_text(token["Name"]): as_text(token["Value"]) for token in tokens}
        if not as_bool(values.get("TwoFactorEnabled")):
            return
        draft.totp(by_name.get(AUTHENTICATOR))
        codes = by_name.get(RECOVERY, "").split(";")
        draft.put("backup_codes", [code for code in codes if code])
        if AUTHENTICATOR not in by_name:
            message = "the second factor; its key is in the table AspNetUserTokens"
            draft.omit("totp_secret", "TwoFactorEnabled", message)
