"""OpenAI, and every server that is compatible with its chat completions."""

from __future__ import annotations

import json
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
    as_list,
    as_object,
    content_text,
    parse_response,
    token_count,
    tool_call,
)

LABEL = "OpenAI"


class OpenAIProvider:
    """Models of OpenAI.

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
            import openai
        except ImportError:
            raise missing_package(LABEL, "openai") from None
        self.model = model
        self._warn = warn
        self._sdk = openai
        self._account = Account(LABEL, "openai", key, model)
        self._client = openai.OpenAI(api_key=key, **client_options(openai, endpoint))

    def start_chat(self, system: str, tools: Sequence[Tool]) -> Chat:
        """Start a conversation."""
        return _OpenAIChat(self, system, OfferedTools(LABEL, tools, _describe, self._warn))

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def complete(self, messages: list[Any], tools: list[Any]) -> dict[str, Any]:
        """Return the response to a conversation.

        Raises:
            ClerkError: The provider cannot be reached, or refuses.
        """
        options: dict[str, Any] = {"tools": tools} if tools else {}
        try:
            response = self._client.chat.completions.with_raw_response.create(
                model=self.model, messages=messages, **options
            )
        except self._sdk.OpenAIError as error:
            raise to_clerk_error(self._sdk, self._account, error) from error
        return parse_response(LABEL, response.http_response.text)


def _describe(tool: Tool) -> dict[str, Any]:
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.schema,
    }
    return {"type": "function", "function": function}


class _OpenAIChat:
    """Keeps the messages: the API is stateless."""

    def __init__(self, provider: OpenAIProvider, system: str, tools: OfferedTools) -> None:
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
        response = self._complete()
        choices = as_list(response.get("choices"))
        if not choices:
            raise ClerkError(f"{LABEL} returned no choices")
        choice = as_object(choices[0])
        message, reason = as_object(choice.get("message")), choice.get("finish_reason")
        if refusal := _refusal(message, reason):
            raise ClerkError(f"{LABEL} refused to answer: {refusal}")
        is_cut = reason in CUT_OFF
        calls = [] if is_cut else _calls(message)
        answer = {"role": "assistant", "content": message.get("content") or NOTHING}
        self._messages.append({**answer, "tool_calls": calls} if calls else answer)
        functions = [call["function"] for call in calls]
        usage = response.get("usage")
        return Reply(
            content_text(message.get("content")),
            tuple(
                tool_call(call["id"], function.get("name"), function["arguments"])
                for call, function in zip(calls, functions, strict=True)
            ),
            token_count(usage, "prompt_tokens"),
            token_count(usage, "completion_tokens"),
            is_cut,
        )

    def _complete(self) -> dict[str, Any]:
        """The next response; tools that the provider refuses are left out."""
        while True:
            try:
                return self._provider.complete(self._messages, self._tools.parameters)
            except ClerkError as error:
                if not self._tools.drop_refused(error):
                    raise


def _refusal(message: dict[str, Any], reason: Any) -> str:
    """Why the model does not answer; empty if it does."""
    refusals = [message.get("refusal")]
    refusals += [as_object(part).get("refusal") for part in as_list(message.get("content"))]
    text = next((str(refusal) for refusal in refusals if refusal), "")
    return text or (str(reason).replace("_", " ") if reason in REFUSED else "")


def _calls(message: dict[str, Any]) -> list[dict[str, Any]]:
    """The tool calls of a message, in the form in which they are sent back."""
    calls = []
    for number, call in enumerate(as_list(message.get("tool_calls"))):
        call = as_object(call)
        if call.get("type", "function") != "function":
            continue
        function = as_object(call.get("function"))
        arguments = function.get("arguments")
        if not isinstance(arguments, str):
            arguments = json.dumps(arguments or {})
        calls.append(
            {
                **call,
                "id": str(call.get("id") or f"call_{number}"),
                "type": "function",
                "function": {
                    **function,
                    "name": str(function.get("name") or "unnamed"),
                    "arguments": arguments,
                },
            }
        )
    return calls
