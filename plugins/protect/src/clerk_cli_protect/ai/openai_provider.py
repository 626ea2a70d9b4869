"""OpenAI, and every server that is compatible with its chat completions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from clerk_cli.api import ClerkError, Json
from clerk_cli_protect.ai.conversation import Chat, Reply, Tool, ToolCall, ToolResult
from clerk_cli_protect.ai.provider_errors import (
    Account,
    client_options,
    missing_package,
    to_clerk_error,
)

LABEL = "OpenAI"


class OpenAIProvider:
    """Models of OpenAI.

    Args:
        key: The API key.
        model: The name of the model.
        url: The base URL; None for OpenAI's own.

    Raises:
        ConfigError: The SDK is not installed.
    """

    def __init__(self, key: str, model: str, url: str | None) -> None:
        try:
            import openai
        except ImportError:
            raise missing_package(LABEL, "openai") from None
        self.model = model
        self._sdk = openai
        self._account = Account(LABEL, "openai", key, model)
        self._client = openai.OpenAI(api_key=key, base_url=url, **client_options())

    def start_chat(self, system: str, tools: Sequence[Tool]) -> Chat:
        """Start a conversation."""
        tool_params = [
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
        return _OpenAIChat(self, system, tool_params)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def complete(self, messages: list[Any], tools: list[Any]) -> Any:
        """Return the response to a conversation.

        Raises:
            ClerkError: The provider cannot be reached, or refuses.
        """
        options: dict[str, Any] = {"tools": tools} if tools else {}
        try:
            return self._client.chat.completions.create(
                model=self.model, messages=messages, **options
            )
        except self._sdk.OpenAIError as error:
            raise to_clerk_error(self._sdk, self._account, error) from error


class _OpenAIChat:
    """Keeps the messages: the API is stateless."""

    def __init__(self, provider: OpenAIProvider, system: str, tools: list[Any]) -> None:
        self._provider = provider
        self._tools = tools
        self._messages: list[Any] = [{"role": "system", "content": system}]

    def send(self, text: str) -> Reply:
        """Send a message and return the reply."""
        return self._send([{"role": "user", "content": text}])

    def send_results(self, results: Sequence[ToolResult]) -> Reply:
        """Send the results of tool calls and return the next reply."""
        return self._send(
            [
                {
                    "role": "tool",
                    "tool_call_id": result.call.id,
                    "content": f"Error: {result.text}" if result.failed else result.text,
                }
                for result in results
            ]
        )

    def _send(self, messages: list[Any]) -> Reply:
        self._messages += messages
        response = self._provider.complete(self._messages, self._tools)
        if not getattr(response, "choices", None):
            raise ClerkError(f"{LABEL} returned no choices")
        choice = response.choices[0]
        message = choice.message
        if message.refusal or choice.finish_reason == "content_filter":
            raise ClerkError(f"{LABEL} refused to answer: {message.refusal or 'content filter'}")
        self._messages.append(message.model_dump(exclude_none=True))
        usage = response.usage
        return Reply(
            message.content or "",
            tuple(
                _tool_call(call.id, call.function.name, call.function.arguments)
                for call in message.tool_calls or ()
                if call.type == "function"
            ),
            usage.prompt_tokens if usage else 0,
            usage.completion_tokens if usage else 0,
        )


def _tool_call(id: str, name: str, arguments_text: str | None) -> ToolCall:
    """A call; the model writes its arguments as text, which may not be valid JSON."""
    try:
        arguments: Json = json.loads(arguments_text or "{}")
    except ValueError as error:
        return ToolCall(id, name, {}, f"the arguments are not valid JSON: {error}")
    if not isinstance(arguments, dict):
        return ToolCall(id, name, {}, "the arguments must be a JSON object")
    return ToolCall(id, name, arguments)
