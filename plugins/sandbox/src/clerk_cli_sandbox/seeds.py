"""What a fresh sandbox holds: demo data, nothing, or the users of a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from clerk_cli.api import ConfigError, UsageError
from clerk_cli_sandbox.application import Call, Sandbox

DEMO, EMPTY = "demo", "empty"
KEY = {"authorization": "Bearer sk_test_seed"}


def plant(sandbox: Sandbox, seed: str, directory: Path) -> int:
    """Add the users of a seed and tell how many there are.

    Args:
        sandbox: Where to.
        seed: ``demo``, ``empty``, or the path of a JSON file.
        directory: The folder that the path begins in.

    Raises:
        ConfigError: The file cannot be used; then nothing is added.
        UsageError: There is no such file.
    """
    if seed == EMPTY:
        return 0
    if seed == DEMO:
        from clerk_cli_sandbox.demo import plant_demo

        return plant_demo(sandbox)
    return _plant_file(sandbox, directory / seed)


def _plant_file(sandbox: Sandbox, path: Path) -> int:
    entries = _read(path)
    with sandbox.store.transaction():
        for number, entry in enumerate(entries):
            answer = sandbox.handle(
                Call(
                    "POST",
                    "/v1/users",
                    KEY,
                    json.dumps(entry).encode(),
                )
            )
            if answer.status != 200:
                first = json.loads(answer.body)["errors"][0]
                field = first["meta"].get("param_name", "")
                where = f"users[{number}]{'.' + field if field else ''}"
                raise ConfigError(f"{path}: {where}: {first['long_message']}")
    return len(entries)


def _read(path: Path) -> list[Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise UsageError(
            f"there is no seed {path}", hint="A seed is demo, empty, or the path of a JSON file."
        ) from None
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be read as JSON: {error}") from error
    users = data.get("users") if isinstance(data, dict) else None
    if not isinstance(users, list) or not all(isinstance(each, dict) for each in users):
        raise ConfigError(
            f"{path} is no seed",
            hint='It must look like {"users": [{"email_address": ["a@b.co"]}]}',
        )
    return users
