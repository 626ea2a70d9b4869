"""Programs in the language of jq. The library is an extra."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import TYPE_CHECKING, Any

from clerk_cli.errors import ClerkError, HaltError, UsageError
from clerk_cli.output.interrupts import killed_by_signals
from clerk_cli.output.jq_members import is_brief, needed_members, sees_only_names
from clerk_cli.output.jsontext import compact
from clerk_cli.output.sanitize import SURROGATES
from clerk_cli.results import HIGHEST_STATUS

if TYPE_CHECKING:
    from clerk_cli.results import APIObject, Json

ONE_BY_ONE = "The expression gets one object at a time. With -o json it gets the whole document."
IN_ARRAY = "The expression gets an array: begin it with .[]"
INSTALL = "Install it with: clerk plugins install jq"

ISOLATION = (
    'def env: {}; def input: error("input is not available"); def inputs: input; {} as $ENV |'
)
"""A program sees its object and nothing else: neither the environment, which may have keys, nor the
objects that follow."""

HALTING = (
    'def halt_error(f): (f) as $status | if $status | type == "number" then '
    'error({MARK: $status, text: .}) else error("halt_error/1: number required") end; '
    "def halt_error: halt_error(5); def halt: error({MARK: 0, text: null}); "
)
"""The library says neither that a program halted nor with which status, so that it is an error of
its own kind here, which ``MARK`` tells from those of the program."""

_ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
"""As short as can be: the library reads each character."""

PLACE = re.compile(r" at <top-level>, line (\d+), column (\d+)")
MAX_AT_ONCE = 1024
"""Results that are collected before they are written; the first ones are written sooner."""


class ProgramError(Exception):
    """A program failed, or ended the run; the text is the library's."""


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
        # Data cannot have a mark that is not known before.
        self._mark = f"halt {os.urandom(8).hex()}" if "halt" in text else ""
        halting = HALTING.replace("MARK", json.dumps(self._mark)) if self._mark else ""
        try:
            self._program: Any = jq.compile(f"{halting}{ISOLATION}\n{text}")
        except ValueError as error:
            raise _not_valid(str(error)) from None
        self._needed = needed_members(text)
        self._sees_only_names = sees_only_names(text)
        self._is_brief = is_brief(text)
        self._at_once = MAX_AT_ONCE if self._is_brief else 1

    def run(self, value: Json, prepare: Callable[[], object]) -> Iterator[list[Json]]:
        """The results for one value, some at a time.

        Args:
            value: The input.
            prepare: Called before the program may run for so long that only a signal ends it.

        Raises:
            ClerkError: The program fails.
            HaltError: The program ends the run.
        """
        try:
            yield from self._results(_encode([value]), prepare)
        except ProgramError as error:
            hint = IN_ARRAY if isinstance(value, list) else None
            raise self._halt(error) or ClerkError(f"--jq: {error}", hint=hint) from None

    def run_each(
        self, rows: list[APIObject], first: int, prepare: Callable[[], object]
    ) -> Iterator[list[Json]]:
        """The results for each of several objects, some at a time.

        Args:
            rows: The objects.
            first: The number of the first one in the list, for messages.
            prepare: Called before the program may run for so long that only a signal ends it.

        Raises:
            ClerkError: The program fails for one of them.
            HaltError: The program ends the run.
        """
        try:
            # One text for all is several times faster than one for each.
            yield from self._results(self._texts(rows), prepare)
        except ProgramError as error:
            if halt := self._halt(error):
                raise halt from None
            number = first + self._failing(rows)
            raise ClerkError(f"--jq, object {number:,}: {error}", hint=ONE_BY_ONE) from None

    def _results(self, texts: str, prepare: Callable[[], object]) -> Iterator[list[Json]]:
        results = iter(self._program.input_text(texts))
        failure, is_complete = None, False
        try:
            while not is_complete:
                if not self._is_brief:
                    prepare()
                chunk: list[Json] = []
                wanted, self._at_once = self._at_once, min(self._at_once * 2, MAX_AT_ONCE)
                with self._signals():
                    try:
                        # If they end with an exception, the list keeps those that came before.
                        chunk.extend(islice(results, wanted))
                    except ValueError as error:
                        failure = str(error)
                is_complete = len(chunk) < wanted
                yield chunk
        finally:
            # The library crashes if the garbage collector frees this in a cycle with an exception.
            del results
        if failure is not None:
            raise ProgramError(failure)

    def _signals(self) -> AbstractContextManager[None]:
        return nullcontext() if self._is_brief else killed_by_signals()

    def _texts(self, rows: list[Any]) -> str:
        """The rows as JSON, without what the program cannot see; anything but objects stays."""
        needed = self._needed
        if self._sees_only_names:
            rows = [dict.fromkeys(row) if isinstance(row, dict) else row for row in rows]
        elif needed is not None:
            rows = [
                {name: row[name] for name in needed if name in row}
                if isinstance(row, dict)
                else row
                for row in rows
            ]
        return _encode(rows)

    def _failing(self, rows: list[APIObject]) -> int:
        with self._signals():
            for index, row in enumerate(rows):
                try:
                    self._program.input_text(_encode([row])).all()
                except ValueError:
                    return index
        return 0

    def _halt(self, error: ProgramError) -> HaltError | None:
        """The end that a program asked for, if that is what an error says."""
        if not self._mark or self._mark not in str(error):
            return None
        try:
            members = json.loads(str(error))
            status, value = members[self._mark], members["text"]
        except (ValueError, KeyError, TypeError):
            return None
        if not 0 <= status <= HIGHEST_STATUS:
            raise ClerkError(
                f"--jq: halt_error({status}): the status must be from 0 to {HIGHEST_STATUS}"
            )
        text = value if isinstance(value, str) else "" if value is None else compact(value)
        return HaltError(text.removesuffix("\n"), int(status))


def _encode(values: list[Any]) -> str:
    """Values as JSON; half of a character, which the library refuses, is replaced as jq does it."""
    text = "\n".join(map(_ENCODE, values))
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return re.sub(f"[{SURROGATES}]", "\ufffd", text)
    return text


def _not_valid(message: str) -> UsageError:
    reason = message.removeprefix("jq: error: ").split("\n")[0].rstrip(":")
    place = PLACE.search(reason)
    if place is None:
        return UsageError(f"--jq: {reason}")
    # What is before the program has a line of its own.
    line, column = int(place[1]) - 1, int(place[2])
    return UsageError(f"--jq, line {line}, column {column}: {PLACE.sub('', reason)}")
