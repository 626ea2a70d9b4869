"""The objects that were shown last, for completion: only where the user wants it.

The setting ``completion.recent`` turns it on. There is a file for each test instance, and never one
for a live instance; it is the owner's alone, and what is older than an hour is forgotten.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clerk_cli.config.files import read_text, write_text
from clerk_cli.config.instance import kind_of
from clerk_cli.config.settings import KEY, RECENT, TRUE_WORDS, URL
from clerk_cli.errors import ConfigError
from clerk_cli.startup.locations import cache_folder

if TYPE_CHECKING:
    from clerk_cli.config.settings import Settings
    from clerk_cli.environment import Environment

MAX_AGE_SECONDS = 3600
MAX_OBJECTS = 50
NAMES = (
    "first_name", "last_name", "username", "name", "slug", "identifier", "email_address",
    "phone_number", "key", "url",
)  # fmt: skip
"""Members that tell people which object it is, the best first."""


def is_on(settings: Settings) -> bool:
    """Whether the user wants it; a value that is not valid means no."""
    return (settings.lookup(RECENT).text or "").strip().lower() in TRUE_WORDS


def record(objects: Iterable[Any], settings: Settings, environment: Environment) -> None:
    """Remember objects of a test instance; if that is not possible, they are not suggested.

    Args:
        objects: What a command shows; only API objects with an ID are remembered.
        settings: The settings, whose key was used.
        environment: The clock, and where caches are.
    """
    with suppress(ConfigError):
        if not is_on(settings) or kind_of(settings.value(KEY) or "") != "test":
            return
        now = environment.now()
        rows = [
            [now, item["object"], item["id"], label]
            for item in objects
            if isinstance(item, dict) and (label := _label(item)) is not None
        ]
        path = _path(settings, environment)
        ids = {row[2] for row in rows}
        rows += [row for row in _read(path, now) if row[2] not in ids]
        write_text(path, json.dumps(rows[:MAX_OBJECTS]))


def find(kind: str, settings: Settings, environment: Environment) -> list[tuple[str, str]]:
    """The IDs of recent objects, each with a label; runs no command to get a key.

    Args:
        kind: What they are, such as ``user`` or ``template``.
        settings: The settings of the instance.
        environment: The clock, and where caches are.
    """
    if not is_on(settings) or kind_of(settings.lookup(KEY).text or "") == "live":
        return []
    return [
        (id, label)
        for _, object_, id, label in _read(_path(settings, environment), environment.now())
        if object_ == kind or object_.endswith(f"_{kind}")
    ]


def _path(settings: Settings, environment: Environment) -> Path:
    """The file of an instance: its key as it is stored, and its URL, decide."""
    place = f"{settings.lookup(URL).text}\n{settings.lookup(KEY).text}"
    name = hashlib.sha256(place.encode()).hexdigest()[:16]
    return Path(cache_folder(environment.variables)) / f"recent-{name}.json"


def _read(path: Path, now: float) -> list[list[Any]]:
    """The objects of the last hour; none if the file cannot be used."""
    try:
        rows = json.loads(read_text(path) or "[]")
        return [row for row in rows if 0 <= now - row[0] < MAX_AGE_SECONDS and _is_text(row[1:])]
    except (ConfigError, ValueError, TypeError, LookupError):
        return []


def _is_text(row: list[Any]) -> bool:
    return len(row) == 3 and all(isinstance(item, str) and item.isprintable() for item in row)


def _label(item: dict[str, Any]) -> str | None:
    """What tells people which object it is; None for what is not an API object."""
    if not (isinstance(item.get("id"), str) and isinstance(item.get("object"), str)):
        return None
    texts = [item[name] for name in NAMES if isinstance(item.get(name), str) and item[name]]
    addresses = item.get("email_addresses")
    if not texts and isinstance(addresses, list) and addresses and isinstance(addresses[0], dict):
        texts = [str(addresses[0].get("email_address"))]
    return " ".join(texts[:2])
