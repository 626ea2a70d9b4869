"""What ``rules edit`` does: read the rule, change it in one of four ways, write it whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.api import Context, Json, UsageError
from clerk_cli_protect.doubts import warn_of
from clerk_cli_protect.editing import edit_until_taken
from clerk_cli_protect.expressions.lint import lint
from clerk_cli_protect.ruleset import Ruleset

if TYPE_CHECKING:
    from clerk_cli_protect.rules import RulesEdit


def change_rule(command: RulesEdit, context: Context) -> Json:
    """Change a rule as a command line says.

    Returns:
        The rule; None where nothing changed.

    Raises:
        UsageError: An editor or an answer is needed, and there is no terminal.
    """
    _refuse_without_terminal(command, context)
    ruleset = Ruleset(context, command.ruleset)
    rule = command.find(context)
    given = {"description": command.description, "action": command.action}
    changes = {name: value for name, value in given.items() if value is not None}

    def send(expression: str | None) -> Json:
        written = ruleset.write(rule, changes | ({"expression": expression} if expression else {}))
        context.talk.success(f"Updated rule {command.rule_id}.")
        return written

    if command.ai is not None:
        return _let_ai_change(command, context, rule, send)
    if command.expression is not None:
        warn_of(context, command.expression, lint(command.expression, None))
        return send(command.expression)
    if command.action is not None or not context.environment.interactive:
        return send(None)
    title = f"Rule {command.rule_id} of {command.ruleset}"
    expression = str(rule.get("expression") or "")
    return edit_until_taken(context, title, expression, send, unchanged=bool(changes))


def _let_ai_change(command: RulesEdit, context: Context, rule: Json, send: Json) -> Json:
    from clerk_cli_protect.ai.review import open_writer, write_and_send

    expression = str(rule.get("expression") or "")
    context.talk.info(f"Present expression: {expression}")
    with open_writer(context, command.ruleset, command.mcp_config, expression) as writer:
        question = "Update the rule with this expression?"
        return write_and_send(context, writer, command.ai or "", question, send)


def _refuse_without_terminal(command: RulesEdit, context: Context) -> None:
    if context.environment.interactive:
        return
    if command.ai is not None and not command.yes:
        raise UsageError(
            "refusing to write what nobody has seen: this is not an interactive terminal",
            hint="Pass --yes to write it without a question.",
        )
    if (command.expression, command.action, command.ai, command.description) == (None,) * 4:
        raise UsageError(
            "an editor needs an interactive terminal",
            hint="Give --expression, --action or --description instead.",
        )
