"""What happens to organizations."""

from __future__ import annotations

from clerk_cli_sandbox.http.events import Event

organization_deleted = Event()
"""Before an organization is deleted."""

organization_domain_verified = Event()
"""Before a domain of an organization becomes verified; the id is its name."""

organization_role_deleted = Event()
"""Before a role of organizations is deleted."""
