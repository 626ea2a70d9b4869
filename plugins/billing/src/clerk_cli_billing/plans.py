"""``clerk billing plans …``: the plans that payers can subscribe to."""

from __future__ import annotations

from clerk_cli.api import Column, Example, Page, View, get, yes_or_empty
from clerk_cli_billing.money import money

PLANS = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name", truncatable=True),
        Column("SLUG", "slug", truncatable=True),
        Column("AMOUNT", "fee", money),
        Column("ANNUAL", "annual_fee", money),
        Column("PAYER TYPE", "for_payer_type"),
        Column("DEFAULT", "is_default", yes_or_empty),
    ),
    empty="No billing plans found",
)


class PlansList(
    Page,
    name="billing plans list",
    aliases=("ls",),
    route=get("/v1/billing/plans"),
    view=PLANS,
    examples=(Example("clerk billing plans list", "List the billing plans"),),
):
    """List all billing plans."""
