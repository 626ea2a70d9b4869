"""``clerk migrate map``."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clerk_cli.api import (
    Column,
    Command,
    Context,
    Example,
    Listing,
    LocalError,
    Note,
    Outcome,
    UsageError,
    View,
    argument,
    flag,
    option,
)

if TYPE_CHECKING:
    from clerk_cli.api import APIObject, Environment

ROWS = 100
"""How many rows are looked at: in JSON not every record has all members."""


class MigrateMap(
    Command,
    name="migrate map",
    view=View(columns=(Column("COLUMN", "column"), Column("FIELD", "field"))),
    extension=True,
    examples=(
        Example("clerk migrate map users.csv", "Write users.csv.map.yaml, then edit it"),
        Example("clerk migrate map users.csv --to map.yaml --force", "Replace an older mapping"),
    ),
):
    """Write a mapping file that assigns the columns of a table to user fields.

    The fields are guessed from the column names. Correct the file, then import with clerk migrate
    import FILE --map MAPPING.
    """

    runs_locally = True
    writes = False
    result_fields: tuple[str, ...] = ("file", "columns[]")

    file: str = argument("CSV, NDJSON, or JSON file; - for stdin", sends=None, completes="files")
    to: str | None = option(
        "Mapping file to write (default: FILE.map.yaml)", metavar="file", sends=None
    )
    force: bool = flag("Replace an existing file", short="f", sends=None)

    def run(self, context: Context) -> Outcome:
        """Read the first rows, guess, and write the file."""
        from clerk_cli_migrate.commands.outputs import require_other_files
        from clerk_cli_migrate.mapping.guessing import guess
        from clerk_cli_migrate.mapping.writing import mapping_text

        mapping = guess(_columns(self.file, context.environment))
        target = self.to or f"{'stdin' if self.file == '-' else self.file}.map.yaml"
        text = mapping_text(mapping, self.file, target)
        path = context.environment.path(target)
        read = [] if self.file == "-" else [context.environment.path(self.file)]
        require_other_files({"--to": path}, read)
        _write(path, text, target, force=self.force)
        rows: list[APIObject] = [
            {"column": column, "field": field or None} for column, field in mapping.items()
        ]
        missing = sum(not field for field in mapping.values())
        guessed = f"{len(mapping) - missing} of {len(mapping)} columns"
        notes = (Note(f"Wrote {target}: guessed the fields of {guessed}. Check them."),)
        return Outcome({"file": target, "columns": rows}, notes=notes)

    def render_text(self, result: Any, context: Context) -> None:
        """Show the columns."""
        context.show(Listing(result["columns"], len(result["columns"])), self.spec.view)


def _columns(name: str, environment: Environment) -> list[str]:
    from clerk_cli_migrate.files.inputs import open_inputs
    from clerk_cli_migrate.files.rows import rows_of
    from clerk_cli_migrate.mapping.writing import columns_of

    (file,) = open_inputs([name], environment)
    rows = (row.values for row in rows_of(file) if row.problem is None)
    columns = columns_of(islice(rows, ROWS))
    if not columns:
        raise file.refusal("has no records")
    return columns


def _write(path: Path, text: str, name: str, *, force: bool) -> None:
    mode = os.O_CREAT | os.O_WRONLY | (os.O_TRUNC if force else os.O_EXCL)
    try:
        with os.fdopen(os.open(path, mode, 0o644), "w", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        hint = "Pass --force to replace it, or --to FILE to write another file."
        raise UsageError(f"{name} already exists", hint=hint) from None
    except OSError as error:
        raise LocalError(f"cannot write {name}: {error.strerror}") from None
