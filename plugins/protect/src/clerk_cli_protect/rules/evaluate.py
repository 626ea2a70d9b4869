"""``clerk protect rules test``."""

from __future__ import annotations

from clerk_cli.api import Context, Example, ExitStatus, Outcome, UsageError, option
from clerk_cli_protect.command import ProtectCommand
from clerk_cli_protect.rules.sample_event import SampleEvent
from clerk_cli_protect.rules.views import MATCH


class RulesTest(
    ProtectCommand,
    name="protect rules test",
    view=MATCH,
    extension=True,
    examples=(
        Example(
            "clerk protect rules test --expression 'ip.asn.number == 13335' --event event.json",
            "Evaluate an expression on an event from a file",
        ),
        Example(
            "clerk protect rules test --expression 'botScore.risk > 0.5' "
            """--event '{"botScore": {"risk": 0.9}}'""",
            "Evaluate it on an event from the command line",
        ),
    ),
):
    """Evaluate an expression on a sample event, without calling the API.

    The event has the fields that clerk protect schema show lists, such as
    {"ip": {"asn": {"number": 13335}}}. The exit status is 0 whether or not the expression matches,
    and 1 if only the server can evaluate it.
    """

    writes = False

    expression: str = option("Expression to evaluate", metavar="expr")
    event: SampleEvent = option("JSON file with the event, - for stdin, or the JSON itself")

    def run(self, context: Context) -> Outcome:
        """Evaluate the expression.

        Raises:
            UsageError: It cannot be parsed.
        """
        from clerk_cli_protect.expressions.annotate import annotate
        from clerk_cli_protect.expressions.evaluate import EvaluationError, matches
        from clerk_cli_protect.expressions.parser import parse
        from clerk_cli_protect.expressions.syntax import ExpressionError

        try:
            node = parse(self.expression).node
            return Outcome({"matches": matches(node, self.event), "reason": None})
        except ExpressionError as error:
            hint = annotate(self.expression, error.diagnostic)
            raise UsageError("cannot parse --expression", hint=hint) from None
        except EvaluationError as error:
            return Outcome({"matches": None, "reason": str(error)}, status=ExitStatus.FAILED)
