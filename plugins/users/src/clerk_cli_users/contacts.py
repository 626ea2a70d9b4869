"""What email addresses and phone numbers of users have in common."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal, TypeAlias

from clerk_cli.api import (
    Command,
    Context,
    Environment,
    ExitStatus,
    Kind,
    Listing,
    Note,
    Outcome,
    ResponseObject,
    Secret,
    Update,
    User,
    argument,
    option,
    switch,
)
from clerk_cli_users.user_lists import UserList
from clerk_cli_users.views import VERIFICATION


def parse_email(text: str, _environment: Environment) -> str:
    """Read a new email address; the API knows the finer rules."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text.strip()):
        raise ValueError(f'"{text}" is not an email address such as ada@example.com')
    return text


def parse_phone(text: str, _environment: Environment) -> str:
    """Read a new phone number with its country; the API knows the finer rules."""
    if not re.fullmatch(r"\+[0-9 ().-]*[0-9]", text.strip(), re.ASCII):
        raise ValueError(f'"{text}" is not a phone number such as +15551234567')
    return text


NewEmail: TypeAlias = Annotated[str, Kind("email", parse_email)]
NewPhone: TypeAlias = Annotated[str, Kind("number", parse_phone)]


class ContactList(UserList):
    """A list of which one entry is the primary one."""

    kind: ClassVar[str]

    def outcome_of(self, user: ResponseObject) -> Outcome:
        """The entries of a user; the table marks the primary one.

        Args:
            user: The user.
        """
        entries = user.rows(self.plural)
        primary_id = user.get(f"primary_{self.kind}_id")
        rows = [
            {**entry, "primary": entry.get("id") == primary_id} if isinstance(entry, dict) else {}
            for entry in entries
        ]
        return Outcome(Listing(entries, len(entries)), table=Listing(rows, len(rows)))


class ContactUpdate(Update):
    """A change of one entry."""

    verified: bool | None = switch("Mark as verified")
    primary: bool | None = switch("Set as primary")


class ContactReplace(Command, extension=True):
    """One entry in place of all others of a user."""

    user_id: User = argument("User")
    status: Literal["verified", "reserved", "unverified"] | None = option(
        "Status of the new identifier: verified (default), reserved, unverified",
        metavar="status",
        sends="identification_status",
    )


class CodeCommand(Command, view=VERIFICATION, extension=True):
    """A command about a one-time code that was sent to an entry."""


class CodeAttempt(CodeCommand):
    """Verifies a code; the API reports a wrong one as a result."""

    verification_id: str = option("Verification ID, as shown by prepare-verification")
    code: Secret = option("Verification code (- to read from stdin)")

    def run(self, context: Context) -> Outcome:
        """Send the code; one that is not accepted is a failure."""
        verification = context.send(self.build()).object
        status = verification["status"]
        if context.is_dry_run:
            return Outcome(verification)
        if status == "verified":
            return Outcome(verification, notes=(Note("The code is correct."),))
        reason = FAILURES.get(str(status), f"The verification is {status}.")
        return Outcome(verification, status=ExitStatus.FAILED, notes=(Note(reason, "error"),))


FAILURES = {
    "unverified": "The code is incorrect.",
    "expired": "The code has expired. Send another one with prepare-verification.",
    "failed": "Too many incorrect codes. Send another one with prepare-verification.",
}
"""What the statuses of a verification mean whose code was not accepted."""
