"""Steps as rows of the journal."""

from __future__ import annotations

import json
from collections.abc import Sequence

from clerk_cli.api import APIObject
from clerk_cli_migrate.journal.steps import Step

COLUMNS = "id, kind, file, line, key, owner, body, state, clerk_id, version, secrets"


def dump(value: object) -> str:
    """A value as JSON in one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def step_of(row: Sequence[object]) -> Step:
    """The step of a row with ``COLUMNS``."""
    id, kind, file, line, key, owner, body, state, clerk_id, version, secrets = row
    members: APIObject = json.loads(str(body))
    return Step(
        int(str(id)), str(kind), str(file), int(str(line)), str(key), str(owner), members,
        str(state), str(clerk_id), int(str(version)), str(secrets),
    )  # fmt: skip
