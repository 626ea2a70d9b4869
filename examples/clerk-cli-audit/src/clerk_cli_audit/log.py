"""The log: one line of JSON per request, readable only by its owner."""

from __future__ import annotations

import json
import os
from datetime import datetime, timezone
from pathlib import Path

from clerk_cli.api import APIObject
from clerk_cli.plugins import Exchange


def append(exchange: Exchange, path: Path) -> None:
    """Add a line."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = json.dumps(
        {
            "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "method": exchange.method,
            "path": exchange.path,
            "status": exchange.status,
            "milliseconds": round(exchange.seconds * 1000),
            "attempt": exchange.attempt,
        }
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as stream:
        stream.write(line + "\n")


def read(path: Path) -> list[APIObject]:
    """The entries, oldest first; an empty list if the log does not exist."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
