"""The groups of sessions, clients, and tokens of users: their names and where they are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The groups, and the commands that print tokens."""
    return [
        Group("sessions", "Manage user sessions", f"{__name__}.commands", ("session",)),
        Group(
            "clients",
            "Show users' browsers and devices",
            f"{__name__}.clients",
            ("client",),
            extension=True,
            synonyms=("device", "browser"),
        ),
        Group(
            "token",
            "Print a session token for a user",
            f"{__name__}.token",
            extension=True,
            section="tools",
            synonyms=("bearer",),
        ),
        Group(
            "testing-token",
            "Print a token that lets tests bypass bot protection",
            f"{__name__}.testing_token",
            extension=True,
            section="tools",
        ),
    ]
