"""The loop: request, tools, expression, check, and at most two repairs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from clerk_cli.api import ClerkError, Context
from clerk_cli_protect.ai.answers import expression_in, is_expression
from clerk_cli_protect.ai.conversation import Chat, Provider, ToolCall, ToolResult, Turn
from clerk_cli_protect.ai.prompts import (
    change_request,
    refused_request,
    repair_request,
    system_prompt,
)
from clerk_cli_protect.ai.toolbox import Toolbox
from clerk_cli_protect.event_schema import SchemaField
from clerk_cli_protect.expressions.lint import lint
from clerk_cli_protect.expressions.syntax import Problem

MOST_REPAIRS = 2
MOST_REQUESTS = 10
"""How often a model is asked for one wish; answers that only call tools and repairs count."""

SHOWN = 100
"""How much of a tool call shows without ``--debug``, in characters."""


@dataclass(frozen=True)
class Proposal:
    """An expression to be decided on, which can at least be read.

    Args:
        expression: The expression.
        problems: What is doubtful about it; the server decides.
        by_hand: Whether a person has edited it since.
    """

    expression: str
    problems: Sequence[Problem] = ()
    by_hand: bool = False


class Writer:
    """A model that writes an expression for a ruleset, and changes it on request.

    Args:
        context: Where progress is told.
        provider: Who writes.
        toolbox: What it can use.
        ruleset: The ruleset that the rule is for.
        event: The fields that it can use.
        expression: An expression to begin with, or None.
    """

    def __init__(
        self,
        context: Context,
        provider: Provider,
        toolbox: Toolbox,
        ruleset: str,
        event: SchemaField,
        expression: str | None = None,
    ) -> None:
        self._context = context
        self._provider = provider
        self._toolbox = toolbox
        self._event = event
        self._begun_with = expression
        self._repairs, self._requests = MOST_REPAIRS, MOST_REQUESTS
        self._last = ""
        system = system_prompt(
            ruleset,
            event,
            tools=bool(toolbox.tools),
            changes_expression=expression is not None,
        )
        self._chat: Chat = provider.chat(system, toolbox.tools)

    def propose(self, wish: str) -> Proposal:
        """Write, or change, an expression.

        Args:
            wish: What the rule should do, or what should be different.

        Raises:
            ClerkError: The provider fails, or gives no expression in three attempts.
        """
        if self._begun_with is not None:
            wish, self._begun_with = change_request(self._begun_with, wish), None
        self._repairs, self._requests = MOST_REPAIRS, MOST_REQUESTS
        if proposal := self._settled(self._answer(wish)):
            return proposal
        raise ClerkError(
            f"{self._provider.model} gave no expression in {MOST_REPAIRS + 1} answers",
            hint=f"The last one was: {_cut(self._last.strip() or '(nothing)', SHOWN)}",
        )

    def mend(self, proposal: Proposal, refusal: str) -> Proposal | None:
        """Have a proposal that the API refused corrected.

        Args:
            proposal: What was refused.
            refusal: Why.

        Returns:
            Another proposal; None where the model has had its repairs, has none, or is not to
            blame.

        Raises:
            ClerkError: The provider fails.
        """
        if proposal.by_hand or not self._repairs:
            return None
        return self._settled(self._repaired(refused_request(proposal.expression, refusal), refusal))

    def check(self, expression: str) -> Proposal:
        """A proposal of an expression that a person has edited."""
        return Proposal(expression, lint(expression, self._event), by_hand=True)

    def _settled(self, answer: str) -> Proposal | None:
        """What an answer comes to, after as many repairs as it needs and may have."""
        expression, problems = self._judged(answer)
        while self._repairs and (problems or not expression):
            said = problems[0].message if problems else "no expression in the answer"
            answer = self._repaired(repair_request(answer, expression, problems), said)
            expression, problems = self._judged(answer)
        self._last = answer
        if not is_expression(expression, problems, self._event):
            return None
        return Proposal(expression, problems)

    def _judged(self, answer: str) -> tuple[str, list[Problem]]:
        """The expression in an answer, and what is wrong with it."""
        expression = expression_in(answer)
        return expression, lint(expression, self._event) if expression else []

    def _repaired(self, request: str, why: str) -> str:
        self._repairs -= 1
        self._context.messages.info(f"Asking for a correction: {_cut(why, SHOWN)}")
        return self._answer(request)

    def _answer(self, text: str) -> str:
        """What the model says once it wants no more tools.

        Raises:
            ClerkError: It goes on and on.
        """
        self._spend_request()
        turn = self._chat.say(text)
        self._tell_tokens(turn)
        while turn.calls:
            self._spend_request()
            turn = self._chat.report([self._call(call) for call in turn.calls])
            self._tell_tokens(turn)
        return turn.text

    def _spend_request(self) -> None:
        if not self._requests:
            raise ClerkError(
                f"{self._provider.model} comes to no end",
                hint=f"It was asked {MOST_REQUESTS} times, tool calls included.",
            )
        self._requests -= 1

    def _call(self, call: ToolCall) -> ToolResult:
        talk, written = self._context.messages, json.dumps(dict(call.arguments), ensure_ascii=False)
        compact = json.dumps(dict(call.arguments), ensure_ascii=False, separators=(",", ":"))
        if self._context.debug:
            talk.debug(f"[DEBUG] MCP tool call: {call.name}({compact})")
        else:
            talk.info(f"Tool call: {call.name}({_cut(written, SHOWN)})")
        result = self._toolbox.call(call)
        if self._context.debug:
            talk.debug(f"[DEBUG] MCP tool result: {result.text}")
        elif result.failed:
            talk.warn(f"{call.name} failed: {_cut(result.text, SHOWN)}")
        return result

    def _tell_tokens(self, turn: Turn) -> None:
        if self._context.debug:
            counts = f"{turn.tokens_in} tokens in, {turn.tokens_out} out"
            self._context.messages.debug(f"[DEBUG] {self._provider.model}: {counts}")


def _cut(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"
