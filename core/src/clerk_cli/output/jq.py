"""The results of programs in the language of jq, for ``--jq``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.output.formats import StreamingFormat, plain
from clerk_cli.output.jsontext import CONSTANTS, compact
from clerk_cli.output.sanitize import clean, clean_text
from clerk_cli.results import Listing

if TYPE_CHECKING:
    from collections.abc import Callable

    from clerk_cli.output.formats import Format, ListWriter
    from clerk_cli.output.jq_program import JqProgram
    from clerk_cli.output.target import OutputTarget
    from clerk_cli.output.view import View
    from clerk_cli.results import APIObject, Json


class JqFormat(StreamingFormat):
    """The results of a program: strings bare, everything else as JSON.

    Args:
        program: The program.
        base: The format that is used without it; errors are as there.
        as_document: Whether the program gets a document, as in JSON, instead of each object.
        one_line: Whether tabs and line ends in strings are escaped.
    """

    name = "jq"

    def __init__(
        self, program: JqProgram, base: Format, *, as_document: bool, one_line: bool
    ) -> None:
        self._program = program
        self._as_document = as_document
        self._one_line = one_line
        self.json_errors = base.json_errors

    def begin(self, view: View, target: OutputTarget) -> ListWriter:
        """Begin a list."""
        return JqListWriter(self._program, target, self._writer_of_strings(target))

    def write(self, result: Json | Listing, view: View, target: OutputTarget) -> None:
        """Write the results for each object of a list, or for a document."""
        if isinstance(result, Listing) and not self._as_document:
            self.begin(view, target).add(result.data)
            return
        shown = self._writer_of_strings(target)
        for values in self._program.run(plain(result), target.stream.flush):
            target.stream.write(_lines(values, shown))

    def _writer_of_strings(self, target: OutputTarget) -> Callable[[str], str]:
        """How a string is written: unchanged unless a terminal could obey it."""
        if self._one_line:
            return clean
        return bare if target.width is None else clean_text


class JqListWriter:
    """Writes the results for the objects of a list while it is read.

    Args:
        program: The program.
        target: Where to write them.
        clean: Returns how a string is written.
    """

    def __init__(
        self, program: JqProgram, target: OutputTarget, clean: Callable[[str], str]
    ) -> None:
        self._program = program
        self._clean = clean
        self._stream = target.stream
        self._count = 0

    def add(self, rows: list[APIObject]) -> None:
        """Write the results for more rows; those before a failure are written."""
        first, self._count = self._count + 1, self._count + len(rows)
        for values in self._program.run_each(rows, first, self._stream.flush):
            self._stream.write(_lines(values, self._clean))

    def end(self, count: int | None) -> None:
        """Do nothing: there is no footer."""


def bare(text: str) -> str:
    """A string as it is; a half of a character, which no encoding has, is replaced.

    Args:
        text: The string.
    """
    if text.isprintable():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _lines(values: list[Json], clean: Callable[[str], str]) -> str:
    """Each value on a line; one call for all of them, as there may be millions."""
    lines = []
    for value in values:
        kind = type(value)
        if kind is str:
            lines.append(clean(value))  # type: ignore[arg-type] # a string
        elif value is None or kind is bool:
            lines.append(CONSTANTS[value])  # type: ignore[index] # a constant
        else:
            lines.append(str(value) if kind is int else compact(value))
    return "".join([f"{line}\n" for line in lines])
