"""Passkeys, accounts at OAuth providers and trusted devices, which only users themselves add.

The Backend API shows and removes them. In a sandbox they come from a seed: its users may have the
fields of ``SEED_FIELDS`` besides those of ``POST /users``.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from clerk_cli.operations import Schema
from clerk_cli_sandbox.http.schemas import Body
from clerk_cli_sandbox.http.timestamps import DAY
from clerk_cli_sandbox.identity.user_objects import EMAIL
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject

PASSKEYS, ACCOUNTS = "passkeys", "external_accounts"
"""The members of a user that list them."""

DEVICES, TOKENS = "_trusted_devices", "_oauth_tokens"
"""The hidden members of a user: the devices, and the tokens by the ids of the accounts."""

PROVIDER = r"^oauth_(?:(?:token_)|(?:custom_))?[a-z]+$"
PROVIDERS = frozenset(
    {
        "apple", "atlassian", "bitbucket", "box", "coinbase", "discord", "dropbox", "enstall",
        "expressen", "facebook", "github", "gitlab", "google", "hubspot", "huggingface",
        "instagram", "line", "linear", "linkedin", "linkedin_oidc", "microsoft", "notion", "slack",
        "spotify",
        "tiktok", "twitch", "twitter", "vercel", "x", "xero",
    }
)  # fmt: skip
"""The providers that Clerk has; an instance can define others, whose names begin with custom.

Source: https://clerk.com/docs/guides/configure/auth-strategies/social-connections/overview
"""

TOKEN_LIFETIME = DAY // 24
TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": 256}


def _objects(required: tuple[str, ...], **properties: Schema) -> Schema:
    item = {"type": "object", "required": required, "properties": properties}
    return {"type": "array", "maxItems": 100, "items": {**item, "additionalProperties": False}}


SEED_FIELDS: Mapping[str, Schema] = {
    PASSKEYS: _objects(("name",), name=TEXT),
    ACCOUNTS: _objects(
        ("provider", "email_address"),
        provider={"type": "string", "pattern": PROVIDER},
        email_address=TEXT,
        provider_user_id=TEXT,
        first_name={"type": "string"},
        last_name={"type": "string"},
        username=TEXT,
        scopes={"type": "array", "items": TEXT},
        token=TEXT,
    ),
    "trusted_devices": _objects(
        ("name", "platform"),
        name=TEXT,
        platform={"type": "string", "enum": ["ios", "android"]},
        app_identifier=TEXT,
    ),
}
"""What the users of a seed may have besides the fields of ``POST /users``."""


def add_sign_in_methods(user: JSONObject, contacts: list[JSONObject], body: Body, now: int) -> None:
    """Add what a seed says of a user.

    Args:
        user: The user, which is not stored yet.
        contacts: The email addresses of the user: those of an account are linked to it.
        body: The fields of the user.
        now: The time, in Unix milliseconds.
    """
    for fields in body.get(PASSKEYS) or ():
        user[PASSKEYS].append(_passkey(fields["name"], now))
    for fields in body.get(ACCOUNTS) or ():
        account = _account(fields, now)
        user[ACCOUNTS].append(account)
        user.setdefault(TOKENS, {})[account["id"]] = _token(fields, now)
        link = {"type": account["provider"], "id": account["identification_id"]}
        for contact in contacts:
            if contact.get(EMAIL) == account["email_address"]:
                contact["linked_to"].append(link)
    for fields in body.get("trusted_devices") or ():
        user.setdefault(DEVICES, []).append(_device(fields, now))


def is_provider(name: str) -> bool:
    """Whether a name, such as ``oauth_google``, is that of a provider of Clerk, or a custom one."""
    plain = name.removeprefix("oauth_").removeprefix("token_")
    return name.startswith("oauth_") and (plain in PROVIDERS or plain.startswith("custom_"))


def renewed_token(token: JSONObject, now: int) -> JSONObject:
    """A token that has expired, renewed as with a refresh token.

    Args:
        token: The token as stored.
        now: The time, in Unix milliseconds.
    """
    return token | {"token": _random_token(), "expires_at": now + TOKEN_LIFETIME}


def _passkey(name: str, now: int) -> JSONObject:
    return {
        "id": new_id("idn"),
        "object": "passkey",
        "name": name,
        "last_used_at": now,
        "verification": {
            "object": "verification_passkey",
            "status": "verified",
            "strategy": "passkey",
            "attempts": None,
            "expire_at": None,
        },
    }


def _account(fields: Body, now: int) -> JSONObject:
    provider, identification_id = fields["provider"], new_id("idn")
    scopes = fields.get("scopes") or ["email", "profile"]
    return {
        "object": "external_account",
        "id": new_id("eac"),
        "provider": provider,
        "identification_id": identification_id,
        "provider_user_id": fields.get("provider_user_id") or str(secrets.randbelow(10**20)),
        "approved_scopes": " ".join(scopes),
        "email_address": fields["email_address"].strip().lower(),
        "email_address_verified": True,
        "first_name": fields.get("first_name") or "",
        "last_name": fields.get("last_name") or "",
        "image_url": "",
        "username": fields.get("username"),
        "phone_number": None,
        "public_metadata": {},
        "label": None,
        "created_at": now,
        "updated_at": now,
        "verification": {
            "object": "verification_oauth",
            "status": "verified",
            "strategy": provider,
            "attempts": None,
            "expire_at": now,
        },
    }


def _token(fields: Body, now: int) -> JSONObject:
    return {
        "token": fields.get("token") or _random_token(),
        "expires_at": now + TOKEN_LIFETIME,
        "scopes": fields.get("scopes") or ["email", "profile"],
    }


def _random_token() -> str:
    return f"ya29.{secrets.token_urlsafe(48)}"


def _device(fields: Body, now: int) -> dict[str, Any]:
    return {
        "object": "trusted_device",
        "id": new_id("tdev"),
        "platform": fields["platform"],
        "app_identifier": fields.get("app_identifier") or "com.example.app",
        "name": fields["name"],
        "algorithm": "ES256",
        "status": "active",
        "created_at": now,
        "updated_at": now,
        "last_used_at": None,
        "revoked_at": None,
    }
