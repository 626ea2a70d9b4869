"""The files that a command writes, none of which may be one that it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from clerk_cli.api import Context, UsageError
from clerk_cli_migrate.files.inputs import STDIN
from clerk_cli_migrate.running.failures import failures_path

if TYPE_CHECKING:
    from clerk_cli_migrate.commands.importing import MigrateImport
    from clerk_cli_migrate.journal.store import Journal


def require_unread_outputs(command: MigrateImport, context: Context) -> None:
    """Make sure that an import writes over none of the files that it reads.

    Args:
        command: The import.
        context: Knows where files are.

    Raises:
        UsageError: It would.
    """
    path_of = context.environment.path
    names = {
        "--report": command.report,
        "--failures": command.failures,
        "--journal": command.journal,
    }
    outputs = {label: path_of(name) for label, name in names.items() if name}
    if command.journal and not command.failures:
        outputs["the file of failures"] = failures_path(path_of(command.journal))
    mappings = [word for word in command.map or () if "=" not in word]
    read = [*(command.files or ()), *mappings, command.passwords or STDIN]
    require_other_files(outputs, (path_of(name) for name in read if name != STDIN))


def require_unread_failures(name: str, journal: Journal, context: Context) -> None:
    """Make sure that the failures of a run are not written over the files that it read.

    Args:
        name: The file of failures.
        journal: The journal of the run.
        context: Knows where files are.

    Raises:
        UsageError: They would be.
    """
    stored = journal.get("files")
    files = stored if isinstance(stored, list) else []
    read = (Path(file["path"]) for file in files if file["path"])
    require_other_files({"--failures": context.environment.path(name)}, read)


def require_other_files(outputs: Mapping[str, Path], inputs: Iterable[Path]) -> None:
    """Make sure that no file is written over one that is read, or over another one.

    Args:
        outputs: The files to write, by what names them, such as an option.
        inputs: The files that are read.

    Raises:
        UsageError: Two are the same file, perhaps by different names.
    """
    read = list(inputs)
    written: dict[str, Path] = {}
    for label, path in outputs.items():
        if any(_is_same(path, other) for other in read):
            raise UsageError(f"{label}: {path.name} is an input file; nothing was written")
        for earlier, other in written.items():
            if _is_same(path, other):
                raise UsageError(f"{label} and {earlier} name the same file")
        written[label] = path


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return path.absolute() == other.absolute()
