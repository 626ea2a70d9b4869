"""Commands that create many objects through an operation that takes a few at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import option
from clerk_cli.commands.kinds import CsvFile
from clerk_cli.commands.request import Request, parse_list_response
from clerk_cli.errors import ClerkError, UsageError
from clerk_cli.results import APIObject, Listing, Note, Outcome

if TYPE_CHECKING:
    from clerk_cli.context import Context


class BulkCreate(Command):
    """Creates an object for each email address, part after part, until a part fails.

    The other fields that are sent go with every address. A subclass says how many the operation
    takes at once, and what it creates.
    """

    at_once: ClassVar[int] = 10
    noun: ClassVar[str] = "objects"

    emails: CsvFile = option(
        "Email addresses: comma-separated, @FILE or - with one a line", sends=None
    )

    def check(self) -> None:
        """Refuse an empty list.

        Raises:
            UsageError: There is no address.
        """
        if not self.emails:
            raise UsageError("--emails has no address")

    def build_all(self) -> list[Request]:
        """A request for every part of the addresses."""
        request, size = self.build(), self.at_once
        parts = [self.emails[at : at + size] for at in range(0, len(self.emails), size)]
        common = request.json_object
        return [
            Request(
                request.method,
                request.path,
                body=[{"email_address": email, **common} for email in part],
            )
            for part in parts
        ]

    def run(self, context: Context) -> Outcome:
        """Send part after part; what was created before a failure is shown."""
        created: list[APIObject] = []
        for request in self.build_all():
            try:
                created += parse_list_response(context.send(request).body).data
            except ClerkError:
                if created:
                    context.messages.warn(
                        f"Created {len(created)} of {len(self.emails)} {self.noun}, "
                        f"up to {created[-1]['email_address']}."
                    )
                    context.show(Listing(created, len(created)), self.spec.view)
                raise
        note = Note(f"Created {len(created)} {self.noun}.")
        return Outcome(Listing(created, len(created)), notes=(note,))
