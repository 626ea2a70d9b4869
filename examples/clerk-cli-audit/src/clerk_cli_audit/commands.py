"""``clerk audit …``."""

from __future__ import annotations

from pathlib import Path

from clerk_cli.api import Column, Command, Context, Listing, View, option
from clerk_cli_audit import SETTING
from clerk_cli_audit.log import read

ENTRIES = View(
    columns=(
        Column("TIME", "time"),
        Column("METHOD", "method"),
        Column("PATH", "path", truncatable=True),
        Column("STATUS", "status"),
        Column("MS", "milliseconds"),
    ),
    empty="Nothing was sent yet",
)


class AuditCommand(Command, view=ENTRIES):
    """A command about the log."""

    def path(self, context: Context) -> Path:
        """Where the log is."""
        return Path(context.settings.value(SETTING) or "").expanduser()


class AuditShow(AuditCommand, name="audit show"):
    """Show what was sent, oldest first."""

    limit: int = option("The most entries", default=20, minimum=1)

    def run(self, context: Context) -> Listing:
        """Read the end of the log."""
        entries = read(self.path(context))
        return Listing(entries[-self.limit :], len(entries))


class AuditClear(
    AuditCommand, name="audit clear", confirm="Delete the audit log?", done="Deleted the log."
):
    """Delete the log."""

    def run(self, context: Context) -> None:
        """Remove the file."""
        self.path(context).unlink(missing_ok=True)
