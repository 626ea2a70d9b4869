"""``--dry-run``: a command runs to its end, and its requests are shown instead of its result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clerk_cli.commands.lookups import resolve_references
from clerk_cli.commands.uploads import description_line
from clerk_cli.connection import api_version, writes
from clerk_cli.console.options import CURL
from clerk_cli.console.requests_text import as_curl, as_rows, as_text
from clerk_cli.errors import ClerkError, ExitStatus, UsageError
from clerk_cli.output.view import Column, View, compact_json, yes_no
from clerk_cli.plugins.status import is_built_in
from clerk_cli.results import APIObject, Listing, Note, Outcome, RowStream

if TYPE_CHECKING:
    from clerk_cli.commands.base import Command
    from clerk_cli.commands.batch import Batch, BatchRun
    from clerk_cli.context import Context
    from clerk_cli.http.planning import PlanningClient


def content(step: APIObject) -> APIObject | None:
    """What a request carries: its JSON, or the fields of its form."""
    if "files" not in step:
        body: APIObject | None = step["body"]
        return body
    files = {field: description_line(file) for field, file in step["files"].items()}
    return {**files, **(step["body"] or {})}


STEPS = View(
    columns=(
        Column("STEP", "step"),
        Column("METHOD", "method"),
        Column("URL", "url"),
        Column("BODY", content, compact_json, shows=("body", "files")),
        Column("SENT", "sent", yes_no),
    )
)


MAX_REASONS = 20
"""Objects of a batch whose failures are explained."""


def run_dry(command: Command, batch: Batch | None, context: Context) -> int:
    """Run a command without sending what changes something, and show its requests.

    Args:
        command: The command; if there are many objects, with one of them.
        batch: The objects, if there are many.
        context: The run.

    Returns:
        The exit status, which is not 0 if the command cannot succeed.

    Raises:
        UsageError: The command sends nothing to the API.
        ClerkError: It cannot succeed.
    """
    if _is_local(command):
        raise UsageError(
            f"{command.spec.name} sends no requests that --dry-run could show",
            hint=(
                "It only affects this computer, or does not declare what it sends. Nothing "
                "was done."
            ),
        )
    client: PlanningClient = context.client  # type: ignore[assignment] # that of a dry run
    client.notes_reads = True
    command.check_settings(context)
    outcome = _outcome(command, batch, context, client)
    # What is not sent has no rows, so that only the first page of a list is among the requests.
    _show(client, context, has_pages=isinstance(outcome.result, RowStream))
    if not client.sends_reads:
        return ExitStatus.OK
    for note in outcome.notes:
        if note.level == "error":
            context.messages.note(note)
    return outcome.status


def _is_local(command: Command) -> bool:
    """Whether a command is about this computer, or declares neither a route nor writes.

    One that runs other commands would have them send their requests.
    """
    if command.runs_locally or is_built_in(type(command)):
        return True
    return command.spec.route is None and command.writes is None


def _outcome(
    command: Command, batch: Batch | None, context: Context, client: PlanningClient
) -> Outcome:
    """The outcome, as far as it is known without the responses.

    A command that reads is not sent either, unless its first response decides what it sends next.
    """
    is_independent = command.spec.route is not None or command.has_independent_reads
    if writes(command) or not is_independent:
        return _run(command, batch, context)
    if batch is None:
        resolve_references(command, context)
    else:
        batch = _with_ids(command, batch, context)
    looked_up = list(client.steps)
    client.sends_reads = False
    try:
        return _run(command, batch, context)
    except ClerkError:
        client.steps[:] = looked_up
        client.sends_reads = True
        return _run(command, batch, context)


def _run(command: Command, batch: Batch | None, context: Context) -> Outcome:
    if batch is not None:
        run = _batch_run(command, batch, context)
        for _ in run.run():
            pass
        outcome = run.outcome()
        return outcome.replace(notes=(*_reasons(command, run), *outcome.notes))
    resolve_references(command, context)
    outcome = Outcome.of(command.run(context))
    if isinstance(outcome.result, RowStream):
        for _ in outcome.result:  # its requests are sent while it is read
            pass
    return outcome


def _reasons(command: Command, run: BatchRun) -> list[Note]:
    """Why objects of a batch would fail, where no row of a result says it."""
    from clerk_cli.commands.batch import DONE, reads_objects

    failed = [entry for entry in run.entries if entry.outcome.result != DONE]
    if reads_objects(command):
        return []
    more = f"{len(failed) - MAX_REASONS:,} more"
    notes = [Note(f"{entry.name}: {entry.reason}", "error") for entry in failed[:MAX_REASONS]]
    return [*notes, Note(more, "error")] if len(failed) > MAX_REASONS else notes


def _batch_run(command: Command, batch: Batch, context: Context) -> BatchRun:
    from clerk_cli.commands.batch import BatchRun

    shared = command.copy_with(**{batch.field: ""})
    resolve_references(shared, context)
    return BatchRun(shared, batch.replace(failures=None), context)


def _with_ids(command: Command, batch: Batch, context: Context) -> Batch:
    """The batch with IDs in place of the names of its objects."""
    run = _batch_run(command, batch, context)
    for entry in run.entries:
        if entry.id is None:
            run.resolve(entry)
    return batch.replace(values=tuple(entry.value for entry in run.entries))


def _show(client: PlanningClient, context: Context, *, has_pages: bool) -> None:
    rows = as_rows(client.steps, _origin(context))
    how = context.settings.flags.dry_run.lower()
    if how == CURL:
        context.print(*as_curl(rows, api_version(context)))
    elif context.format.for_people or context.settings.lookup("output").source.layer == "default":
        context.print(*as_text(rows))
    else:
        context.show(Listing(rows, len(rows)), STEPS)
    context.messages.info(_summary(client))
    if has_pages and not client.sends_reads:
        context.messages.info(
            "The last request is for the first page of a list; more pages would follow."
        )


def _summary(client: PlanningClient) -> str:
    read = sum(step.was_sent for step in client.steps)
    others = len(client.steps) - read
    text = f"{_requests(others)} not sent" if others else "nothing to send"
    if not read:
        return f"Dry run: {text}."
    verb = "only reads was" if read == 1 else "only read were"
    return f"Dry run: {text}; {_requests(read)} that {verb} sent."


def _requests(number: int) -> str:
    return f"{number:,} request{'' if number == 1 else 's'}"


def _origin(context: Context) -> str:
    """The API URL, which is not read if a command prints it."""
    from clerk_cli.config.settings import STORED, URL
    from clerk_cli.http.urls import origin_of

    resolved = context.settings.lookup(URL)
    url: Any = resolved.text or ""
    if url.startswith("!") and resolved.source.layer in STORED:
        return "{clerk.api.url}"
    return origin_of(url, has_adapter=True)
