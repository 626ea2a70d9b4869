"""What happens to organizations."""

from __future__ import annotations

from clerk_cli_sandbox.http.events import Event

organization_deleted = Event()
"""Before an organization is deleted."""

organization_domain_added = Event()
"""Before a domain is added to the organization that the path names; the id is its name."""
