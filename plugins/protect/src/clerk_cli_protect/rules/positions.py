"""The position of a rule in its ruleset, and the new order that follows from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from clerk_cli.api import APIObject, ClerkError, UsageError
from clerk_cli_protect.api import RulesetClient, Snapshot

OrderPlan: TypeAlias = Callable[[Snapshot], list[str]]
"""Returns the IDs of rules in their new order."""


class Position(NamedTuple):
    """Where to put a rule among the others of its ruleset.

    Args:
        option: The option that says where, such as ``--before``; empty for the end.
        value: The option's value: a rule ID or a number; empty if it takes none.
    """

    option: str = ""
    value: str | int = ""

    def index_among(self, others: Snapshot) -> int:
        """The number of other rules before the position.

        Raises:
            UsageError: The rule it refers to does not exist, or it is past the end.
        """
        match self.option:
            case "--before":
                return others.index_of(str(self.value))
            case "--after":
                return others.index_of(str(self.value)) + 1
            case "--index":
                return self._checked_index(others, first=0)
            case "--to":
                return self._checked_index(others, first=1)
            case "--top":
                return 0
            case _:
                return len(others.rules)

    def _checked_index(self, others: Snapshot, first: int) -> int:
        index, last = int(self.value) - first, len(others.rules)
        if index > last:
            raise UsageError(
                f"{self.option} must be at most {last + first} in {others.ruleset}, "
                f"not {self.value}",
                hint=f"The first position is {first}.",
            )
        return index


def requested_positions(**options: str | int | None) -> list[Position]:
    """The positions that options request; unset options and flags request none.

    Args:
        **options: The values of options by name, such as ``before``.
    """
    return [
        Position(f"--{name}", "" if value is True else value)
        for name, value in options.items()
        if value is not None and value is not False
    ]


def create_at(ruleset: RulesetClient, body: APIObject, position: Position) -> tuple[APIObject, int]:
    """Create a rule at a position.

    The server may ignore a position, or count from 1. So the rules are read again, and reordered
    if necessary.

    Returns:
        The rule, and the number of rules before it.
    """
    index = position.index_among(ruleset.read())
    rule = ruleset.create({**body, "position": index})
    rule_id = str(rule.get("id"))
    snapshot = ruleset.read()
    if ruleset.is_dry_run:
        snapshot.rules.insert(index, rule)
    actual_index = snapshot.index_of(rule_id)
    if actual_index == _target_index(snapshot, rule_id, position):
        return rule, actual_index
    try:
        ids = ruleset.reorder(plan_move(rule_id, position), snapshot)
    except ClerkError as error:
        error.hint = (
            f"Rule {rule_id} was created, but at position {actual_index + 1}. "
            f"Move it with: clerk protect rules reorder {ruleset.name} --move {rule_id} …"
        )
        raise
    return rule, ids.index(rule_id)


def plan_move(rule_id: str, position: Position) -> OrderPlan:
    """A plan that moves one rule and keeps the order of the others."""

    def plan(snapshot: Snapshot) -> list[str]:
        snapshot.index_of(rule_id)
        ids = [other for other in snapshot.ids if other != rule_id]
        ids.insert(_target_index(snapshot, rule_id, position), rule_id)
        return ids

    return plan


def plan_exact_order(ids: list[str], source: str) -> OrderPlan:
    """A plan that lists every rule; it fails if rules were added.

    Args:
        ids: The IDs.
        source: Where they come from, for messages.
    """

    def plan(snapshot: Snapshot) -> list[str]:
        for rule_id in ids:
            snapshot.index_of(rule_id)
        if missing := [rule_id for rule_id in snapshot.ids if rule_id not in ids]:
            raise UsageError(
                f"{source} must list every rule in {snapshot.ruleset}",
                hint=f"Missing: {', '.join(missing)}. To move one rule, use --move.",
            )
        return ids

    return plan


def _target_index(snapshot: Snapshot, rule_id: str, position: Position) -> int:
    others = [rule for rule in snapshot.rules if rule.get("id") != rule_id]
    return position.index_among(Snapshot(snapshot.ruleset, others))
