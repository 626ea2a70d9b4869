"""``clerk billing prices …``: what transition-price needs the ids of (beyond the reference)."""

from __future__ import annotations

from typing import Literal

from clerk_cli.api import Column, Command, Page, View, get, option, post, yes_or_empty
from clerk_cli_billing.money import money

PRICES = View(
    columns=(
        Column("ID", "id"),
        Column("PLAN", "plan_id"),
        Column("FEE", "fee", money),
        Column("ANNUAL", "annual_monthly_fee", money),
        Column("DEFAULT", "is_default", yes_or_empty),
    ),
    empty="No prices found",
)
PATH = "/v1/billing/prices"


class PricesList(
    Page,
    name="billing prices list",
    aliases=("ls",),
    route=get(PATH),
    view=PRICES,
    extension=True,
):
    """List prices of plans."""

    plan_id: str | None = option("Filter by plan")


class PricesCreate(
    Command,
    name="billing prices create",
    route=post(PATH),
    view=PRICES,
    done="Created price {id}.",
    extension=True,
):
    """Create another price for a plan."""

    plan_id: str = option("The plan")
    amount: int = option("Price of a month, in the smallest unit of the currency", minimum=0)
    annual_monthly_amount: int | None = option(
        "Price of a month when paid by the year", metavar="n", minimum=0
    )
    currency: str | None = option("Currency, such as USD")
    description: str | None = option("Description", metavar="text")
    supported_billing_periods: Literal["month", "annual", "both"] | None = option(
        "Billing periods: month, annual, both", metavar="periods"
    )
