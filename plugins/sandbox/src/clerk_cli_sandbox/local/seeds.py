"""Seeds, the initial data of a sandbox: demo data, nothing, or the users in a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from clerk_cli.api import ConfigError, UsageError
from clerk_cli_sandbox.application import HTTPRequest, Sandbox

DEMO, EMPTY = "demo", "empty"
HEADERS = {"authorization": "Bearer sk_test_seed"}


def load_seed(sandbox: Sandbox, seed: str, directory: Path) -> int:
    """Load a seed and return the number of its users.

    Args:
        sandbox: The sandbox to load it into.
        seed: ``demo``, ``empty``, or the path to a JSON file.
        directory: The directory that a relative path starts from.

    Raises:
        ConfigError: The file is not valid; then nothing is loaded.
        UsageError: The file does not exist.
    """
    if seed == EMPTY:
        return 0
    if seed == DEMO:
        from clerk_cli_sandbox.local.demo import load_demo

        return load_demo(sandbox)
    return _load_file(sandbox, directory / seed)


def _load_file(sandbox: Sandbox, path: Path) -> int:
    users = _read_users(path)
    with sandbox.store.bulk_transaction():
        for index, user in enumerate(users):
            body = json.dumps(user).encode()
            response = sandbox.handle(HTTPRequest("POST", "/v1/users", HEADERS, body))
            if response.status != 200:
                error = json.loads(response.body)["errors"][0]
                field = error["meta"].get("param_name", "")
                place = f"users[{index}]{'.' + field if field else ''}"
                raise ConfigError(f"{path}: {place}: {error['long_message']}")
    return len(users)


def _read_users(path: Path) -> list[Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise UsageError(
            f"the seed {path} does not exist",
            hint="A seed is demo, empty, or the path to a JSON file.",
        ) from None
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot read {path} as JSON: {error}") from error
    users = data.get("users") if isinstance(data, dict) else None
    if not isinstance(users, list) or not all(isinstance(user, dict) for user in users):
        raise ConfigError(
            f"{path} is not a valid seed",
            hint='A seed looks like {"users": [{"email_address": ["a@b.co"]}]}.',
        )
    return users
