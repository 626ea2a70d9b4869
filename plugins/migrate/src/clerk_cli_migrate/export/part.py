"""The file of an export while it is written: it can be interrupted at any point, and continued."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from io import FileIO
from pathlib import Path
from typing import IO, NamedTuple

from clerk_cli.api import APIObject, LocalError, UsageError
from clerk_cli_migrate.export.layouts import Layout
from clerk_cli_migrate.export.phases import Phase

SERVER = "server"


class Progress(NamedTuple):
    """How far an export got.

    Args:
        kinds: How many objects of each kind there are.
        kind: The kind that was written last; empty at the beginning.
        start: Where the objects of that kind begin.
        end: Where the last complete object ends.
        created_at: When the last one was created.
        ids: The IDs of those that were created at that time.
    """

    kinds: dict[str, int]
    kind: str = ""
    start: int = 0
    end: int = 0
    created_at: int = 0
    ids: frozenset[str] = frozenset()


class PartFile:
    """A file beside the one that is wanted, which gets its name in the end.

    Args:
        target: The file that is wanted.
        layout: How objects are written.
        scope: What the export is of; another one cannot be continued.
    """

    def __init__(self, target: Path, layout: Layout, scope: APIObject) -> None:
        self.target = target
        self._path = target.with_name(f"{target.name}.part")
        self._scope_path = target.with_name(f"{target.name}.part.json")
        self._layout = layout
        self._scope = scope
        self._stream: FileIO | None = None
        self._is_empty = True

    def begin(self, *, resumes: bool, force: bool) -> Progress:
        """Open the file, at its beginning or where an export was interrupted.

        Args:
            resumes: Whether an interrupted export is continued.
            force: Whether files that exist are replaced.

        Raises:
            LocalError: The file cannot be written.
            UsageError: A file exists, or there is nothing to continue.
        """
        name = self.target.name
        if self.target.exists() and not self.target.is_file():
            raise UsageError(f"{self.target} is not a file, so an export cannot take its place")
        if self.target.exists() and not force:
            raise UsageError(f"{name} already exists", hint="Pass --force to replace it.")
        if not resumes and not force and self._path.exists():
            hint = "Pass --resume to continue it, or --force to start over."
            raise UsageError(f"an export to {name} was interrupted", hint=hint)
        if resumes:
            self._check_scope()
        try:
            return self._open(resumes=resumes)
        except OSError as error:
            raise LocalError(f"cannot write {name}: {error.strerror}") from None

    def _check_scope(self) -> None:
        name = self.target.name
        try:
            scope = json.loads(self._scope_path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            hint = "Omit --resume to start a new one."
            raise UsageError(f"there is no interrupted export to {name}", hint=hint) from None
        for member, value in self._scope.items():
            # Files of earlier versions do not name their server.
            if scope.get(member, value if member == SERVER else None) != value:
                raise UsageError(
                    f"the interrupted export to {name} is for another {member}: "
                    f"{scope.get(member)}",
                    hint="Pass --force without --resume to start over.",
                )

    def _open(self, *, resumes: bool) -> Progress:
        progress = Progress({})
        if resumes:
            with self._path.open("rb") as stream:
                progress = self._read(stream)
        else:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            with os.fdopen(os.open(self._scope_path, flags, 0o600), "w") as scope:
                json.dump(self._scope, scope)
        flags = os.O_RDWR | os.O_CREAT | (0 if resumes else os.O_TRUNC)
        # Without a buffer, nothing is left to be written when the file is closed after an error.
        self._stream = FileIO(os.open(self._path, flags, 0o600), "r+b")
        if progress.end == 0:
            self._stream.truncate(0)
            self._write(self._layout.before)
            return progress._replace(end=len(self._layout.before))
        self.cut(progress.end)
        self._is_empty = not progress.kinds
        return progress

    def _read(self, stream: IO[bytes]) -> Progress:
        kinds: dict[str, int] = {}
        last, start, end, created_at = "", 0, 0, 0
        ids: set[str] = set()
        for position, kind, object_id, created in self._layout.records(stream):
            if kind:
                if kind != last:
                    last, start = kind, end
                if created != created_at:
                    created_at, ids = created, set()
                ids.add(object_id)
                kinds[kind] = kinds.get(kind, 0) + 1
            end = position
        return Progress(kinds, last, start, end, created_at, frozenset(ids))

    def cut(self, end: int) -> None:
        """Remove everything from a position on."""
        assert self._stream is not None
        self._stream.truncate(end)
        self._stream.seek(end)
        self._is_empty = end <= len(self._layout.before)

    def add(self, rows: Sequence[APIObject]) -> None:
        """Write objects.

        Raises:
            LocalError: The file cannot be written.
        """
        self._write(self._layout.text(rows, is_first=self._is_empty))
        self._is_empty = False

    def close(self) -> None:
        """Close the file; what is written stays for ``--resume``."""
        if self._stream is not None:
            self._stream.close()

    def finish(self) -> None:
        """Complete the file, and give it its name.

        Raises:
            LocalError: The file cannot be written.
        """
        assert self._stream is not None
        self._write(self._layout.after)
        try:
            os.fsync(self._stream.fileno())
            self.close()
            self._path.replace(self.target)
            self._scope_path.unlink()
        except OSError as error:
            raise LocalError(f"cannot write {self.target.name}: {error.strerror}") from None

    def _write(self, text: str) -> None:
        assert self._stream is not None
        # Half a character of a damaged name becomes an escape of JSON.
        content = memoryview(text.encode("utf-8", "backslashreplace"))
        try:
            while content:
                content = content[self._stream.write(content) :]
        except OSError as error:
            hint = "Free some space, then continue with --resume."
            raise LocalError(
                f"cannot write {self.target.name}: {error.strerror}", hint=hint
            ) from None


def phases_left(phases: Sequence[Phase], progress: Progress) -> Sequence[Phase]:
    """The phases from the one on that was interrupted.

    Args:
        phases: All phases, in order.
        progress: How far the export got.
    """
    kinds = [phase.kind for phase in phases]
    return phases[kinds.index(progress.kind) :] if progress.kind in kinds else phases
