"""``clerk users sign-in-tokens …``: links that sign a user in (beyond the reference).

They stand with the users because that is what a support engineer has in hand: a user's id.
"""

from __future__ import annotations

from clerk_cli.api import Command, argument, option, post
from clerk_cli_users.tickets import TICKETS, TicketCreate

PATH = "/v1/sign_in_tokens"


class SignInTokensCreate(
    TicketCreate,
    name="users sign-in-tokens create",
    route=post(PATH),
    done="Created sign-in token {id}.",
):
    """Create a link that signs a user in; the link alone goes to stdout."""

    organization_id: str | None = option("Organization to make active", sends="org_id")


class SignInTokensRevoke(
    Command,
    name="users sign-in-tokens revoke",
    route=post(PATH + "/{sign_in_token_id}/revoke"),
    view=TICKETS,
    done="Revoked sign-in token {sign_in_token_id}.",
    extension=True,
):
    """Revoke a link that nobody used yet."""

    sign_in_token_id: str = argument("The token to revoke")
