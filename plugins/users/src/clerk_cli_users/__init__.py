"""``users``, ``signups`` and ``impersonate``: what they are called and where they are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The groups with their subgroups, and the command that impersonates."""
    module = "clerk_cli_users"
    subgroups = (
        Group("emails", "Manage email addresses of users", f"{module}.emails", ("email",)),
        Group("phones", "Manage phone numbers of users", f"{module}.phones", ("phone",)),
        Group(
            "password",
            "Manage compromised passwords of users",
            f"{module}.passwords",
            extension=True,
        ),
        Group("totp", "Manage authenticator apps of users", f"{module}.totp", extension=True),
        Group(
            "backup-codes", "Manage backup codes of users", f"{module}.backup_codes", extension=True
        ),
        Group(
            "passkeys",
            "Manage passkeys of users",
            f"{module}.passkeys",
            ("passkey",),
            extension=True,
        ),
        Group(
            "external-accounts",
            "Manage accounts of users at OAuth providers",
            f"{module}.external_accounts",
            ("external-account",),
            extension=True,
        ),
        Group(
            "web3-wallets",
            "Manage web3 wallets of users",
            f"{module}.web3_wallets",
            ("web3-wallet", "wallets", "wallet"),
            extension=True,
        ),
        Group(
            "trusted-devices",
            "Manage trusted devices of users",
            f"{module}.trusted_devices",
            ("trusted-device", "devices", "device"),
            extension=True,
        ),
        Group(
            "image",
            "Manage profile images of users",
            f"{module}.images",
            ("avatar",),
            extension=True,
        ),
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
            "signups",
            "Manage sign-ups in progress",
            f"{module}.sign_ups",
            ("signup", "sign-ups"),
            extension=True,
            synonyms=("registration",),
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
