"""``clerk sandbox reset|seed|status|snapshot|restore``."""

from __future__ import annotations

from clerk_cli.api import (
    Column,
    Context,
    Example,
    Json,
    Listing,
    Note,
    Outcome,
    View,
    argument,
    date_time,
    flag,
    option,
)
from clerk_cli_sandbox.commands.base import SandboxCommand, seed_option


class SandboxReset(
    SandboxCommand,
    name="sandbox reset",
    confirm="Delete everything in the sandbox and start over?",
    done="Reset the sandbox.",
    examples=(
        Example("clerk sandbox reset", "Start over with demo data"),
        Example("clerk sandbox reset --seed empty --force", "Start with an empty instance"),
    ),
):
    """Delete everything in the sandbox and start over."""

    writes_locally = True

    seed: str = seed_option("Data to load")

    def run(self, context: Context) -> Json:
        """Clear the store, or replace a file that is not a store."""
        from clerk_cli_sandbox.local.instance import reset

        reset(self.path(context), self.seed, context.environment.directory)
        return self.report(context)


class SandboxSeed(
    SandboxCommand,
    name="sandbox seed",
    done="Loaded {source} into the sandbox.",
    examples=(
        Example("clerk sandbox seed demo", "Add the demo users"),
        Example("clerk sandbox seed users.json", "Add users from a file"),
    ),
):
    """Add users to the sandbox without deleting existing ones."""

    writes_locally = True

    source: str = argument("demo, or a JSON file of users in the format of POST /users")

    def run(self, context: Context) -> Json:
        """Load the seed in one transaction."""
        from clerk_cli_sandbox.local.instance import open_sandbox
        from clerk_cli_sandbox.local.seeds import load_seed

        sandbox = open_sandbox(self.path(context))
        try:
            load_seed(sandbox, self.source, context.environment.directory)
        finally:
            sandbox.store.close()
        return self.report(context)


class SandboxStatus(
    SandboxCommand,
    name="sandbox status",
    examples=(Example("clerk sandbox status", "Show the location and contents of the sandbox"),),
):
    """Show the location and contents of the sandbox."""

    def run(self, context: Context) -> Json:
        """Count the objects."""
        return self.report(context)


class SandboxMessages(
    SandboxCommand,
    name="sandbox messages",
    view=View(
        columns=(
            Column("SENT", "created_at", date_time),
            Column("TO", "to"),
            Column("CODE", "code"),
            Column("TEXT", "text", truncatable=True),
        ),
        empty="No messages found",
    ),
    examples=(
        Example("clerk sandbox messages", "Show the latest messages"),
        Example(
            "clerk sandbox messages --to ada@example.com --limit 1 --fields code -o value",
            "Print the latest code sent to a user",
        ),
    ),
):
    """Show the emails and text messages that the sandbox would have sent, newest first.

    No message is actually sent. Programs can read the same list with GET /v1/sandbox/messages.
    """

    result_fields = ("id", "object", "channel", "to", "text", "code", "created_at")

    to: str | None = option("Filter by recipient", metavar="email|phone", sends=None)
    limit: int = option("Maximum number to show", default=10, minimum=1, maximum=500, sends=None)

    def run(self, context: Context) -> Listing:
        """Read the messages."""
        from clerk_cli_sandbox.local.instance import open_sandbox
        from clerk_cli_sandbox.local.messages import read_messages

        sandbox = open_sandbox(self.path(context))
        try:
            return read_messages(sandbox, self.to, self.limit)
        finally:
            sandbox.store.close()


class SandboxSnapshot(
    SandboxCommand,
    name="sandbox snapshot",
    view=View(columns=(Column("SNAPSHOT", "name"), Column("DATABASE", "path"))),
    examples=(
        Example("clerk sandbox snapshot before", "Save the current state under a name"),
        Example("clerk sandbox snapshot before --replace", "Replace an existing snapshot"),
    ),
):
    """Save a copy of the sandbox, to restore with clerk sandbox restore.

    A running server is not interrupted.
    """

    result_fields = ("name", "path")

    snapshot_name: str = argument("Name of the snapshot")
    replace: bool = flag("Replace an existing snapshot with this name", sends=None)

    def run(self, context: Context) -> Outcome:
        """Copy the database."""
        from clerk_cli_sandbox.local.snapshots import take_snapshot

        path = take_snapshot(
            context.environment,
            self.path(context),
            self.snapshot_name,
            replace=bool(self.replace),
        )
        note = Note(f'Saved the snapshot "{self.snapshot_name}".')
        return Outcome({"name": self.snapshot_name, "path": str(path)}, notes=(note,))


class SandboxRestore(
    SandboxCommand,
    name="sandbox restore",
    confirm='Replace everything in the sandbox with the snapshot "{snapshot_name}"?',
    done='Restored the snapshot "{snapshot_name}".',
    examples=(Example("clerk sandbox restore before --force", "Restore a snapshot"),),
):
    """Replace everything in the sandbox with a snapshot.

    A running server continues with the data of the snapshot.
    """

    writes_locally = True

    snapshot_name: str = argument("Name of the snapshot")

    def check_settings(self, context: Context) -> None:
        """Make sure that the snapshot exists before the question is asked.

        Raises:
            ClerkError: It does not exist.
        """
        from clerk_cli_sandbox.local.snapshots import existing_snapshot

        existing_snapshot(self.path(context), self.snapshot_name)

    def run(self, context: Context) -> Json:
        """Copy the snapshot into the database."""
        from clerk_cli_sandbox.local.snapshots import restore_snapshot

        restore_snapshot(self.path(context), self.snapshot_name)
        return self.report(context)
