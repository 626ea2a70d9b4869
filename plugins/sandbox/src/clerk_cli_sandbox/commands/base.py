"""What the commands of the group have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from clerk_cli.api import Column, Command, Context, Json, UsageError, View, option
from clerk_cli_sandbox.local import DEMO, EMPTY

STATUS = View(
    columns=(
        Column("DATABASE", "path"),
        Column("USERS", "users"),
        Column("EMAILS", "email_addresses"),
        Column("PHONES", "phone_numbers"),
        Column("BYTES", "bytes"),
    ),
)
KINDS = {"user": "users", "email_address": "email_addresses", "phone_number": "phone_numbers"}


def seed_option(what: str) -> Any:
    """The option that says what a sandbox begins with.

    Args:
        what: What it does, for help.
    """
    return option(
        f"{what}: {DEMO}, {EMPTY}, or a JSON file",
        default=DEMO, metavar=f"{DEMO}|{EMPTY}|file", sends=None, completes=(DEMO, EMPTY),
    )  # fmt: skip


class SandboxCommand(Command, view=STATUS):
    """A command for one sandbox: that of the built-in profile, or one in another file."""

    runs_locally = True
    result_fields: tuple[str, ...] = ("path", *KINDS.values(), "bytes")

    db: str | None = option(
        "Database file (default: the file of the sandbox profile)", metavar="path", sends=None
    )

    def path(self, context: Context) -> Path:
        """The database file.

        Raises:
            UsageError: It is in a folder that does not exist, or would be made against a setting.
        """
        from clerk_cli_sandbox.local.instance import default_path

        if self.db is None:
            return default_path(context.environment)
        path = context.environment.path(self.db)
        if not path.parent.is_dir():
            raise UsageError(f"--db: the folder {path.parent} does not exist")
        if not path.exists() and (source := context.read_only_source):
            raise UsageError(f"--db: {path} does not exist, and {source} allows only reading")
        return path

    def report(self, context: Context) -> Json:
        """The location of the sandbox, and how much it contains."""
        from clerk_cli_sandbox.local.instance import open_sandbox, size

        path = self.path(context)
        store = open_sandbox(path).store
        try:
            counts = store.counts()
        finally:
            store.close()
        totals = {plural: counts.get(kind, 0) for kind, plural in KINDS.items()}
        return {"path": str(path), **totals, "bytes": size(path)}
