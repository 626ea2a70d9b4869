"""What a fresh sandbox holds: demo users, nothing, or the users of a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clerk_cli.api import ConfigError, UsageError
from clerk_cli_sandbox import passwords
from clerk_cli_sandbox.application import Call, Sandbox
from clerk_cli_sandbox.identifiers import stable_id
from clerk_cli_sandbox.resources.user_objects import (
    EMAIL,
    PASSWORD,
    PHONE,
    USER,
    admin_verification,
    blank_contact,
    blank_user,
)

DEMO, EMPTY = "demo", "empty"
DAY = 24 * 60 * 60 * 1000
DEMO_PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Person:
    """A demo user.

    Args:
        name: First and last name; empty for none.
        emails: Email addresses; one that begins with ``?`` is not verified.
        phones: Phone numbers.
        age: Days since the user was made.
        seen: Days since the user was last active; None for never.
        members: Members of the user that differ from a blank one.
    """

    name: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    age: int = 1
    seen: int | None = None
    members: Mapping[str, Any] | None = None


PEOPLE = (
    Person("Ada Lovelace", ("ada@example.com", "countess@example.org"), ("+15550100001",), 720, 0,
           {"username": "ada", "external_id": "crm_1001", "public_metadata": {"plan": "gold"}}),
    Person("Grace Hopper", ("grace@example.com",), (), 540, 2,
           {"username": "grace", "private_metadata": {"stripe_customer": "cus_demo_1"}}),
    Person("Alan Turing", ("alan@example.com",), ("+15550100002",), 410, 9,
           {"external_id": "crm_1002"}),
    Person("Katherine Johnson", ("katherine@example.com",), (), 365, 1,
           {"two_factor_enabled": True, "totp_enabled": True}),
    Person("山田 花子", ("hanako@example.jp",), (), 200, 3, {"locale": "ja-JP"}),
    Person("José Núñez", ("jose@example.es",), ("+15550100003",), 180, 30, {"locale": "es-ES"}),
    Person("Margaret Hamilton", ("margaret@example.com",), (), 120, 5,
           {"public_metadata": {"plan": "silver", "beta": True}}),
    Person("Mallory", ("mallory@example.net",), (), 90, 88, {"banned": True}),
    Person("Trent Brute", ("trent@example.net",), (), 60, 20,
           {"locked": True, "lockout_expires_in_seconds": 3600,
            "verification_attempts_remaining": 0}),
    Person("", ("?new.person@example.com",), (), 14, None),
    Person("", (), ("+15550100004",), 7, 6, {"username": "phone_only"}),
    Person("Linus T.", ("linus@example.com",), (), 1, 0, {"external_id": "crm_1003"}),
)  # fmt: skip


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
        _plant_demo(sandbox)
        return len(PEOPLE)
    return _plant_file(sandbox, directory / seed)


def _plant_demo(sandbox: Sandbox) -> None:
    now = sandbox.now()
    kept = passwords.hash_password(DEMO_PASSWORD)
    with sandbox.store.transaction():
        for number, person in enumerate(PEOPLE):
            _plant_person(sandbox, person, number, now, kept)


def _plant_person(sandbox: Sandbox, person: Person, number: int, now: int, kept: str) -> None:
    created = now - person.age * DAY
    user = blank_user(stable_id("user", f"demo-{number}"), created)
    first, _, last = person.name.partition(" ")
    user |= {"first_name": first or None, "last_name": last or None, **(person.members or {})}
    if person.seen is not None:
        user |= {
            "last_active_at": now - person.seen * DAY,
            "last_sign_in_at": now - person.seen * DAY,
        }
        user |= {PASSWORD: kept, "password_enabled": True, "password_last_updated_at": created}
    for kind, values in ((EMAIL, person.emails), (PHONE, person.phones)):
        for place, value in enumerate(values):
            id = stable_id("idn", f"demo-{number}-{kind}-{place}")
            contact = blank_contact(kind, id, user["id"], value.removeprefix("?"), created)
            if not value.startswith("?"):
                contact["verification"] = admin_verification()
                user[f"primary_{kind}_id"] = user[f"primary_{kind}_id"] or id
            sandbox.store.put(kind, contact)
    sandbox.store.put(USER, user)


def _plant_file(sandbox: Sandbox, path: Path) -> int:
    entries = _read(path)
    with sandbox.store.transaction():
        for number, entry in enumerate(entries):
            answer = sandbox.handle(
                Call(
                    "POST",
                    "/v1/users",
                    {"authorization": "Bearer sk_test_seed"},
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
