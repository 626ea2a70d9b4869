"""The file of failures: what was refused and why, to be corrected and imported again."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clerk_cli.api import LocalError
from clerk_cli_migrate.journal.steps import (
    EMAIL,
    FAILED,
    MEMBERSHIP,
    ORGANIZATION,
    PERMISSION,
    PHONE,
    REFUSED,
    ROLE,
    USER,
    Step,
)
from clerk_cli_migrate.journal.store import Failure, Journal
from clerk_cli_migrate.normal_form import IDS, PROBLEMS, RECORD

REMOVE_PROBLEMS = f'Then remove "{PROBLEMS}" from the record.'


def failures_path(journal: Path) -> Path:
    """The file of failures of a journal."""
    return journal.with_name(f"{journal.stem}.failures.ndjson")


def write_failures(journal: Journal, path: Path) -> int:
    """Write a line for each record that did not succeed.

    Its ``record`` can be corrected and imported again; ``original`` is what the source has.

    Args:
        journal: The journal of the run.
        path: The file, which only its owner can read: it has passwords and digests.

    Returns:
        The number of lines; without any, there is no file.

    Raises:
        LocalError: The file cannot be written.
    """
    number = 0
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            for failure in journal.failures((REFUSED, FAILED)):
                file.write(json.dumps(_line(failure, journal), ensure_ascii=False) + "\n")
                number += 1
        if number:
            temporary.replace(path)
        else:
            temporary.unlink()
    except OSError as error:
        raise LocalError(f"{path} cannot be written: {error.strerror or error}") from None
    return number


def _line(failure: Failure, journal: Journal) -> dict[str, object]:
    step, refusal = failure.step, failure.refusal
    packed = failure.original
    if packed is None:
        # It came with a user or an organization: to import that again sends what is missing.
        packed = _original_of_owner(step, journal)
    members = packed if isinstance(packed, dict) else {}
    action = refusal.action
    if PROBLEMS in members.get(RECORD, {}):
        action = f"{action} {REMOVE_PROBLEMS}".strip()
    return {
        "file": step.file,
        "line": step.line,
        "external_id": step.key if step.kind == USER else None,
        "what": step.kind,
        "code": refusal.code,
        "reason": refusal.reason,
        "action": action,
        "source": journal.text("source"),
        IDS: _ids(members.get(RECORD, {}), journal),
        **members,
    }


def _ids(record: Mapping[str, Any], journal: Journal) -> dict[str, str]:
    """The IDs of what a record belongs to and the instance has, by what the source calls it.

    Args:
        record: The record of a line.
        journal: Knows what was created.
    """
    memberships = [record.get("membership"), *record.get("memberships", ())]
    organizations = [str(item["organization"]) for item in memberships if item]
    if record.get("kind") == ORGANIZATION:
        organizations.append(str(record["key"]))
    owners = {key: journal.find(ORGANIZATION, key) for key in organizations}
    if user := record.get("user"):
        owners[str(user)] = journal.find_user(str(user))
    return {name: step.clerk_id for name, step in owners.items() if step and step.clerk_id}


def _original_of_owner(step: Step, journal: Journal) -> object:
    if step.kind == MEMBERSHIP:
        owner = journal.find_user(step.key)
        return journal.original(USER, owner.key) if owner else None
    kinds = {EMAIL: USER, PHONE: USER, PERMISSION: ROLE}
    kind = kinds.get(step.kind, ORGANIZATION)
    return journal.original(kind, step.owner)
