"""From files to records: what the engine asks the sources for."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from clerk_cli.api import Environment, UsageError
from clerk_cli_migrate.files.inputs import InputFile, open_inputs
from clerk_cli_migrate.files.rows import is_json, rows_of
from clerk_cli_migrate.mapping.columns import MappedColumns
from clerk_cli_migrate.mapping.reading import read_mapping
from clerk_cli_migrate.mapping.roles import roles_of, with_roles
from clerk_cli_migrate.normal_form import IDS, RECORD, encode, is_failure
from clerk_cli_migrate.records import (
    MembershipRecord,
    OrganizationRecord,
    Problem,
    RoleRecord,
    UserRecord,
)
from clerk_cli_migrate.records import Record as Record
from clerk_cli_migrate.sources import Source
from clerk_cli_migrate.sources.finding import (
    HEADER,
    UNREADABLE,
    Sample,
    check_parameters,
    find_source,
    is_addition,
    parts_to_omit,
    recognize,
)
from clerk_cli_migrate.validation import with_problems
from clerk_cli_migrate.validation.omitting import with_note_on_hasher, without_unusable_parts

if TYPE_CHECKING:
    from clerk_cli_migrate.files.row import Row


KINDS = (UserRecord, RoleRecord, OrganizationRecord, MembershipRecord)


@dataclass(frozen=True)
class Wanted:
    """What the command line says about the files.

    Args:
        files: The paths; ``-`` for standard input.
        source: The name of the source; None to recognize it.
        parameters: What ``--set`` says.
        mapping: What ``--map`` says: each is ``column=field``, or a mapping file.
    """

    files: Sequence[str]
    source: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    mapping: Sequence[str] = ()


@dataclass(frozen=True)
class Reading:
    """Files that are about to be read.

    Args:
        files: The files, in the order of the command line.
        reader: What reads them.
        parameters: What ``--set`` says.
        mapping: Fields by column.
        recognized: Whether the source was recognized from the content.
        external_ids: Those that an earlier run gave to the records of a file of failures.
        ids: IDs of the instance, by what the source of failures calls users and organizations.
        skipped: How many users the last reading left out so far, by reason.
    """

    files: tuple[InputFile, ...]
    reader: type[Source]
    parameters: Mapping[str, str]
    mapping: Mapping[str, str]
    recognized: bool
    skipped: Counter[str] = field(default_factory=Counter)
    external_ids: dict[tuple[str, int], str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The name of the source."""
        return self.reader.name

    @property
    def title(self) -> str:
        """What people call the source."""
        return self.reader.title

    @property
    def fingerprint(self) -> str:
        """A hash of the content of all files, of the source, and of how it reads them."""
        parts = [self.source, *(file.fingerprint for file in self.files)]
        parts += (f"{name}={value}" for name, value in sorted(self.parameters.items()))
        parts += (f"{name}={value}" for name, value in sorted(self.mapping.items()))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    @property
    def records(self) -> Iterator[Record]:
        """The records, with all problems that can be seen in one record, in constant memory.

        Those that are skipped are left out, but for parts of records that are not in the files.

        Each use reads the files from the beginning.

        Raises:
            UsageError: A file cannot be read to its end, or changed in between.
        """
        self.skipped.clear()
        source = self.reader()
        source.mapping = self.mapping
        unreadable: list[Record] = []
        roles = roles_of(self.parameters)
        for record in self._read(source, unreadable):
            if unreadable:
                yield from unreadable
                unreadable.clear()
            if roles:
                record = with_roles(record, roles)
            if isinstance(record, UserRecord) and record.skipped:
                self.skipped[record.skipped] += 1
                if not record.omissions or record.fields:
                    continue
                # A part of a record that is not there: it is reported.
                yield record
                continue
            yield self._completed(record)
        yield from unreadable

    def _read(self, source: Source, unreadable: list[Record]) -> Iterator[Record]:
        """What a source reads; a row in which a value is of the wrong type is a refused record."""
        last: list[Row] = []
        rows = self._rows(unreadable, last)
        while True:
            records = source.read(rows, self.parameters)
            try:
                for record in records:
                    if not isinstance(record, KINDS):
                        raise UsageError(
                            f'the source "{source.name}" returned an object that is not a record'
                        )
                    yield record
            except UNREADABLE as error:
                yield self._unreadable(last, source, error)
            else:
                return

    def _unreadable(self, last: list[Row], source: Source, error: Exception) -> Record:
        """The record of a row that a source cannot read.

        Raises:
            UsageError: The source has what it read of other rows, and would forget it.
        """
        reason = f"cannot be read as {self.title}: {_reason(error)}"
        if not last or (self._has_additions and "additions" not in vars(source)):
            place = f"{last[0].file}, record {last[0].line:,}" if last else "the files"
            raise UsageError(
                f"{place}: {reason}",
                hint="Correct the record, or choose another source with --source.",
            ) from error
        (row,) = last
        last.clear()
        problem = Problem("unreadable_record", "", reason, "Correct the record, or remove it.")
        return UserRecord(row.place, {}, problems=(problem,), original=row.values)

    def _completed(self, record: Record) -> Record:
        """A record with all its problems, and with an original that can be read by itself."""
        if isinstance(record, UserRecord) and not record.fields.get("external_id"):
            place = record.place["file"], record.place["line"]
            if external_id := self.external_ids.get(place):
                fields = {**record.fields, "external_id": external_id}
                record = replace(record, fields=fields, source_id=record.source_id or external_id)
        record = with_problems(record)
        if isinstance(record, UserRecord):
            record = with_note_on_hasher(record)
            record = without_unusable_parts(record, parts_to_omit(self.parameters))
        if self._has_additions or self.parameters or self.mapping:
            # The row is not enough to read the record again.
            original = {**encode(record), "original": record.original}
            record = replace(record, original=original)
        return record

    @property
    def _has_additions(self) -> bool:
        method = self.reader.is_addition.__func__  # type: ignore[attr-defined]
        return method is not Source.is_addition.__func__  # type: ignore[attr-defined]

    def _rows(self, unreadable: list[Record], last: list[Row]) -> Iterator[Row]:
        """The rows, additions first.

        Args:
            unreadable: Gets records with a problem for those that cannot be read.
            last: Gets the row that the source has now.
        """
        has_additions = self._has_additions
        if has_additions:
            for row in self._all_rows():
                if row.problem is None and is_addition(self.reader, row.values):
                    last[:] = [row]
                    yield row
        for row in self._all_rows():
            if row.problem is not None:
                problems = (row.problem,)
                unreadable.append(UserRecord(row.place, {}, problems=problems, original=row.values))
            elif not (has_additions and is_addition(self.reader, row.values)):
                last[:] = [row]
                yield row

    def _all_rows(self) -> Iterator[Row]:
        has_header = _has_header(self.parameters)
        for file in self.files:
            for row in rows_of(file, header=has_header):
                if not row.is_blank:
                    yield self._unwrapped(row) if is_failure(row.values) else row

    def _unwrapped(self, row: Row) -> Row:
        """The record in a line of a file of failures."""
        if external_id := row.values.get("external_id"):
            self.external_ids[row.file, row.line] = str(external_id)
        if isinstance(ids := row.values.get(IDS), Mapping):
            self.ids.update({name: str(clerk_id) for name, clerk_id in ids.items()})
        return replace(row, values=row.values[RECORD])


