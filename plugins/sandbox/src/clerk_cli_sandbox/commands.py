"""``clerk sandbox serve|reset|seed|status``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clerk_cli.api import (
    Column,
    Command,
    Context,
    View,
    option,
)

if TYPE_CHECKING:
    pass

STATUS = View(
    columns=(
        Column("DATABASE", "path"),
        Column("USERS", "users"),
        Column("BYTES", "bytes"),
    ),
)


class SandboxCommand(Command, view=STATUS):
    """A command about one sandbox: the built-in profile's, or another file's."""

    db: str | None = option(
        "Database file (default: the one of the sandbox profile)", metavar="path", sends=None
    )

    def path(self, context: Context) -> Path:
        """Where the database is."""
        from clerk_cli_sandbox.instance import default_path

        if self.db is None:
            return default_path(context.environment)
        return context.environment.directory / self.db
