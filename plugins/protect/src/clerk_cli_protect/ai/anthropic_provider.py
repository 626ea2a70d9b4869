"""Anthropic."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from clerk_cli.api import ClerkError
from clerk_cli_protect.ai.conversation import Chat, Tool, ToolCall, ToolResult, Turn
from clerk_cli_protect.ai.failures import Account, explained, limits, not_installed

LABEL = "Anthropic"
MOST_TOKENS = 4096
"""The longest answer; an expression needs a small part of it."""


class AnthropicProvider:
    """Models of Anthropic.

    Args:
        key: The API key.
        model: The name of the model.
        url: Where the API is; None for Anthropic's own.

    Raises:
        ConfigError: The SDK is not installed.
    """

    def __init__(self, key: str, model: str, url: str | None) -> None:
        try:
            import anthropic
        except ImportError:
            raise not_installed("anthropic", LABEL) from None
        self.model = model
        self._sdk = anthropic
        self._account = Account(LABEL, "anthropic", key, model)
        self._client = anthropic.Anthropic(api_key=key, base_url=url, **limits())

    def chat(self, system: str, tools: Sequence[Tool]) -> Chat:
        """Begin a conversation."""
        described = [
            {"name": tool.name, "description": tool.description, "input_schema": tool.schema}
            for tool in tools
        ]
        return _AnthropicChat(self, system, described)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def complete(self, system: str, messages: list[Any], tools: list[Any]) -> Any:
        """One answer to all messages.

        Raises:
            ClerkError: The provider cannot be reached, or refuses.
        """
        given: dict[str, Any] = {"tools": tools} if tools else {}
        try:
            with warnings.catch_warnings():
                # The SDK warns of models that end; the API says so itself once they did.
                warnings.simplefilter("ignore", DeprecationWarning)
                return self._client.messages.create(
                    model=self.model,
                    max_tokens=MOST_TOKENS,
                    system=system,
                    messages=messages,
                    **given,
                )
        except self._sdk.AnthropicError as error:
            raise explained(self._sdk, self._account, error) from error


class _AnthropicChat:
    """Keeps the messages: the API remembers nothing."""

    def __init__(self, provider: AnthropicProvider, system: str, tools: list[Any]) -> None:
        self._provider = provider
        self._system = system
        self._tools = tools
        self._messages: list[Any] = []

    def say(self, text: str) -> Turn:
        """Say something and take the answer."""
        return self._go_on(text)

    def report(self, results: Sequence[ToolResult]) -> Turn:
        """Hand over results and take the answer."""
        return self._go_on(
            [
                {
                    "type": "tool_result",
                    "tool_use_id": result.call.id,
                    "content": result.text,
                    "is_error": result.failed,
                }
                for result in results
            ]
        )

    def _go_on(self, content: Any) -> Turn:
        self._messages.append({"role": "user", "content": content})
        answer = self._provider.complete(self._system, self._messages, self._tools)
        if answer.stop_reason == "refusal":
            raise ClerkError(f"{LABEL} refuses to answer this")
        blocks = answer.content or []
        # Every block goes back as it came, those that are not known here too.
        kept = [block.model_dump(exclude_none=True) for block in blocks]
        self._messages.append({"role": "assistant", "content": kept or "(nothing)"})
        usage = answer.usage
        return Turn(
            "".join(block.text for block in blocks if block.type == "text"),
            tuple(
                ToolCall(block.id, block.name, dict(block.input))
                for block in blocks
                if block.type == "tool_use"
            ),
            usage.input_tokens if usage else 0,
            usage.output_tokens if usage else 0,
        )
