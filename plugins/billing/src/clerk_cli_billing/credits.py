"""``clerk billing credits …``: what a payer has in hand (beyond the reference)."""

from __future__ import annotations

import uuid
from typing import Literal

from clerk_cli.api import Command, Request, Route, UsageError, argument, get, option, post

OWNERS = {"user_": "users", "org_": "organizations"}


class CreditCommand(Command, extension=True):
    """A command about the credits of a user or an organization; the id tells which."""

    payer_id: str = argument("The user or organization", sends=None)

    def check(self) -> None:
        """Refuse an id that tells neither.

        Raises:
            UsageError: The id begins with neither prefix.
        """
        if not self.payer_id.startswith(tuple(OWNERS)):
            raise UsageError(f"{self.payer_id} is no id of a user (user_…) or organization (org_…)")

    def build(self) -> Request:
        """The request; its path is that of the kind of payer."""
        owner = next(path for prefix, path in OWNERS.items() if self.payer_id.startswith(prefix))
        request = super().build()
        path = Route("GET", f"/v1/{owner}/{{id}}/billing/credits").fill({"id": self.payer_id})
        return Request(request.method, path, request.query, request.body)


class CreditsGet(CreditCommand, name="billing credits get", route=get("/v1")):
    """Show the credits of a user or an organization."""


class CreditsAdjust(
    CreditCommand,
    name="billing credits adjust",
    route=post("/v1"),
    confirm="{action} the credits of {payer_id} by {amount}?",
    done="Adjusted the credits of {payer_id}.",
):
    """Increase or decrease the credits of a user or an organization.

    Each call has a key of its own, by which the API knows a repeated one; give --idempotency-key to
    repeat a call whose outcome is not known.
    """

    action: Literal["increase", "decrease"] = option(
        "What to do: increase or decrease", metavar="action"
    )
    amount: int = option("How much, in the smallest unit of the currency", minimum=1)
    currency: str | None = option("Currency, such as USD")
    note: str | None = option("Note for the records", metavar="text")
    idempotency_key: str | None = option("Key of a call to repeat")

    def build(self) -> Request:
        """The request, with a fresh key unless one is given."""
        request = super().build()
        key = self.idempotency_key or str(uuid.uuid4())
        return Request(request.method, request.path, body={**request.body, "idempotency_key": key})
