"""JSON: an object on each line, or documents, which are read piece by piece."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from clerk_cli_migrate.files.row import Row
from clerk_cli_migrate.records import Problem
from clerk_cli_migrate.sendable import escaped, sending_problem

if TYPE_CHECKING:
    from clerk_cli_migrate.files.inputs import InputFile

SPACE = " \t\r\n\ufeff"
"""What may stand between values; byte order marks do where files were joined."""

MAX_VALUE = 64 << 20
"""Characters of the longest record of a document."""

LISTS = frozenset({"users", "Users", "data"})
"""The members of documents whose items are records, wherever they are in the document."""

TABLES = frozenset(
    {
        "user", "account", "accounts", "twoFactor", "two_factor", "twoFactors", "two_factors",
        "organizations", "memberships", "organization_memberships", "identities", "mfa_factors",
    }
)  # fmt: skip
"""Members that are tables if nothing but tables comes before them."""


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def json_rows(file: InputFile) -> Iterator[Row]:
    """The objects of a file: one on each line, or those of arrays and pages.

    Args:
        file: The file, which begins with a bracket or a brace.

    Yields:
        The objects. A line that is not one has a problem.

    Raises:
        UsageError: A document cannot be read to its end.
    """
    first = next((line for line in _few_lines(file) if line.strip(SPACE)), "")
    return _line_rows(file) if _is_record(first) else _document_rows(file)


def _few_lines(file: InputFile) -> Iterator[str]:
    """The lines at the beginning; one that is far too long is cut off."""
    text = next((text for text in file.text() if text.strip(SPACE)), "")
    yield from text.split("\n")


def _is_record(line: str) -> bool:
    """Whether a line is an object that is a record itself, and not a page of them."""
    try:
        value = DECODER.decode(line.strip(SPACE))
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and not any(
        isinstance(value[name], list) for name in value if _is_list(name, list(value))
    )


def _is_list(name: str, names: list[str]) -> bool:
    """Whether a member of a document is a list of records.

    Args:
        name: The member.
        names: The members before it, and perhaps others.
    """
    before = names[: names.index(name)] if name in names else names
    return name in LISTS or (name in TABLES and LISTS.union(TABLES).issuperset(before))


def _line_rows(file: InputFile) -> Iterator[Row]:
    for number, line in enumerate(file.lines(), 1):
        text = line.strip(SPACE)
        if not text:
            continue
        try:
            value = DECODER.decode(text)
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            yield _problem_row(file, number, _problem(f"is not valid JSON: {reason}"), text)
            continue
        yield _object_row(file, number, value, text=text)


def _document_rows(file: InputFile) -> Iterator[Row]:
    scanner = _Scanner(file)
    number = 0
    while scanner.peek():
        for section, value in _values(scanner):
            number += 1
            yield _object_row(file, number, value, section)


def _object_row(
    file: InputFile, number: int, value: object, section: str = "", text: str | None = None
) -> Row:
    if isinstance(value, dict):
        problem = sending_problem(value)
        if problem is None:
            return Row(file.name, number, value, section)
    else:
        problem = _problem("is not a JSON object")
    return _problem_row(file, number, problem, escaped(value) if text is None else text)


def _problem_row(file: InputFile, number: int, problem: Problem, text: str) -> Row:
    return Row(file.name, number, {"value": text}, problem=problem)


def _problem(message: str) -> Problem:
    return Problem("invalid_json", "", message, "Correct the line, or remove it.")


def _values(scanner: _Scanner) -> Iterator[tuple[str, Any]]:
    """The records of one document, with the member that holds them."""
    opening = scanner.peek()
    if opening == "[":
        yield from (("", value) for value in scanner.items())
        return
    if opening != "{":
        scanner.fail("an object or an array was expected")
    members: dict[str, Any] = {}
    has_list = False
    for name in scanner.names():
        if scanner.peek() == "[" and _is_list(name, list(members)):
            has_list = True
            yield from ((name, value) for value in scanner.items())
        else:
            members[name] = scanner.value()
    if not has_list:
        yield "", members


class _Scanner:
    """Reads the values of JSON text, which is held in memory only as far as a value needs it.

    Args:
        file: The file.
    """

    def __init__(self, file: InputFile) -> None:
        self._file = file
        self._pieces = file.text()
        self._text = ""
        self._position = 0
        self._line = 1
        self._has_ended = False

    def peek(self) -> str:
        """The next character that is not a space; empty at the end."""
        while True:
            while self._position < len(self._text):
                character = self._text[self._position]
                if character not in SPACE:
                    return character
                self._position += 1
            if not self._read_more():
                return ""

    def value(self) -> Any:
        """The next value."""
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._position)
            except json.JSONDecodeError as error:
                is_cut = error.pos >= len(self._text) - 16 or error.msg.startswith("Unterminated")
                if not (is_cut and self._read_more()):
                    self.fail(error.msg, error.pos)
            except (ValueError, RecursionError) as error:
                self.fail(str(error))
            else:
                # The rest of a number may be in the next piece.
                if end < len(self._text) or isinstance(value, (dict, list, str)):
                    self._position = end
                    return value
                if not self._read_more():
                    self._position = end
                    return value

    def items(self) -> Iterator[Any]:
        """The items of an array."""
        yield from (self.value() for _ in self._places("]"))

    def names(self) -> Iterator[str]:
        """The names of an object's members; the caller reads the value after each."""
        for _ in self._places("}"):
            name = self.value()
            if not isinstance(name, str):
                self.fail("a quoted name was expected")
            self._expect(":")
            yield name

    def fail(self, reason: str, position: int | None = None) -> NoReturn:
        """Refuse the file.

        Args:
            reason: What is wrong.
            position: Where; by default, at the current position.
        """
        end = self._position if position is None else position
        line = self._line + self._text.count("\n", 0, end)
        raise self._file.refusal(f"not valid JSON: {reason}", line)

    def _places(self, closing: str) -> Iterator[None]:
        """Where the items of the array or object begin that the next character opens."""
        self._position += 1
        if self.peek() == closing:
            self._position += 1
            return
        while True:
            yield
            if self.peek() == closing:
                self._position += 1
                return
            self._expect(",")

    def _expect(self, character: str) -> None:
        following = self.peek()
        if following != character:
            self.fail(f'"{character}" was expected' if following else "the file is truncated")
        self._position += 1

    def _read_more(self) -> bool:
        """Read at least as much as is held already; false at the end."""
        self._line += self._text.count("\n", 0, self._position)
        pieces = [self._text[self._position :]]
        self._position = 0
        size, wanted = len(pieces[0]), 2 * len(pieces[0]) + 1
        while size < wanted and not self._has_ended:
            piece = next(self._pieces, None)
            if piece is None:
                self._has_ended = True
            else:
                pieces.append(piece)
                size += len(piece)
        has_more = size > len(pieces[0])
        self._text = "".join(pieces)
        if size > MAX_VALUE:
            self.fail(f"a record is larger than {MAX_VALUE >> 20} MiB")
        return has_more
