"""Sending an expression that the user wrote."""

from __future__ import annotations

from collections.abc import Callable

from clerk_cli.api import APIError, Context, Outcome
from clerk_cli_protect.api import INVALID_EXPRESSION
from clerk_cli_protect.diagnostics import print_diagnostics, schema_diagnostics
from clerk_cli_protect.expressions.lint import lint


def submit(
    context: Context, ruleset: str, expression: str, send: Callable[[str], Outcome]
) -> Outcome:
    """Send an expression; if the API rejects it, print what the schema says about it.

    Args:
        context: Prints.
        ruleset: The ruleset of the rule.
        expression: The expression.
        send: Sends it.

    Returns:
        What ``send`` returned.
    """
    print_diagnostics(context, expression, lint(expression, None))
    try:
        return send(expression)
    except APIError as error:
        if error.http_status in INVALID_EXPRESSION:
            diagnostics = schema_diagnostics(context, ruleset, expression)
            print_diagnostics(context, expression, diagnostics)
        raise
