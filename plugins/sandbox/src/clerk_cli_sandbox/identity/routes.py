"""The routes of the room."""

from __future__ import annotations

from clerk_cli_sandbox.identity import (
    contacts,
    invitations,
    messages,
    replacements,
    restrictions,
    user_security,
    users,
    verifications,
    waitlist,
)

ROUTES = (
    users.routes,
    user_security.routes,
    contacts.routes,
    verifications.routes,
    replacements.routes,
    messages.routes,
    invitations.routes,
    waitlist.routes,
    restrictions.routes,
)
