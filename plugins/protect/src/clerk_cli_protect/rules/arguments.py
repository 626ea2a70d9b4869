"""The arguments that the commands about rules share."""

from __future__ import annotations

from clerk_cli.api import argument
from clerk_cli_protect.command import ProtectCommand
from clerk_cli_protect.names import RulesetName
from clerk_cli_protect.rules.views import RULE

RULESET_HELP = "ALL, SIGN_IN, SIGN_UP, SMS, or EMAIL"


class RulesetCommand(ProtectCommand):
    """A command about a ruleset."""

    ruleset: RulesetName = argument(RULESET_HELP)


class RuleCommand(RulesetCommand, view=RULE):
    """A command about one rule."""

    rule_id: str = argument("The rule")
