"""``clerk users actor-tokens …``: links with which somebody acts as a user (impersonation)."""

from __future__ import annotations

from clerk_cli.api import Command, Request, argument, option, post
from clerk_cli_users.tickets import TICKETS, TicketCreate

PATH = "/v1/actor_tokens"


class ActorTokensCreate(
    TicketCreate,
    name="users actor-tokens create",
    route=post(PATH),
    done="Created actor token {id}.",
):
    """Create a link with which somebody acts as a user; the link alone goes to stdout."""

    actor: str = option("User ID of who acts", metavar="id", sends=None)
    session_max_duration: int | None = option(
        "Longest session in seconds",
        metavar="seconds",
        sends="session_max_duration_in_seconds",
        minimum=1,
    )

    def build(self) -> Request:
        """The request; the API wants who acts as the subject of an object."""
        request = super().build()
        body = {**request.body, "actor": {"sub": self.actor}}
        return Request(request.method, request.path, body=body)


class ActorTokensRevoke(
    Command,
    name="users actor-tokens revoke",
    route=post(PATH + "/{actor_token_id}/revoke"),
    view=TICKETS,
    done="Revoked actor token {actor_token_id}.",
    extension=True,
):
    """Revoke a link that nobody used yet."""

    actor_token_id: str = argument("The token to revoke")
