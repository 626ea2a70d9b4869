"""What a reader of a format is, and how readers are found.

A third party adds one with an entry point of the group ``clerk_cli_migrate.sources`` that names a
subclass of :class:`Source`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from clerk_cli_migrate.records import Record

ENTRY_POINTS = "clerk_cli_migrate.sources"


@dataclass(frozen=True)
class Parameter:
    """What a source needs to know that its files do not say, such as a signer key of Firebase.

    Args:
        name: As in ``--set NAME=VALUE``.
        help: One line.
        required: Whether nothing can be read without it.
        secret: Whether its value is masked and never written to a journal.
    """

    name: str
    help: str
    required: bool = False
    secret: bool = False


class Source(ABC):
    """Reads the records of one format.

    Attributes:
        name: The word for ``--source``, such as ``auth0``.
        title: The name for people, such as ``Auth0``.
        parameters: What ``--set`` may say.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    parameters: ClassVar[Sequence[Parameter]] = ()

    @classmethod
    @abstractmethod
    def recognizes(cls, sample: Mapping[str, object]) -> bool:
        """Whether a row is certainly of this format.

        Args:
            sample: The first record of a file: a JSON object, or a CSV row by the header's names.
        """

    @abstractmethod
    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[Record]:
        """Read records, in constant memory where the format allows it.

        Args:
            rows: The rows of all files, in order.
            parameters: What ``--set`` says.

        Yields:
            A record for each row that stands for one; what cannot be read has a problem.
        """


@dataclass(frozen=True)
class Row:
    """A record as a file has it.

    Args:
        file: The name of the file.
        line: The line, from 1, or the number of the record.
        values: A JSON object, or a CSV row by the header's names.
    """

    file: str
    line: int
    values: Mapping[str, object]
