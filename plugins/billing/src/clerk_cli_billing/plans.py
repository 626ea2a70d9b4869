"""``clerk billing plans …``: the plans that payers can subscribe to."""

from __future__ import annotations

from typing import Literal

from clerk_cli.api import Column, Example, Page, View, get, option, yes_no
from clerk_cli_billing.money import monthly, plain_amount, yearly

PLANS = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name", truncatable=True),
        Column("SLUG", "slug", truncatable=True),
        Column("MONTHLY", "fee", monthly, data=plain_amount),
        Column("ANNUAL", "annual_fee", yearly, data=plain_amount),
        Column("PAYER TYPE", "for_payer_type", optional=True),
        Column("DEFAULT", "is_default", yes_no, optional=True),
    ),
    empty="No billing plans found",
)


class PlansList(
    Page,
    name="billing plans list",
    aliases=("ls",),
    route=get("/v1/billing/plans"),
    view=PLANS,
    examples=(
        Example("clerk billing plans list", "List the billing plans"),
        Example("clerk billing plans list --payer-type org", "List the plans for organizations"),
    ),
):
    """List all billing plans."""

    payer_type: Literal["user", "org"] | None = option("Filter by payer type", metavar="user|org")
