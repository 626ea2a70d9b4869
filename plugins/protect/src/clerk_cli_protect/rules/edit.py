"""``clerk protect rules edit``."""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    ClerkError,
    Context,
    Example,
    Note,
    Outcome,
    UsageError,
    flag,
    option,
    put,
)
from clerk_cli_protect.api import RULE, RulesetClient, expression_of
from clerk_cli_protect.command import MCP_CONFIG_HELP
from clerk_cli_protect.names import ActionName
from clerk_cli_protect.rules.arguments import RuleCommand
from clerk_cli_protect.rules.views import RULE_FIELDS

CONFIRMATION = "Update the rule with this expression?"


class RulesEdit(
    RuleCommand,
    name="protect rules edit",
    examples=(
        Example("clerk protect rules edit SIGN_IN rule_123", "Open the expression in your editor"),
        Example(
            "clerk protect rules edit SIGN_IN rule_123 --action CHALLENGE", "Change the action"
        ),
        Example(
            "clerk protect rules edit SIGN_IN rule_123 --ai 'allow requests from Germany'",
            "Change the expression with AI",
        ),
    ),
):
    """Open a rule's expression in your preferred editor ($VISUAL or $EDITOR).

    With --expression, --action, or --ai, no editor opens. Everything else in the rule stays the
    same.
    """

    result_fields = RULE_FIELDS

    writes = True
    local_options = ("ai", "yes")
    body_route = put(RULE.path)

    description: str | None = option("Also update the rule description", metavar="text")
    expression: str | None = option("The new expression", metavar="expr")
    action: ActionName | None = option(
        "The new action: BLOCK, CHALLENGE, or ALLOW", metavar="action"
    )
    ai: str | None = option("Describe a change for AI to make", metavar="change", sends=None)
    mcp_config: str | None = option(MCP_CONFIG_HELP, metavar="path", sends=None)
    yes: bool = flag("Accept the generated expression without asking", short="y", sends=None)

    def check(self) -> None:
        """Refuse two expressions.

        Raises:
            UsageError: There are two expressions, or an empty one.
        """
        if self.expression is not None and self.ai is not None:
            raise UsageError("--expression cannot be combined with --ai")
        if self.expression is not None and not self.expression.strip():
            raise UsageError("--expression is empty")

    def run(self, context: Context) -> Outcome:
        """Change the rule as the options say, or in an editor.

        Raises:
            UsageError: An editor or a confirmation is needed, and there is no terminal.
        """
        interactive = context.environment.interactive
        if not interactive:
            self._require_no_terminal(context)
        ruleset = RulesetClient(context, self.ruleset)
        if self.expression is not None:
            from clerk_cli_protect.rules.submit import submit

            return submit(
                context,
                self.ruleset,
                self.expression,
                lambda expression: self._update(ruleset, expression),
            )
        if self.ai is None and (self.action or self.input_body or not interactive):
            return self._update(ruleset)
        return self._change_expression(context, ruleset)

    def _require_no_terminal(self, context: Context) -> None:
        if self.ai is not None and not self.yes:
            context.require_confirmable(CONFIRMATION, "--yes")
        options = (self.expression, self.action, self.ai, self.description)
        if options == (None,) * 4 and not self.input_body:
            raise UsageError(
                "opening an editor requires an interactive terminal",
                hint="Use --expression, --action, or --description instead.",
            )

    def _change_expression(self, context: Context, ruleset: RulesetClient) -> Outcome:
        """Have the current expression changed by AI or in an editor, and update the rule."""
        snapshot = ruleset.read()
        current = expression_of(snapshot.rules[snapshot.require(self.rule_id)])

        def send(expression: str) -> Outcome:
            return self._update(ruleset, expression, current)

        if self.ai is None:
            from clerk_cli_protect.expression_editor import edit_until_accepted

            rule = (self.ruleset, self.rule_id)
            send_unchanged = self.description is not None
            return edit_until_accepted(context, rule, current, send, send_unchanged=send_unchanged)
        from clerk_cli_protect.ai.review import generate_and_submit, open_generator

        context.messages.info(f"Current expression: {current}")
        with open_generator(context, self.ruleset, self.mcp_config, current) as generator:
            question = None if self.yes else CONFIRMATION
            return generate_and_submit(context, generator, self.ai, question, send)

    def _update(
        self, ruleset: RulesetClient, expression: str | None = None, replaces: str | None = None
    ) -> Outcome:
        """Update the rule as it is now: others may have changed it while an editor was open.

        Args:
            ruleset: The ruleset.
            expression: The new expression, or None to keep the current one.
            replaces: The expression that the new one was made from, or None for any.

        Raises:
            ClerkError: The expression was changed by others.
        """
        snapshot = ruleset.read()
        rule = snapshot.rules[snapshot.require(self.rule_id)]
        if replaces is not None and expression_of(rule) != replaces:
            raise ClerkError(
                f"concurrent modification of {self.rule_id}: "
                f"the expression is now {expression_of(rule)}",
                hint="The rule was not updated.",
            )
        options = {
            "description": self.description,
            "action": self.action,
            "expression": expression or None,
        }
        changes: APIObject = {name: value for name, value in options.items() if value is not None}
        changes = {**self.input_body, **changes}
        return Outcome(
            ruleset.update(rule, changes), notes=(Note(f"Updated rule {self.rule_id}."),)
        )
