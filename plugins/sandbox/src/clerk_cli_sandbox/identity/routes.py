"""The routes of the room."""

from __future__ import annotations

from clerk_cli_sandbox.identity import (
    contacts,
    invitations,
    messages,
    profile_images,
    replacements,
    restrictions,
    user_credentials,
    user_security,
    users,
    verifications,
    waitlist,
)

ROUTES = (
    users.routes,
    user_security.routes,
    user_credentials.routes,
    profile_images.routes,
    contacts.routes,
    verifications.routes,
    replacements.routes,
    messages.routes,
    invitations.routes,
    waitlist.routes,
    restrictions.routes,
)
