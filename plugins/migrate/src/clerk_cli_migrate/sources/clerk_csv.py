"""The CSV that Clerk's dashboard exports, and ``clerk migrate export`` with more columns.

Given together, the digests of the first join the users of the second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clerk_cli_migrate.mapping.targets import TARGETS, items
from clerk_cli_migrate.records import METADATA, TIMES, UserRecord
from clerk_cli_migrate.sources import Draft, Row, Source, Values, clerk_contacts
from clerk_cli_migrate.sources.clerk_contacts import SECOND_FACTORS
from clerk_cli_migrate.sources.joins import SideTable, join
from clerk_cli_migrate.values import as_object, as_text

COLUMNS = frozenset(
    {
        "primary_email_address", "primary_phone_number", "verified_email_addresses",
        "verified_phone_numbers", "unverified_email_addresses", "unverified_phone_numbers",
    }
)  # fmt: skip
"""Columns that no other format has."""
OF_EXPORTS = "private_metadata"
"""A column that the CSV of the dashboard lacks."""

SECRETS = "secrets"
DIGESTS = ("password_digest", "password_hasher")
MORE = (
    "external_id", "locale", "web3_wallet", *METADATA, *TIMES, "banned", "locked",
    "delete_self_enabled", "create_organization_enabled", "create_organizations_limit",
    "bypass_client_trust", "backup_codes",
)  # fmt: skip
"""Columns that are fields, most of which only our own export has."""


class ClerkCSV(Source):
    """Clerk's users with their digests."""

    name = "clerk-csv"
    title = "the CSV of Clerk's dashboard"

    @classmethod
    def recognizes(cls, sample: Values) -> bool:
        """Whether it has a column that no other format has, in upper or lower case."""
        return "object" not in sample and not COLUMNS.isdisjoint(map(str.lower, sample))

    @classmethod
    def is_addition(cls, sample: Values) -> bool:
        """Whether it is a row of the dashboard, which may join one of an export."""
        return cls.recognizes(sample) and OF_EXPORTS not in sample

    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[UserRecord]:
        """Read users; rows of the dashboard that no export has are users of their own."""
        additions = self.additions
        for row in rows:
            values = lower_names(row.values)
            row = Row(row.file, row.line, values)
            if self.is_addition(values):
                put_row(row, additions)
            else:
                yield read_row(row, additions)
        yield from map(read_row, unused_rows(additions))


def put_row(row: Row, additions: SideTable) -> None:
    """Keep a row of the dashboard until the user with its ID is read."""
    additions.put(as_text(row.values.get("id")), row.values, SECRETS, row.place)


def unused_rows(additions: SideTable) -> Iterator[Row]:
    """The rows of the dashboard whose users no other row has."""
    for place, values in additions.unused(SECRETS):
        yield Row(place["file"], place["line"], values)


def read_row(row: Row, additions: SideTable | None = None) -> UserRecord:
    """A user; the primary email address and phone number come first.

    Args:
        row: The user.
        additions: Rows of the dashboard, of which those with the ID of the user are joined.
    """
    draft = Draft(row, row.values.get("id"))
    if SECOND_FACTORS in row.values:
        clerk_contacts.add_contacts(draft, clerk_contacts.contacts_of_row(row.values))
    else:
        add_contacts(draft, row.values)
    draft.put("username", as_text(row.values.get("username")))
    draft.name(row.values.get("first_name"), row.values.get("last_name"))
    for field in MORE:
        if row.values.get(field):
            TARGETS[field].apply(draft, row.values[field])
    for field in METADATA if OF_EXPORTS in row.values else ():
        if members := as_object(row.values.get(field)):
            draft.put(field, members)  # empty members too, as the instance has them
    add_secrets(draft, row.values)
    if additions is not None:
        join_secrets(draft, row, additions)
    return draft.record()


def lower_names(values: Values) -> Values:
    """A row by the names of its columns in lower case, as the dashboard writes them."""
    return {name.lower(): value for name, value in values.items()}


def add_contacts(draft: Draft, values: Values) -> None:
    """Add email addresses and phone numbers: the primary one, the verified ones, the others."""
    for kind, add in (("email_address", draft.email), ("phone_number", draft.phone)):
        plural = f"{kind}es" if kind.endswith("s") else f"{kind}s"
        verified = items(values.get(f"verified_{plural}") or "")
        unverified = items(values.get(f"unverified_{plural}") or "")
        primary = as_text(values.get(f"primary_{kind}"))
        if primary:
            add(primary, verified=primary not in unverified)
        for value in verified:
            add(value, verified=True)
        for value in unverified:
            add(value, verified=False)


def add_digest(draft: Draft, digest: object, hasher: str) -> None:
    """Add a digest, which needs a hasher.

    Args:
        draft: The user.
        digest: The digest, if there is one.
        hasher: The hasher; empty if the record does not say it.
    """
    if as_text(digest) and not hasher:
        action = "Fill in the hasher, or remove the digest."
        message = "the digest has no hasher"
        draft.refuse("missing_hasher", "password_digest", message, action, value=digest)
    else:
        draft.digest(digest, hasher)


def join_secrets(draft: Draft, row: Row, additions: SideTable) -> None:
    """Add what the dashboard has about a user.

    Args:
        draft: The user.
        row: The row with its ID.
        additions: Rows of the dashboard.
    """
    for values in join(draft, additions, as_text(row.values.get("id")), SECRETS):
        add_secrets(draft, values)


def add_secrets(draft: Draft, values: Values) -> None:
    """Add the digest and the secret of the authenticator app."""
    digest, hasher = (values.get(name) for name in DIGESTS)
    add_digest(draft, digest, as_text(hasher))
    draft.totp(values.get("totp_secret"))
