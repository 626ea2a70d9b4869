"""``users``, ``signups`` and ``impersonate``: what they are called and where they are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl

MODULE = "clerk_cli_users"


@hookimpl
def clerk_groups() -> list[Group]:
    """The groups with their subgroups, and the command that impersonates."""
    subgroups = (
        Group("emails", "Manage email addresses of users", f"{MODULE}.emails", ("email",)),
        Group("phones", "Manage phone numbers of users", f"{MODULE}.phones", ("phone",)),
        _extension("password", "Manage compromised passwords of users"),
        _extension("totp", "Manage authenticator apps of users"),
        _extension("backup-codes", "Manage backup codes of users"),
        _extension("passkeys", "Manage passkeys of users", "passkey"),
        _extension("external-accounts", "Manage accounts of users at OAuth providers"),
        _extension("web3-wallets", "Manage web3 wallets of users"),
        _extension("trusted-devices", "Manage trusted devices of users"),
        _extension("image", "Manage profile images of users", "avatar"),
        _extension("sign-in-tokens", "Manage one-time sign-in links"),
        _extension("actor-tokens", "Manage impersonation links"),
        _extension("agent-tasks", "Manage links that sign agents in as users"),
    )
    synonyms = ("people", "person", "account", "customer")
    return [
        Group(
            "users", "Manage users", f"{MODULE}.commands", ("user",), subgroups, synonyms=synonyms
        ),
        Group(
            "signups",
            "Manage sign-ups in progress",
            f"{MODULE}.sign_ups",
            ("signup", "sign-ups"),
            extension=True,
            synonyms=("registration",),
        ),
        Group(
            "impersonate",
            "Print a link to act as a user",
            f"{MODULE}.impersonate",
            extension=True,
            section="tools",
            synonyms=("act-as", "sudo", "become"),
        ),
    ]


def _extension(name: str, help: str, *aliases: str) -> Group:
    """A subgroup that Clerk's own CLI lacks, in the module of its name."""
    module = f"{MODULE}.{name.replace('-', '_')}"
    return Group(name, help, module, aliases, extension=True)
