"""What ``rules add`` does: ask for what is missing, write the expression, place the rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.api import APIObject, Context, Note, Outcome, UsageError
from clerk_cli_protect.ordering import add_at
from clerk_cli_protect.ruleset import Ruleset
from clerk_cli_protect.rulesets import MEANINGS, RULESETS, RulesetName
from clerk_cli_protect.sending import send_own

if TYPE_CHECKING:
    from clerk_cli_protect.rules import RulesAdd

GENERATE, WRITE = "generate", "write"


def add_rule(command: RulesAdd, context: Context) -> Outcome:
    """Add the rule that a command line describes.

    Returns:
        The rule; nothing where a person canceled.

    Raises:
        UsageError: Something is missing, and there is no terminal to ask on.
    """
    command = _completed(command, context)
    ruleset = Ruleset(context, command.ruleset or "")

    def send(expression: str) -> Outcome:
        return _create(command, ruleset, expression)

    if command.generate is None:
        return send_own(context, ruleset.name, command.expression or "", send)
    if command.place.given:
        # A place that there is not is said before a model is paid.
        command.place.among(ruleset.read())
    from clerk_cli_protect.ai.review import open_writer, write_and_send

    with open_writer(context, ruleset.name, command.mcp_config) as writer:
        question = None if command.yes else "Create rule with this expression?"
        return write_and_send(context, writer, command.generate, question, send)


def _create(command: RulesAdd, ruleset: Ruleset, expression: str) -> Outcome:
    description = command.description or command.generate
    body: APIObject = {"expression": expression, "action": command.action}
    if description:
        body["description"] = description
    if not command.place.given:
        rule = ruleset.create(body)
        return Outcome(rule, notes=(Note(f"Created rule {rule.get('id')} in {ruleset.name}."),))
    rule, place = add_at(ruleset, body, command.place)
    text = f"Created rule {rule.get('id')} in {ruleset.name} as number {place + 1}."
    return Outcome(rule, notes=(Note(text),))


def _completed(command: RulesAdd, context: Context) -> RulesAdd:
    """Ask for the ruleset, the expression and the description where they are missing."""
    if not context.environment.interactive:
        _refuse_incomplete(command)
        return command
    asked = command.ruleset is None or (command.expression or command.generate) is None
    if command.ruleset is None:
        known: list[tuple[str, RulesetName]] = [
            (f"{name}  {MEANINGS[name]}", name) for name in RULESETS
        ]
        command = command.copy_with(ruleset=context.messages.choose("Ruleset", known))
    if command.expression is None and command.generate is None:
        command = _ask_expression(command, context)
    if asked and command.description is None and command.generate is None:
        description = context.messages.ask("Description (optional)").strip()
        command = command.copy_with(description=description or None)
    return command


def _refuse_incomplete(command: RulesAdd) -> None:
    if command.ruleset is None:
        raise UsageError(
            "missing required argument: ruleset", hint=f"One of {', '.join(RULESETS)}."
        )
    if command.expression is None and command.generate is None:
        raise UsageError("a rule needs an expression", hint="Give --expression or --generate.")
    if command.generate is not None and not command.yes:
        raise UsageError(
            "refusing to create a generated rule that nobody has seen: "
            "this is not an interactive terminal",
            hint="Pass --yes to create it without a question.",
        )


def _ask_expression(command: RulesAdd, context: Context) -> RulesAdd:
    from clerk_cli_protect.ai.providers import configured

    how = WRITE
    if configured(context):
        choices = [("Describe it, and let AI write it", GENERATE), ("Write it myself", WRITE)]
        how = context.messages.choose("Expression", choices)
    if how == GENERATE:
        description = _required(context, 'What should it act on, such as "VPN users"?')
        return command.copy_with(generate=description)
    expression = _required(context, "Expression, such as ip.privacy.is_vpn")
    return command.copy_with(expression=expression)


def _required(context: Context, question: str) -> str:
    while not (text := context.messages.ask(question).strip()):
        context.messages.warn("It cannot be empty; Ctrl-C cancels.")
    return text
