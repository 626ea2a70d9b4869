"""Seeds, the initial data of a sandbox: demo data, nothing, or the users in a file."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

from clerk_cli.api import ConfigError, UsageError
from clerk_cli_sandbox.application import Sandbox
from clerk_cli_sandbox.http.api_errors import ErrorObject, ErrorResponse
from clerk_cli_sandbox.http.bodies import parse_json
from clerk_cli_sandbox.local import DEMO, EMPTY
from clerk_cli_sandbox.local.requests import RejectedError, send


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

    users, sign_ups = _read_file(path)
    with sandbox.store.bulk_transaction():
        try:
            import_users(sandbox.store, users, sandbox.now)
        except UserImportError as failure:
            raise _invalid(path, f"users[{failure.index}]", failure.error) from None
        for index, sign_up in enumerate(sign_ups):
            try:
                send(sandbox, "POST", "/sandbox/sign_ups", sign_up)
            except RejectedError as rejection:
                raise _invalid(path, f"sign_ups[{index}]", rejection.error) from None
    return len(users)


def _invalid(path: Path, place: str, error: ErrorObject) -> ConfigError:
    """What is wrong with an object of a seed."""
    field = error["meta"].get("param_name", "")
    place = f"{place}{'.' + field if field else ''}"
    return ConfigError(f"{path}: {place}: {error['long_message']}")


def _read_file(path: Path) -> tuple[list[Any], list[Any]]:
    """The users and the sign-ups of a file."""
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
    members = data if isinstance(data, dict) else {}
    users = _objects(members.get("users"))
    sign_ups = _objects(members.get("sign_ups", []))
    if users is None or sign_ups is None:
        raise ConfigError(
            f"{path} is not a valid seed",
            hint='A seed looks like {"users": [{"email_address": ["a@b.co"]}]}.',
        )
    return users, sign_ups


def _objects(value: Any) -> list[Any] | None:
    """A list of objects; None if the value is something else."""
    are_objects = isinstance(value, list) and all(isinstance(item, dict) for item in value)
    return value if are_objects else None
