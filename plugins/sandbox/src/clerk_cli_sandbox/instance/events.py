"""What happens to the instance."""

from __future__ import annotations

from clerk_cli_sandbox.http.events import Event

primary_domain_changed = Event()
"""After the primary domain got another name."""
