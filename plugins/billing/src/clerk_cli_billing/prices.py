"""``clerk billing prices …``: prices, whose IDs transition-price takes (an extension)."""

from __future__ import annotations

from functools import cache
from typing import Literal

from clerk_cli.api import (
    APIError,
    Column,
    Command,
    Context,
    Example,
    Listing,
    NetworkError,
    Page,
    Pager,
    RowStream,
    View,
    get,
    option,
    post,
    text,
    yes_no,
)
from clerk_cli_billing.money import monthly, plain_amount

PRICES = View(
    columns=(
        Column("ID", "id"),
        Column("PLAN", "plan_id"),
        Column("MONTHLY", "fee", monthly, data=plain_amount),
        Column("BILLED YEARLY", "annual_monthly_fee", monthly, data=plain_amount),
        Column("DEFAULT", "is_default", yes_no, optional=True),
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

    def render_text(self, result: Listing | RowStream, context: Context) -> None:
        """Show plans by name, which prices lack; by ID if the plans cannot be read."""

        @cache
        def names() -> dict[str, str]:
            try:
                plans = Pager(context, "/v1/billing/plans", {}).objects
                return {str(plan.get("id")): str(plan.get("name")) for plan in plans}
            except (APIError, NetworkError) as error:
                context.messages.warn(f"Could not get the plan names: {error.message}")
                return {}

        def plan_name(plan_id: object) -> str:
            return names().get(str(plan_id)) or text(plan_id)

        first, plan_column, *others = PRICES.columns
        named = plan_column.replace(show=plan_name, truncatable=True)
        context.show(result, PRICES.replace(columns=(first, named, *others)))


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
