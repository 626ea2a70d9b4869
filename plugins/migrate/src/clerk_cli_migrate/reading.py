"""From files to records: what the engine asks the sources for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from clerk_cli.api import Environment, UsageError
from clerk_cli_migrate.records import MembershipRecord, OrganizationRecord, Place, UserRecord
from clerk_cli_migrate.records import Record as Record


@dataclass(frozen=True)
class Wanted:
    """What the command line says about the files.

    Args:
        files: The paths; ``-`` for standard input.
        source: The name of the source; None to recognize it.
        parameters: What ``--set`` says.
        mapping: What ``--map`` says.
    """

    files: Sequence[str]
    source: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    mapping: Sequence[str] = ()


@dataclass(frozen=True)
class Reading:
    """Files that are about to be read.

    Args:
        source: The name of the source.
        title: What people call it.
        recognized: Whether it was recognized from the content.
        records: The records, in constant memory. A file that cannot be read to its end raises
            ``UsageError``.
    """

    source: str
    title: str
    recognized: bool
    records: Iterator[UserRecord | OrganizationRecord | MembershipRecord]


def open_reading(wanted: Wanted, environment: Environment) -> Reading:
    """Open the files, and find out which source they are from.

    Args:
        wanted: What the command line says.
        environment: Standard input and the working directory.

    Raises:
        UsageError: A file cannot be read, or its source is not certain.
    """
    return Reading("ndjson", "NDJSON", recognized=True, records=_records(wanted, environment))


def _records(wanted: Wanted, environment: Environment) -> Iterator[Record]:
    """Bodies of ``POST /users``, one on each line."""
    for name in wanted.files:
        with environment.path(name).open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                try:
                    values = json.loads(line)
                except ValueError as error:
                    raise UsageError(f"{name}:{number}: {error}") from None
                yield UserRecord(Place(file=name, line=number), values, original=values)
