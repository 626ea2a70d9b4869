"""Anthropic."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from clerk_cli.api import ClerkError
from clerk_cli_protect.ai.conversation import Chat, Reply, Tool, ToolCall, ToolResult
from clerk_cli_protect.ai.provider_errors import (
    Account,
    client_options,
    missing_package,
    to_clerk_error,
)

LABEL = "Anthropic"
MAX_OUTPUT_TOKENS = 4096
"""The API requires a limit; an expression needs a fraction of it."""


class AnthropicProvider:
    """Models of Anthropic.

    Args:
        key: The API key.
        model: The name of the model.
        url: The base URL; None for Anthropic's own.

    Raises:
        ConfigError: The SDK is not installed.
    """

    def __init__(self, key: str, model: str, url: str | None) -> None:
        try:
            import anthropic
        except ImportError:
            raise missing_package(LABEL, "anthropic") from None
        self.model = model
        self._sdk = anthropic
        self._account = Account(LABEL, "anthropic", key, model)
        self._client = anthropic.Anthropic(api_key=key, base_url=url, **client_options())

    def start_chat(self, system: str, tools: Sequence[Tool]) -> Chat:
        """Start a conversation."""
        tool_params = [
            {"name": tool.name, "description": tool.description, "input_schema": tool.schema}
            for tool in tools
        ]
        return _AnthropicChat(self, system, tool_params)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def complete(self, system: str, messages: list[Any], tools: list[Any]) -> Any:
        """Return the response to a conversation.

        Raises:
            ClerkError: The provider cannot be reached, or refuses.
        """
        options: dict[str, Any] = {"tools": tools} if tools else {}
        try:
            with warnings.catch_warnings():
                # The SDK warns of models that will be retired; once they are, the API says so.
                warnings.simplefilter("ignore", DeprecationWarning)
                return self._client.messages.create(
                    model=self.model,
                    max_tokens=MAX_OUTPUT_TOKENS,
                    system=system,
                    messages=messages,
                    **options,
                )
        except self._sdk.AnthropicError as error:
            raise to_clerk_error(self._sdk, self._account, error) from error


class _AnthropicChat:
    """Keeps the messages: the API is stateless."""

    def __init__(self, provider: AnthropicProvider, system: str, tools: list[Any]) -> None:
        self._provider = provider
        self._system = system
        self._tools = tools
        self._messages: list[Any] = []

    def send(self, text: str) -> Reply:
        """Send a message and return the reply."""
        return self._send(text)

    def send_results(self, results: Sequence[ToolResult]) -> Reply:
        """Send the results of tool calls and return the next reply."""
        return self._send(
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

    def _send(self, content: Any) -> Reply:
        self._messages.append({"role": "user", "content": content})
        response = self._provider.complete(self._system, self._messages, self._tools)
        if response.stop_reason == "refusal":
            raise ClerkError(f"{LABEL} refused to answer")
        blocks = response.content or []
        # All blocks are sent back unchanged, those of unknown types too.
        history = [block.model_dump(exclude_none=True) for block in blocks]
        self._messages.append({"role": "assistant", "content": history or "(nothing)"})
        usage = response.usage
        return Reply(
            "".join(block.text for block in blocks if block.type == "text"),
            tuple(
                ToolCall(block.id, block.name, dict(block.input))
                for block in blocks
                if block.type == "tool_use"
            ),
            usage.input_tokens if usage else 0,
            usage.output_tokens if usage else 0,
        )
