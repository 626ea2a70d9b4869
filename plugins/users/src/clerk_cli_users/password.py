"""``clerk users password …``: passwords that have become known to others (an extension)."""

from __future__ import annotations

from clerk_cli.api import Command, Example, User, argument, flag, post
from clerk_cli_users.views import USER_STATUS

PATH = "/v1/users/{user_id}/password"


class PasswordCommand(Command, view=USER_STATUS, extension=True, many=True):
    """A command about the password of a user; the response is the user."""

    user_id: User = argument("User")


class PasswordSetCompromised(
    PasswordCommand,
    name="users password set-compromised",
    route=post(f"{PATH}/set_compromised"),
    confirm="Mark the password of user {user_id} as compromised?",
    done="Marked the password of user {user_id} as compromised.",
    examples=(
        Example(
            "clerk users password set-compromised user_123 --revoke-all-sessions",
            "Sign a user out and require a new password",
        ),
    ),
):
    """Mark a user's password as compromised; the user must reset it at the next sign-in."""

    revoke_all_sessions: bool = flag("Revoke all sessions of the user")


class PasswordUnsetCompromised(
    PasswordCommand,
    name="users password unset-compromised",
    route=post(f"{PATH}/unset_compromised"),
    done="Marked the password of user {user_id} as not compromised.",
    examples=(Example("clerk users password unset-compromised user_123", "Undo a false alarm"),),
):
    """Mark a user's password as not compromised."""
