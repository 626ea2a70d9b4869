"""The words that Protect uses: rulesets, event types and actions."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

RulesetName: TypeAlias = Literal["ALL", "SIGN_IN", "SIGN_UP", "SMS", "EMAIL"]
"""A ruleset, or an event type: each ruleset judges the events of its name, ALL every one."""

ActionName: TypeAlias = Literal["BLOCK", "CHALLENGE", "ALLOW"]

RULESETS: tuple[RulesetName, ...] = get_args(RulesetName)
MEANINGS = {
    "ALL": "every request",
    "SIGN_IN": "authentication attempts",
    "SIGN_UP": "registrations",
    "SMS": "requests for a code by SMS",
    "EMAIL": "requests for a code by email",
}
EVERYTHING = "ALL"
