"""Saying what looks wrong in an expression."""

from __future__ import annotations

from collections.abc import Sequence

from clerk_cli.api import Context
from clerk_cli_protect.expressions.syntax import Problem, pointed_at


def warn_of(context: Context, expression: str, problems: Sequence[Problem]) -> None:
    """Show each problem with a caret under its place."""
    for problem in problems:
        context.talk.warn(f"{problem.message}:")
        context.talk.line(pointed_at(expression, Problem("", problem.span)).rstrip())
