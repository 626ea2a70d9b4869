"""OpenAI, and everything that speaks its chat completions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from clerk_cli.api import ClerkError, Json
from clerk_cli_protect.ai.conversation import Chat, Tool, ToolCall, ToolResult, Turn
from clerk_cli_protect.ai.failures import Account, explained, limits, not_installed

LABEL = "OpenAI"


class OpenAIProvider:
    """Models of OpenAI.

    Args:
        key: The API key.
        model: The name of the model.
        url: Where the API is; None for OpenAI's own.

    Raises:
        ConfigError: The SDK is not installed.
    """

    def __init__(self, key: str, model: str, url: str | None) -> None:
        try:
            import openai
        except ImportError:
            raise not_installed("openai", LABEL) from None
        self.model = model
        self._sdk = openai
        self._account = Account(LABEL, "openai", key, model)
        self._client = openai.OpenAI(api_key=key, base_url=url, **limits())

    def chat(self, system: str, tools: Sequence[Tool]) -> Chat:
        """Begin a conversation."""
        described = [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": tool.schema,
                },
            }
            for tool in tools
        ]
        return _OpenAIChat(self, system, described)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def complete(self, messages: list[Any], tools: list[Any]) -> Any:
        """One answer to all messages.

        Raises:
            ClerkError: The provider cannot be reached, or refuses.
        """
        given: dict[str, Any] = {"tools": tools} if tools else {}
        try:
            return self._client.chat.completions.create(
                model=self.model, messages=messages, **given
            )
        except self._sdk.OpenAIError as error:
            raise explained(self._sdk, self._account, error) from error


class _OpenAIChat:
    """Keeps the messages: the API remembers nothing."""

    def __init__(self, provider: OpenAIProvider, system: str, tools: list[Any]) -> None:
        self._provider = provider
        self._tools = tools
        self._messages: list[Any] = [{"role": "system", "content": system}]

    def say(self, text: str) -> Turn:
        """Say something and take the answer."""
        return self._go_on([{"role": "user", "content": text}])

    def report(self, results: Sequence[ToolResult]) -> Turn:
        """Hand over results and take the answer."""
        return self._go_on(
            [
                {
                    "role": "tool",
                    "tool_call_id": result.call.id,
                    "content": f"Error: {result.text}" if result.failed else result.text,
                }
                for result in results
            ]
        )

    def _go_on(self, messages: list[Any]) -> Turn:
        self._messages += messages
        answer = self._provider.complete(self._messages, self._tools)
        if not getattr(answer, "choices", None):
            raise ClerkError(f"{LABEL} gave an answer without a choice")
        choice = answer.choices[0]
        message = choice.message
        if message.refusal or choice.finish_reason == "content_filter":
            raise ClerkError(f"{LABEL} refuses: {message.refusal or 'its content filter says no'}")
        self._messages.append(message.model_dump(exclude_none=True))
        usage = answer.usage
        return Turn(
            message.content or "",
            tuple(
                _tool_call(call.id, call.function.name, call.function.arguments)
                for call in message.tool_calls or ()
                if call.type == "function"
            ),
            usage.prompt_tokens if usage else 0,
            usage.completion_tokens if usage else 0,
        )


def _tool_call(id: str, name: str, written: str | None) -> ToolCall:
    """A call; the model itself writes the arguments, and may write something else than JSON."""
    try:
        arguments: Json = json.loads(written or "{}")
    except ValueError as error:
        return ToolCall(id, name, {}, f"the arguments are not valid JSON: {error}")
    if not isinstance(arguments, dict):
        return ToolCall(id, name, {}, "the arguments must be a JSON object")
    return ToolCall(id, name, arguments)
