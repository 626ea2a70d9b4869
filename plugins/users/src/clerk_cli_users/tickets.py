"""What sign-in tokens and actor tokens have in common: links that work once."""

from __future__ import annotations

from clerk_cli.api import Column, SecretCommand, View, argument, date, option

TICKETS = View(
    columns=(
        Column("ID", "id"),
        Column("USER ID", "user_id"),
        Column("STATUS", "status"),
        Column("CREATED", "created_at", date),
    )
)


class TicketCreate(SecretCommand, view=TICKETS, extension=True):
    """Creates a link, which goes alone to stdout."""

    secret_member = "url"
    secret_warning = "Whoever opens this link is signed in; it works once."

    user_id: str = argument("The user")
    expires_in: int | None = option(
        "Lifetime in seconds", metavar="seconds", sends="expires_in_seconds", minimum=1
    )
