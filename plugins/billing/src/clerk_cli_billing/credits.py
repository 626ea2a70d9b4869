"""``clerk billing credits …``: credit balances of payers (an extension)."""

from __future__ import annotations

import uuid
from typing import Literal

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Example,
    Reference,
    Request,
    UsageError,
    UserOrOrganization,
    View,
    argument,
    date_time,
    get,
    option,
    post,
)
from clerk_cli_billing.money import money


def adjustment(entry: APIObject) -> str:
    """An adjustment in words, such as ``$5.00 added``."""
    amount = entry.get("amount") or {}
    shown = money(amount)
    if shown.startswith("-") and isinstance(amount.get("amount_formatted"), str):
        return f"{shown.removeprefix('-')} deducted"
    return f"{shown} added"


BALANCE = View(details=(Column("Credit balance", "balance", money),))
ADJUSTMENT = View(
    details=(
        Column("Adjustment", "id"),
        Column("Payer ID", "payer_id"),
        Column("Credit", adjustment),
        Column("Note", "note"),
        Column("Created", "created_at", date_time),
    )
)
PAYERS = {"user_": "users", "org_": "organizations"}


class CreditCommand(Command, extension=True):
    """A command about the credits of a user or organization; the ID's prefix tells which."""

    payer_id: UserOrOrganization = argument("Payer", sends=None)

    def check(self) -> None:
        """Refuse other IDs.

        Raises:
            UsageError: The ID begins with neither prefix.
        """
        is_looked_up = isinstance(self.payer_id, Reference)
        if not is_looked_up and not self.payer_id.startswith(tuple(PAYERS)):
            raise UsageError(
                f'"{self.payer_id}" is not a valid user ID (user_…) or organization ID (org_…)'
            )

    def build(self) -> Request:
        """The request; its path depends on the kind of payer."""
        payers = next(path for prefix, path in PAYERS.items() if self.payer_id.startswith(prefix))
        route = get(f"/v1/{payers}/{{payer_id}}/billing/credits")
        return super().build().replace(path=route.fill({"payer_id": self.payer_id}))


class CreditsGet(
    CreditCommand,
    name="billing credits get",
    route=get("/v1"),
    view=BALANCE,
    examples=(Example("clerk billing credits get user_123", "Show a user's credit balance"),),
):
    """Get the credit balance of a user or organization."""

    objects_route = get("/v1/users/{user_id}/billing/credits")

    promises = ("balance",)


class CreditsAdjust(
    CreditCommand,
    name="billing credits adjust",
    route=post("/v1"),
    view=ADJUSTMENT,
    confirm="Adjust the credit balance of {payer_id} ({action} by {amount})?",
    done="Adjusted the credit balance of {payer_id}.",
    examples=(
        Example(
            "clerk billing credits adjust user_123 --action increase --amount 500",
            "Give a user $5 of credit",
        ),
    ),
):
    """Increase or decrease the credit balance of a user or organization.

    Each call sends a random idempotency key. To be able to retry a call safely, pass your own
    --idempotency-key: the API applies adjustments with the same key only once.
    """

    objects_route = post("/v1/users/{user_id}/billing/credits")

    action: Literal["increase", "decrease"] = option(
        "Adjustment: increase, decrease", metavar="action"
    )
    amount: int = option("Amount in the smallest currency unit, such as cents", minimum=1)
    currency: str | None = option("Currency code, such as USD")
    note: str | None = option("Note to record with the adjustment", metavar="text")
    idempotency_key: str | None = option("Idempotency key (default: random)")

    def build(self) -> Request:
        """The request, with a new key unless one was passed."""
        request = super().build()
        key = self.idempotency_key or str(uuid.uuid4())
        return request.replace(body={**request.json_object, "idempotency_key": key})
