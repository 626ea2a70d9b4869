"""``clerk clients …``: the browsers and devices on which users are signed in (an extension)."""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Context,
    CountedPage,
    Example,
    Note,
    Outcome,
    Secret,
    View,
    argument,
    ask_for_secret,
    comma,
    date,
    date_time,
    get,
    option,
    post,
)


def users(client: APIObject) -> list[str]:
    """The IDs of the users who have sessions on a client."""
    sessions = client.get("sessions") or []
    return list(dict.fromkeys(str(session.get("user_id")) for session in sessions))


CLIENTS = View(
    columns=(
        Column("ID", "id"),
        Column("USERS", users, comma, optional=True),
        Column("ACTIVE SESSION", "last_active_session_id"),
        Column("SIGN-UP", "sign_up_id", optional=True),
        Column("CREATED", "created_at", date, optional=True),
    ),
    wide=(
        Column("SIGN-IN", "sign_in_id"),
        Column("STRATEGY", "last_authentication_strategy"),
        Column("UPDATED", "updated_at", date),
    ),
    empty="No clients found",
)
CLIENT = View(
    columns=CLIENTS.columns,
    details=(
        Column("Client", "id"),
        Column("Users", users, comma),
        Column("Sessions", "session_ids", comma),
        Column("Active session", "last_active_session_id"),
        Column("Sign-in", "sign_in_id"),
        Column("Sign-up", "sign_up_id"),
        Column("Strategy", "last_authentication_strategy"),
        Column("Created", "created_at", date_time),
        Column("Updated", "updated_at", date_time),
    ),
)


class ClientsList(
    CountedPage,
    name="clients list",
    aliases=("ls",),
    route=get("/v1/clients"),
    view=CLIENTS,
    extension=True,
    examples=(Example("clerk clients list --limit 5", "List the newest clients"),),
):
    """List clients, newest first.

    Clerk has announced that it will remove this list. To find the client of a user, run clerk
    sessions list --user-id.
    """


class ClientsGet(
    Command,
    name="clients get",
    route=get("/v1/clients/{client_id}"),
    view=CLIENT,
    extension=True,
    many=True,
    examples=(Example("clerk clients get client_123", "Show a client and its sessions"),),
):
    """Show a client with its sessions and any sign-in or sign-up in progress."""

    client_id: str = argument("Client ID")


class ClientsVerify(
    Command,
    name="clients verify",
    route=post("/v1/clients/verify"),
    view=CLIENT,
    extension=True,
    examples=(
        Example(
            "printf '%s' \"$SESSION_TOKEN\" | clerk clients verify --token -",
            "Show the client of a session token",
        ),
    ),
):
    """Verify a session token and show its client."""

    token: Secret | None = option(
        "Session token (prompts if not provided; - to read from stdin)", asked=True
    )

    objects_route = post("/v1/clients/verify")

    def run(self, context: Context) -> Outcome:
        """Prompt for the token if necessary, and let the API verify it."""
        token = self.token or ask_for_secret(context, "--token", "Session token:")
        client = self.object_of(context.send(self.copy_with(token=token).build()))
        return Outcome(client, notes=(Note("Token is valid."),))
