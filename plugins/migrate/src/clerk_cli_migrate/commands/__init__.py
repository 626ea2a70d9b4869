"""``clerk migrate``."""

from __future__ import annotations

from clerk_cli_migrate.commands.mapping import MigrateMap
from clerk_cli_migrate.commands.runs import MigrateRuns

__all__ = ["MigrateMap", "MigrateRuns"]
