"""The loop: request, tools, expression, check, and at most two repairs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from clerk_cli.api import ClerkError, Context
from clerk_cli_protect.ai.answers import expression_in
from clerk_cli_protect.ai.conversation import Chat, Provider, ToolCall, ToolResult, Turn
from clerk_cli_protect.ai.prompts import change_request, repair_request, system_prompt
from clerk_cli_protect.ai.toolbox import Toolbox
from clerk_cli_protect.event_schema import SchemaField
from clerk_cli_protect.expressions.lint import lint
from clerk_cli_protect.expressions.parser import parse
from clerk_cli_protect.expressions.syntax import ExpressionError, Problem

MOST_REPAIRS = 2
MOST_REQUESTS = 10
"""Answers of a model for one proposal, those that only call tools included."""

SHOWN = 100
"""How much of a tool call shows without ``--debug``, in characters."""


@dataclass(frozen=True)
class Proposal:
    """An expression that a model wrote, which can at least be read.

    Args:
        expression: The expression.
        problems: What is doubtful about it; the server decides.
    """

    expression: str
    problems: Sequence[Problem] = ()


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
        answer = self._answer(wish)
        expression, problems = self._judged(answer)
        for _ in range(MOST_REPAIRS):
            if expression and not problems:
                break
            self._say_problems(problems)
            answer = self._answer(repair_request(answer, expression, problems))
            expression, problems = self._judged(answer)
        if not _readable(expression):
            raise ClerkError(
                f"{self._provider.model} gave no expression in {MOST_REPAIRS + 1} answers",
                hint=f"The last one was: {_cut(answer.strip() or '(nothing)', SHOWN)}",
            )
        return Proposal(expression, problems)

    def _judged(self, answer: str) -> tuple[str, list[Problem]]:
        """The expression in an answer, and what is wrong with it."""
        expression = expression_in(answer)
        return expression, lint(expression, self._event) if expression else []

    def _answer(self, text: str) -> str:
        """What the model says once it wants no more tools."""
        turn = self._chat.say(text)
        for _ in range(MOST_REQUESTS - 1):
            self._tell_tokens(turn)
            if not turn.calls:
                return turn.text
            turn = self._chat.report([self._call(call) for call in turn.calls])
        self._tell_tokens(turn)
        if turn.calls:
            raise ClerkError(
                f"{self._provider.model} keeps calling tools and writes nothing",
                hint=f"It was given {MOST_REQUESTS} turns.",
            )
        return turn.text

    def _call(self, call: ToolCall) -> ToolResult:
        talk, written = self._context.talk, json.dumps(dict(call.arguments), ensure_ascii=False)
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

    def _say_problems(self, problems: Sequence[Problem]) -> None:
        first = problems[0].message if problems else "no expression in the answer"
        self._context.talk.info(f"Asking for a correction: {first}")

    def _tell_tokens(self, turn: Turn) -> None:
        if self._context.debug:
            counts = f"{turn.tokens_in} tokens in, {turn.tokens_out} out"
            self._context.talk.debug(f"[DEBUG] {self._provider.model}: {counts}")


def _readable(expression: str) -> bool:
    try:
        parse(expression)
    except ExpressionError:
        return False
    return True


def _cut(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"
