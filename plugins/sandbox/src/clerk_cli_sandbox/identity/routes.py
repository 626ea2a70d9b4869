"""The routes of the room."""

from __future__ import annotations

from clerk_cli_sandbox.identity import (
    contacts,
    invitations,
    profile_images,
    restrictions,
    user_credentials,
    user_security,
    users,
    waitlist,
)

ROUTES = (
    users.routes,
    user_security.routes,
    user_credentials.routes,
    profile_images.routes,
    contacts.routes,
    invitations.routes,
    waitlist.routes,
    restrictions.routes,
)
