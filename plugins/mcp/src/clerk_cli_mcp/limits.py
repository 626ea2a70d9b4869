"""What agents are allowed to change, and how often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from clerk_cli.api import UsageError
from clerk_cli_mcp.offers import DESTROYS, READS, WRITES, Offer
from clerk_cli_mcp.refusals import RefusedError

ALL = "all"
PERMISSIONS = {"write": WRITES, "destroy": DESTROYS}
DELETES = "deletes"
BUDGETS = {DELETES: (DESTROYS,), "writes": (WRITES, DESTROYS)}
"""The effects that each budget counts."""


class Permissions(NamedTuple):
    """What ``--allow`` allows besides reading.

    Args:
        allowed: Pairs of a group, or ``all``, and an effect.
        read_only: What forbids all changes, such as ``CLERK_READONLY``; None if nothing does.
    """

    allowed: frozenset[tuple[str, str]] = frozenset()
    read_only: str | None = None

    @classmethod
    def parse(cls, rules: Iterable[str], groups: Sequence[str]) -> Permissions:
        """Read the values of ``--allow``.

        Args:
            rules: Such as ``users:write``.
            groups: The groups that exist.

        Raises:
            UsageError: One is not valid.
        """
        allowed = set()
        for text in rules:
            group, _, permission = text.strip().partition(":")
            if permission not in PERMISSIONS:
                raise UsageError(
                    f'--allow: "{text}" is not GROUP:write or GROUP:destroy',
                    hint="Write, for example, --allow users:write,users:destroy",
                )
            if group not in (ALL, *groups):
                raise UsageError(
                    f'--allow: "{group}" is not a group with commands for agents',
                    hint=f"Use one of {', '.join([*groups, ALL])}.",
                )
            allowed.add((group, PERMISSIONS[permission]))
        return cls(frozenset(allowed))

    def limited_by(self, read_only: str | None) -> Permissions:
        """The same, or nothing if a setting forbids changes.

        Args:
            read_only: Where that setting comes from; None if there is none.
        """
        return self if read_only is None else Permissions(read_only=read_only)

    def allows(self, offer: Offer, effect: str) -> bool:
        """Whether a command may run.

        Args:
            offer: The command.
            effect: What it does.
        """
        pairs = {(offer.group, effect), (ALL, effect)}
        return effect == READS or not self.allowed.isdisjoint(pairs)

    def allows_any(self, effect: str) -> bool:
        """Whether any command with an effect may run."""
        return any(allowed == effect for _, allowed in self.allowed)

    def require(self, offer: Offer, effect: str) -> None:
        """Refuse a command that may not run.

        Args:
            offer: The command.
            effect: What it does with the arguments of the call.

        Raises:
            RefusedError: The option is missing that allows it.
        """
        if self.allows(offer, effect):
            return
        what = described_effect(offer, effect)
        if self.read_only is not None:
            raise RefusedError(
                "not_allowed",
                f"{what}, and {self.read_only} allows only reading",
                "Do not try another way. Only the user can change that.",
            )
        word = next(word for word, allowed in PERMISSIONS.items() if allowed == effect)
        raise RefusedError(
            "not_allowed",
            f"{what}, which this server does not allow",
            "Do not try another way. The user can start the server with "
            f"--allow {offer.group}:{word}",
        )

    def __str__(self) -> str:
        if not self.allowed:
            return f"nothing, by {self.read_only}" if self.read_only else "nothing"
        words = {effect: word for word, effect in PERMISSIONS.items()}
        return ", ".join(sorted(f"{group}:{words[effect]}" for group, effect in self.allowed))


class Budget:
    """How many changes are left.

    Args:
        limits: The limits by name; a name without one is unlimited.
    """

    def __init__(self, limits: dict[str, int]) -> None:
        self.left = dict(limits)

    @classmethod
    def parse(cls, entries: Iterable[str]) -> Budget:
        """Read the values of ``--budget``.

        Args:
            entries: Such as ``deletes=5``.

        Raises:
            UsageError: One is not valid.
        """
        limits = {}
        for text in entries:
            name, _, number = text.strip().partition("=")
            if name not in BUDGETS or not (number.isascii() and number.isdecimal()):
                raise UsageError(
                    f'--budget: "{text}" is not valid',
                    hint=f"Write {' or '.join(f'{name}=N' for name in BUDGETS)}.",
                )
            if name in limits:
                raise UsageError(f"--budget: there are two limits for {name}")
            limits[name] = int(number)
        return cls(limits)

    def require(self, effect: str, count: int) -> None:
        """Refuse a change for which too little is left.

        Args:
            effect: What the command does.
            count: How many objects it changes.

        Raises:
            RefusedError: The budget is spent.
        """
        for name in self._budgets_of(effect):
            if self.left[name] < count:
                raise RefusedError(
                    "budget",
                    f"the budget for {name} has {self.left[name]} left, and this needs {count}",
                    "Stop and tell the user. A new budget requires restarting the server "
                    "with --budget.",
                )

    def spend(self, effect: str, count: int) -> None:
        """Count a change, whether it succeeds or not.

        Args:
            effect: What the command does.
            count: How many objects it changes.

        Raises:
            RefusedError: The budget is spent.
        """
        self.require(effect, count)
        for name in self._budgets_of(effect):
            self.left[name] -= count

    def _budgets_of(self, effect: str) -> list[str]:
        return [name for name in self.left if effect in BUDGETS[name]]


def described_effect(offer: Offer, effect: str) -> str:
    """What a command does, in words: ``users update destroys with these arguments``."""
    return f"{offer.name} {effect}{'' if effect == offer.effect else ' with these arguments'}"
