"""What goes together with ``clerk migrate import --resume``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.api import UsageError

if TYPE_CHECKING:
    from clerk_cli_migrate.commands.importing import MigrateImport


def require_no_check_options(command: MigrateImport) -> None:
    """Refuse options that have no effect on a run whose check is over.

    Args:
        command: The import.

    Raises:
        UsageError: There is one.
    """
    options = {
        "--journal": command.journal,
        "--rehearse": command.rehearse,
        "--report": command.report,
        "--require": command.require,
        "--map": command.map,
        "--set": command.set,
        "--source": command.source,
        "--skip-invalid": command.skip_invalid,
    }
    if name := next((name for name, value in options.items() if value), None):
        raise UsageError(
            f"--resume cannot be combined with {name}",
            hint="A run continues with the records that were checked when it began.",
        )
