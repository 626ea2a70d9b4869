"""``clerk audit …``."""

from __future__ import annotations

from pathlib import Path

from clerk_cli.api import Column, Command, Context, Example, Listing, View, option
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
    empty="No requests logged yet",
)


class AuditCommand(Command, view=ENTRIES):
    """A command about the log."""

    def path(self, context: Context) -> Path:
        """Where the log is."""
        return Path(context.settings.value(SETTING) or "").expanduser()


class AuditShow(
    AuditCommand,
    name="audit show",
    examples=(
        Example("clerk audit show", "Show the latest requests"),
        Example("clerk audit show --limit 100 -o tsv", "Print more of them for a spreadsheet"),
    ),
):
    """Show the latest requests, oldest first."""

    limit: int = option("Maximum number of requests to show", default=20, minimum=1)

    def run(self, context: Context) -> Listing:
        """Read the end of the log."""
        entries = read(self.path(context))
        return Listing(entries[-self.limit :], len(entries))


class AuditClear(
    AuditCommand,
    name="audit clear",
    confirm="Delete the audit log?",
    done="Deleted the audit log.",
    examples=(Example("clerk audit clear", "Delete the audit log"),),
):
    """Delete the audit log."""

    def run(self, context: Context) -> None:
        """Remove the file."""
        self.path(context).unlink(missing_ok=True)
