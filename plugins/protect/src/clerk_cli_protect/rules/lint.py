"""``clerk protect rules lint``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.api import APIObject, Context, Example, ExitStatus, Listing, Outcome, option
from clerk_cli_protect.api import RulesetClient, expression_of
from clerk_cli_protect.rules.arguments import RulesetCommand
from clerk_cli_protect.rules.views import PROBLEMS

if TYPE_CHECKING:
    from clerk_cli_protect.expressions.syntax import Diagnostic


class RulesLint(
    RulesetCommand,
    name="protect rules lint",
    view=PROBLEMS,
    extension=True,
    examples=(
        Example("clerk protect rules lint SIGN_IN", "Check every rule for sign-ins"),
        Example(
            "clerk protect rules lint SIGN_IN --expression 'ip.privacy.is_vpn'",
            "Check an expression before adding it",
        ),
    ),
):
    """Check the rules of a ruleset, or an expression, for mistakes.

    Fields are checked against the live schema. The exit status is 1 if there are problems. They are
    warnings: the server may still accept the expression.
    """

    writes = False

    expression: str | None = option("Expression to check instead of the rules", metavar="expr")

    def run(self, context: Context) -> Outcome:
        """Fetch the schema, and check each expression against it."""
        from clerk_cli_protect.diagnostics import print_diagnostics
        from clerk_cli_protect.expressions.lint import lint
        from clerk_cli_protect.schema.model import fetch_schema

        event_type = fetch_schema(context).event_type(self.ruleset)
        problems: list[APIObject] = []
        for rule_id, expression in self._expressions(context):
            diagnostics = lint(expression, event_type)
            if context.format.for_people:
                print_diagnostics(context, expression, diagnostics)
            problems += [
                {"id": rule_id, **_describe(expression, diagnostic)} for diagnostic in diagnostics
            ]
        status = ExitStatus.FAILED if problems else ExitStatus.OK
        return Outcome(Listing(problems, len(problems)), status=status)

    def _expressions(self, context: Context) -> list[tuple[str | None, str]]:
        """What to check, each with the rule that it belongs to."""
        if self.expression is not None:
            return [("--expression", self.expression)]
        rules = RulesetClient(context, self.ruleset).read().rules
        return [(rule.get("id"), expression_of(rule)) for rule in rules]


def _describe(expression: str, diagnostic: Diagnostic) -> APIObject:
    """A diagnostic with its line and column, which are counted from 1."""
    before = expression[: diagnostic.span.start]
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return {"line": line, "column": column, "problem": diagnostic.message}
