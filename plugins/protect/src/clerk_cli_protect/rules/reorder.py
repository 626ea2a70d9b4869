"""``clerk protect rules reorder``."""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    Context,
    Csv,
    Example,
    Listing,
    Note,
    Outcome,
    UsageError,
    flag,
    option,
)
from clerk_cli_protect.api import RulesetClient, Snapshot
from clerk_cli_protect.rules.arguments import RulesetCommand
from clerk_cli_protect.rules.positions import (
    OrderPlan,
    Position,
    plan_exact_order,
    plan_move,
    requested_positions,
)
from clerk_cli_protect.rules.views import RULE_FIELDS, RULES, numbered, one_line


class RulesReorder(
    RulesetCommand,
    name="protect rules reorder",
    view=RULES,
    examples=(
        Example(
            "clerk protect rules reorder SIGN_IN --move rule_123 --top", "Move a rule to the top"
        ),
        Example(
            "clerk protect rules reorder SIGN_IN --move rule_123 --after rule_456 --dry-run",
            "Show the new order without applying it",
        ),
    ),
):
    """Reorder the rules of a ruleset; they are evaluated from top to bottom.

    In a terminal, it prompts for the rule at each position. --order takes the IDs of all rules;
    --move takes the ID of one rule, together with an option for its new position.
    """

    result_fields = RULE_FIELDS

    writes = True

    order: Csv | None = option("Comma-separated IDs of all rules in their new order", metavar="ids")
    move: str | None = option("ID of a rule to move", metavar="id")
    before: str | None = option("Move it before this rule ID", metavar="id")
    after: str | None = option("Move it after this rule ID", metavar="id")
    to: int | None = option("Move it to this position (POS); 1 is the first", minimum=1)
    top: bool = flag("Move it to the top")
    bottom: bool = flag("Move it to the bottom")

    def check(self) -> None:
        """Make sure that the options describe one order.

        Raises:
            UsageError: They describe none, or two.
        """
        positions = self._positions
        if self.order is not None and self.move is not None:
            raise UsageError("--order cannot be combined with --move")
        if positions and self.move is None:
            raise UsageError(f"{positions[0].option} requires --move")
        if self.move is not None and len(positions) != 1:
            raise UsageError("--move requires one of --before, --after, --to, --top, --bottom")
        if self.move is not None and self.move in (self.before, self.after):
            raise UsageError(f'rule "{self.move}" cannot be placed relative to itself')

    @property
    def _positions(self) -> list[Position]:
        return requested_positions(
            before=self.before, after=self.after, to=self.to, top=self.top, bottom=self.bottom
        )

    def run(self, context: Context) -> Outcome:
        """Read the rules, plan the order, and apply it unless it is the current one.

        Raises:
            UsageError: No options describe the order, and there is no terminal to prompt on.
        """
        if not (self.order or self.move or context.environment.interactive):
            raise UsageError(
                "reordering requires --order, --move, or an interactive terminal",
                hint="Use --order ID,ID,… or --move ID with a position.",
            )
        ruleset = RulesetClient(context, self.ruleset)
        snapshot = ruleset.read()
        plan = self._plan(snapshot, context)
        ids = plan(snapshot)
        if ids == snapshot.ids:
            note = Note("The rules are already in this order.", "info")
        else:
            ids = ruleset.reorder(plan, snapshot)
            if context.is_dry_run:
                context.messages.info(f"The new order would be: {', '.join(ids)}")
            note = Note(f"Reordered {self.ruleset}.")
            snapshot = snapshot if set(ids) == set(snapshot.ids) else ruleset.read()
        rules = [snapshot.rule(rule_id) for rule_id in ids]
        return Outcome(Listing(rules, len(rules)), Listing(numbered(rules)), notes=(note,))

    def _plan(self, snapshot: Snapshot, context: Context) -> OrderPlan:
        if self.order:
            return plan_exact_order(self.order, "--order")
        if self.move is not None:
            return plan_move(self.move, self._positions[0])
        return plan_exact_order(_prompt_for_order(snapshot, context), "the new order")


def _prompt_for_order(snapshot: Snapshot, context: Context) -> list[str]:
    """Ask for the rule of each position; the rule that is left comes last."""
    remaining = list(snapshot.rules)
    ids: list[str] = []
    while len(remaining) > 1:
        choices = [(_describe(rule), rule) for rule in remaining]
        rule = context.messages.choose(f"Rule at position {len(ids) + 1}", choices)
        remaining.remove(rule)
        ids.append(str(rule["id"]))
    return [*ids, *(str(rule["id"]) for rule in remaining)]


def _describe(rule: APIObject) -> str:
    """A rule on one line, to choose from in a list."""
    description = str(rule.get("description") or "")
    line = f"{rule.get('id')}  {rule.get('action')}  {one_line(rule)}"
    return f"{line}  ({description})" if description else line
