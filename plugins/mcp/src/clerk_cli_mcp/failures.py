"""Failures of a command in the words of a call: its arguments by name, no command lines."""

from __future__ import annotations

import re

from clerk_cli.api import APIObject
from clerk_cli_mcp.offers import Offer

ABOUT_LINES = re.compile(r"^Usage: |--[a-z]|\bclerk [a-z]", re.MULTILINE)
"""What a hint for somebody with a shell has, and agents cannot do."""

OPTION = re.compile(r"--([a-z][a-z-]*)")


def for_agents(error: APIObject, offer: Offer) -> APIObject:
    """A failure with the names of arguments in place of options.

    Args:
        error: The failure as the command reported it.
        offer: The command.
    """
    names = offer.parameters

    def name(match: re.Match[str]) -> str:
        return match[1] if match[1] in names else match[0]

    reported = {**error, "message": OPTION.sub(name, str(error.get("message", "")))}
    hint = OPTION.sub(name, str(error.get("hint") or ""))
    lines = [line for line in hint.split("\n") if line and not ABOUT_LINES.search(line)]
    if error.get("code") == "usage" and not lines:
        lines = [f"Arguments of {offer.name}: {', '.join(names) or 'none'}. See describe_command."]
    reported.pop("hint", None)
    return {**reported, "hint": "\n".join(lines)} if lines else reported
