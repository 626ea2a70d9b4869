"""What sign-in tokens and actor tokens have in common: links that work once."""

from __future__ import annotations

from clerk_cli.api import Column, Duration, SecretCommand, User, View, argument, date, option

TICKETS = View(
    columns=(
        Column("ID", "id"),
        Column("USER ID", "user_id"),
        Column("STATUS", "status", is_status=True),
        Column("CREATED", "created_at", date, optional=True),
    )
)


class TicketCreate(SecretCommand, view=TICKETS, extension=True):
    """Creates a link and prints only that."""

    secret_member = "url"
    secret_warning = "Anyone who opens this link is signed in as the user. It works once."

    user_id: User = argument("User")
    expires_in: Duration | None = option(
        "Time until expiration: 90s, 30m, 2h, 7d, or seconds", sends="expires_in_seconds", minimum=1
    )
