"""Anthropic."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

from clerk_cli.api import ClerkError
from clerk_cli_protect.ai.conversation import Chat, Reply, Tool, ToolResult
from clerk_cli_protect.ai.offered_tools import OfferedTools
from clerk_cli_protect.ai.provider_errors import (
    Account,
    Endpoint,
    client_options,
    missing_package,
    to_clerk_error,
)
from clerk_cli_protect.ai.responses import (
    CUT_OFF,
    NOTHING,
    REFUSED,
    as_object,
    content_text,
    parse_response,
    token_count,
    tool_call,
)

LABEL = "Anthropic"
MAX_OUTPUT_TOKENS = 4096
"""The API requires a limit; an expression needs a fraction of it."""


class AnthropicProvider:
    """Models of Anthropic.

    Args:
        key: The API key.
        model: The name of the model.
        endpoint: Where the server is.
        warn: Receives warnings.

    Raises:
        ConfigError: The SDK is not installed.
    """

    def __init__(
        self, key: str, model: str, endpoint: Endpoint, warn: Callable[[str], None]
    ) -> None:
        try:
            import anthropic
        except ImportError:
            raise missing_package(LABEL, "anthropic") from None
        self.model = model
        self._warn = warn
        self._sdk = anthropic
        self._account = Account(LABEL, "anthropic", key, model)
        self._client = anthropic.Anthropic(api_key=key, **client_options(anthropic, endpoint))

    def start_chat(self, system: str, tools: Sequence[Tool]) -> Chat:
        """Start a conversation."""
        return _AnthropicChat(self, system, OfferedTools(LABEL, tools, _describe, self._warn))

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def complete(self, system: str, messages: list[Any], tools: list[Any]) -> dict[str, Any]:
        """Return the response to a conversation.

        Raises:
            ClerkError: The provider cannot be reached, or refuses.
        """
        options: dict[str, Any] = {"tools": tools} if tools else {}
        try:
            with warnings.catch_warnings():
                # The SDK warns of models that will be retired; once they are, the API says so.
                warnings.simplefilter("ignore", DeprecationWarning)
                response = self._client.messages.with_raw_response.create(
                    model=self.model,
                    max_tokens=MAX_OUTPUT_TOKENS,
                    system=system,
                    messages=messages,
                    **options,
                )
        except self._sdk.AnthropicError as error:
            raise to_clerk_error(self._sdk, self._account, error) from error
        return parse_response(LABEL, response.http_response.text)


def _describe(tool: Tool) -> dict[str, Any]:
    return {"name": tool.name, "description": tool.description, "input_schema": tool.schema}


class _AnthropicChat:
    """Keeps the messages: the API is stateless."""

    def __init__(self, provider: AnthropicProvider, system: str, tools: OfferedTools) -> None:
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
        response = self._complete()
        reason, content = response.get("stop_reason"), response.get("content")
        if reason in REFUSED:
            raise ClerkError(f"{LABEL} refused to answer")
        is_cut = reason in CUT_OFF
        blocks = [as_object(block) for block in content] if isinstance(content, list) else []
        if is_cut:
            blocks = [block for block in blocks if block.get("type") == "text"]
        text = content_text(content if isinstance(content, str) else blocks)
        self._messages.append({"role": "assistant", "content": _history(blocks) or text or NOTHING})
        usage = response.get("usage")
        return Reply(
            text,
            tuple(
                tool_call(str(block.get("id")), block.get("name"), block.get("input"))
                for block in blocks
                if block.get("type") == "tool_use"
            ),
            token_count(usage, "input_tokens"),
            token_count(usage, "output_tokens"),
            is_cut,
        )

    def _complete(self) -> dict[str, Any]:
        """The next response; tools that the provider refuses are left out."""
        while True:
            try:
                return self._provider.complete(self._system, self._messages, self._tools.parameters)
            except ClerkError as error:
                if not self._tools.drop_refused(error):
                    raise


def _history(blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks to send back unchanged, those of unknown types too, without empty text."""
    return [
        {name: value for name, value in block.items() if value is not None}
        for block in blocks
        if block and not (block.get("type") == "text" and not block.get("text"))
    ]
