"""The ``sessions`` group and the tokens of users: what they are called and where they are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group, and the commands that print tokens."""
    return [
        Group("sessions", "Manage user sessions", f"{__name__}.commands", ("session",)),
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
            "Print a token with which tests pass bot protection",
            f"{__name__}.testing_token",
            extension=True,
            section="tools",
        ),
    ]
