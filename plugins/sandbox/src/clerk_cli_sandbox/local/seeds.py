"""Seeds, the initial data of a sandbox: demo data, nothing, or the users in a file."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

from clerk_cli.api import ConfigError, UsageError
from clerk_cli_sandbox.application import Sandbox
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.bodies import parse_json

DEMO, EMPTY = "demo", "empty"


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
    from clerk_cli_sandbox.identity.user_imports import UserImportError, import_users

    users = _read_users(path)
    try:
        import_users(sandbox.store, users, sandbox.now)
    except UserImportError as failure:
        field = failure.error["meta"].get("param_name", "")
        place = f"users[{failure.index}]{'.' + field if field else ''}"
        raise ConfigError(f"{path}: {place}: {failure}") from None
    return len(users)


def _read_users(path: Path) -> list[Any]:
    try:
        data = parse_json(path.read_bytes().removeprefix(codecs.BOM_UTF8))
    except FileNotFoundError:
        raise UsageError(
            f"the seed {path} does not exist",
            hint="A seed is demo, empty, or the path to a JSON file.",
        ) from None
    except ErrorResponse as response:
        reason = response.errors[0]["long_message"]
        raise ConfigError(f"cannot read {path} as JSON: {reason}") from None
    except OSError as error:
        raise ConfigError(f"cannot read {path} as JSON: {error}") from error
    users = data.get("users") if isinstance(data, dict) else None
    if not isinstance(users, list) or not all(isinstance(user, dict) for user in users):
        raise ConfigError(
            f"{path} is not a valid seed",
            hint='A seed looks like {"users": [{"email_address": ["a@b.co"]}]}.',
        )
    return users
