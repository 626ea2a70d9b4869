"""The tools that a provider is offered, without those that it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from clerk_cli.api import ClerkError
from clerk_cli_protect.ai.conversation import Tool

REFUSALS = (400, 404, 422)
"""The HTTP status of a request with tools that a provider does not accept."""


class OfferedTools:
    """The tools of a conversation.

    Args:
        label: The provider, for messages.
        tools: The tools.
        describe: What a tool looks like in a request.
        warn: Receives a warning for each tool that is refused.
    """

    def __init__(
        self,
        label: str,
        tools: Sequence[Tool],
        describe: Callable[[Tool], dict[str, Any]],
        warn: Callable[[str], None],
    ) -> None:
        self._label = label
        self._tools = list(tools)
        self._describe = describe
        self._warn = warn

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """The tools, as the request has them."""
        return [self._describe(tool) for tool in self._tools]

    def drop_refused(self, error: ClerkError) -> bool:
        """Leave out what a provider refused; False if the error is not about the tools.

        Args:
            error: The error of a request; its cause is that of the SDK.
        """
        cause = error.__cause__
        if not self._tools or getattr(cause, "status_code", None) not in REFUSALS:
            return False
        text = f"{getattr(cause, 'param', None) or ''} {error.message}"
        refused = self._named_in(text)
        if refused is not None:
            self._tools.remove(refused)
            self._warn(
                f'{self._label} refused the tool "{refused.name}", so it is omitted: '
                f"{error.message}"
            )
            return True
        if re.search(r"\b(tool|function)s?\b", text, re.IGNORECASE):
            self._tools.clear()
            self._warn(f"{self._label} refused the tools, so they are omitted: {error.message}")
            return True
        return False

    def _named_in(self, text: str) -> Tool | None:
        """The tool that an error is about, by its number or by its name in quotes."""
        number = re.search(r"\btools[.\[](\d+)", text)
        if number and int(number[1]) < len(self._tools):
            return self._tools[int(number[1])]
        quoted = set(re.findall(r"['\"`]([A-Za-z0-9_-]+)['\"`]", text))
        return next((tool for tool in self._tools if tool.name in quoted), None)
