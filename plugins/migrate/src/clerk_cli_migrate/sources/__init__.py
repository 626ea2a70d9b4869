"""What a reader of a format is.

A third party adds one with an entry point of the group ``clerk_cli_migrate.sources`` that names a
subclass of :class:`Source`; :class:`Draft` does what most of them need.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from clerk_cli_migrate.files.row import Row, Values
from clerk_cli_migrate.sources.draft import Draft
from clerk_cli_migrate.sources.joins import SideTable

if TYPE_CHECKING:
    from clerk_cli_migrate.records import Record

__all__ = ["ENTRY_POINTS", "Draft", "Parameter", "Row", "SideTable", "Source", "Values"]

ENTRY_POINTS = "clerk_cli_migrate.sources"


@dataclass(frozen=True)
class Parameter:
    """What a source needs to know that its files do not say, such as a signer key of Firebase.

    Args:
        name: As in ``--set NAME=VALUE``.
        help: One line.
        required: Whether nothing can be read without it.
        secret: Whether its value is masked and never written to a journal.
        form: A regular expression that its value matches; empty for any value.
        must_be: What its value must be, in words.
    """

    name: str
    help: str
    required: bool = False
    secret: bool = False
    form: str = ""
    must_be: str = ""


HASHER = Parameter("hasher", "Hasher of the digests; auto recognizes each by its form")
"""For sources whose digests can be of any form."""


class Source(ABC):
    """Reads the records of one format.

    Attributes:
        name: The word for ``--source``, such as ``auth0``.
        title: The name for people, such as ``Auth0``.
        parameters: What ``--set`` may say.
        takes_mapping: Whether ``--map`` says which column is which field.
        mapping: What it says, fields by column.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    parameters: ClassVar[Sequence[Parameter]] = ()
    takes_mapping: ClassVar[bool] = False
    mapping: Mapping[str, str] = {}

    @cached_property
    def additions(self) -> SideTable:
        """Rows that wait for others, until all files are read.

        They stay if a row cannot be read: ``read`` is called again then, for the rows after it.
        """
        return SideTable()

    @classmethod
    @abstractmethod
    def recognizes(cls, sample: Values) -> bool:
        """Whether a row is certainly of this format.

        Args:
            sample: The first record of a file: a JSON object, or a CSV row by the header's names.
        """

    @classmethod
    def is_addition(cls, sample: Values) -> bool:
        """Whether a row adds to others, such as a password from a file of passwords.

        Such rows of all files are read before any other.

        Args:
            sample: A record of a file.
        """
        del sample
        return False

    @abstractmethod
    def read(self, rows: Iterator[Row], parameters: Mapping[str, str]) -> Iterator[Record]:
        """Read records, in constant memory where the format allows it.

        Args:
            rows: The rows of all files, additions first.
            parameters: What ``--set`` says.

        Yields:
            A record for each row that stands for one; what cannot be read has a problem.
        """
