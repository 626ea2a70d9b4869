"""A user in the making: what a reader says about one, as ``POST /users`` takes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clerk_cli_migrate.digests import AUTO, DigestError, read_digest
from clerk_cli_migrate.files.row import Row
from clerk_cli_migrate.records import PASSWORDS, Membership, Omission, Problem, UserRecord
from clerk_cli_migrate.values import as_object, as_text, exact_text, phone_number, timestamp

VERIFIED, RESERVED = "verified", "reserved"


class Draft:
    """Collects what a row says about a user. Absent values, such as empty cells, change nothing.

    Args:
        row: Where the user is.
        source_id: The user's ID at the source; it becomes the ``external_id``.
    """

    def __init__(self, row: Row, source_id: object = None) -> None:
        self._row = row
        self._source_id = as_text(source_id)
        self.fields: dict[str, Any] = {}
        self._contacts: dict[str, dict[str, tuple[str, str]]] = {}
        self._emails: list[dict[str, Any]] = []
        self._phones: list[dict[str, Any]] = []
        self._memberships: list[Membership] = []
        self._problems: list[Problem] = []
        self._omissions: list[Omission] = []
        self._skipped = ""
        if self._source_id:
            self.fields["external_id"] = self._source_id

    def put(self, field: str, value: object) -> None:
        """Set a field, unless the value is absent.

        Args:
            field: The field of ``POST /users``.
            value: Its value.
        """
        if value not in (None, "", [], {}):
            self.fields[field] = value

    def name(self, first: object = None, last: object = None, full: object = None) -> None:
        """Set the names. A full name is split at its first space; one word is a first name.

        Args:
            first: The first name.
            last: The last name.
            full: The full name, used if there is neither of the others.
        """
        if not (as_text(first) or as_text(last)):
            first, _, last = as_text(full).partition(" ")
        self.put("first_name", as_text(first))
        self.put("last_name", as_text(last))

    def username(self, value: object) -> None:
        """Set the username, unless it is an email address of the user.

        Args:
            value: The username.
        """
        text = as_text(value)
        if text.lower() not in self._contacts.get("email_address", {}):
            self.put("username", text)

    def locale(self, value: object) -> None:
        """Set the language, such as ``en-US``, also if it is written as ``en_US``."""
        self.put("locale", as_text(value).replace("_", "-"))

    def external_account(self, provider: object) -> None:
        """Note an account of a provider such as Google: nobody can import the link."""
        message = f"the link to {as_text(provider)}; it is restored at the first sign-in"
        self.omit("external_account", "external_accounts", message)

    def email(self, address: object, *, verified: bool | None) -> None:
        """Add an email address; the first one that is verified becomes primary.

        Args:
            address: The address.
            verified: Whether it is verified; otherwise it is reserved for the user.
        """
        self._add("email_address", as_text(address), verified=bool(verified))

    def phone(self, number: object, *, verified: bool | None) -> None:
        """Add a phone number, like ``email``. Spaces, hyphens and parentheses are removed.

        Args:
            number: The number, with a plus sign and the country code.
            verified: Whether it is verified; otherwise it is reserved for the user.
        """
        self._add("phone_number", phone_number(as_text(number)), verified=bool(verified))

    def add_email(self, body: dict[str, Any]) -> None:
        """Add an email address that a request of its own creates.

        Args:
            body: The body of ``POST /email_addresses``, without the user.
        """
        self._emails.append(body)

    def add_phone(self, body: dict[str, Any]) -> None:
        """Add a phone number that a request of its own creates.

        Args:
            body: The body of ``POST /phone_numbers``, without the user.
        """
        self._phones.append(body)

    def member(self, membership: Membership) -> None:
        """Add a membership in an organization."""
        self._memberships.append(membership)

    def time(self, field: str, value: object) -> None:
        """Set a point in time.

        Args:
            field: The field of ``POST /users``.
            value: ISO 8601, which is UTC without a zone, or Unix seconds or milliseconds.
        """
        if value in (None, ""):
            return
        try:
            self.put(field, timestamp(value))
        except ValueError as error:
            action = "Use a format such as 2024-05-01T10:00:00Z."
            self.refuse("invalid_timestamp", field, str(error), action, value=value)

    def metadata(self, kind: str, values: object) -> None:
        """Add members of metadata; absent ones are left out.

        Args:
            kind: ``public``, ``private`` or ``unsafe``, which the user can edit.
            values: The members: an object, or the JSON of one. Anything else is refused.
        """
        field = f"{kind}_metadata"
        members = values if isinstance(values, Mapping) else as_object(values or None)
        if members is None:
            message = f"the {kind} metadata is not a JSON object"
            action = "Use a JSON object."
            self.refuse("invalid_metadata", field, message, action, value=values)
        present = {key: value for key, value in (members or {}).items() if value not in (None, "")}
        if present:
            others = self.fields.get(field)
            self.fields[field] = {**others, **present} if isinstance(others, dict) else present

    def digest(self, text: object, hasher: str = AUTO) -> None:
        """Set the digest of the password, converted if need be.

        Args:
            text: The digest as the source has it.
            hasher: The hasher, or ``auto`` to recognize the form.
        """
        digest = exact_text(text)
        if not digest.strip():
            return
        try:
            converted = read_digest(digest, hasher)
        except DigestError as error:
            self._keep_digest(digest, "" if hasher == AUTO else hasher)
            self.refuse(error.code, "password_digest", f"the digest {error.reason}", error.action)
            return
        fields = {"password_hasher": converted.hasher, "password_digest": converted.text}
        if any(self.fields.get(name, value) != value for name, value in fields.items()):
            self._keep_digest(converted.text, converted.hasher)
            message = "the files have two different digests for this user"
            action = "Keep the digest of the current password, and remove the other."
            self.refuse("conflicting_digests", "password_digest", message, action)
            return
        self.fields |= fields

    def _keep_digest(self, digest: str, hasher: str) -> None:
        """Keep a digest that is refused, beside another one, so that it can be corrected."""
        others = self.fields.get("password_digest", [])
        listed = [*(others if isinstance(others, list) else [others]), digest]
        self.fields["password_digest"] = listed if len(listed) > 1 else digest
        if len(listed) > 1 and self.fields.get("password_hasher") != hasher:
            self.fields.pop("password_hasher", None)
        elif hasher:
            self.fields["password_hasher"] = hasher

    def totp(self, secret: object) -> None:
        """Set the secret of the authenticator app; Clerk takes one.

        Args:
            secret: The secret in base32.
        """
        text = as_text(secret)
        if text and self.fields.get("totp_secret", text) != text:
            self.omit("second_factor", "totp_secret", "another authenticator app")
            return
        self.put("totp_secret", text)

    def refuse(
        self, code: str, field: str, message: str, action: str = "", *, value: object = None
    ) -> None:
        """Say why the record cannot be imported as it is.

        Args:
            code: A stable word for programs.
            field: The field of ``POST /users``, or of the source.
            message: One line for people.
            action: What to do about it.
            value: What the field has at the source; the record keeps it, to be corrected there.
        """
        self._problems.append(Problem(code, field, message, action))
        if field not in self.fields:
            self.put(field, value)

    def omit(self, code: str, field: str, message: str) -> None:
        """Say what is left behind."""
        self._omissions.append(Omission(code, field, message))

    def skip(self, reason: str) -> None:
        """Say why nobody wants the user, such as ``deleted``."""
        self._skipped = reason

    def record(self) -> UserRecord:
        """The user. One without a password is exempt from the requirement to have one."""
        for kind, contacts in self._contacts.items():
            self._put_contacts(kind, list(contacts.values()))
        has_refused_digest = any(problem.field == "password_digest" for problem in self._problems)
        if self.fields.keys().isdisjoint(PASSWORDS) and not has_refused_digest:
            self.fields["skip_password_requirement"] = True
        return UserRecord(
            self._row.place,
            self.fields,
            self._source_id or str(self.fields.get("external_id", "")),
            tuple(self._emails),
            tuple(self._phones),
            tuple(self._memberships),
            tuple(self._problems),
            tuple(self._omissions),
            self._row.values,
            self._skipped,
        )

    def _add(self, kind: str, value: str, *, verified: bool) -> None:
        if not value:
            return
        contacts = self._contacts.setdefault(kind, {})
        status = VERIFIED if verified else RESERVED
        previous = contacts.get(value.lower())
        if previous is None or verified:
            contacts[value.lower()] = (previous[0] if previous else value, status)

    def _put_contacts(self, kind: str, contacts: list[tuple[str, str]]) -> None:
        contacts.sort(key=lambda contact: contact[1] == RESERVED)
        self.fields[kind] = [value for value, _ in contacts]
        if contacts[-1][1] == RESERVED:
            self.fields[f"{kind}_identification_status"] = [status for _, status in contacts]
