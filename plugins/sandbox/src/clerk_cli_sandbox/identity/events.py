"""What happens to users."""

from __future__ import annotations

from clerk_cli_sandbox.http.events import Event

user_deleted = Event()
"""Before a user is deleted."""

user_signed_out = Event()
"""When all sessions of a user must end."""
