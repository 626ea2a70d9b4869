"""What happens to machines."""

from __future__ import annotations

from clerk_cli_sandbox.http.events import Event

machine_deleted = Event()
"""Before a machine is deleted."""
