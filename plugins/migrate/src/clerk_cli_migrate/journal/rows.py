"""Steps as rows of the journal."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence

from clerk_cli.api import APIObject
from clerk_cli_migrate.journal.steps import Step

COLUMNS = "id, kind, file, line, key, owner, body, state, clerk_id, version, alias, secrets"

_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
).encode


def dump(value: object) -> str:
    """A value as JSON in one line."""
    return _encode(value)


def pack(value: object) -> bytes:
    """A value as JSON, compressed; what is packed stays as it is.

    Raises:
        TypeError: A part of it is not JSON.
        ValueError: It cannot be written as UTF-8.
    """
    return value if isinstance(value, bytes) else zlib.compress(dump(value).encode(), 1)


def unpack(packed: object) -> object:
    """What was packed; None for nothing."""
    return json.loads(zlib.decompress(packed)) if isinstance(packed, bytes) else None


def step_of(row: Sequence[object]) -> Step:
    """The step of a row with ``COLUMNS``."""
    id, kind, file, line, key, owner, body, state, clerk_id, version, alias, secrets = row
    members: APIObject = json.loads(str(body))
    return Step(
        int(str(id)), str(kind), str(file), int(str(line)), str(key), str(owner), members,
        str(state), str(clerk_id), int(str(version)), str(alias), str(secrets),
    )  # fmt: skip
