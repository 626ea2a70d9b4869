"""Saying what looks wrong in an expression."""

from __future__ import annotations

from collections.abc import Sequence

from clerk_cli.api import ClerkError, Context
from clerk_cli_protect.command import event_of
from clerk_cli_protect.expressions.lint import lint
from clerk_cli_protect.expressions.pointing import marked
from clerk_cli_protect.expressions.syntax import Problem

MOST_SHOWN = 5
"""How many problems of one expression are shown; whoever mends those sees the next."""


def warn_of(context: Context, expression: str, problems: Sequence[Problem]) -> None:
    """Show the first problems, each with a caret under its place."""
    for problem in problems[:MOST_SHOWN]:
        context.messages.warn(f"{problem.message}:")
        context.messages.line(marked(expression, problem, context.environment.width))
    if len(problems) > MOST_SHOWN:
        context.messages.info(f"and {len(problems) - MOST_SHOWN:,} more")


def unknown_to_schema(context: Context, ruleset: str, expression: str) -> list[Problem]:
    """What an expression that the API refused has, beyond mistakes in the language itself.

    The schema is read only now: an expression that is right costs no request. The API's own error
    is shown whatever happens here.
    """
    from clerk_cli_protect.schema import fetch_schema

    try:
        event = event_of(fetch_schema(context), ruleset)
    except ClerkError as error:
        context.messages.info(f"The schema cannot be read either: {error.message}")
        return []
    known = lint(expression, None)
    return [problem for problem in lint(expression, event) if problem not in known]
