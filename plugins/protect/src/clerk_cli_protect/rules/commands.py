"""``clerk protect rules list``, ``get``, ``delete`` and ``flush``."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    APIError,
    APIObject,
    Context,
    Example,
    ExitStatus,
    Listing,
    Note,
    Outcome,
    Subject,
    UsageError,
    argument,
    flag,
    get,
    option,
)
from clerk_cli_protect.api import RULES as RULES_ROUTE
from clerk_cli_protect.api import UNSUPPORTED, RulesetClient
from clerk_cli_protect.command import ProtectCommand
from clerk_cli_protect.names import RULESETS, RulesetName
from clerk_cli_protect.rules.arguments import RULESET_HELP, RuleCommand, RulesetCommand
from clerk_cli_protect.rules.views import (
    RULES,
    RULES_OF_ALL_RULESETS,
    describe_rule,
    numbered,
)


class RulesList(
    ProtectCommand,
    name="protect rules list",
    aliases=("ls",),
    view=RULES_OF_ALL_RULESETS,
    examples=(
        Example("clerk protect rules list", "List the rules of all rulesets"),
        Example("clerk protect rules list SIGN_IN --limit 20", "List the first rules for sign-ins"),
        Example("clerk protect rules list SIGN_IN -o json", "Print them as JSON"),
    ),
):
    """List the rules of one ruleset, or of all of them."""

    writes = False

    ruleset: RulesetName | None = argument(RULESET_HELP)
    limit: int | None = option("Maximum number of rules to return", minimum=1, sends=None)
    after: str | None = option(
        "Pagination cursor (rule ID to start after)", metavar="id", sends=None
    )
    all_: bool = flag("List all rules, ignoring --limit", sends=None)

    def check(self) -> None:
        """Refuse a cursor without a ruleset.

        Raises:
            UsageError: There is a cursor and no ruleset.
        """
        if self.after and not self.ruleset:
            raise UsageError("--after requires a ruleset")

    @property
    def _max_rules(self) -> int | None:
        return None if self.all_ else self.limit

    def run(self, context: Context) -> Outcome:
        """Read the rules, page by page."""
        if self.ruleset:
            return self._list_one(RulesetClient(context, self.ruleset), context)
        return self._list_all(context)

    def _list_one(self, ruleset: RulesetClient, context: Context) -> Outcome:
        """The rules of one ruleset, or those after the cursor.

        The cursor is applied here, since the live API may ignore it.
        """
        snapshot = ruleset.read(limit=None if self.after else self._max_rules)
        start = snapshot.index_of(self.after) + 1 if self.after else 0
        rules = snapshot.rules[start:][: self._max_rules]
        total = len(snapshot.rules) if snapshot.is_complete else None
        notes: tuple[Note, ...] = ()
        has_more = bool(rules) and (total is None or start + len(rules) < total)
        if has_more and context.format.for_people:
            notes = (Note(f"There are more rules: --after {rules[-1].get('id')}", "info"),)
        rows = [{**rule, "ruleset": self.ruleset} for rule in numbered(rules, start + 1)]
        return Outcome(Listing(rules, total), Listing(rows), notes=notes)

    def _list_all(self, context: Context) -> Outcome:
        """The rules of every ruleset; one that the instance does not have counts as empty."""
        rules: dict[str, list[APIObject]] = {}
        unsupported: list[APIError] = []
        failures: list[Note] = []
        for name in RULESETS:
            try:
                rules[name] = RulesetClient(context, name).read(limit=self._max_rules).rules
            except APIError as error:
                if error.status is ExitStatus.AUTHENTICATION:
                    raise
                if error.http_status in UNSUPPORTED:
                    unsupported.append(error)
                    continue
                failures.append(Note(f"{name}: {error.message}", "warning"))
        if failures:
            failed = f"{len(failures)} of {len(RULESETS)} rulesets could not be read"
            failures.append(Note(failed, "error"))
        if len(unsupported) == len(RULESETS):
            raise unsupported[0]
        rows = [{**rule, "ruleset": name} for name in rules for rule in numbered(rules[name])]
        return Outcome(
            {name: rules[name] for name in rules if rules[name]},
            table=Listing(rows, len(rows)),
            status=ExitStatus.FAILED if failures else ExitStatus.OK,
            notes=tuple(failures),
        )

    def render_text(self, result: Listing, context: Context) -> None:
        """Show one table, with a column for the ruleset if it has the rules of all of them."""
        context.show(result, RULES if self.ruleset else RULES_OF_ALL_RULESETS)


class RulesGet(
    RuleCommand,
    name="protect rules get",
    view=RULES,
    examples=(Example("clerk protect rules get SIGN_IN rule_123", "Show a rule"),),
):
    """Show a rule and its position."""

    writes = False

    def run(self, context: Context) -> Outcome:
        """Look the rule up in its ruleset: the API may not return a single rule."""
        snapshot = RulesetClient(context, self.ruleset).read()
        index = snapshot.require(self.rule_id)
        rule = snapshot.rules[index]
        return Outcome(rule, table={**rule, "position": index + 1})


class RulesDelete(
    RuleCommand,
    name="protect rules delete",
    view=DELETED,
    confirm="Delete rule {rule_id} of {ruleset}?",
    subject=Subject(
        listed=get(RULES_ROUTE.path), field="rule_id", query={"limit": 100}, describe=describe_rule
    ),  # the API may not return a single rule
    done="Deleted rule {rule_id} from {ruleset}.",
    examples=(
        Example("clerk protect rules delete SIGN_IN rule_123", "Delete a rule after confirmation"),
        Example("clerk protect rules delete SIGN_IN rule_123 --force", "Delete it without asking"),
    ),
):
    """Delete a rule."""

    result_fields = ("id", "deleted")

    writes = True

    def run(self, context: Context) -> APIObject:
        """Make sure that the rule exists, and delete it."""
        ruleset = RulesetClient(context, self.ruleset)
        ruleset.read().require(self.rule_id)
        ruleset.delete(self.rule_id)
        return {"id": self.rule_id, "deleted": True}


class RulesFlush(
    RulesetCommand,
    name="protect rules flush",
    confirm="Delete every rule in {ruleset}?",
    subject=Subject(readable=False),
    done="Deleted every rule in {ruleset}.",
    examples=(Example("clerk protect rules flush SIGN_IN", "Delete every rule for sign-ins"),),
):
    """Delete all rules in a ruleset."""

    result_fields = ("ruleset", "deleted")

    writes = True

    def run(self, context: Context) -> APIObject:
        """Delete the rules."""
        RulesetClient(context, self.ruleset).delete_all()
        return {"ruleset": self.ruleset, "deleted": True}
