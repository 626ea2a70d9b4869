"""``clerk users backup-codes …``: backup codes of users (an extension)."""

from __future__ import annotations

from clerk_cli.api import Command, Example, User, argument, delete


class BackupCodesDelete(
    Command,
    name="users backup-codes delete",
    aliases=("rm",),
    route=delete("/v1/users/{user_id}/backup_code"),
    confirm="Delete all backup codes of user {user_id}?",
    done="Deleted the backup codes of user {user_id}.",
    extension=True,
    many=True,
    examples=(Example("clerk users backup-codes delete user_123", "Delete leaked codes"),),
):
    """Delete all backup codes of a user; other MFA methods are not affected."""

    promises = ("user_id",)

    user_id: User = argument("User")
