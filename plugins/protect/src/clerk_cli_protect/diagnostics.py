"""Showing the diagnostics of an expression."""

from __future__ import annotations

from collections.abc import Sequence

from clerk_cli.api import ClerkError, Context
from clerk_cli_protect.expressions.annotate import underline
from clerk_cli_protect.expressions.lint import lint
from clerk_cli_protect.expressions.syntax import Diagnostic
from clerk_cli_protect.schema.model import fetch_schema

MAX_PRINTED = 5


def print_diagnostics(context: Context, expression: str, diagnostics: Sequence[Diagnostic]) -> None:
    """Print the first diagnostics of an expression, each with the code it is about."""
    for diagnostic in diagnostics[:MAX_PRINTED]:
        context.messages.warn(f"{diagnostic.message}:")
        context.messages.line(underline(expression, diagnostic, context.environment.width))
    if len(diagnostics) > MAX_PRINTED:
        context.messages.info(f"{len(diagnostics) - MAX_PRINTED:,} more problems not shown")


def schema_diagnostics(context: Context, ruleset: str, expression: str) -> list[Diagnostic]:
    """What the schema says about an expression that the API rejected.

    The schema is fetched only then, so that a valid expression costs no extra request. If it
    cannot be fetched, the API's own error is all there is.
    """
    try:
        event_type = fetch_schema(context).event_type(ruleset)
    except ClerkError as error:
        context.messages.info(f"Could not check the expression against the schema: {error.message}")
        return []
    syntax_diagnostics = lint(expression, None)
    return [
        diagnostic
        for diagnostic in lint(expression, event_type)
        if diagnostic not in syntax_diagnostics
    ]
