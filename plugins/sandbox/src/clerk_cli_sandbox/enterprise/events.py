"""What happens to enterprise connections."""

from __future__ import annotations

from clerk_cli_sandbox.http.events import Event

connection_deleted = Event()
"""Before an enterprise connection is deleted."""
