"""Programs in the language of jq, for ``--jq``. The library is an extra."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from clerk_cli.errors import ClerkError, UsageError
from clerk_cli.output.formats import StreamingFormat, plain
from clerk_cli.output.jsontext import compact, write_json
from clerk_cli.output.sanitize import clean, clean_text
from clerk_cli.results import Listing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clerk_cli.output.formats import Format, ListWriter
    from clerk_cli.output.target import OutputTarget
    from clerk_cli.output.view import View
    from clerk_cli.results import APIObject, Json

ONE_BY_ONE = "The expression gets one object at a time. With -o json it gets the whole document."
INSTALL = "Install it with: pip install 'clerk-cli[jq]'"

PREAMBLE = """\
def env: {}; def input: error("input is not available"); def inputs: input; {} as $ENV |
"""
"""A program sees its object and nothing else: neither the environment, which may have keys, nor the
objects that follow."""

PLACE = re.compile(r" at <top-level>, line (\d+), column (\d+)")
NAME = r"[A-Za-z_]\w*"
PATH = rf"\.{NAME}\??(?:\[\d*\]\??|\.{NAME}\??)*"
ENTRY = rf'(?:{NAME}|(?:{NAME}|"[^"\\]*")\s*:\s*{PATH})'
ITEM = rf"(?:{PATH}|\{{\s*{ENTRY}(?:\s*,\s*{ENTRY})*\s*\}}|\[\s*{PATH}(?:\s*,\s*{PATH})*\s*\])"
TEXT, END = r'"[^"\\]*"', r"(?![\w.\[?])"
CONDITION = (
    rf"(?:{PATH}{END}|{TEXT}|-?\d+(?:\.\d+)?{END}|(?:true|false|null|and|or){END}|[=!<>]=|[<>]|[()]"
    rf"|\|\s*(?:not{END}|(?:test|startswith|endswith|contains)\({TEXT}\)))"
)
SELECT = rf"select\(\s*(?:{CONDITION}\s*)+\)\s*\|\s*"
NARROW = re.compile(rf"\s*(?:{SELECT})*{ITEM}(?:\s*,\s*{ITEM})*\s*(?:\|(?!=)|$)")
"""A program that begins with paths, or objects and lists of paths, perhaps after conditions about
paths: it sees only what they name."""

ENTRY_NAME = re.compile(rf'(?:^|[^.\w"\]?])\s*\.({NAME})|[{{,]\s*({NAME})\s*(?=[,}}])')


class JqProgram:
    """A compiled program.

    Args:
        text: The program.

    Raises:
        UsageError: It is not valid, or the library is not installed.
    """

    def __init__(self, text: str) -> None:
        try:
            import jq
        except ImportError:
            raise UsageError("--jq needs the jq library", hint=INSTALL) from None
        if not text.strip():
            raise UsageError("--jq, line 1, column 1: the expression is empty")
        try:
            self._program: Any = jq.compile(PREAMBLE + text)
        except ValueError as error:
            raise _not_valid(str(error)) from None
        self._needed = needed_members(text)

    def run(self, value: Json) -> Iterator[Json]:
        """The results for one value.

        Args:
            value: The input.

        Raises:
            ClerkError: The program fails.
        """
        try:
            yield from self._program.input_text(compact(value))
        except ValueError as error:
            raise ClerkError(f"--jq: {error}") from None

    def run_each(self, rows: list[APIObject], first: int) -> Iterator[Json]:
        """The results for each of several objects.

        Args:
            rows: The objects.
            first: The number of the first one in the list, for messages.

        Raises:
            ClerkError: The program fails for one of them.
        """
        texts = "\n".join([compact(self._narrowed(row)) for row in rows])
        try:
            # One text for all is several times faster than one for each.
            yield from self._program.input_text(texts)
        except ValueError as error:
            number = first + self._failing(rows)
            raise ClerkError(f"--jq, object {number:,}: {error}", hint=ONE_BY_ONE) from None

    def _narrowed(self, row: APIObject) -> APIObject:
        """A row without what the program cannot see; anything else than an object stays."""
        if self._needed is None or not isinstance(row, dict):
            return row
        return {name: row[name] for name in self._needed if name in row}

    def _failing(self, rows: list[APIObject]) -> int:
        for index, row in enumerate(rows):
            try:
                self._program.input_text(compact(row)).all()
            except ValueError:
                return index
        return 0


def needed_members(program: str) -> tuple[str, ...] | None:
    """The members of its input that a program can see; None if it may see all of them.

    To encode and parse only these is what makes long lists fast.

    Args:
        program: A valid program.
    """
    start = NARROW.match(program)
    if start is None:
        return None
    names = (match[1] or match[2] for match in ENTRY_NAME.finditer(start[0]))
    return tuple(dict.fromkeys(names))


def _not_valid(message: str) -> UsageError:
    reason = message.removeprefix("jq: error: ").split("\n")[0].rstrip(":")
    place = PLACE.search(reason)
    if place is None:
        return UsageError(f"--jq: {reason}")
    # The preamble has a line of its own.
    line, column = int(place[1]) - 1, int(place[2])
    return UsageError(f"--jq, line {line}, column {column}: {PLACE.sub('', reason)}")


class JqFormat(StreamingFormat):
    """The results of a program: strings as they are, everything else as JSON.

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
        self._clean = clean if one_line else clean_text
        self.json_errors = base.json_errors

    def begin(self, view: View, target: OutputTarget) -> ListWriter:
        """Begin a list."""
        return JqListWriter(self._program, target, self._clean)

    def write(self, result: Json | Listing, view: View, target: OutputTarget) -> None:
        """Write the results for each object of a list, or for a document."""
        if isinstance(result, Listing) and not self._as_document:
            self.begin(view, target).add(result.data)
            return
        for value in self._program.run(plain(result)):
            if isinstance(value, (dict, list)) and self._as_document:
                write_json(value, target.stream)
            else:
                target.stream.write(_line(value, self._clean))


class JqListWriter:
    """Writes the results for the objects of a list while it is read.

    Args:
        program: The program.
        target: Where to write them.
        clean: Makes a string safe to show.
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
        values = self._program.run_each(rows, first)
        self._stream.writelines(_line(value, self._clean) for value in values)

    def end(self, count: int | None) -> None:
        """Do nothing: there is no footer."""


def _line(value: Json, clean: Callable[[str], str]) -> str:
    return f"{clean(value) if isinstance(value, str) else compact(value)}\n"
