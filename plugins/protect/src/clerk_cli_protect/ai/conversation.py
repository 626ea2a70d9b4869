"""What every AI provider offers: chats, tools and replies. The SDKs stay behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from clerk_cli.api import Json


@dataclass(frozen=True)
class Tool:
    """A tool that a model can call.

    Args:
        name: Letters, digits, dashes and underscores.
        description: What it does.
        schema: The JSON schema of its arguments.
    """

    name: str
    description: str
    schema: Mapping[str, Json]


@dataclass(frozen=True)
class ToolCall:
    """A call of a tool that a model asks for.

    Args:
        id: Identifies the call in its result.
        name: The tool.
        arguments: Its arguments.
        error: Why the call is invalid; empty if it is valid.
    """

    id: str
    name: str
    arguments: Mapping[str, Json]
    error: str = ""


@dataclass(frozen=True)
class ToolResult:
    """The result of a call.

    Args:
        call: The call.
        text: The result, or the error.
        failed: Whether it is an error.
    """

    call: ToolCall
    text: str
    failed: bool = False


@dataclass(frozen=True)
class Reply:
    """One reply of a model.

    Args:
        text: The text.
        tool_calls: The calls that the model asks for before it continues.
        input_tokens: The tokens that were read.
        output_tokens: The tokens that were written.
        is_cut: Whether the answer ended at a limit, so that it is not complete.
    """

    text: str
    tool_calls: Sequence[ToolCall] = ()
    input_tokens: int = 0
    output_tokens: int = 0
    is_cut: bool = False


class Chat(Protocol):
    """A conversation with a model, including its history."""

    def send(self, text: str) -> Reply:
        """Send a message and return the reply.

        Raises:
            ClerkError: The provider cannot be reached, or refuses.
        """

    def send_results(self, results: Sequence[ToolResult]) -> Reply:
        """Send the results of all tool calls of the last reply, and return the next reply.

        Raises:
            ClerkError: The provider cannot be reached, or refuses.
        """


class Provider(Protocol):
    """A provider of models."""

    @property
    def model(self) -> str:
        """The name of the model."""

    def start_chat(self, system: str, tools: Sequence[Tool]) -> Chat:
        """Start a conversation.

        Args:
            system: The system prompt.
            tools: The tools that the model can call.
        """

    def close(self) -> None:
        """Close the connection."""