def open_reading(wanted: Wanted, environment: Environment) -> Reading:
    """Open the files, and find out which source they are from.

    Args:
        wanted: What the command line says.
        environment: Standard input and the working directory.

    Raises:
        UsageError: A file cannot be read, or its source is not certain.
    """
    mapping = read_mapping(wanted.mapping, environment)
    if wanted.mapping and not mapping:
        raise UsageError(
            "--map: no column is mapped to a field", hint="Assign fields in the mapping file."
        )
    chosen = None if wanted.source is None else find_source(wanted.source)
    if chosen and mapping and not chosen.takes_mapping:
        raise UsageError(
            f"--map: {chosen.title} has fixed columns",
            hint="Use --source generic to map columns to fields.",
        )
    files = tuple(open_inputs(list(wanted.files), environment))
    has_header = _has_header(wanted.parameters)
    samples = {file.name: _sample(file, has_header) for file in files}
    if chosen is None:
        chosen = recognize(samples, has_mapping=bool(mapping))
    check_parameters(chosen, wanted.parameters)
    if mapping and not any(map(is_json, files)):
        _require_columns(mapping, samples.values())
    recognized = wanted.source is None
    return Reading(files, chosen, wanted.parameters, mapping, recognized=recognized)


def _require_columns(mapping: Mapping[str, str], samples: Iterable[Sample]) -> None:
    """Look for mapped columns in the headers, before a large file is read to its end."""
    columns = MappedColumns(mapping)
    for sample in samples:
        columns.look_at(sample.first)
    columns.require_all()


def _reason(error: Exception) -> str:
    """Why a source cannot read a row, for people."""
    if isinstance(error, KeyError):
        return f'it has no "{error.args[0]}"'
    if isinstance(error, (AttributeError, TypeError)):
        return "a value in it is of the wrong type"
    return str(error)


def _has_header(parameters: Mapping[str, str]) -> bool | None:
    text = parameters.get(HEADER.name)
    return None if text is None else text == "yes"


def _sample(file: InputFile, header: bool | None) -> Sample:
    """The first records of a file that can be read."""
    sample = Sample.of(
        row.values[RECORD] if is_failure(row.values) else row.values
        for row in rows_of(file, header=header)
        if row.problem is None and not row.is_blank
    )
    if sample is not None:
        return sample
    broken = (row for row in rows_of(file, header=header) if row.problem is not None)
    for row in broken:
        assert row.problem is not None
        reason = f"has no record that can be read: {row.problem.message}"
        raise file.refusal(reason, row.line, row.problem.action)
    raise file.refusal("has no records")
