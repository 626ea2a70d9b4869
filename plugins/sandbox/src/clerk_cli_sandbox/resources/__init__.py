"""The resources of the API, one module each."""

from __future__ import annotations

from clerk_cli_sandbox.resources import contacts, users
from clerk_cli_sandbox.routes import Operation


def operations() -> list[Operation]:
    """Every operation that the sandbox knows."""
    return [*users.routes.operations, *contacts.routes.operations]
