"""How an export is written: each object is a record of the file that is complete or missing."""

from __future__ import annotations

import csv
import io
import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import IO

from clerk_cli.api import APIObject
from clerk_cli_migrate.export.csv_columns import COLUMNS, cells_of

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


class Layout(ABC):
    """A format of files.

    Attributes:
        before: What comes before the first object.
        after: What comes after the last one.
    """

    before = ""
    after = ""

    @abstractmethod
    def text(self, rows: Sequence[APIObject], *, is_first: bool) -> str:
        """Objects as text, of complete lines.

        Args:
            rows: The objects.
            is_first: Whether nothing was written before.
        """

    @abstractmethod
    def records(self, stream: IO[bytes]) -> Iterator[tuple[int, str, str, int]]:
        """The objects of a file that may end anywhere.

        Args:
            stream: The file.

        Yields:
            For each complete object the position of its end, its kind, its ID, and when it was
            created. For what comes before the first one the kind is empty.
        """


class NDJSON(Layout):
    """An object on each line."""

    def text(self, rows: Sequence[APIObject], *, is_first: bool) -> str:
        """The lines."""
        del is_first
        return "".join([f"{_encode(row)}\n" for row in rows])

    def records(self, stream: IO[bytes]) -> Iterator[tuple[int, str, str, int]]:
        """The complete lines."""
        end = 0
        for line in stream:
            row = _decoded(line)
            if row is None:
                return
            end += len(line)
            yield end, *row


class JSON(Layout):
    """One object with a list, in which each object has a line."""

    before = '{"data": [\n'
    after = "]}\n"

    def text(self, rows: Sequence[APIObject], *, is_first: bool) -> str:
        """The lines; each but the first begins with a comma."""
        lines = ",".join([f"{_encode(row)}\n" for row in rows])
        return lines if is_first or not rows else f",{lines}"

    def records(self, stream: IO[bytes]) -> Iterator[tuple[int, str, str, int]]:
        """The complete lines."""
        end = len(self.before)
        if stream.readline() != self.before.encode():
            return
        yield end, "", "", 0
        for line in stream:
            row = _decoded(line.removeprefix(b","))
            if row is None:
                return
            end += len(line)
            yield end, *row


class CSV(Layout):
    """The columns of the dashboard's CSV, and more."""

    before = ",".join(COLUMNS) + "\n"

    def text(self, rows: Sequence[APIObject], *, is_first: bool) -> str:
        """The rows."""
        del is_first
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerows([cells_of(row) for row in rows])
        return stream.getvalue()

    def records(self, stream: IO[bytes]) -> Iterator[tuple[int, str, str, int]]:
        """The complete rows, which may have several lines."""
        end, record = len(self.before), b""
        if stream.readline() != self.before.encode():
            return
        yield end, "", "", 0
        for line in stream:
            record += line
            if record.count(b'"') % 2 == 0 and record.endswith(b"\n"):
                end += len(record)
                cells = next(csv.reader(io.StringIO(record.decode(), newline="")))
                row = dict(zip(COLUMNS, cells, strict=False))
                yield end, "user", row["id"], int(row["created_at"])
                record = b""


LAYOUTS: dict[str, type[Layout]] = {"ndjson": NDJSON, "json": JSON, "csv": CSV}
SUFFIXES = {".ndjson": "ndjson", ".jsonl": "ndjson", ".json": "json", ".csv": "csv"}


def _decoded(line: bytes) -> tuple[str, str, int] | None:
    """What matters of the object on a line; None if the line is incomplete."""
    if not line.endswith(b"\n"):
        return None
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return str(row.get("object")), str(row.get("id")), int(row.get("created_at") or 0)
