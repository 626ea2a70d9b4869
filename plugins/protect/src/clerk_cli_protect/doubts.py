"""Saying what looks wrong in an expression."""

from __future__ import annotations

from collections.abc import Sequence

from clerk_cli.api import Context
from clerk_cli_protect.expressions.pointing import marked
from clerk_cli_protect.expressions.syntax import Problem

MOST_SHOWN = 5
"""How many problems of one expression are shown; whoever mends those sees the next."""


def warn_of(context: Context, expression: str, problems: Sequence[Problem]) -> None:
    """Show the first problems, each with a caret under its place."""
    for problem in problems[:MOST_SHOWN]:
        context.talk.warn(f"{problem.message}:")
        context.talk.line(marked(expression, problem, context.environment.width))
    if len(problems) > MOST_SHOWN:
        context.talk.info(f"and {len(problems) - MOST_SHOWN:,} more")
