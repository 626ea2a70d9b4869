"""Files as records: which source reads them, and what it reads, checked record by record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clerk_cli_migrate.files.inputs import InputFile, open_inputs
from clerk_cli_migrate.files.rows import rows_of
from clerk_cli_migrate.records import Record, UserRecord
from clerk_cli_migrate.sources.finding import HEADER, check_parameters, find_source, recognize
from clerk_cli_migrate.validation import problems_of

if TYPE_CHECKING:
    from clerk_cli.api import Environment
    from clerk_cli_migrate.sources import Source, Values
    from clerk_cli_migrate.sources.rows import Row

NO_VALUES: Mapping[str, str] = {}


@dataclass(frozen=True)
class Reading:
    """The files of an import, and the source that reads them.

    Args:
        files: The files, in the order of the command line.
        source: What reads them.
        parameters: What ``--set`` says.
        mapping: What ``--map`` says, fields by column.
        is_recognized: Whether the source was recognized from the content.
    """

    files: tuple[InputFile, ...]
    source: type[Source]
    parameters: Mapping[str, str] = NO_VALUES
    mapping: Mapping[str, str] = NO_VALUES
    is_recognized: bool = False

    @property
    def fingerprint(self) -> str:
        """A hash of the content of all files, of the source, and of how it reads them."""
        parts = [self.source.name, *(file.fingerprint for file in self.files)]
        parts += (f"{name}={value}" for name, value in sorted(self.parameters.items()))
        parts += (f"{name}={value}" for name, value in sorted(self.mapping.items()))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    @property
    def description(self) -> str:
        """What people are told about the source."""
        names = ", ".join(file.name for file in self.files)
        if not self.is_recognized:
            return f"Reading {names} as {self.source.title}."
        return f"Reading {names} as {self.source.title}; use --source if that is wrong."

    def records(self) -> Iterator[Record]:
        """The records, with all problems that can be seen in one record. Can be called again.

        Raises:
            UsageError: A file cannot be read to its end, or has changed.
        """
        source = self.source()
        source.mapping = self.mapping
        unreadable: list[Record] = []
        for record in source.read(self._rows(unreadable), self.parameters):
            yield from _drained(unreadable)
            problems = problems_of(record)
            yield replace(record, problems=record.problems + problems) if problems else record
        yield from unreadable

    def _rows(self, unreadable: list[Record]) -> Iterator[Row]:
        """The rows, additions first; those that cannot be read become records with a problem."""
        is_addition = self.source.is_addition
        has_additions = _overrides_additions(self.source)
        if has_additions:
            for row in self._all_rows():
                if row.problem is None and is_addition(row.values):
                    yield row
        for row in self._all_rows():
            if row.problem is not None:
                problems = (row.problem,)
                unreadable.append(UserRecord(row.place, {}, problems=problems, original=row.values))
            elif not (has_additions and is_addition(row.values)):
                yield row

    def _all_rows(self) -> Iterator[Row]:
        header = self.parameters.get(HEADER.name)
        for file in self.files:
            yield from rows_of(file, header=None if header is None else header == "yes")


def _overrides_additions(source: type[Source]) -> bool:
    from clerk_cli_migrate.sources import Source

    return source.is_addition.__func__ is not Source.is_addition.__func__  # type: ignore[attr-defined]


def _drained(records: list[Record]) -> Iterator[Record]:
    yield from records
    records.clear()


def open_reading(
    names: Iterable[str],
    environment: Environment,
    *,
    source: str | None = None,
    parameters: Mapping[str, str] = NO_VALUES,
    mapping: Mapping[str, str] = NO_VALUES,
) -> Reading:
    """Open the files of an import.

    Args:
        names: Paths, and ``-`` for standard input.
        environment: Where they are.
        source: The name of the source; None to recognize it from the content.
        parameters: What ``--set`` says.
        mapping: What ``--map`` and a mapping file say, fields by column.

    Raises:
        UsageError: A file cannot be read, or no source or several of them read the files.
    """
    from clerk_cli.api import UsageError

    files = tuple(open_inputs(list(names), environment))
    header = parameters.get(HEADER.name)
    has_header = None if header is None else header == "yes"
    samples = {file.name: _sample(file, has_header) for file in files}
    if source is None:
        chosen = recognize(samples, has_mapping=bool(mapping))
    else:
        chosen = find_source(source)
    if mapping and not chosen.takes_mapping:
        raise UsageError(
            f"--map: {chosen.title} has columns of its own",
            hint="Use --source generic to say which column is which field.",
        )
    check_parameters(chosen, parameters)
    return Reading(files, chosen, parameters, mapping, is_recognized=source is None)


def _sample(file: InputFile, header: bool | None) -> Values:
    """The first record of a file that can be read."""
    has_rows = False
    for row in rows_of(file, header=header):
        if row.problem is None:
            return row.values
        has_rows = True
    raise file.refusal("has no record that can be read" if has_rows else "has no records")
