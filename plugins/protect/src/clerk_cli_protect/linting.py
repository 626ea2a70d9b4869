"""What ``rules lint`` and ``rules test`` do."""

from __future__ import annotations

from clerk_cli.api import APIObject, Context, ExitStatus, Listing, Outcome, UsageError
from clerk_cli_protect.command import event_of, expression_of
from clerk_cli_protect.doubts import warn_of
from clerk_cli_protect.expressions.evaluate import UndecidedError, matches
from clerk_cli_protect.expressions.lint import lint
from clerk_cli_protect.expressions.parser import parse
from clerk_cli_protect.expressions.pointing import pointed_at
from clerk_cli_protect.expressions.syntax import ExpressionError, Problem
from clerk_cli_protect.ruleset import Ruleset
from clerk_cli_protect.schema import fetch_schema


def lint_rules(ruleset: str, expression: str | None, context: Context) -> Outcome:
    """The problems of an expression, or of every rule of a ruleset."""
    event = event_of(fetch_schema(context), ruleset)
    if expression is not None:
        rules: list[APIObject] = [{"id": "--expression", "expression": expression}]
    else:
        rules = Ruleset(context, ruleset).read().rules
    found: list[APIObject] = []
    for rule in rules:
        text = expression_of(rule)
        problems = lint(text, event)
        if context.format.for_people:
            warn_of(context, text, problems)
        found += [{"id": rule.get("id"), **_described(text, problem)} for problem in problems]
    status = ExitStatus.FAILED if found else ExitStatus.OK
    return Outcome(Listing(found, len(found)), status=status)


def _described(text: str, problem: Problem) -> APIObject:
    """A problem and where it is; lines and columns are counted from 1."""
    before = text[: problem.span.start]
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return {"line": line, "column": column, "problem": problem.message}


def judge(expression: str, event: APIObject) -> Outcome:
    """Whether an expression matches an event, and why that cannot be told.

    Raises:
        UsageError: The expression cannot be read.
    """
    try:
        node = parse(expression).node
    except ExpressionError as error:
        raise UsageError(
            "--expression cannot be read", hint=pointed_at(expression, error.problem)
        ) from None
    try:
        return Outcome({"matches": matches(node, event), "reason": None})
    except UndecidedError as error:
        return Outcome({"matches": None, "reason": str(error)}, status=ExitStatus.FAILED)
