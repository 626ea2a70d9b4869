"""How rules, and the results of checking them, look as tables."""

from __future__ import annotations

from clerk_cli.api import APIObject, Column, View, date_time
from clerk_cli_protect.api import expression_of

DESCRIPTION_LENGTH = 60
RULE_FIELDS = (
    "object", "id", "action", "expression", "description", "position", "created_at@", "updated_at@",
)  # fmt: skip
"""The members of a rule."""


def one_line(rule: APIObject) -> str:
    """The expression of a rule on one line."""
    return " ".join(expression_of(rule).split())


def describe_rule(rule: APIObject) -> str:
    """What a question says about a rule: its description, else its expression."""
    text = str(rule.get("description") or one_line(rule))
    return text if len(text) <= DESCRIPTION_LENGTH else f"{text[: DESCRIPTION_LENGTH - 1]}…"


RULE = View(
    details=(
        Column("Rule", "id"),
        Column("Action", "action"),
        Column("Expression", one_line),
        Column("Description", "description"),
        Column("Created", "created_at", date_time),
        Column("Updated", "updated_at", date_time),
    ),
)
RULES = View(
    columns=(
        Column("ID", "id"),
        Column("POS", "position"),
        Column("ACTION", "action", is_status=True),
        Column("EXPRESSION", one_line, truncatable=True),
        Column("DESCRIPTION", "description", truncatable=True, optional=True),
    ),
    details=(*RULE.details[:1], Column("Position", "position"), *RULE.details[1:]),
    empty="No rules found",
)
RULES_OF_ALL_RULESETS = View(
    columns=(Column("RULESET", "ruleset"), *RULES.columns), empty=RULES.empty
)
MATCH = View(details=(Column("Matches", "matches"), Column("Reason", "reason")))
PROBLEMS = View(
    columns=(
        Column("RULE", "id"),
        Column("LINE", "line"),
        Column("COLUMN", "column"),
        Column("PROBLEM", "problem"),
    ),
    empty="No problems found",
)


def numbered(rules: list[APIObject], first: int = 1) -> list[APIObject]:
    """Rules with their positions for a table, counted from 1: the API may count from 0, or not."""
    return [{**rule, "position": position} for position, rule in enumerate(rules, first)]
