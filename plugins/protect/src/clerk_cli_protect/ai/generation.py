"""Generating an expression: prompt, tool calls, check, and at most two repairs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from clerk_cli.api import ClerkError, Context
from clerk_cli_protect.ai.answers import extract_expression, is_plausible
from clerk_cli_protect.ai.conversation import Chat, Provider, Reply, ToolCall, ToolResult
from clerk_cli_protect.ai.prompts import (
    CUT_OFF_PROMPT,
    change_prompt,
    rejection_prompt,
    repair_prompt,
    system_prompt,
)
from clerk_cli_protect.ai.toolbox import Toolbox
from clerk_cli_protect.expressions.lint import lint
from clerk_cli_protect.expressions.syntax import Diagnostic
from clerk_cli_protect.schema.model import SchemaField

MAX_REPAIRS = 2
MAX_REQUESTS = 10
"""Requests to the model for one prompt, those with tool results and repairs included."""

MAX_LINE_LENGTH = 100
"""How much of a text is shown in a message without ``--debug``, in characters."""


@dataclass(frozen=True)
class Proposal:
    """An expression for the user to decide on, which can at least be parsed.

    Args:
        expression: The expression.
        diagnostics: What looks wrong with it; the server decides.
        edited_by_user: Whether the user has edited it.
    """

    expression: str
    diagnostics: Sequence[Diagnostic] = ()
    edited_by_user: bool = False


class ExpressionGenerator:
    """A model that writes an expression for a ruleset, and changes it on request.

    Args:
        context: Where progress is shown.
        provider: The provider of the model.
        toolbox: The tools that the model can call.
        ruleset: The ruleset of the rule.
        event_type: The event type with the fields that it can use.
        expression: An existing expression to change, or None.
    """

    def __init__(
        self,
        context: Context,
        provider: Provider,
        toolbox: Toolbox,
        ruleset: str,
        event_type: SchemaField,
        expression: str | None = None,
    ) -> None:
        self._context = context
        self._provider = provider
        self._toolbox = toolbox
        self._event_type = event_type
        self._existing_expression = expression
        self._repairs_left, self._requests_left = MAX_REPAIRS, MAX_REQUESTS
        self._last_answer = Reply("")
        system = system_prompt(
            ruleset,
            event_type,
            has_tools=bool(toolbox.tools),
            has_expression=expression is not None,
        )
        self._chat: Chat = provider.start_chat(system, toolbox.tools)

    def generate(self, prompt: str) -> Proposal:
        """Write an expression, or change the last one.

        Args:
            prompt: What the rule should match, or what should change.

        Raises:
            ClerkError: The provider fails, or returns no expression in three attempts.
        """
        if self._existing_expression is not None:
            prompt = change_prompt(self._existing_expression, prompt)
            self._existing_expression = None
        self._repairs_left, self._requests_left = MAX_REPAIRS, MAX_REQUESTS
        if proposal := self._repair_answer(self._ask(prompt)):
            return proposal
        last_answer = _shorten(self._last_answer.text.strip() or "(empty)")
        was = "was cut off" if self._last_answer.is_cut else "was"
        raise ClerkError(
            f"{self._provider.model} returned no expression in {MAX_REPAIRS + 1} attempts",
            hint=f"The last answer {was}: {last_answer}",
        )

    def repair(self, proposal: Proposal, rejection: str) -> Proposal | None:
        """Have a proposal corrected that the API rejected.

        Args:
            proposal: The proposal.
            rejection: The API's error.

        Returns:
            Another proposal; None if the user edited it, no repairs are left, or the model returns
            none.

        Raises:
            ClerkError: The provider fails.
        """
        if proposal.edited_by_user or not self._repairs_left:
            return None
        prompt = rejection_prompt(proposal.expression, rejection)
        return self._repair_answer(self._ask_for_repair(prompt, rejection))

    def check_edited(self, expression: str) -> Proposal:
        """A proposal of an expression that the user has edited."""
        return Proposal(expression, lint(expression, self._event_type), edited_by_user=True)

    def _repair_answer(self, answer: Reply) -> Proposal | None:
        """The proposal in an answer, after as many repairs as it needs and are left."""
        expression, diagnostics = self._check(answer)
        while self._repairs_left and (diagnostics or not expression):
            reason = diagnostics[0].message if diagnostics else "the answer has no expression"
            prompt = repair_prompt(answer.text, expression, diagnostics)
            if answer.is_cut:
                reason, prompt = "the answer was cut off", CUT_OFF_PROMPT
            answer = self._ask_for_repair(prompt, reason)
            expression, diagnostics = self._check(answer)
        self._last_answer = answer
        if not is_plausible(expression, diagnostics, self._event_type):
            return None
        return Proposal(expression, diagnostics)

    def _check(self, answer: Reply) -> tuple[str, list[Diagnostic]]:
        """The expression in an answer, and its diagnostics; an answer that was cut has none."""
        expression = "" if answer.is_cut else extract_expression(answer.text)
        return expression, lint(expression, self._event_type) if expression else []

    def _ask_for_repair(self, prompt: str, reason: str) -> Reply:
        self._repairs_left -= 1
        self._context.messages.info(f"Asking for a correction: {_shorten(reason)}")
        return self._ask(prompt)

    def _ask(self, prompt: str) -> Reply:
        """The model's answer to a prompt, after all its tool calls.

        Raises:
            ClerkError: The model exceeded the request limit.
        """
        self._count_request()
        reply = self._chat.send(prompt)
        self._show_tokens(reply)
        while reply.tool_calls:
            self._count_request()
            reply = self._chat.send_results([self._call_tool(call) for call in reply.tool_calls])
            self._show_tokens(reply)
        return reply

    def _count_request(self) -> None:
        if not self._requests_left:
            raise ClerkError(
                f"{self._provider.model} exceeded the limit of {MAX_REQUESTS} requests",
                hint="Tool calls and corrections count as requests.",
            )
        self._requests_left -= 1

    def _call_tool(self, call: ToolCall) -> ToolResult:
        messages, debug = self._context.messages, self._context.debug
        separators = (",", ":") if debug else None
        arguments = json.dumps(dict(call.arguments), ensure_ascii=False, separators=separators)
        if debug:
            messages.debug(f"[DEBUG] MCP tool call: {call.name}({arguments})")
        else:
            messages.info(f"Tool call: {call.name}({_shorten(arguments)})")
        result = self._toolbox.call(call)
        if debug:
            messages.debug(f"[DEBUG] MCP tool result: {result.text}")
        elif result.failed:
            messages.warn(f"{call.name} failed: {_shorten(result.text)}")
        return result

    def _show_tokens(self, reply: Reply) -> None:
        if self._context.debug:
            tokens = f"{reply.input_tokens} input tokens, {reply.output_tokens} output tokens"
            self._context.messages.debug(f"[DEBUG] {self._provider.model}: {tokens}")


def _shorten(text: str) -> str:
    """A text on one line, truncated."""
    text = " ".join(text.split())
    return text if len(text) <= MAX_LINE_LENGTH else text[: MAX_LINE_LENGTH - 1] + "…"
