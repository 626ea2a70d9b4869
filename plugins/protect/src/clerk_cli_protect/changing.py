"""What ``rules edit`` does: read the rule, change it in one of four ways, write it whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from clerk_cli.api import APIObject, ClerkError, Context, Note, Outcome, UsageError
from clerk_cli_protect.command import expression_of
from clerk_cli_protect.editing import edit_until_taken
from clerk_cli_protect.ruleset import Ruleset
from clerk_cli_protect.sending import send_own

if TYPE_CHECKING:
    from clerk_cli_protect.rules import RulesEdit


def change_rule(command: RulesEdit, context: Context) -> Outcome:
    """Change a rule as a command line says.

    Returns:
        The rule; nothing where nothing changed.

    Raises:
        UsageError: An editor or an answer is needed, and there is no terminal.
    """
    _refuse_without_terminal(command, context)
    ruleset = Ruleset(context, command.ruleset)
    given = {"description": command.description, "action": command.action}
    changes: APIObject = {name: value for name, value in given.items() if value is not None}

    def send(expression: str | None, begun_with: str | None = None) -> Outcome:
        # Read only now: while an editor was open, others may have changed the rest of the rule.
        rule = ruleset.read().find(command.rule_id)
        if begun_with is not None and expression_of(rule) != begun_with:
            raise ClerkError(
                f"somebody else changed the expression meanwhile: {expression_of(rule)}",
                hint="Nothing was written.",
            )
        written = ruleset.write(rule, changes | ({"expression": expression} if expression else {}))
        return Outcome(written, notes=(Note(f"Updated rule {command.rule_id}."),))

    if command.expression is not None:
        return send_own(context, ruleset.name, command.expression, send)
    if command.ai is None and (command.action or not context.environment.interactive):
        return send(None)
    present = expression_of(ruleset.read().find(command.rule_id))

    def send_changed(expression: str) -> Outcome:
        return send(expression, present)

    if command.ai is not None:
        return _let_ai_change(command, context, present, send_changed)
    rule = (command.ruleset, command.rule_id)
    return edit_until_taken(context, rule, present, send_changed, unchanged=bool(changes))


def _let_ai_change(
    command: RulesEdit, context: Context, present: str, send: Callable[[str], Outcome]
) -> Outcome:
    from clerk_cli_protect.ai.review import open_writer, write_and_send

    context.messages.info(f"Present expression: {present}")
    with open_writer(context, command.ruleset, command.mcp_config, present) as writer:
        question = None if command.yes else "Update the rule with this expression?"
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
