"""Options of ``clerk migrate import`` that do not go together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from clerk_cli.api import UsageError
from clerk_cli_migrate.files.inputs import STDIN

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
    hint = "A run continues with the records that were checked when it began."
    _refuse("--resume", options, hint)


def require_rehearsal_options(command: MigrateImport) -> None:
    """Refuse options that have no effect on a rehearsal, or without one.

    Args:
        command: The import.

    Raises:
        UsageError: There is one.
    """
    if not command.rehearse:
        if command.passwords or command.faults or command.rate_limit:
            raise UsageError("--passwords, --faults and --rate-limit are for --rehearse")
        return
    options = {
        "--journal": command.journal,
        "--keep-journal": command.keep_journal,
        "--max-failures": command.max_failures,
    }
    _refuse("--rehearse", options, "A rehearsal sends every record, and leaves no journal.")
    if command.passwords == STDIN and STDIN in (command.files or ()):
        raise UsageError("stdin cannot be both a file to import and --passwords")


def _refuse(label: str, options: Mapping[str, object], hint: str) -> None:
    if name := next((name for name, value in options.items() if value), None):
        raise UsageError(f"{label} cannot be combined with {name}", hint=hint)
