"""What any provider is told and what it answers; the SDKs stay behind this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from clerk_cli.api import Json


@dataclass(frozen=True)
class Tool:
    """Something that a model can have done.

    Args:
        name: Letters, digits, dashes and underscores.
        description: What it does.
        schema: A JSON schema of its arguments.
    """

    name: str
    description: str
    schema: Mapping[str, Json]


@dataclass(frozen=True)
class ToolCall:
    """A model's wish to have something done.

    Args:
        id: What the result refers to.
        name: The tool.
        arguments: Its arguments.
        mistake: Why it cannot be carried out; empty if it can.
    """

    id: str
    name: str
    arguments: Mapping[str, Json]
    mistake: str = ""


@dataclass(frozen=True)
class ToolResult:
    """What came of a call.

    Args:
        call: The call.
        text: The result, or what went wrong.
        failed: Whether it went wrong.
    """

    call: ToolCall
    text: str
    failed: bool = False


@dataclass(frozen=True)
class Turn:
    """One answer of a model.

    Args:
        text: What it says.
        calls: The tools that it wants to be called first.
        tokens_in: Tokens that were read.
        tokens_out: Tokens that were written.
    """

    text: str
    calls: Sequence[ToolCall] = field(default_factory=tuple)
    tokens_in: int = 0
    tokens_out: int = 0


class Chat(Protocol):
    """One conversation with a model, which remembers what was said."""

    def say(self, text: str) -> Turn:
        """Say something and take the answer.

        Raises:
            ClerkError: The provider cannot be reached, or refuses.
        """

    def report(self, results: Sequence[ToolResult]) -> Turn:
        """Hand over the results of all calls of the last turn and take the answer.

        Raises:
            ClerkError: The provider cannot be reached, or refuses.
        """


class Provider(Protocol):
    """A company with a model."""

    @property
    def model(self) -> str:
        """The name of the model."""

    def chat(self, system: str, tools: Sequence[Tool]) -> Chat:
        """Begin a conversation.

        Args:
            system: The role and rules of the model.
            tools: What it can have done.
        """

    def close(self) -> None:
        """Close the connection."""
