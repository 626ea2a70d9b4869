"""Shortcodes such as ``{{user.id}}`` in the claims of JWT templates.

Source: https://clerk.com/docs/guides/sessions/jwt-templates
"""

from __future__ import annotations

import json
import re
from typing import Any

from clerk_cli_sandbox.identity.user_objects import EMAIL, IDENTIFIERS, PHONE, is_verified
from clerk_cli_sandbox.storage.store import JSONObject

EXPRESSION = r"\{\{((?:'[^']*'|[^'{}])*)\}\}"
OPERAND = r"'[^']*'|[^\s|']+"
NUMBER = r"-?[0-9]+(\.[0-9]+)?"
LITERALS = {"true": True, "false": False}

COPIED = (
    "id", "external_id", "first_name", "last_name", "username", "image_url", "has_image",
    "two_factor_enabled", "public_metadata", "unsafe_metadata",
)  # fmt: skip
"""The members of a user that templates see unchanged; private metadata is not among them."""

TIMES = ("created_at", "updated_at", "last_sign_in_at")
PRIMARY = {EMAIL: "email_verified", PHONE: "phone_number_verified"}


def replace_shortcodes(claims: Any, values: JSONObject) -> Any:
    """Claims with their shortcodes replaced; those that do not exist become null.

    A string that consists of one shortcode becomes the value itself, whatever its type.

    Args:
        claims: The claims of a template.
        values: What the shortcodes start from, such as ``user``.
    """
    if isinstance(claims, dict):
        return {name: replace_shortcodes(value, values) for name, value in claims.items()}
    if isinstance(claims, list):
        return [replace_shortcodes(item, values) for item in claims]
    if not isinstance(claims, str):
        return claims
    if match := re.fullmatch(EXPRESSION, claims):
        return _evaluate(match.group(1), values)
    return re.sub(EXPRESSION, lambda match: _text(_evaluate(match.group(1), values)), claims)


def user_values(user: JSONObject, organizations: JSONObject) -> JSONObject:
    """What ``user`` stands for.

    Args:
        user: The user, as the API shows it.
        organizations: The keys of the user's roles, by the ids of the organizations.
    """
    values = {name: user[name] for name in COPIED}
    values |= {name: user[name] and user[name] // 1000 for name in TIMES}
    names = [name for name in (user["first_name"], user["last_name"]) if name]
    values |= {"full_name": " ".join(names) or None, "organizations": organizations}
    for kind, plural in IDENTIFIERS.items():
        primary_id = user[f"primary_{kind}_id"]
        contact = next((row for row in user[plural] if row["id"] == primary_id), None)
        values[f"primary_{kind}"] = contact[kind] if contact else None
        if kind in PRIMARY:
            values[PRIMARY[kind]] = contact is not None and is_verified(contact)
    return values


def _evaluate(expression: str, values: JSONObject) -> Any:
    """The first operand that is neither null nor false, else the last one."""
    result = None
    for operand in re.findall(OPERAND, expression):
        result = _operand(operand, values)
        if result is not None and result is not False:
            break
    return result


def _operand(text: str, values: Any) -> Any:
    if text.startswith("'"):
        return text[1:-1]
    if text in LITERALS or re.fullmatch(NUMBER, text):
        return LITERALS[text] if text in LITERALS else json.loads(text)
    for name in text.split("."):
        values = values.get(name) if isinstance(values, dict) else None
    return values


def _text(value: Any) -> str:
    """A value within a string."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
