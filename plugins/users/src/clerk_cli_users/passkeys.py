"""``clerk users passkeys …``: passkeys of users (an extension)."""

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
    date_time,
    delete,
    get,
)
from clerk_cli_users.user_lists import UserList
from clerk_cli_users.views import ID

PASSKEYS = View(
    columns=(
        ID,
        Column("NAME", "name", truncatable=True),
        Column("LAST USED", "last_used_at", date_time),
    ),
    empty="No passkeys found",
)


class PasskeysList(
    UserList,
    name="users passkeys list",
    aliases=("ls",),
    view=PASSKEYS,
    extension=True,
    examples=(Example("clerk users passkeys list user_123", "List a user's passkeys"),),
):
    """List all passkeys of a user."""

    plural = "passkeys"
    result_fields = ("id", "object", "name", "last_used_at@", "verification=Passkey.verification")


class PasskeysDelete(
    Command,
    name="users passkeys delete",
    aliases=("rm",),
    route=delete("/v1/users/{user_id}/passkeys/{passkey_id}"),
    view=DELETED,
    confirm="Delete passkey {passkey_id} of user {user_id}?",
    subject=Subject(listed=get("/v1/users/{user_id}"), rows_name="passkeys", field="passkey_id"),
    done="Deleted passkey {passkey_id}.",
    extension=True,
    many=True,
    examples=(Example("clerk users passkeys delete user_123 idn_789", "Delete a passkey"),),
):
    """Delete a user's passkey; Clerk notifies the user by email."""

    user_id: User = argument("User")
    passkey_id: str = argument("Passkey ID")
