"""How rules look, and what was found in them."""

from __future__ import annotations

from clerk_cli.api import APIObject, Column, View, date_time
from clerk_cli_protect.command import one_line

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
        Column("ACTION", "action"),
        Column("EXPRESSION", one_line, truncatable=True),
        Column("DESCRIPTION", "description", truncatable=True),
    ),
    details=(*RULE.details[:1], Column("Position", "position"), *RULE.details[1:]),
    empty="No rules found",
)
ALL_RULES = View(columns=(Column("RULESET", "ruleset"), *RULES.columns), empty=RULES.empty)
JUDGED = View(details=(Column("Matches", "matches"), Column("Because", "reason")))
FOUND = View(
    columns=(
        Column("RULE", "id"),
        Column("LINE", "line"),
        Column("COLUMN", "column"),
        Column("PROBLEM", "problem"),
    ),
    empty="No problems found",
)


def numbered(rules: list[APIObject], first: int = 1) -> list[APIObject]:
    """Rules with their positions for a table, counted from 1: the API may count otherwise."""
    return [{**rule, "position": place} for place, rule in enumerate(rules, first)]
