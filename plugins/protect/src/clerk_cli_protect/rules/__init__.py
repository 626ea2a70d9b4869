"""``clerk protect rules …``."""

from __future__ import annotations

from clerk_cli_protect.rules.add import RulesAdd
from clerk_cli_protect.rules.commands import RulesDelete, RulesFlush, RulesGet, RulesList
from clerk_cli_protect.rules.edit import RulesEdit
from clerk_cli_protect.rules.evaluate import RulesTest
from clerk_cli_protect.rules.lint import RulesLint
from clerk_cli_protect.rules.reorder import RulesReorder

__all__ = [
    "RulesAdd",
    "RulesDelete",
    "RulesEdit",
    "RulesFlush",
    "RulesGet",
    "RulesLint",
    "RulesList",
    "RulesReorder",
    "RulesTest",
]
