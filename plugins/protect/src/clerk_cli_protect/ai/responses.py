"""Reading the responses of providers: servers that call themselves compatible send many forms."""

from __future__ import annotations

import json
from typing import Any

from clerk_cli.api import ClerkError
from clerk_cli_protect.ai.conversation import ToolCall
from clerk_cli_protect.ai.server_messages import sendable

CUT_OFF = frozenset({"length", "max_tokens", "model_length", "model_context_window_exceeded"})
"""Why a model stopped before the end of its answer."""

REFUSED = frozenset({"refusal", "content_filter", "safety"})
NOTHING = "(nothing)"
"""Stands for an empty answer in the history: providers refuse empty messages."""


def parse_response(label: str, text: str) -> dict[str, Any]:
    """The object in the body of a response.

    Args:
        label: The provider, for messages.
        text: The body.

    Raises:
        ClerkError: It is not a JSON object, or an error.
    """
    try:
        document = sendable(json.loads(text))
    except (ValueError, RecursionError):
        raise ClerkError(f"{label} returned an invalid response: it is not JSON") from None
    if not isinstance(document, dict):
        raise ClerkError(f"{label} returned an invalid response: it is not a JSON object")
    if error := document.get("error"):
        message = error.get("message") if isinstance(error, dict) else error
        raise ClerkError(f"{label} returned an error: {message or error}")
    return document


def as_object(value: Any) -> dict[str, Any]:
    """A value, if it is an object; else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """A value, if it is a list; else an empty one."""
    return value if isinstance(value, list) else []


def content_text(content: Any) -> str:
    """The text of an answer: a string, parts, or nothing; thoughts are not part of it."""
    if isinstance(content, str):
        return content
    return "".join(map(_part_text, content)) if isinstance(content, list) else ""


def _part_text(part: Any) -> str:
    if isinstance(part, str):
        return part
    part = as_object(part)
    text = part.get("text") if part.get("type", "text") in ("text", "output_text") else None
    text = as_object(text).get("value", "") if isinstance(text, dict) else text
    return text if isinstance(text, str) else ""


def token_count(usage: Any, name: str) -> int:
    """A number of tokens; 0 if it is not there."""
    count = as_object(usage).get(name)
    return count if isinstance(count, int) else 0


def tool_call(id: str, name: Any, arguments: Any) -> ToolCall:
    """A call with arguments as an object, or as the text that a model wrote."""
    name = name if isinstance(name, str) else ""
    if arguments is None or arguments == "":
        arguments = {}
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments)
        except (ValueError, RecursionError) as error:
            return ToolCall(id, name, {}, f"the arguments are not valid JSON: {error}")
    if not isinstance(arguments, dict):
        return ToolCall(id, name, {}, "the arguments must be a JSON object")
    return ToolCall(id, name, arguments)
