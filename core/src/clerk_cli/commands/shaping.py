"""The shaping options: which part of a result is written, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from clerk_cli.commands.response_fields import ResponseFields
from clerk_cli.errors import ClerkError, HaltError, IncompleteListError, UsageError
from clerk_cli.output.field_paths import (
    FieldPath,
    columns,
    read_path,
    read_paths,
    select,
    selection,
    unknown,
)
from clerk_cli.output.formats import plain
from clerk_cli.output.sorting import Order
from clerk_cli.output.streams import FIRST_BATCH_SIZE
from clerk_cli.output.view import View
from clerk_cli.results import APIObject, Listing, Result, RowStream, objects_of

if TYPE_CHECKING:
    from clerk_cli.commands.base import Command
    from clerk_cli.context import Context
    from clerk_cli.results import Outcome

JQ_FORMATS = ("json", "ndjson", "value")
"""The formats on the command line that ``--jq`` goes with."""


class Shape:
    """The shaping options of a command line.

    Args:
        values: The values of the options, by name.
        command: The command, whose fields may be known.
        context: Has the format. With ``--jq`` it gets another one.
        is_batch: Whether the command runs for several objects.
        writes: Whether it may change something, so that an error afterwards would come too late.

    Raises:
        UsageError: An expression or a field is not valid; the message has the position.
    """

    def __init__(
        self,
        values: Mapping[str, str],
        command: Command,
        context: Context,
        *,
        is_batch: bool,
        writes: bool,
    ) -> None:
        self._command = command
        self._context = context
        self._writes = writes
        self._view = _view_of(command, is_batch=is_batch)
        self._available = ResponseFields(command, is_batch=is_batch)
        fields, order, program = values.get("fields"), values.get("sort"), values.get("jq")
        self._fields = [] if fields is None else read_paths(fields, "--fields")
        self._order = None if order is None else _read_order(order, self._available)
        self._as_document = self._is_document = False
        self._status = 0
        for path in self._paths:
            self._check(path)
        if program is not None:
            self._use_jq(program)

    @property
    def _paths(self) -> list[FieldPath]:
        return [*self._fields, *([self._order.path] if self._order else [])]

    def _check(self, path: FieldPath) -> None:
        if self._available:
            self._available.check(path)
        elif self._writes:
            raise UsageError(
                f"{path.option}: {self._command.spec.name} may change something, and its fields "
                "are known only afterwards",
                hint="Select from its result with --jq instead.",
            )

    @property
    def only_sorts(self) -> bool:
        """Whether the result stays what the command shows to people."""
        return not self._fields and self._context.format.for_people

    def apply(self, outcome: Outcome) -> Result:
        """The rows of a result in their order, with the fields that a document keeps.

        Raises:
            UsageError: The objects do not have a field.
        """
        self._status = outcome.status
        self._view = outcome.view or self._view
        format = self._context.format
        has_rows = outcome.table is not None and (self._paths or format.has_columns)
        result = outcome.table if has_rows else outcome.result
        if not self._available:
            result = self._checked(result)
        if isinstance(result, RowStream) and (self._order or self._as_document):
            result = self._collected(result)
        elif isinstance(result, Listing) and self._order:
            result = result.replace(data=self._order.sorted(result.data))
            if result.total_count is None or result.total_count > len(result.data):
                self._context.messages.info(f"Only this page is sorted.{self._how_to_read_all()}")
        elif self._order and not isinstance(result, (Listing, RowStream)):
            self._context.messages.info("--sort has no effect on a single object.")
        if self._fields and not format.has_columns:
            result = self._selected(result)
        if has_rows and not format.has_columns and format.name != "ndjson":
            result = _in_the_form_of(outcome, result)
        return plain(result) if self._is_document and isinstance(result, Listing) else result

    def show(self, result: Result) -> None:
        """Write what ``apply`` returned.

        Raises:
            ClerkError: An expression fails; the message says what was changed before.
            HaltError: An expression ends the run.
        """
        view = self._view
        if self._fields:
            styled = (*view.columns, *view.wide, *view.details)
            times = frozenset(path.names for path in self._fields if self._available.is_time(path))
            view = View(columns=columns(self._fields, styled, times), empty=view.empty)
        elif self._context.format.has_columns and view is self._command.spec.view:
            from clerk_cli.commands.all_fields import view_for_programs

            wide = bool(self._context.settings.flags.wide)
            view = view_for_programs(self._command, wide=wide)
        try:
            self._context.show(result, view)
        except HaltError as halt:
            halt.status = halt.status or self._status
            raise
        except ClerkError as error:
            log = self._context.write_log
            error.message += f"; {log.summary}" if log.done else ""
            raise

    def _use_jq(self, program: str) -> None:
        from clerk_cli.output.jq import JqFormat
        from clerk_cli.output.jq_program import JqProgram

        context = self._context
        chosen = context.settings.lookup("output").source.layer == "flag"
        base = context.format
        if chosen and base.name not in JQ_FORMATS:
            raise UsageError(
                f"--jq cannot be combined with -o {base.name}",
                hint="jq results are text or JSON. For columns, use --fields.",
            )
        self._as_document = chosen and base.name == "json"
        is_default = not chosen and base.name == self._command.default_format
        self._is_document = is_default and base.name == "json"
        one_line = chosen and base.prints_bare_values
        context.format = JqFormat(
            JqProgram(program), base, as_document=self._as_document, one_line=one_line
        )

    def _how_to_read_all(self) -> str:
        has_all = hasattr(self._command, "all_")
        return " Sort the complete list with --all." if has_all else ""

    def _selected(self, result: Result) -> Result:
        members = selection(self._fields)
        if isinstance(result, RowStream):
            return SelectedRows(result, (select(row, members) for row in result))
        if isinstance(result, Listing):
            rows = [select(row, members) for row in result.data]
            return result.replace(data=rows, extras={})
        return select(result, members) if isinstance(result, (dict, list)) else result

    def _collected(self, stream: RowStream) -> Listing:
        """All rows of a stream; a list with gaps is an error, but what there is is shown."""
        rows: list[APIObject] = []
        try:
            rows.extend(self._with_progress(stream))
        except IncompleteListError:
            rows = self._order.sorted(rows) if self._order else rows
            self.show(self._selected(Listing(rows)) if self._fields else Listing(rows))
            raise
        return Listing(self._order.sorted(rows) if self._order else rows, len(rows))

    def _with_progress(self, stream: RowStream) -> Iterator[APIObject]:
        from clerk_cli.output.streams import with_progress

        context = self._context
        is_watched = context.environment.interactive
        return with_progress(stream, context.messages) if is_watched else iter(stream)

    def _checked(self, result: Result) -> Result:
        """A result whose objects have the fields, as far as their first names go."""
        if not self._paths:
            return result
        rows: Any = result.data if isinstance(result, Listing) else result
        if isinstance(result, RowStream):
            iterator = iter(result)
            rows = list(islice(iterator, FIRST_BATCH_SIZE))
            result = SelectedRows(result, chain(rows, iterator))
        rows = rows if isinstance(rows, list) else [rows]
        names = dict.fromkeys(name for row in objects_of(rows) for name in row)
        for path in self._paths:
            if names and path.names[0] not in names:
                raise unknown(path, 0, names)
        return result


class SelectedRows(RowStream):
    """The rows of a stream, changed.

    Args:
        stream: The stream, whose total may become known while it is read.
        rows: Its rows.
    """

    def __init__(self, stream: RowStream, rows: Iterable[APIObject]) -> None:
        super().__init__(rows, stream.total)
        self._stream = stream

    def __iter__(self) -> Iterator[APIObject]:
        """Iterate over the rows; works once."""
        for row in self._rows:
            self.total = self._stream.total
            yield row


def _view_of(command: Command, *, is_batch: bool) -> View:
    """How the rows look: those of a batch say what became of each object."""
    if not is_batch:
        return command.spec.view
    from clerk_cli.commands.batch import RESULTS, reads_objects

    return command.spec.view if reads_objects(command) else RESULTS


def _in_the_form_of(outcome: Outcome, rows: Result) -> Result:
    """The rows of a document in a document of the same form, as far as they are one list in it."""
    document, table = outcome.result, outcome.table
    if not isinstance(rows, Listing) or not isinstance(table, Listing):
        return rows
    if document is table.data:
        return [*rows.data]
    if isinstance(document, dict):
        name = next((name for name, value in document.items() if value is table.data), None)
        return rows if name is None else {**document, name: rows.data}
    return rows


def _read_order(value: str, available: ResponseFields) -> Order:
    descending = value.startswith("-")
    text = value[1:] if value[:1] in ("-", "+") else value
    path = read_path(text, "--sort", len(value) - len(text))
    if any(path.lists) or available.leads_through_list(path):
        raise UsageError(
            f"--sort, character {len(value) - len(text) + 1}: {text} is a list of values",
            hint="Sort by a field that has a single value.",
        )
    return Order(path, descending=descending)
