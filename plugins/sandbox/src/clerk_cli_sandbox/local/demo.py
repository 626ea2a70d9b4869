"""The demo data: users, their organizations, sessions and subscriptions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from clerk_cli_sandbox.application import Sandbox
from clerk_cli_sandbox.http.timestamps import DAY
from clerk_cli_sandbox.identity import passwords
from clerk_cli_sandbox.identity.sign_in_methods import add_sign_in_methods
from clerk_cli_sandbox.identity.totp import second_factors_of
from clerk_cli_sandbox.identity.user_objects import (
    EMAIL,
    PASSWORD_HASH,
    PHONE,
    USER,
    WALLET,
    admin_verification,
    new_contact,
    new_user,
)
from clerk_cli_sandbox.local.requests import send
from clerk_cli_sandbox.storage.ids import stable_id
from clerk_cli_sandbox.storage.store import Selection

NOTHING: Mapping[str, Any] = MappingProxyType({})
DEMO_PASSWORD = "correct horse battery staple"
DEMO_TOTP_SECRET, DEMO_BACKUP_CODES = "JBSWY3DPEHPK3PXP", ["demo-one", "demo-two"]
ADA, GRACE, ALAN, KATHERINE = (stable_id("user", f"demo-{number}") for number in range(4))


class DemoUser(NamedTuple):
    """A demo user.

    Args:
        name: First and last name; empty for none.
        emails: Email addresses; one that starts with ``?`` is not verified.
        phones: Phone numbers.
        age: Days since the user was created.
        last_seen: Days since the user was last active; None for never.
        members: Members of the user that differ from the defaults.
        methods: Passkeys, accounts and devices, and second factors, as in a seed.
    """

    name: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    age: int = 1
    last_seen: int | None = None
    members: Mapping[str, Any] | None = None
    methods: Mapping[str, Any] = NOTHING


USERS = (
    DemoUser("Ada Lovelace", ("ada@example.com", "countess@example.org"), ("+15550100001",), 720, 0,
           {"username": "ada", "external_id": "crm_1001", "public_metadata": {"plan": "gold"}},
           {"passkeys": [{"name": "Ada's laptop"}]}),
    DemoUser("Grace Hopper", ("grace@example.com",), (), 540, 2,
           {"username": "grace", "private_metadata": {"stripe_customer": "cus_demo_1"}}),
    DemoUser("Alan Turing", ("alan@example.com",), ("+15550100002",), 410, 9,
           {"external_id": "crm_1002"}),
    DemoUser("Katherine Johnson", ("katherine@example.com",), (), 365, 1,
           {"two_factor_enabled": True, "totp_enabled": True, "backup_code_enabled": True},
           {"totp_secret": DEMO_TOTP_SECRET, "backup_codes": DEMO_BACKUP_CODES,
            "trusted_devices": [{"name": "Katherine's phone", "platform": "ios"}]}),
    DemoUser("山田 花子", ("hanako@example.jp",), (), 200, 3, {"locale": "ja-JP"}),
    DemoUser("José Núñez", ("jose@example.es",), ("+15550100003",), 180, 30, {"locale": "es-ES"}),
    DemoUser("Margaret Hamilton", ("margaret@example.com",), (), 120, 5,
           {"public_metadata": {"plan": "silver", "beta": True}},
           {"web3_wallet": ["0x52908400098527886e0f7030069857d2e4169ee7"]}),
    DemoUser("Mallory", ("mallory@example.net",), (), 90, 88, {"banned": True}),
    DemoUser("Trent Brute", ("trent@example.net",), (), 60, 20,
           {"locked": True, "lockout_expires_in_seconds": 3600,
            "verification_attempts_remaining": 0}),
    DemoUser("", ("?new.person@example.com",), (), 14, None),
    DemoUser("", (), ("+15550100004",), 7, 6, {"username": "phone_only"}),
    DemoUser("Linus T.", ("linus@example.com",), (), 1, 0, {"external_id": "crm_1003"},
           {"external_accounts": [
               {"provider": "oauth_github", "email_address": "linus@example.com",
                "username": "linus", "scopes": ["read:user", "user:email"]}]}),
)  # fmt: skip

OTHER_OBJECTS: tuple[tuple[str, str, Any], ...] = (
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
    ("", "/sandbox/sign_ups", {"email_address": "rosalind@example.com", "first_name": "Rosalind"}),
    ("", "/invitations", {"email_address": "edsger@example.com"}),
    ("", "/waitlist_entries", {"email_address": "barbara@example.com"}),
    ("", "/blocklist_identifiers", {"identifier": "mallory@example.net"}),
    ("", "/jwt_templates",
     {"name": "hasura", "claims": {"role": "{{user.public_metadata.plan}}"}, "lifetime": 60}),
    ("worker", "/machines", {"name": "worker"}),
    ("", "/machines", {"name": "database"}),
    ("", "/oauth_applications",
     {"name": "Reports", "redirect_uris": ["https://reports.example/callback"],
      "scopes": "openid profile email offline_access"}),
)  # fmt: skip
"""Objects created through the API: a name for the id, the path, and the body."""


def load_demo(sandbox: Sandbox) -> int:
    """Load the demo data and return the number of its users; those that exist are replaced."""
    now = sandbox.now()
    password_hash = passwords.hash_password(DEMO_PASSWORD)
    with sandbox.store.transaction():
        for number, demo_user in enumerate(USERS):
            _put_user(sandbox, demo_user, number, now, password_hash)
        organizations = Selection("organization").where_equal("slug", OTHER_OBJECTS[0][2]["slug"])
        if not sandbox.store.count(organizations):
            _create_other_objects(sandbox)
    return len(USERS)


def _put_user(
    sandbox: Sandbox, demo_user: DemoUser, number: int, now: int, password_hash: str
) -> None:
    created_at = now - demo_user.age * DAY
    user = new_user(stable_id("user", f"demo-{number}"), created_at)
    first, _, last = demo_user.name.partition(" ")
    user |= {"first_name": first or None, "last_name": last or None, **(demo_user.members or {})}
    if demo_user.last_seen is not None:
        last_seen_at = now - demo_user.last_seen * DAY
        user |= {"last_active_at": last_seen_at, "last_sign_in_at": last_seen_at}
        user |= {PASSWORD_HASH: password_hash, "password_enabled": True}
        user["password_last_updated_at"] = created_at
    user |= second_factors_of(dict(demo_user.methods))
    user["mfa_enabled_at"] = created_at if user["two_factor_enabled"] else None
    contacts = []
    wallets = demo_user.methods.get(WALLET, ())
    for kind, values in ((EMAIL, demo_user.emails), (PHONE, demo_user.phones), (WALLET, wallets)):
        for index, value in enumerate(values):
            id = stable_id("idn", f"demo-{number}-{kind}-{index}")
            contact = new_contact(kind, id, user["id"], value.removeprefix("?"), created_at)
            if not value.startswith("?"):
                contact["verification"] = admin_verification()
                user[f"primary_{kind}_id"] = user[f"primary_{kind}_id"] or id
            contacts.append(contact)
    add_sign_in_methods(user, contacts, dict(demo_user.methods), created_at)
    sandbox.store.put_all([(contact["object"], contact) for contact in contacts])
    sandbox.store.put(USER, user)


def _create_other_objects(sandbox: Sandbox) -> None:
    """Create everything except the users, through the API, as a client would."""
    ids: dict[str, str] = {}
    for name, target, body in OTHER_OBJECTS:
        ids[name] = send(sandbox, "POST", target.format_map(ids), body)["id"]
    subscription = send(sandbox, "GET", f"/users/{ADA}/billing/subscription")
    (free,) = subscription["subscription_items"]
    prices = {"from_price_id": free["price_id"], "to_price_id": stable_id("cprice", "pro")}
    send(sandbox, "POST", f"/billing/subscription_items/{free['id']}/price_transition", prices)
