"""``clerk instance restrictions update``: which sign-ups are allowed."""

from __future__ import annotations

from clerk_cli.api import Column, Example, Update, View, patch, switch, yes_no

RESTRICTIONS = View(
    details=(
        Column("Allowlist", "allowlist", yes_no),
        Column("Blocklist", "blocklist", yes_no),
        Column("Off at sign-in", "allowlist_blocklist_disabled_on_sign_in", yes_no),
        Column("Block email subaddresses", "block_email_subaddresses", yes_no),
        Column("Block disposable emails", "block_disposable_email_domains", yes_no),
    )
)


class RestrictionsUpdate(
    Update,
    name="instance restrictions update",
    route=patch("/v1/instance/restrictions"),
    view=RESTRICTIONS,
    done="Updated instance restrictions.",
    examples=(
        Example(
            "clerk instance restrictions update --allowlist --block-disposable-emails",
            "Enable the allowlist and block disposable email addresses",
        ),
        Example("clerk instance restrictions update --no-allowlist", "Disable the allowlist"),
    ),
):
    """Enable or disable sign-up restrictions."""

    allowlist: bool | None = switch("Enable/disable allowlist")
    blocklist: bool | None = switch("Enable/disable blocklist")
    allowlist_blocklist_disabled_on_sign_in: bool | None = switch(
        "Do not apply the allowlist and blocklist to sign-ins"
    )
    block_email_subaddresses: bool | None = switch("Block email subaddresses")
    block_disposable_emails: bool | None = switch(
        "Block disposable emails", sends="block_disposable_email_domains"
    )
