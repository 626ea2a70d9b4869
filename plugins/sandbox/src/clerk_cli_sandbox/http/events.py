"""What happens to objects, so that rooms can react without knowing each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from clerk_cli_sandbox.http.routing import Request

Reaction: TypeAlias = Callable[[Request, str], None]
"""Is called with the request, and the id of the object that something happened to."""


class Event:
    """Something that happens to objects of one kind, and what other rooms do then."""

    def __init__(self) -> None:
        self._reactions: list[Reaction] = []

    def reaction(self, react: Reaction) -> Reaction:
        """Register the decorated function."""
        self._reactions.append(react)
        return react

    def happened(self, request: Request, id: str) -> None:
        """Let every room react."""
        for react in self._reactions:
            react(request, id)
