"""Okta: users as its API lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clerk_cli_migrate.records import UserRecord
from clerk_cli_migrate.sources import Draft, Row, Source, Values
from clerk_cli_migrate.values import as_text

READ = frozenset(
    {
        "login", "email", "secondEmail", "firstName", "lastName", "displayName", "mobilePhone",
        "locale",
    }
)  # fmt: skip
SUSPENDED, LOCKED, DEACTIVATED = "SUSPENDED", "LOCKED_OUT", "DEPROVISIONED"


class Okta(Source):
    """Users without passwords, which Okta never exports."""

    name = "okta"
    title = "Okta"

    @classmethod
    def recognizes(cls, sample: Values) -> bool:
        """Whether it has a status and a profile with a login."""
        profile = sample.get("profile")
        return isinstance(profile, Mapping) and "login" in profile and "status" in sample

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[UserRecord]:
        """Read users, without those that are deactivated."""
        for row in rows:
            profile: Values = row.values.get("profile") or {}
            status = row.values.get("status")
            draft = Draft(row, row.values.get("id"))
            if status == DEACTIVATED:
                draft.skip("deactivated")
            draft.email(profile.get("email"), verified=True)
            draft.email(profile.get("secondEmail"), verified=False)
            draft.phone(profile.get("mobilePhone"), verified=False)
            if "@" not in as_text(profile.get("login")):
                draft.username(profile.get("login"))
            draft.name(
                profile.get("firstName"), profile.get("lastName"), profile.get("displayName")
            )
            draft.locale(profile.get("locale"))
            draft.time("created_at", row.values.get("created"))
            draft.put("banned", status == SUSPENDED or None)
            draft.put("locked", status == LOCKED or None)
            others = {name: value for name, value in profile.items() if name not in READ}
            draft.metadata("private", others)
            draft.omit("password", "credentials", "the password, which Okta never exports")
            yield draft.record()
