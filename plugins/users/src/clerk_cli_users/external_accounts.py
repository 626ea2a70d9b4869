"""``clerk users external-accounts …``: accounts of users at OAuth providers (an extension)."""

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
    date,
    delete,
    get,
)
from clerk_cli_users.user_lists import UserList
from clerk_cli_users.views import ID

ACCOUNTS = View(
    columns=(
        ID,
        Column("PROVIDER", "provider"),
        Column("EMAIL", "email_address", truncatable=True),
        Column("STATUS", "verification.status", is_status=True, optional=True),
        Column("CREATED", "created_at", date, optional=True),
    ),
    wide=(
        Column("USERNAME", "username"),
        Column("PROVIDER USER ID", "provider_user_id"),
        Column("SCOPES", "approved_scopes"),
    ),
    empty="No external accounts found",
)


class AccountsList(
    UserList,
    name="users external-accounts list",
    aliases=("ls",),
    view=ACCOUNTS,
    extension=True,
    examples=(
        Example("clerk users external-accounts list user_123", "List a user's OAuth accounts"),
    ),
):
    """List a user's OAuth accounts."""

    plural = "external_accounts"
    result_fields = (
        "object", "id", "provider", "identification_id", "provider_user_id", "approved_scopes",
        "email_address", "email_address_verified", "first_name", "last_name", "avatar_url",
        "image_url", "username", "phone_number", "public_metadata{}", "label", "created_at@",
        "updated_at@", "verification{}",
    )  # fmt: skip


class AccountsDelete(
    Command,
    name="users external-accounts delete",
    aliases=("rm",),
    route=delete("/v1/users/{user_id}/external_accounts/{external_account_id}"),
    view=DELETED,
    confirm="Delete external account {external_account_id} of user {user_id}?",
    subject=Subject(
        listed=get("/v1/users/{user_id}"),
        rows_name="external_accounts",
        field="external_account_id",
    ),
    done="Deleted external account {external_account_id}.",
    extension=True,
    many=True,
    examples=(
        Example(
            "clerk users external-accounts delete user_123 eac_123",
            "Disconnect a user from an OAuth provider",
        ),
    ),
):
    """Disconnect a user's OAuth account."""

    user_id: User = argument("User")
    external_account_id: str = argument("External account ID")
