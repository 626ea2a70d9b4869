"""The ``users`` group and ``impersonate``: what they are called and where they are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group with its subgroups, and the command that impersonates."""
    module = "clerk_cli_users"
    subgroups = (
        Group("emails", "Manage email addresses of users", f"{module}.emails", ("email",)),
        Group("phones", "Manage phone numbers of users", f"{module}.phones", ("phone",)),
        Group(
            "sign-in-tokens",
            "Manage one-time sign-in links",
            f"{module}.sign_in_tokens",
            extension=True,
        ),
        Group(
            "actor-tokens",
            "Manage impersonation links",
            f"{module}.actor_tokens",
            extension=True,
        ),
        Group(
            "agent-tasks",
            "Manage links that sign agents in as users",
            f"{module}.agent_tasks",
            extension=True,
        ),
    )
    synonyms = ("people", "person", "account", "customer")
    return [
        Group(
            "users", "Manage users", f"{module}.commands", ("user",), subgroups, synonyms=synonyms
        ),
        Group(
            "impersonate",
            "Print a link to act as a user",
            f"{module}.impersonate",
            extension=True,
            section="tools",
            synonyms=("act-as", "sudo", "become"),
        ),
    ]
