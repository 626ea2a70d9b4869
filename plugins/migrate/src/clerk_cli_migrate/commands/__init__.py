"""``clerk migrate``."""

from __future__ import annotations

from clerk_cli_migrate.commands.exporting import MigrateExport
from clerk_cli_migrate.commands.importing import MigrateImport
from clerk_cli_migrate.commands.mapping import MigrateMap
from clerk_cli_migrate.commands.runs import MigrateRuns
from clerk_cli_migrate.commands.undoing import MigrateUndo
from clerk_cli_migrate.commands.verifying import MigrateVerify

__all__ = [
    "MigrateExport",
    "MigrateImport",
    "MigrateMap",
    "MigrateRuns",
    "MigrateUndo",
    "MigrateVerify",
]
