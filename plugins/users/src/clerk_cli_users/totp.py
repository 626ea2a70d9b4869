"""``clerk users totp …``: authenticator apps (an extension)."""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    Command,
    Context,
    Example,
    Secret,
    User,
    argument,
    delete,
    option,
    post,
)
from clerk_cli_users.verification import Verification


class TotpVerify(
    Verification,
    name="users totp verify",
    route=post("/v1/users/{user_id}/verify_totp"),
    extension=True,
    examples=(
        Example(
            "printf '%s' \"$CODE\" | clerk users totp verify user_123 --code -",
            "Verify a code from stdin",
        ),
    ),
):
    """Verify a code from a user's authenticator app, or a backup code, which is used up.

    Exits with status 0 if the code is correct and 1 if it is not.
    """

    code: Secret | None = option(
        "Code to verify (prompts if not provided; - to read from stdin)", asked=True
    )

    objects_route = post("/v1/users/{user_id}/verify_totp")
    compares = noun = "code"
    wrong_code = "totp_incorrect_code"

    def render_text(self, result: APIObject, context: Context) -> None:
        """Write a sentence to stderr, and say if the code cannot be used again."""
        super().render_text(result, context)
        if result.get("code_type") == "backup_code":
            context.messages.info("It was a backup code, which cannot be used again.")


class TotpDelete(
    Command,
    name="users totp delete",
    aliases=("rm",),
    route=delete("/v1/users/{user_id}/totp"),
    confirm="Delete the authenticator app of user {user_id}?",
    done="Deleted the authenticator app of user {user_id}.",
    extension=True,
    many=True,
    examples=(Example("clerk users totp delete user_123", "Remove a lost authenticator app"),),
):
    """Delete a user's authenticator app; other MFA methods are not affected."""

    promises = ("user_id",)

    user_id: User = argument("User")
