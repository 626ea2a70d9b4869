"""``clerk protect rules add``."""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    Context,
    Example,
    Note,
    Outcome,
    UsageError,
    argument,
    flag,
    option,
    post,
)
from clerk_cli_protect.api import RULES, RulesetClient
from clerk_cli_protect.command import MCP_CONFIG_HELP, ProtectCommand
from clerk_cli_protect.names import RULESETS, ActionName, RulesetName, labeled
from clerk_cli_protect.rules.arguments import RULESET_HELP
from clerk_cli_protect.rules.positions import Position, create_at, requested_positions
from clerk_cli_protect.rules.views import RULE, RULE_FIELDS

CONFIRMATION = "Create rule with this expression?"
GENERATE, ENTER = "generate", "enter"


class RulesAdd(
    ProtectCommand,
    name="protect rules add",
    view=RULE,
    examples=(
        Example(
            "clerk protect rules add SIGN_IN --expression 'ip.privacy.is_vpn' "
            "--description 'Block VPNs'",
            "Block sign-ins from VPNs",
        ),
        Example(
            "clerk protect rules add SIGN_UP --expression 'botScore.risk > 0.7' "
            "--action CHALLENGE --to 1",
            "Challenge likely bots before other rules are evaluated",
        ),
        Example(
            "clerk protect rules add SIGN_IN --generate 'block datacenters except Cloudflare'",
            "Generate the expression with AI",
        ),
    ),
):
    """Add a rule to a ruleset.

    In a terminal, it prompts for the ruleset and the expression if you do not pass them. With
    --generate, AI writes the expression, and you accept it, refine it, edit it, or cancel.
    """

    result_fields = RULE_FIELDS

    writes = True
    local_options = ("generate", "yes")
    body_route = post(RULES.path)

    ruleset: RulesetName | None = argument(RULESET_HELP, asked=True)
    expression: str | None = option(
        "Rule expression; must evaluate to a boolean",
        metavar="expr",
        asked=True,
        unless=("generate",),
    )
    generate: str | None = option(
        "Generate the expression from a description with AI",
        short="g",
        metavar="desc",
        sends=None,
    )
    action: ActionName = option(
        "Action when the expression is true: BLOCK, CHALLENGE, or ALLOW",
        default="BLOCK",
        metavar="action",
    )
    description: str | None = option("Human-readable description", metavar="text")
    before: str | None = option("Insert before this rule ID", metavar="id", sends=None)
    after: str | None = option("Insert after this rule ID", metavar="id", sends=None)
    to: int | None = option("Insert at this position (POS); 1 is the first", minimum=1, sends=None)
    index: int | None = option("Insert at this zero-based index", minimum=0, sends="position")
    mcp_config: str | None = option(MCP_CONFIG_HELP, metavar="path", sends=None)
    yes: bool = flag("Accept the generated expression without asking", short="y", sends=None)

    def check(self) -> None:
        """Refuse options that contradict each other.

        Raises:
            UsageError: There are two expressions, or two positions, or an option is empty.
        """
        if self.expression is not None and self.generate is not None:
            raise UsageError("--expression cannot be combined with --generate")
        if len(positions := self._positions) > 1:
            first, second, *_ = positions
            raise UsageError(f"{first.option} cannot be combined with {second.option}")
        for name, value in (("expression", self.expression), ("generate", self.generate)):
            if value is not None and not value.strip():
                raise UsageError(f"--{name} is empty")

    @property
    def _positions(self) -> list[Position]:
        return requested_positions(
            before=self.before, after=self.after, to=self.to, index=self.index
        )

    def run(self, context: Context) -> Outcome:
        """Prompt for what is missing, and create the rule.

        Raises:
            UsageError: Something is missing, and there is no terminal to prompt on.
        """
        if not context.environment.interactive:
            self._require_everything(context)
            return self.create(context)
        return self.copy_with(**self._prompt_for_missing(context)).create(context)

    def _require_everything(self, context: Context) -> None:
        if self.ruleset is None:
            hint = f"Use one of {', '.join(RULESETS)}."
            raise UsageError("missing required argument: ruleset", hint=hint)
        if self.expression is None and self.generate is None:
            raise UsageError("missing required option: --expression or --generate")
        if self.generate is not None and not self.yes:
            context.require_confirmable(CONFIRMATION, "--yes")

    def _prompt_for_missing(self, context: Context) -> dict[str, str | None]:
        """The values of the fields that the user was asked for."""
        answers: dict[str, str | None] = {}
        if self.ruleset is None:
            choices = [(labeled(name), name) for name in RULESETS]
            answers["ruleset"] = context.messages.choose("Ruleset", choices)
        generate = self.generate
        if self.expression is None and generate is None:
            answers |= _prompt_for_expression(context)
            generate = answers.get("generate")
        if answers and self.description is None and generate is None:
            description = context.messages.ask("Description (optional)").strip()
            answers["description"] = description or None
        return answers

    def create(self, context: Context) -> Outcome:
        """Create the rule; nothing is missing.

        Args:
            context: Sends the requests.
        """
        ruleset = RulesetClient(context, self.ruleset or "")

        def send(expression: str) -> Outcome:
            return self._send(ruleset, expression)

        if self.generate is None:
            from clerk_cli_protect.rules.submit import submit

            return submit(context, ruleset.name, self.expression or "", send)
        for position in self._positions:
            # An invalid position is reported before the model is paid.
            position.index_among(ruleset.read())
        from clerk_cli_protect.ai.review import generate_and_submit, open_generator

        with open_generator(context, ruleset.name, self.mcp_config) as generator:
            question = None if self.yes else CONFIRMATION
            return generate_and_submit(context, generator, self.generate, question, send)

    def _send(self, ruleset: RulesetClient, expression: str) -> Outcome:
        body: APIObject = {
            **self.input_body,
            "expression": expression,
            "action": self.action,
        }
        if description := self.description or self.generate:
            body["description"] = description
        at_position = ""
        if self._positions:
            rule, index = create_at(ruleset, body, self._positions[0])
            at_position = f" at position {index + 1}"
        else:
            rule = ruleset.create(body)
        note = Note(f"Created rule {rule.get('id')} in {ruleset.name}{at_position}.")
        return Outcome(rule, notes=(note,))


def _prompt_for_expression(context: Context) -> dict[str, str | None]:
    """An expression, or a description to generate one from."""
    from clerk_cli_protect.ai.providers import configured_provider

    method = ENTER
    if configured_provider(context):
        choices = [("Describe it and let AI write it", GENERATE), ("Write it myself", ENTER)]
        method = context.messages.choose("Expression", choices)
    if method == GENERATE:
        question = "What should the rule match, such as VPN users?"
        return {"generate": _ask(context, question)}
    return {"expression": _ask(context, "Expression, such as ip.privacy.is_vpn")}


def _ask(context: Context, question: str) -> str:
    while not (text := context.messages.ask(question).strip()):
        context.messages.warn("A value is required; press Ctrl-C to cancel.")
    return text
