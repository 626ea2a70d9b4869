"""Where rules stand: new ones among the others, and all of them in another order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clerk_cli.api import ClerkError, Context, Json, UsageError
from clerk_cli_protect.command import one_line
from clerk_cli_protect.ruleset import Ruleset, Snapshot


@dataclass(frozen=True)
class Place:
    """Where a rule is to stand; at most one of these is given.

    Args:
        before: The id of the rule after it.
        after: The id of the rule before it.
        index: How many rules stand before it.
        top: Whether it is the first.
        bottom: Whether it is the last.
    """

    before: str | None = None
    after: str | None = None
    index: int | None = None
    top: bool = False
    bottom: bool = False

    @property
    def given(self) -> list[str]:
        """The options that say where."""
        named = ("before", "after", "index", "top", "bottom")
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
        if self.index is not None and self.index > last:
            raise UsageError(
                f"--index: {self.index} is beyond the end: {others.ruleset} has {last} rules",
                hint=f"Give 0 for the first place up to {last} for the last.",
            )
        return self.index if self.index is not None else 0 if self.top else last


def add_at(ruleset: Ruleset, body: Json, place: Place) -> tuple[Json, int]:
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


def moving(rule_id: str, place: Place) -> Callable[[Snapshot], list[str]]:
    """A plan that moves one rule and leaves the order of the others."""

    def plan(snapshot: Snapshot) -> list[str]:
        snapshot.place(rule_id)
        ids = [id for id in snapshot.ids if id != rule_id]
        ids.insert(_index(snapshot, rule_id, place), rule_id)
        return ids

    return plan


def exactly(ids: list[str]) -> Callable[[Snapshot], list[str]]:
    """A plan that is a complete list; it holds only for these very rules."""

    def plan(snapshot: Snapshot) -> list[str]:
        for id in ids:
            snapshot.place(id)
        twice = [id for id in ids if ids.count(id) > 1]
        if twice:
            raise UsageError(f"--order names {twice[0]} twice")
        if missing := [id for id in snapshot.ids if id not in ids]:
            raise UsageError(
                f"--order must name every rule of {snapshot.ruleset}",
                hint=f"Missing: {', '.join(missing)}. To move one rule use --move.",
            )
        return ids

    return plan


def ask_order(snapshot: Snapshot, context: Context) -> list[str]:
    """Ask for one place after the other; the last rule takes the last place."""
    left = list(snapshot.rules)
    chosen: list[str] = []
    while len(left) > 1:
        choices = [(described(rule), rule) for rule in left]
        rule = context.talk.choose(f"Number {len(chosen) + 1}", choices)
        left.remove(rule)
        chosen.append(str(rule["id"]))
    return [*chosen, *(str(rule["id"]) for rule in left)]


def described(rule: Json) -> str:
    """A rule on one line, to be chosen from."""
    text = str(rule.get("description") or "")
    return f"{rule.get('id')}  {rule.get('action')}  {one_line(rule)}" + (
        f"  ({text})" * bool(text)
    )


def _index(snapshot: Snapshot, rule_id: str, place: Place) -> int:
    others = [rule for rule in snapshot.rules if rule.get("id") != rule_id]
    return place.among(Snapshot(snapshot.ruleset, others, None))


def _is_given(value: object) -> bool:
    """Whether an option was given; 0 is a place like any other."""
    return value is not None and value is not False
