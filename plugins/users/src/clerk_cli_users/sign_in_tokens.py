"""``clerk users sign-in-tokens …``: links that sign a user in (an extension).

They belong to the users because a user's ID is what a support engineer has.
"""

from __future__ import annotations

from clerk_cli.api import (
    Command,
    Example,
    Organization,
    Subject,
    argument,
    option,
    post,
)
from clerk_cli_users.tickets import TICKETS, TicketCreate

PATH = "/v1/sign_in_tokens"


class SignInTokensCreate(
    TicketCreate,
    name="users sign-in-tokens create",
    route=post(PATH),
    done="Created sign-in token {id}.",
    examples=(
        Example(
            "clerk users sign-in-tokens create user_123 --expires-in 600",
            "Print a sign-in link that expires after ten minutes",
        ),
    ),
):
    """Create a one-time sign-in link and print it."""

    organization_id: Organization | None = option("Organization to make active", sends="org_id")


class SignInTokensRevoke(
    Command,
    name="users sign-in-tokens revoke",
    route=post(PATH + "/{sign_in_token_id}/revoke"),
    view=TICKETS,
    confirm="Revoke sign-in token {sign_in_token_id}?",
    subject=Subject(readable=False),  # the API has no operation for one
    done="Revoked sign-in token {sign_in_token_id}.",
    extension=True,
    many=True,
    examples=(Example("clerk users sign-in-tokens revoke sit_123", "Revoke a sign-in link"),),
):
    """Revoke a sign-in link that has not been used."""

    sign_in_token_id: str = argument("Sign-in token ID")
