"""Sending an expression that a person gave on the command line."""

from __future__ import annotations

from collections.abc import Callable

from clerk_cli.api import APIError, Context, Outcome
from clerk_cli_protect.doubts import unknown_to_schema, warn_of
from clerk_cli_protect.expressions.lint import lint
from clerk_cli_protect.ruleset import REFUSED


def send_own(
    context: Context, ruleset: str, expression: str, send: Callable[[str], Outcome]
) -> Outcome:
    """Send an expression, and where the API refuses it look for the reason in the schema.

    Args:
        context: The terminal.
        ruleset: The ruleset that the rule is for.
        expression: The expression.
        send: Sends it.

    Returns:
        What ``send`` returned.
    """
    warn_of(context, expression, lint(expression, None))
    try:
        return send(expression)
    except APIError as error:
        if error.http_status in REFUSED:
            warn_of(context, expression, unknown_to_schema(context, ruleset, expression))
        raise
