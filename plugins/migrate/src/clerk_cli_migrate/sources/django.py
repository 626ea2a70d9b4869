"""Django: the table ``auth_user`` as CSV, or what ``dumpdata`` writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clerk_cli_migrate.records import UserRecord
from clerk_cli_migrate.sources import Draft, Parameter, Row, Source, Values
from clerk_cli_migrate.sources.joins import SideTable, join, left_over
from clerk_cli_migrate.values import as_bool, as_text, exact_text

COLUMNS = frozenset({"password", "is_active", "is_superuser", "date_joined"})
PBKDF2, UNUSABLE = "pbkdf2_sha256$", "!"
ROLES = ("is_staff", "is_superuser")


class Django(Source):
    """Users of Django's own model, and addresses of django-allauth."""

    name = "django"
    title = "Django"
    parameters = (
        Parameter("verified", "Whether email addresses of users are verified: yes or no"),
    )

    @classmethod
    def recognizes(cls, sample: Values) -> bool:
        """Whether it has the columns of ``auth_user``, or the members of a dump."""
        is_dump = {"model", "pk", "fields"}.issubset(sample)
        return (is_dump and not cls.is_addition(sample)) or COLUMNS.issubset(sample)

    @classmethod
    def is_addition(cls, sample: Values) -> bool:
        """Whether it is an email address of django-allauth."""
        if sample.get("model") == "account.emailaddress":
            return True
        return {"email", "verified", "primary", "user_id"}.issubset(sample)

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[UserRecord]:
        """Read users; other models of a dump are not users."""
        addresses = self.additions
        verified = as_bool(parameters.get("verified"))
        for row in rows:
            values = row.values.get("fields", row.values)
            if self.is_addition(row.values):
                owner = as_text(values.get("user") or values.get("user_id"))
                addresses.put(owner, values, place=row.place)
            elif COLUMNS.issubset(values):
                key = as_text(row.values.get("pk") or values.get("id"))
                yield self._user(row, key, values, addresses, verified)
            else:
                yield UserRecord(row.place, {}, skipped="another model")
        yield from left_over(addresses, "", "an email address")

    def _user(
        self, row: Row, key: str, values: Values, addresses: SideTable, verified: bool | None
    ) -> UserRecord:
        draft = Draft(row, key)
        listed = join(draft, addresses, key)
        listed.sort(key=lambda address: not as_bool(address.get("primary")))
        for address in listed:
            draft.email(address.get("email"), verified=as_bool(address.get("verified")))
        draft.email(values.get("email"), verified=verified)
        draft.username(values.get("username"))
        draft.name(values.get("first_name"), values.get("last_name"))
        draft.time("created_at", values.get("date_joined"))
        draft.put("banned", as_bool(values.get("is_active")) is False or None)
        draft.metadata("private", {name: True for name in ROLES if as_bool(values.get(name))})
        password = exact_text(values.get("password"))
        if not password.startswith(UNUSABLE):
            draft.digest(
                password, "pbkdf2_sha256_django" if password.startswith(PBKDF2) else "auto"
            )
        return draft.record()
