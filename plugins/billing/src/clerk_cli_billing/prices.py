"""``clerk billing prices …``: prices, whose IDs transition-price takes (an extension)."""

from __future__ import annotations

from typing import Literal

from clerk_cli.api import Column, Command, Example, Page, View, get, option, post, yes_or_empty
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
    examples=(
        Example("clerk billing prices list --plan-id cplan_123", "List the prices of a plan"),
    ),
):
    """List plan prices."""

    plan_id: str | None = option("Filter by plan ID")


class PricesCreate(
    Command,
    name="billing prices create",
    route=post(PATH),
    view=PRICES,
    done="Created price {id}.",
    extension=True,
    examples=(
        Example(
            "clerk billing prices create --plan-id cplan_123 --amount 1900 --currency USD",
            "Create a price of $19 per month",
        ),
    ),
):
    """Create a price for a plan."""

    plan_id: str = option("Plan ID")
    amount: int = option("Monthly price in the smallest currency unit, such as cents", minimum=0)
    annual_monthly_amount: int | None = option(
        "Monthly price when billed annually", metavar="n", minimum=0
    )
    currency: str | None = option("Currency code, such as USD")
    description: str | None = option("Description", metavar="text")
    supported_billing_periods: Literal["month", "annual", "both"] | None = option(
        "Billing periods: month, annual, both", metavar="periods"
    )
