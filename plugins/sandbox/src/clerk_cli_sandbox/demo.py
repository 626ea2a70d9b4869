"""The demo data: people, their organizations, sessions and subscriptions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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

DAY = 24 * 60 * 60 * 1000
DEMO_PASSWORD = "correct horse battery staple"
ADA, GRACE, ALAN, KATHERINE = (stable_id("user", f"demo-{number}") for number in range(4))


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


REST: tuple[tuple[str, str, Any], ...] = (
    ("engine", "/organizations",
     {"name": "Analytical Engines", "slug": "engines", "created_by": ADA,
      "public_metadata": {"plan": "team"}}),
    ("ships", "/organizations", {"name": "Navy Computing", "slug": "navy", "created_by": GRACE}),
    ("", "/organizations/{engine}/memberships", {"user_id": GRACE, "role": "org:member"}),
    ("", "/organizations/{engine}/memberships", {"user_id": ALAN, "role": "org:member"}),
    ("", "/organizations/{ships}/memberships", {"user_id": KATHERINE, "role": "org:member"}),
    ("", "/organizations/{engine}/invitations",
     {"email_address": "charles@example.com", "role": "org:admin"}),
    ("", "/organizations/{engine}/domains", {"name": "engines.example"}),
    ("", "/sessions", {"user_id": ADA}),
    ("", "/sessions", {"user_id": KATHERINE}),
    ("", "/invitations", {"email_address": "edsger@example.com"}),
    ("", "/waitlist_entries", {"email_address": "barbara@example.com"}),
    ("", "/blocklist_identifiers", {"identifier": "mallory@example.net"}),
    ("", "/jwt_templates",
     {"name": "hasura", "claims": {"role": "{{user.public_metadata.plan}}"}, "lifetime": 60}),
    ("worker", "/machines", {"name": "worker"}),
    ("", "/machines", {"name": "database"}),
)  # fmt: skip
"""What is made through the API: a name for the id, the path, and the body."""


def plant_demo(sandbox: Sandbox) -> int:
    """Add the demo data, and tell how many users there are."""
    now = sandbox.now()
    kept = passwords.hash_password(DEMO_PASSWORD)
    with sandbox.store.transaction():
        for number, person in enumerate(PEOPLE):
            _plant_person(sandbox, person, number, now, kept)
        _plant_the_rest(sandbox)
    return len(PEOPLE)


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


def _plant_the_rest(sandbox: Sandbox) -> None:
    """Everything but the people, through the API, as a client would make it."""
    ids: dict[str, str] = {}
    for name, target, body in REST:
        made = _post(sandbox, target.format_map(ids), body)
        ids[name] = made["id"]
    subscription = _send(sandbox, "GET", f"/users/{ADA}/billing/subscription")
    (free,) = subscription["subscription_items"]
    prices = {"from_price_id": free["price_id"], "to_price_id": stable_id("cprice", "pro")}
    _post(sandbox, f"/billing/subscription_items/{free['id']}/price_transition", prices)


def _post(sandbox: Sandbox, target: str, body: Any) -> Any:
    return _send(sandbox, "POST", target, json.dumps(body).encode())


def _send(sandbox: Sandbox, method: str, target: str, body: bytes = b"") -> Any:
    headers = {"authorization": "Bearer sk_test_seed"}
    answer = sandbox.handle(Call(method, f"/v1{target}", headers, body))
    if answer.status != 200:
        raise RuntimeError(f"the demo data is wrong at {target}: {answer.body.decode()}")
    return json.loads(answer.body)
