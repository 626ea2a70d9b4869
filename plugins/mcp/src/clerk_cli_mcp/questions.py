"""What the user reads before something is removed. Agents choose the values in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from clerk_cli.api import clean
from clerk_cli_mcp.journal import masked_arguments, without_secrets
from clerk_cli_mcp.offers import Offer
from clerk_cli_mcp.refusals import RefusedError

MAX_CHARACTERS = 80
"""Characters of one value in a question."""


def require_typeable(expected: str) -> None:
    """Refuse what nobody could type as it is shown.

    Args:
        expected: What the user would have to type.

    Raises:
        RefusedError: It is long, has invisible characters, or spaces around it.
    """
    if (
        len(expected) > MAX_CHARACTERS
        or expected != clean(expected)
        or expected != expected.strip()
    ):
        raise RefusedError(
            "cannot_confirm",
            "the user could not type this to confirm it: it is too long, or has spaces around it, "
            "line breaks, or invisible characters",
            "Name the object by its ID.",
        )


def question_for(offer: Offer, arguments: Mapping[str, Any], profile: str, expected: str) -> str:
    """The question for the user.

    Args:
        offer: The command.
        arguments: The arguments of the call, by name.
        profile: The profile.
        expected: What the user has to type.
    """
    shown = masked_arguments(offer, arguments) | {
        name: json.dumps(without_secrets(value), ensure_ascii=False)
        for name, value in arguments.items()
        if isinstance(value, (dict, list)) and offer.parameters[name].type == "json"
    }
    values = ", ".join(f"{_bounded(name)}: {_text(value)}" for name, value in shown.items())
    return (
        f"An agent wants to run clerk {offer.name} on profile {_bounded(profile)}"
        f"{f' ({values})' if values else ''}. "
        f"{offer.described['summary']}. Type {expected} to confirm."
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return _bounded(", ".join(map(str, value)))
    return _bounded(str(value))


def _bounded(text: str) -> str:
    """A text on one line, with an end that is cut off if it is long."""
    shown = clean(text[: MAX_CHARACTERS + 1])
    return shown if len(shown) <= MAX_CHARACTERS else f"{shown[: MAX_CHARACTERS - 1]}…"
