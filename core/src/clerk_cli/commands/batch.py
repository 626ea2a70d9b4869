"""One command for many objects: its runs, its bulk operation, and what became of each object."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clerk_cli.commands.base import BulkOperation, Command
from clerk_cli.commands.lookups import resolve_references
from clerk_cli.commands.many import run_many
from clerk_cli.commands.references import references_in
from clerk_cli.commands.request import UNKNOWN_OUTCOME, Request
from clerk_cli.errors import APIError, ClerkError, ExitStatus, NetworkError
from clerk_cli.frozen import Frozen
from clerk_cli.output.view import Column, View
from clerk_cli.results import APIObject, ItemResult, Listing, Note, Outcome

if TYPE_CHECKING:
    from clerk_cli.context import Context

DONE, FAILED, NOT_DONE, UNKNOWN = "done", "failed", "not done", "unknown"
TOO_MANY_REQUESTS = 429

NAME, ID = Column("NAME", "name", truncatable=True), Column("ID", "id")
RESULT, ERROR = Column("RESULT", "result"), Column("ERROR", "error.message")
OBJECT_ID = Column("OBJECT ID", "object.id")
"""The ID of what the API returned, which may be something new, such as a verification."""

RESULTS = View(columns=(NAME, ID, RESULT, ERROR, OBJECT_ID))


class Batch(Frozen):
    """The objects of a command line that has many.

    Args:
        field: The field of the command that has the object.
        values: An ID or a reference for each object, in order, without repeats.
        failures: The file for those that failed; None for no file.
    """

    field: str
    values: tuple[str, ...]
    failures: Path | None = None


def reads_objects(command: Command | type[Command]) -> bool:
    """Whether a command reads objects, so that its result for many is a list of them.

    Args:
        command: The command.
    """
    route = command.spec.route
    return route is not None and route.method == "GET"


class Entry:
    """One object, and what became of it.

    Args:
        name: The text that stands for it.
        value: Its ID, or a reference.
    """

    def __init__(self, name: str, value: str) -> None:
        self.name = name
        self.value = value
        self.result = NOT_DONE
        self.error: ClerkError | None = None
        self.object: object = None
        self.same_as: Entry | None = None
        """The object as it was named before; then nothing is sent for this name."""

    @property
    def outcome(self) -> Entry:
        """The entry that knows what became of the object."""
        return self.same_as or self

    @property
    def id(self) -> str | None:
        """The ID; None while the object is not looked up."""
        return None if references_in(self.value) else self.value

    def fail(self, error: ClerkError) -> None:
        """Note why it is not done, as far as that is known.

        Args:
            error: What went wrong.
        """
        is_unknown = UNKNOWN_OUTCOME in (error.hint or "")
        self.result, self.error = UNKNOWN if is_unknown else FAILED, error

    @property
    def reason(self) -> str:
        """Why it is not done, or that it may be."""
        decided = self.outcome
        if decided.error is None:
            return decided.result
        doubt = "may have been done: " if decided.result == UNKNOWN else ""
        return f"{doubt}{decided.error.message}"

    @property
    def row(self) -> APIObject:
        """What programs get."""
        decided = self.outcome
        error = decided.error and {"code": decided.error.code, "message": decided.error.message}
        return {
            "name": str(self.name),
            "id": self.id,
            "result": decided.result,
            "error": error,
            "object": decided.object,
        }


class BatchRun:
    """Runs a command for each object of a batch.

    Args:
        command: The command, with all other fields resolved.
        batch: The objects.
        context: Sends the requests.
    """

    def __init__(self, command: Command, batch: Batch, context: Context) -> None:
        self._command = command
        self._field = batch.field
        self._failures = batch.failures
        self.unwritten = ""
        """Why the file for failures could not be written."""
        self._context = context
        self.entries = [Entry(value, value) for value in batch.values]
        """The objects, in order."""
        self._first_of = {entry.value: entry for entry in self.entries if entry.id is not None}
        """The first entry of each ID that is known."""

    def resolve(self, entry: Entry) -> Mapping[str, APIObject]:
        """Look up an object, unless its ID is known; returns what was read, by ID.

        Args:
            entry: The object.

        Raises:
            ClerkError: It does not exist, or its name stands for several.
        """
        command = self._command_for(entry)
        objects = resolve_references(command, self._context)
        entry.value = getattr(command, self._field)
        # Several threads may ask at the same time; this is a single step of the interpreter.
        first = self._first_of.setdefault(entry.value, entry)
        entry.same_as = first if first is not entry else None
        return objects

    @property
    def overview(self) -> str:
        """How many are done so far, and how many failed."""
        results = [entry.outcome.result for entry in self.entries]
        failed = f", {results.count(FAILED):,} failed" if FAILED in results else ""
        return f"{results.count(DONE):,} of {len(results):,} were done{failed}"

    def run(self) -> Generator[Entry, None, None]:
        """Run the command for all objects, and yield each when it is finished.

        Raises:
            ClerkError: Nothing else can succeed.
            KeyboardInterrupt: Ctrl-C or a signal.
        """
        bulk = self._command.spec.bulk_operation
        if bulk is None:
            for result in run_many(self._context, self.entries, self._run_one):
                yield _finished(result.item, result)
            return
        for looked_up in run_many(self._context, self.entries, self.resolve):
            if looked_up.error is not None:
                yield _finished(looked_up.item, looked_up)
        remaining = [
            entry for entry in self.entries if entry.error is None and entry.same_as is None
        ]
        chunks = [remaining[at : at + bulk.size] for at in range(0, len(remaining), bulk.size)]
        for chunk in run_many(self._context, chunks, lambda chunk: self._run_bulk(bulk, chunk)):
            for entry in chunk.item:
                if chunk.error is not None and entry.result != DONE:
                    entry.fail(chunk.error)
                yield entry

    @property
    def _unknown(self) -> str:
        """How many of those that failed may have been done."""
        unknown = sum(entry.result == UNKNOWN for entry in self.entries)
        return f"; {unknown:,} may have been done, check before retrying" if unknown else ""

    def outcome(self) -> Outcome:
        """The results so far."""
        if reads_objects(self._command):
            return self._objects_read()
        rows = [entry.row for entry in self.entries]
        done = sum(row["result"] == DONE for row in rows)
        failed = len(rows) - done
        listing = Listing(rows, len(rows))
        if not failed and not self.unwritten:
            return Outcome(listing, notes=(Note(f"{done:,} of {len(rows):,} done."),))
        notes = [Note(f"{failed:,} of {len(rows):,} failed{self._unknown}", "error")]
        if self.unwritten:
            notes.append(Note(self.unwritten, "error"))
        elif self._failures is not None:
            notes.append(Note(f"They are in {self._failures}; retry with --from.", "info"))
        return Outcome(listing, status=ExitStatus.FAILED, notes=tuple(notes))

    def _objects_read(self) -> Outcome:
        notes = tuple(
            Note(f"{entry.name}: {entry.reason}", "error")
            for entry in self.entries
            if entry.outcome.result != DONE
        )
        objects: list[Any] = [entry.object for entry in self.entries if entry.result == DONE]
        status = ExitStatus.FAILED if notes else ExitStatus.OK
        return Outcome(Listing(objects, len(objects)), status=status, notes=notes)

    @property
    def remaining(self) -> list[tuple[str, str]]:
        """The names of the objects that are not done, with the reasons."""
        entries = (entry for entry in self.entries if entry.outcome.result != DONE)
        return [(entry.name, entry.reason) for entry in entries]

    def _command_for(self, entry: Entry) -> Command:
        return self._command.copy_with(**{self._field: entry.value})

    def _run_one(self, entry: Entry) -> None:
        if entry.id is None:
            self.resolve(entry)
        if entry.same_as is not None:
            return
        entry.result = UNKNOWN
        outcome = Outcome.of(self._command_for(entry).run(self._context))
        if outcome.status != ExitStatus.OK:
            texts = [note.text for note in outcome.notes if note.level == "error"]
            raise ClerkError("; ".join(texts) or "the command failed")
        result = outcome.result
        entry.object = result.data if isinstance(result, Listing) else result
        entry.result = DONE

    def _run_bulk(self, bulk: BulkOperation, entries: Sequence[Entry]) -> None:
        """One request for several objects; if the API refuses it, one for each."""
        if len(entries) == 1:
            self._run_each(entries)
            return
        for entry in entries:
            entry.result = UNKNOWN
        ids = [entry.value for entry in entries]
        request = Request(bulk.route.method, bulk.route.path, body={bulk.sends: ids})
        try:
            rows = self._context.send(request).listing().objects
        except APIError as error:
            if error.http_status in (401, TOO_MANY_REQUESTS) or error.http_status >= 500:
                raise
            self._run_each(entries)
            return
        objects = {row["id"]: row for row in rows if isinstance(row.get("id"), str)}
        for entry in entries:
            entry.object = objects.get(entry.value)
            if entry.object is None:
                entry.fail(NetworkError("the API did not confirm it", hint=UNKNOWN_OUTCOME))
            else:
                entry.result = DONE

    def _run_each(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            try:
                self._run_one(entry)
            except ClerkError as error:
                if error.status == ExitStatus.AUTHENTICATION:
                    raise
                entry.fail(error)


def _finished(entry: Entry, result: ItemResult) -> Entry:
    if result.error is not None:
        entry.fail(result.error)
    return entry


def _new_id(row: APIObject) -> object:
    """The ID of the result of an object, if it is not that of the object itself."""
    result = row["object"]
    id = result.get("id") if isinstance(result, dict) else None
    return id if id not in (row["id"], row["name"]) else None


class BatchResults(Command, view=RESULTS):
    """How the results of a batch look."""

    def render_text(self, result: Listing, context: Context) -> None:
        """Show the columns that say something."""
        # After Ctrl-C, what was done must not scroll away above thousands that were not.
        rows = [row for row in result.data if row["result"] != NOT_DONE]
        columns = [NAME]
        if any(row["id"] not in (None, row["name"]) for row in rows):
            columns.append(ID)
        columns.append(RESULT)
        if any(_new_id(row) for row in rows):
            columns.append(OBJECT_ID)
        if any(row["error"] for row in rows):
            columns.append(ERROR)
        if rows:
            context.show(Listing(rows, len(rows)), View(columns=tuple(columns)))
        if len(rows) < len(result.data):
            context.print(f"{len(result.data) - len(rows):,} not done")
