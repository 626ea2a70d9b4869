"""``clerk users web3-wallets …``: web3 wallets of users (an extension)."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    Column,
    Command,
    Example,
    Subject,
    User,
    View,
    argument,
    delete,
    get,
    yes_no,
)
from clerk_cli_users.contacts import ContactList
from clerk_cli_users.views import ID, verified

WALLETS = View(
    columns=(
        ID,
        Column("ADDRESS", "web3_wallet"),
        Column("VERIFIED", verified, yes_no, optional=True),
        Column("PRIMARY", "primary", yes_no, optional=True),
    ),
    empty="No web3 wallets found",
)


class WalletsList(
    ContactList,
    name="users web3-wallets list",
    aliases=("ls",),
    view=WALLETS,
    extension=True,
    examples=(Example("clerk users web3-wallets list user_123", "List a user's web3 wallets"),),
):
    """List all web3 wallets of a user."""

    kind = "web3_wallet"
    plural = "web3_wallets"
    result_fields = (
        "id", "object", "web3_wallet", "verification=Web3Wallet.verification", "created_at@",
        "updated_at@", "primary",
    )  # fmt: skip


class WalletsDelete(
    Command,
    name="users web3-wallets delete",
    aliases=("rm",),
    route=delete("/v1/users/{user_id}/web3_wallets/{web3_wallet_id}"),
    view=DELETED,
    confirm="Delete web3 wallet {web3_wallet_id} of user {user_id}?",
    subject=Subject(
        listed=get("/v1/users/{user_id}"), rows_name="web3_wallets", field="web3_wallet_id"
    ),
    done="Deleted web3 wallet {web3_wallet_id}.",
    extension=True,
    many=True,
    examples=(Example("clerk users web3-wallets delete user_123 idn_987", "Delete a web3 wallet"),),
):
    """Delete a user's web3 wallet."""

    user_id: User = argument("User")
    web3_wallet_id: str = argument("Web3 wallet ID")
