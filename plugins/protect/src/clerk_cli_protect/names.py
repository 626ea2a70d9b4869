"""The names of rulesets, event types and actions."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

RulesetName: TypeAlias = Literal["ALL", "SIGN_IN", "SIGN_UP", "SMS", "EMAIL"]
"""A ruleset, and the event type whose events it is evaluated for; ALL is for every event type."""

ActionName: TypeAlias = Literal["BLOCK", "CHALLENGE", "ALLOW"]

RULESETS: tuple[RulesetName, ...] = get_args(RulesetName)
ALL = "ALL"
EVENT_TYPE_DESCRIPTIONS = {
    "ALL": "every event",
    "SIGN_IN": "sign-in attempts",
    "SIGN_UP": "sign-ups",
    "SMS": "requests for a code by SMS",
    "EMAIL": "requests for a code by email",
}


def labeled(event_type: str) -> str:
    """An event type with its description, to choose from in a list."""
    return f"{event_type}  {EVENT_TYPE_DESCRIPTIONS.get(event_type, '')}".rstrip()
