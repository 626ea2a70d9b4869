"""``clerk migrate``."""

from __future__ import annotations

from clerk_cli_migrate.commands.exporting import MigrateExport
from clerk_cli_migrate.commands.mapping import MigrateMap
from clerk_cli_migrate.commands.runs import MigrateRuns

__all__ = ["MigrateExport", "MigrateMap", "MigrateRuns"]
