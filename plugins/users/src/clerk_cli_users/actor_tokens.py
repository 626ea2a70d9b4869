"""``clerk users actor-tokens …``: links that sign an actor in as a user (impersonation)."""

from __future__ import annotations

from clerk_cli.api import (
    Command,
    Example,
    Request,
    Subject,
    User,
    argument,
    option,
    post,
)
from clerk_cli_users.tickets import TICKETS, TicketCreate

PATH = "/v1/actor_tokens"


class ActorTokensCreate(
    TicketCreate,
    name="users actor-tokens create",
    route=post(PATH),
    done="Created actor token {id}.",
    examples=(
        Example(
            "clerk users actor-tokens create user_123 --actor user_456 --expires-in 600",
            "Print a link that lets user_456 act as user_123",
        ),
    ),
):
    """Create an impersonation link and print it.

    Whoever opens the link is signed in as the user; the session records the actor.
    """

    actor: User = option("User who impersonates", metavar="user")
    session_max_duration: int | None = option(
        "Maximum session duration in seconds",
        metavar="seconds",
        sends="session_max_duration_in_seconds",
        minimum=1,
    )

    def build(self) -> Request:
        """The request; the API takes the actor as the subject of an object."""
        request = super().build()
        # The body of --input has the object itself.
        actor: object = self.actor
        if not isinstance(actor, dict):
            actor = {"sub": actor}
        return request.replace(body={**request.json_object, "actor": actor})


class ActorTokensRevoke(
    Command,
    name="users actor-tokens revoke",
    route=post(PATH + "/{actor_token_id}/revoke"),
    view=TICKETS,
    confirm="Revoke actor token {actor_token_id}?",
    subject=Subject(readable=False),  # the API has no operation for one
    done="Revoked actor token {actor_token_id}.",
    extension=True,
    many=True,
    examples=(Example("clerk users actor-tokens revoke act_123", "Revoke an impersonation link"),),
):
    """Revoke an impersonation link that has not been used."""

    actor_token_id: str = argument("Actor token ID")
