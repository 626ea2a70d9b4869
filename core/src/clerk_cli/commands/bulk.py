"""Commands that create many objects through an operation that takes a few at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import option
from clerk_cli.commands.kinds import CsvFile
from clerk_cli.commands.request import Request
from clerk_cli.errors import ClerkError, UsageError
from clerk_cli.output.view import look_up
from clerk_cli.results import APIObject, Listing, Note, Outcome

if TYPE_CHECKING:
    from clerk_cli.context import Context


class BulkCreate(Command):
    """Creates an object for each email address, batch after batch, until a batch fails.

    The other fields that are sent go with every address. A subclass says how many addresses the
    operation takes in a batch, and what the objects are called.
    """

    batch_size: ClassVar[int] = 10
    """How many addresses the operation takes."""
    nouns: ClassVar[tuple[str, str]] = ("object", "objects")
    """What one of them is called, and several of them."""

    emails: CsvFile = option(
        "Email addresses (comma-separated, or one per line from @FILE or - for stdin)", sends=None
    )

    def check(self) -> None:
        """Refuse an empty list.

        Raises:
            UsageError: The list is empty.
        """
        if not self.emails:
            raise UsageError("--emails contains no email addresses")

    def build_all(self) -> list[Request]:
        """A request for each batch of addresses."""
        request, size = self.build(), self.batch_size
        batches = [self.emails[start : start + size] for start in range(0, len(self.emails), size)]
        shared = request.json_object
        return [
            request.replace(body=[{"email_address": email, **shared} for email in batch])
            for batch in batches
        ]

    def run(self, context: Context) -> Outcome:
        """Send batch after batch; what was created before a failure is shown."""
        singular, plural = self.nouns
        created: list[APIObject] = []
        for request in self.build_all():
            try:
                created += context.send(request).listing().data
            except ClerkError:
                if created:
                    context.messages.warn(
                        f"Created {len(created)} of {len(self.emails)} {plural}; "
                        f"the last one is for {look_up(created[-1], 'email_address')}."
                    )
                    context.show(Listing(created, len(created)), self.spec.view)
                raise
        note = Note(f"Created {len(created)} {singular if len(created) == 1 else plural}.")
        return Outcome(Listing(created, len(created)), notes=(note,))
