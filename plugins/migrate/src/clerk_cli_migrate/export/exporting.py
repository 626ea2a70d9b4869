"""An export from its first request to its complete file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from clerk_cli.api import APIError, APIObject, Context
from clerk_cli_migrate.export import ORGANIZATIONS
from clerk_cli_migrate.export.part import PartFile, Progress, phases_left
from clerk_cli_migrate.export.phases import Phase, rows_of

BATCH = 500
UNAVAILABLE = (402, 403, 404)
"""The statuses of lists that an instance does not have, such as one without organizations."""

SECRETS = {
    "password_enabled": "passwords",
    "totp_enabled": "authenticator_apps",
    "backup_code_enabled": "backup_codes",
}
LISTS = {
    "passkeys": "passkeys",
    "external_accounts": "external_accounts",
    "enterprise_accounts": "enterprise_accounts",
}
"""What users have and the API does not return, or cannot take back."""


class Export:
    """Reads lists one after the other, and writes what they have.

    Args:
        phases: The lists.
        part: The file.
        context: Sends the requests.
        on_progress: Called with the name of a list and the number of its objects.
    """

    def __init__(
        self,
        phases: Sequence[Phase],
        part: PartFile,
        context: Context,
        on_progress: Callable[[str, int], None],
    ) -> None:
        self._phases = phases
        self._part = part
        self._context = context
        self._on_progress = on_progress
        self.counts = {phase.name: 0 for phase in phases}
        """How many objects of each list the file has."""
        self.left_out: dict[str, int] = {}
        """How many users have what the export lacks."""
        self.unavailable: list[str] = []
        """The lists that the instance does not have."""

    def run(self, progress: Progress) -> None:
        """Write everything from where an export was interrupted.

        Args:
            progress: How far it got.

        Raises:
            APIError: The API rejects a request.
            LocalError: The file cannot be written.
        """
        for phase in self._phases:
            self.counts[phase.name] = progress.kinds.get(phase.kind, 0)
        for phase in phases_left(self._phases, progress):
            is_interrupted = phase.kind == progress.kind
            if is_interrupted and not phase.has_cursor:
                self._part.cut(progress.start)
                self.counts[phase.name] = 0
            try:
                self._write(phase, progress if is_interrupted and phase.has_cursor else None)
            except APIError as error:
                if phase.what != ORGANIZATIONS or error.http_status not in UNAVAILABLE:
                    raise
                self.unavailable.append(phase.name)

    def _write(self, phase: Phase, progress: Progress | None) -> None:
        rows = rows_of(phase, self._context, progress.created_at if progress else None)
        if progress:
            rows = (row for row in rows if row.get("id") not in progress.ids)
        for batch in _batches(rows):
            self._part.add(batch)
            self.counts[phase.name] += len(batch)
            self._on_progress(phase.name, self.counts[phase.name])
            if phase.kind == "user":
                self._note(batch)

    def _note(self, users: Sequence[APIObject]) -> None:
        for member, name in SECRETS.items():
            if count := sum(user.get(member) is True for user in users):
                self.left_out[name] = self.left_out.get(name, 0) + count
        for member, name in LISTS.items():
            if count := sum(bool(user.get(member)) for user in users):
                self.left_out[name] = self.left_out.get(name, 0) + count


def _batches(rows: Iterator[APIObject]) -> Iterator[list[APIObject]]:
    """Rows by the page; those before an error are written."""
    batch: list[APIObject] = []
    try:
        while True:
            batch.extend(islice(rows, BATCH - len(batch)))
            full, batch = batch, []
            if full:
                yield full
            if len(full) < BATCH:
                return
    except GeneratorExit:
        raise
    except BaseException:
        if batch:
            yield batch
        raise
