"""Where rules stand: new ones among the others, and all of them in another order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from clerk_cli.api import APIObject, ClerkError, UsageError
from clerk_cli_protect.ruleset import Ruleset, Snapshot

Plan: TypeAlias = Callable[[Snapshot], list[str]]
"""Gives the ids of rules in the order that is wanted."""


@dataclass(frozen=True)
class Place:
    """Where a rule is to stand; at most one of these is given.

    Args:
        before: The id of the rule after it.
        after: The id of the rule before it.
        index: How many rules stand before it.
        to: Its position, counted from 1 as in tables.
        top: Whether it is the first.
        bottom: Whether it is the last.
    """

    before: str | None = None
    after: str | None = None
    index: int | None = None
    to: int | None = None
    top: bool = False
    bottom: bool = False

    @property
    def given(self) -> list[str]:
        """The options that say where."""
        named = ("before", "after", "index", "to", "top", "bottom")
        return [f"--{name}" for name in named if _is_given(getattr(self, name))]

    def among(self, others: Snapshot) -> int:
        """How many of the other rules stand before it.

        Raises:
            UsageError: There is no such rule or index.
        """
        if self.before is not None:
            return others.place(self.before)
        if self.after is not None:
            return others.place(self.after) + 1
        last = len(others.rules)
        for name, given, first in (("--index", self.index, 0), ("--to", self.to, 1)):
            if given is None:
                continue
            if given > last + first:
                raise UsageError(
                    f"{name}: {given} is beyond the end of {others.ruleset}",
                    hint=f"Give {first} for the first place up to {last + first} for the last.",
                )
            return given - first
        return 0 if self.top else last


def add_at(ruleset: Ruleset, body: APIObject, place: Place) -> tuple[APIObject, int]:
    """Add a rule where it is wanted, and see to it that it stands there.

    Whether the server heeds a position, and whether it counts from 0 or 1, is not known. So the
    rules are read again, and ordered if need be.

    Returns:
        The rule, and how many rules stand before it.
    """
    wanted = place.among(ruleset.read())
    rule = ruleset.create({**body, "position": wanted})
    now = ruleset.read()
    found = now.place(str(rule.get("id")))
    if found == _index(now, str(rule["id"]), place):
        return rule, found
    try:
        ids = ruleset.order(moving(str(rule["id"]), place), now)
    except ClerkError as error:
        error.hint = (
            f"Rule {rule['id']} exists, but as number {found + 1}. "
            f"Move it with: clerk protect rules reorder {ruleset.name} --move {rule['id']} …"
        )
        raise
    return rule, ids.index(str(rule["id"]))


def moving(rule_id: str, place: Place) -> Plan:
    """A plan that moves one rule and leaves the order of the others."""

    def plan(snapshot: Snapshot) -> list[str]:
        snapshot.place(rule_id)
        ids = [id for id in snapshot.ids if id != rule_id]
        ids.insert(_index(snapshot, rule_id, place), rule_id)
        return ids

    return plan


def exactly(ids: list[str], origin: str) -> Plan:
    """A plan that is a complete list; it holds only for these very rules.

    Args:
        ids: The list.
        origin: Where it comes from, for messages.
    """

    def plan(snapshot: Snapshot) -> list[str]:
        for id in ids:
            snapshot.place(id)
        if missing := [id for id in snapshot.ids if id not in ids]:
            raise UsageError(
                f"{origin} must name every rule of {snapshot.ruleset}",
                hint=f"Missing: {', '.join(missing)}. To move one rule use --move.",
            )
        return ids

    return plan


def _index(snapshot: Snapshot, rule_id: str, place: Place) -> int:
    others = [rule for rule in snapshot.rules if rule.get("id") != rule_id]
    return place.among(Snapshot(snapshot.ruleset, others, None))


def _is_given(value: object) -> bool:
    """Whether an option was given; 0 is a place like any other."""
    return value is not None and value is not False
