"""What the check found: counted by kind with examples, and on request line by line in a file."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import IO, Final, NamedTuple

from clerk_cli.api import APIObject, UsageError
from clerk_cli_migrate.records import Place

REFUSED: Final = "refused"
"""The record cannot be imported."""
EXISTS: Final = "exists"
"""The instance has it already; nothing is sent for it."""
LEFT_OUT: Final = "left_out"
"""The record is imported without a part of it."""
NOTED: Final = "noted"
"""The record is imported as it is; what the instance makes of a part of it is not known."""

EXAMPLES = 3
MAX_GROUPS = 200
OF_ONE_RECORD = re.compile(r'"[^"]*"|\S*@\S*|(?<!\S)(?!E\.164\b)\S*\d\S*')
"""What messages have of one record: quoted values, addresses, numbers, IDs and places."""


class Finding(NamedTuple):
    """Something that the check found about a record.

    Args:
        effect: ``refused``, ``exists``, ``left_out`` or ``noted``.
        code: A stable word for programs.
        field: The field that it is about.
        message: One line for people.
        action: What to do about it.
    """

    effect: str
    code: str
    field: str
    message: str
    action: str = ""


def new_kind(effect: str, code: str, field: str, message: str, action: str = "") -> APIObject:
    """A kind of finding without any yet, as it is shown.

    Args:
        effect: What follows from such a finding.
        code: A stable word for programs.
        field: The field; empty for the record as such.
        message: One line for people.
        action: What to do about it.
    """
    return {
        "effect": effect, "code": code, "count": 0, "field": field, "message": message,
        "action": action, "examples": [],
    }  # fmt: skip


def count(kind: APIObject, place: Place, message: str) -> None:
    """Count a finding, and keep the first ones as examples.

    Args:
        kind: Its kind.
        place: The record.
        message: What it says of that record.
    """
    kind["count"] += 1
    if len(kind["examples"]) < EXAMPLES:
        kind["examples"].append({**place, "message": message})


class Report:
    """Counts findings.

    Args:
        path: A file that gets every finding as a line of JSON; None for none.

    Raises:
        UsageError: The file cannot be written.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._file: IO[str] | None = None
        if path is not None:
            try:
                descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            except OSError as error:
                raise UsageError(f"--report: {path} cannot be written: {error.strerror}") from None
            self._file = os.fdopen(descriptor, "w", encoding="utf-8")
        self._kinds: dict[tuple[str, str, str, str], APIObject] = {}
        self._latest: dict[tuple[str, str, str, str], Place] = {}
        self.skipped: Counter[str] = Counter()
        """How many users the source marks as nobody's, such as deleted ones, by reason."""
        self.unknown: list[str] = []
        """What could not be found out, in sentences."""

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def add(self, place: Place, finding: Finding, external_id: str = "") -> None:
        """Count a finding.

        Args:
            place: The record.
            finding: What was found.
            external_id: Its external ID.
        """
        group = self._group_of(finding)
        kind = self._kinds.setdefault(
            group,
            new_kind(finding.effect, finding.code, finding.field, finding.message, finding.action),
        )
        if kind["message"] != finding.message:
            # It stands for all of them: without what is of one record.
            kind["message"] = group[3]
        if self._latest.get(group) != place:
            self._latest[group] = place
            count(kind, place, finding.message)
        if self._file is not None:
            row = {**place, "external_id": external_id or None, **finding._asdict()}
            self._file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def _group_of(self, finding: Finding) -> tuple[str, str, str, str]:
        message = OF_ONE_RECORD.sub("…", finding.message)
        group = (finding.effect, finding.code, finding.field, message)
        if group in self._kinds or len(self._kinds) < MAX_GROUPS:
            return group
        return (*group[:3], "several reasons; --report FILE lists them")

    @property
    def kinds(self) -> list[APIObject]:
        """The findings by kind, with the number of records: what is refused first."""
        effects = (REFUSED, EXISTS, LEFT_OUT, NOTED)
        return sorted(
            self._kinds.values(), key=lambda kind: (effects.index(kind["effect"]), -kind["count"])
        )
