"""``users``, ``signups`` and ``impersonate``: what they are called and where they are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl

MODULE = "clerk_cli_users"


@hookimpl
def clerk_groups() -> list[Group]:
    """The groups with their subgroups, and the command that impersonates."""
    subgroups = (
        Group("emails", "Manage users' email addresses", f"{MODULE}.emails", ("email",)),
        Group("phones", "Manage users' phone numbers", f"{MODULE}.phones", ("phone",)),
        _extension("password", "Manage compromised passwords"),
        _extension("totp", "Manage users' authenticator apps"),
        _extension("backup-codes", "Manage users' backup codes"),
        _extension("passkeys", "Manage users' passkeys", "passkey"),
        _extension("external-accounts", "Manage users' OAuth accounts"),
        _extension("web3-wallets", "Manage users' web3 wallets"),
        _extension("trusted-devices", "Manage users' trusted devices"),
        _extension("image", "Manage users' profile images", "avatar"),
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
