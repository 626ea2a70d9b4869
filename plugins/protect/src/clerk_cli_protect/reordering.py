"""What ``rules reorder`` does: find the order that is wanted, and apply it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.api import Context, Listing, Note, Outcome, UsageError
from clerk_cli_protect.command import one_line
from clerk_cli_protect.ordering import exactly, moving
from clerk_cli_protect.rule_views import numbered
from clerk_cli_protect.ruleset import Ruleset, Snapshot

if TYPE_CHECKING:
    from clerk_cli.api import APIObject
    from clerk_cli_protect.ordering import Plan
    from clerk_cli_protect.rules import RulesReorder


def reorder_rules(command: RulesReorder, context: Context) -> Outcome:
    """Reorder the rules as a command line says, or as a person chooses.

    Returns:
        The rules in their new order.

    Raises:
        UsageError: The order has to be asked for, and there is no terminal.
    """
    if not (command.order or command.move or context.environment.interactive):
        raise UsageError(
            "reordering asks for the order, and this is not an interactive terminal",
            hint="Use --order id,id,… or --move id with a place.",
        )
    ruleset = Ruleset(context, command.ruleset)
    snapshot = ruleset.read()
    plan = _plan(command, snapshot, context)
    wanted = plan(snapshot)
    if wanted == snapshot.ids:
        note = Note("The rules have this order already.", "info")
    elif command.dry_run:
        note = Note("The order would be this; nothing was changed.", "info")
    else:
        wanted = ruleset.order(plan, snapshot)
        note = Note(f"Reordered {command.ruleset}.")
        snapshot = snapshot if set(wanted) == set(snapshot.ids) else ruleset.read()
    rules = [snapshot.find(id) for id in wanted]
    return Outcome(Listing(rules, len(rules)), Listing(numbered(rules)), notes=(note,))


def _plan(command: RulesReorder, snapshot: Snapshot, context: Context) -> Plan:
    if command.order:
        return exactly(command.order, "--order")
    if command.move is not None:
        return moving(command.move, command.place)
    return exactly(_chosen(snapshot, context), "your order")


def _chosen(snapshot: Snapshot, context: Context) -> list[str]:
    """Ask for one place after the other; the last rule takes the last place."""
    left = list(snapshot.rules)
    chosen: list[str] = []
    while len(left) > 1:
        choices = [(_described(rule), rule) for rule in left]
        rule = context.messages.choose(f"Number {len(chosen) + 1}", choices)
        left.remove(rule)
        chosen.append(str(rule["id"]))
    return [*chosen, *(str(rule["id"]) for rule in left)]


def _described(rule: APIObject) -> str:
    """A rule on one line, to be chosen from."""
    text = str(rule.get("description") or "")
    said = f"{rule.get('id')}  {rule.get('action')}  {one_line(rule)}"
    return f"{said}  ({text})" if text else said
