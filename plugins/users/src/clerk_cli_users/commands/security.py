"""Who may sign in and how: bans, locks, passwords, second factors."""

from __future__ import annotations

from collections.abc import Mapping

from clerk_cli.api import (
    APIObject,
    BulkOperation,
    Command,
    Context,
    Example,
    Json,
    Listing,
    Note,
    Outcome,
    Pager,
    Request,
    ResponseObject,
    Secret,
    Subject,
    User,
    argument,
    delete,
    flag,
    get,
    option,
    post,
)
from clerk_cli_users.verification import Verification
from clerk_cli_users.views import SESSIONS, USER_STATUS


class UserAction(Command, view=USER_STATUS):
    """An action on one user; the response is the user."""

    user_id: User = argument("User")


class UsersBan(
    UserAction,
    name="users ban",
    route=post("/v1/users/{user_id}/ban"),
    done="Banned user {user_id}.",
    many=BulkOperation(post("/v1/users/ban"), "user_ids", 50),
    examples=(
        Example("clerk users ban user_123", "Ban a user"),
        Example(
            "clerk users ban --from users.txt --failures failed.txt", "Ban the users in a file"
        ),
    ),
):
    """Ban a user, revoking all sessions and preventing sign-in."""


class UsersUnban(
    UserAction,
    name="users unban",
    route=post("/v1/users/{user_id}/unban"),
    done="Unbanned user {user_id}.",
    many=BulkOperation(post("/v1/users/unban"), "user_ids", 50),
    examples=(Example("clerk users unban user_123 user_456", "Unban two users"),),
):
    """Remove the ban from a user."""


class UsersLock(
    UserAction,
    name="users lock",
    route=post("/v1/users/{user_id}/lock"),
    done="Locked user {user_id}.",
    many=True,
    examples=(Example("clerk users lock user_123", "Lock a user"),),
):
    """Lock a user account temporarily."""


class UsersUnlock(
    UserAction,
    name="users unlock",
    route=post("/v1/users/{user_id}/unlock"),
    done="Unlocked user {user_id}.",
    many=True,
    examples=(Example("clerk users unlock user_123", "Unlock a user"),),
):
    """Remove the lockout from a user account."""


class UsersVerifyPassword(
    Verification,
    name="users verify-password",
    route=post("/v1/users/{user_id}/verify_password"),
    examples=(
        Example(
            "printf '%s' \"$PASSWORD\" | clerk users verify-password user_123 --password -",
            "Verify a password from stdin",
        ),
    ),
):
    """Verify a user's password.

    Exits with status 0 if the password is correct and 1 if it is not.
    """

    password: Secret | None = option(
        "Password to verify (prompts if not provided; - to read from stdin)", asked=True
    )

    objects_route = post("/v1/users/{user_id}/verify_password")
    compares = noun = "password"
    wrong_code = "incorrect_password"


class UsersRemovePassword(
    Command,
    name="users remove-password",
    route=post("/v1/users/{user_id}/remove_password"),
    view=USER_STATUS,
    confirm="Remove the password of user {user_id}?",
    done="Removed the password of user {user_id}.",
    extension=True,
    many=True,
    examples=(
        Example(
            "clerk users remove-password user_123 --sign-out-other-sessions",
            "Remove a password and sign the user out everywhere",
        ),
    ),
):
    """Remove a user's password; other sign-in methods are not affected."""

    user_id: User = argument("User")
    sign_out_other_sessions: bool = flag(
        "Sign out all other sessions", sends="sign_out_of_other_sessions"
    )


class UsersDisableMfa(
    Command,
    name="users disable-mfa",
    route=delete("/v1/users/{user_id}/mfa"),
    confirm="Disable all MFA methods of user {user_id}?",
    done="Disabled all MFA methods of user {user_id}.",
    extension=True,
    many=True,
    examples=(
        Example("clerk users disable-mfa user_123", "Disable MFA for a user who lost a phone"),
    ),
):
    """Disable all MFA methods of a user, for example after a lost phone."""

    promises = ("user_id",)

    user_id: User = argument("User")


class UsersSignOut(
    Command,
    name="users sign-out",
    view=SESSIONS,
    confirm="Sign {user_id} out of all sessions?",
    subject=Subject(get("/v1/users/{user_id}")),
    extension=True,
    many=True,
    examples=(
        Example("clerk users sign-out user_123", "End all sessions of a user"),
        Example("clerk users sign-out user_123 user_456 --force", "Sign two users out"),
    ),
):
    """Sign a user out everywhere by revoking all active sessions."""

    objects_route = post("/v1/sessions/{session_id}/revoke")

    writes = True

    user_id: User = argument("User")

    def run(self, context: Context) -> Outcome:
        """Read the active sessions, and revoke each."""
        query: Mapping[str, Json] = {
            "user_id": self.user_id,
            "status": "active",
            "paginated": True,
        }
        sessions = [ResponseObject.of(row) for row in Pager(context, "/v1/sessions", query)]
        session_ids = [session.path_value() for session in sessions]
        revoke = post("/v1/sessions/{session_id}/revoke")
        revoked: list[APIObject] = []
        for session_id in session_ids:
            path = revoke.fill({"session_id": session_id})
            revoked.append(context.send(Request("POST", path)).object)
        count = f"{len(revoked)} session{'' if len(revoked) == 1 else 's'}"
        note = Note(f"Signed user {self.user_id} out of {count}.")
        return Outcome(Listing(revoked, len(revoked)), notes=(note,))
