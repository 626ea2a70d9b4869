"""``clerk protect rules …`` (reference: clerk protect rules)."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    APIError,
    APIObject,
    Context,
    Csv,
    ExitStatus,
    Listing,
    Note,
    Outcome,
    UsageError,
    argument,
    flag,
    option,
)
from clerk_cli_protect.command import ProtectCommand
from clerk_cli_protect.ordering import Place
from clerk_cli_protect.rule_views import ALL_RULES, FOUND, JUDGED, RULE, RULES, numbered
from clerk_cli_protect.ruleset import NOT_SUPPORTED, Ruleset
from clerk_cli_protect.rulesets import RULESETS, ActionName, RulesetName
from clerk_cli_protect.sample_event import SampleEvent


class RulesList(ProtectCommand, name="protect rules list", aliases=("ls",), view=RULES):
    """List all rules in a ruleset, or in all of them."""

    ruleset: RulesetName | None = argument("ALL, SIGN_IN, SIGN_UP, SMS or EMAIL")
    limit: int | None = option("Maximum number of rules to return", minimum=1, sends=None)
    after: str | None = option(
        "Pagination cursor (rule ID to start after)", metavar="id", sends=None
    )
    all_: bool = flag("List everything, whatever --limit says", sends=None)

    def check(self) -> None:
        """Refuse a cursor that belongs to no ruleset.

        Raises:
            UsageError: There is a cursor and no ruleset.
        """
        if self.after and not self.ruleset:
            raise UsageError("--after needs a ruleset: a rule ID belongs to one")

    @property
    def _most(self) -> int | None:
        return None if self.all_ else self.limit

    def run(self, context: Context) -> Outcome:
        """Read page after page; a ruleset that the instance does not have counts as empty."""
        if self.ruleset:
            return self._of_one(Ruleset(context, self.ruleset), context)
        rules: dict[str, list[APIObject]] = {}
        missing: list[APIError] = []
        failures: list[Note] = []
        for name in RULESETS:
            try:
                rules[name] = Ruleset(context, name).read(most=self._most).rules
            except APIError as error:
                if error.status is ExitStatus.AUTHENTICATION:
                    raise
                if error.http_status in NOT_SUPPORTED:
                    missing.append(error)
                    continue
                failures.append(Note(f"{name}: {error.message}", "warning"))
        if len(missing) == len(RULESETS):
            raise missing[0]
        rows = [{**rule, "ruleset": name} for name in rules for rule in numbered(rules[name])]
        return Outcome(
            {name: rules[name] for name in rules if rules[name]},
            table=Listing(rows, len(rows)),
            status=ExitStatus.FAILED if failures else ExitStatus.OK,
            notes=tuple(failures),
        )

    def _of_one(self, ruleset: Ruleset, context: Context) -> Outcome:
        """The rules of one ruleset, or those after the cursor.

        The cursor is looked up here: nobody knows whether the live API heeds it, and a server that
        does not would give rules that were seen already.
        """
        snapshot = ruleset.read(most=None if self.after else self._most)
        first = snapshot.place(self.after) + 1 if self.after else 0
        rules = snapshot.rules[first:][: self._most]
        total = len(snapshot.rules) if snapshot.is_whole else None
        notes: tuple[Note, ...] = ()
        is_cut = bool(rules) and (total is None or first + len(rules) < total)
        if is_cut and context.format.for_people:
            notes = (Note(f"There are more: --after {rules[-1].get('id')}", "info"),)
        return Outcome(Listing(rules, total), Listing(numbered(rules, first + 1)), notes=notes)

    def render_text(self, result: Listing, context: Context) -> None:
        """One table, with a column for the ruleset where it shows all of them."""
        context.show(result, RULES if self.ruleset else ALL_RULES)


class RuleCommand(ProtectCommand, view=RULE):
    """A command about one rule."""

    ruleset: RulesetName = argument("ALL, SIGN_IN, SIGN_UP, SMS or EMAIL")
    rule_id: str = argument("The rule")


class RulesGet(RuleCommand, name="protect rules get", view=RULES):
    """Get details of a specific rule."""

    def run(self, context: Context) -> Outcome:
        """Look the rule up in its ruleset: the API may not read a single one."""
        snapshot = Ruleset(context, self.ruleset).read()
        place = snapshot.place(self.rule_id)
        rule = snapshot.rules[place]
        return Outcome(rule, table={**rule, "position": place + 1})


class RulesAdd(ProtectCommand, name="protect rules add", view=RULE):
    """Add a new rule.

    In a terminal it asks for the ruleset and the expression where they are missing. With --generate
    an AI writes the expression; you accept it, have it refined, edit it, or cancel.
    """

    ruleset: RulesetName | None = argument("ALL, SIGN_IN, SIGN_UP, SMS or EMAIL")
    expression: str | None = option("Rule expression (must evaluate to boolean)", metavar="expr")
    generate: str | None = option(
        "Generate expression from natural language using AI", short="g", metavar="desc"
    )
    action: ActionName = option(
        "Action when expression is true: BLOCK, CHALLENGE or ALLOW",
        default="BLOCK",
        metavar="action",
    )
    description: str | None = option("Human-readable description", metavar="text")
    before: str | None = option("Insert before this rule ID", metavar="id")
    after: str | None = option("Insert after this rule ID", metavar="id")
    index: int | None = option(
        "Insert at specific index; 0 is the first place",
        minimum=0,
    )
    yes: bool = flag("Create a generated rule without a question", short="y")

    def check(self) -> None:
        """Refuse what excludes each other.

        Raises:
            UsageError: Two expressions, or two places.
        """
        if self.expression is not None and self.generate is not None:
            raise UsageError("--expression and --generate exclude each other")
        if len(given := self.place.given) > 1:
            raise UsageError(f"{' and '.join(given)} exclude each other: a rule has one place")
        for name in ("expression", "generate"):
            if getattr(self, name) is not None and not getattr(self, name).strip():
                raise UsageError(f"--{name} is empty")

    @property
    def place(self) -> Place:
        """Where the rule is to stand."""
        return Place(before=self.before, after=self.after, index=self.index)

    def run(self, context: Context) -> Outcome:
        """Ask for what is missing, and create the rule."""
        from clerk_cli_protect.adding import add_rule

        return add_rule(self, context)


class RulesEdit(RuleCommand, name="protect rules edit"):
    """Open a rule's expression in your preferred editor ($VISUAL or $EDITOR).

    With --expression, --action or --ai no editor is opened. What is not changed stays as it is.
    """

    description: str | None = option("Also update the rule description", metavar="text")
    expression: str | None = option("The new expression", metavar="expr")
    action: ActionName | None = option(
        "The new action: BLOCK, CHALLENGE or ALLOW", metavar="action"
    )
    ai: str | None = option("Let AI change the expression", metavar="wish")
    yes: bool = flag("Take what AI wrote without a question", short="y")

    def check(self) -> None:
        """Refuse two expressions.

        Raises:
            UsageError: The expression is given, and AI is to write it.
        """
        if self.expression is not None and self.ai is not None:
            raise UsageError("--expression and --ai exclude each other")
        if self.expression is not None and not self.expression.strip():
            raise UsageError("--expression is empty")

    def run(self, context: Context) -> Outcome:
        """Change the rule in the way that the options say."""
        from clerk_cli_protect.changing import change_rule

        return change_rule(self, context)


class RulesDelete(
    RuleCommand,
    name="protect rules delete",
    view=DELETED,
    confirm="Delete rule {rule_id} of {ruleset}?",
    done="Deleted rule {rule_id} of {ruleset}.",
):
    """Delete a specific rule."""

    def run(self, context: Context) -> APIObject:
        """Delete it."""
        Ruleset(context, self.ruleset).delete(self.rule_id)
        return {"id": self.rule_id, "deleted": True}


class RulesFlush(
    ProtectCommand,
    name="protect rules flush",
    confirm="Delete every rule of {ruleset}?",
    done="Deleted every rule of {ruleset}.",
):
    """Delete all rules in a ruleset."""

    ruleset: RulesetName = argument("ALL, SIGN_IN, SIGN_UP, SMS or EMAIL")

    def run(self, context: Context) -> APIObject:
        """Delete them."""
        Ruleset(context, self.ruleset).flush()
        return {"ruleset": self.ruleset, "deleted": True}


class RulesReorder(ProtectCommand, name="protect rules reorder", view=RULES):
    """Reorder rules within a ruleset; they are evaluated from top to bottom.

    In a terminal it asks for one place after the other. --order takes all IDs; --move one ID, with
    the place where it is to stand.
    """

    ruleset: RulesetName = argument("ALL, SIGN_IN, SIGN_UP, SMS or EMAIL")
    order: Csv | None = option("Comma-separated IDs of all rules in their new order")
    move: str | None = option("ID of a rule to move", metavar="id")
    before: str | None = option("Move it before this rule ID", metavar="id")
    after: str | None = option("Move it after this rule ID", metavar="id")
    to: int | None = option("Move it to this position; 1 is the first", minimum=1)
    top: bool = flag("Move it to the top")
    bottom: bool = flag("Move it to the bottom")
    dry_run: bool = flag("Show the new order without applying it")

    def check(self) -> None:
        """Make sure that the options say one order.

        Raises:
            UsageError: They say none, or two.
        """
        given = self.place.given
        if self.order is not None and self.move is not None:
            raise UsageError("--order and --move exclude each other")
        if given and self.move is None:
            raise UsageError(f"{given[0]} goes with --move")
        if self.move is not None and len(given) != 1:
            raise UsageError("--move goes with one of --before, --after, --to, --top, --bottom")
        if self.move is not None and self.move in (self.before, self.after):
            raise UsageError(f"{self.move} cannot stand beside itself")

    @property
    def place(self) -> Place:
        """Where the rule to be moved is to stand."""
        return Place(
            before=self.before, after=self.after, to=self.to, top=self.top, bottom=self.bottom
        )

    def run(self, context: Context) -> Outcome:
        """Read the rules, find the order, and apply it unless it is there already."""
        from clerk_cli_protect.reordering import reorder_rules

        return reorder_rules(self, context)


class RulesLint(ProtectCommand, name="protect rules lint", view=FOUND, extension=True):
    """Look for mistakes in an expression, or in every rule of a ruleset.

    The fields are those of the live schema. The server has the last word: it may accept what looks
    wrong here.
    """

    ruleset: RulesetName = argument("ALL, SIGN_IN, SIGN_UP, SMS or EMAIL")
    expression: str | None = option("Expression to look at", metavar="expr")

    def run(self, context: Context) -> Outcome:
        """Check against the schema."""
        from clerk_cli_protect.linting import lint_rules

        return lint_rules(self.ruleset, self.expression, context)


class RulesTest(ProtectCommand, name="protect rules test", view=JUDGED, extension=True):
    """Evaluate an expression on a sample event, without the API.

    The event has the fields that clerk protect schema show lists, such as
    {"ip": {"asn": {"number": 13335}}}. The exit status is 0 whether or not the expression matches,
    and 1 where only the server could tell.
    """

    expression: str = option("Expression to evaluate", metavar="expr")
    event: SampleEvent = option("JSON file with the event, - for stdin, or the JSON itself")

    def run(self, context: Context) -> Outcome:
        """Evaluate it."""
        from clerk_cli_protect.linting import judge

        return judge(self.expression, self.event)
