"""The routes of the room."""

from __future__ import annotations

from clerk_cli_sandbox.identity import (
    contacts,
    invitations,
    restrictions,
    user_security,
    users,
    waitlist,
)

ROUTES = (
    users.routes,
    user_security.routes,
    contacts.routes,
    invitations.routes,
    waitlist.routes,
    restrictions.routes,
)
