"""Items and plans in the older form in which the API answers changes of a subscription."""

from __future__ import annotations

from datetime import date

from clerk_cli_sandbox.identifiers import stable_id
from clerk_cli_sandbox.resources.billing_objects import CURRENCY, SYMBOLS, money
from clerk_cli_sandbox.store import Document


def older_item(item: Document) -> Document:
    """A subscription item, from the form in which it is shown elsewhere."""
    return item | {
        "plan": older_plan(item["plan"]),
        "payment_source_id": stable_id("cpaym", item["payer_id"]),
        "proration_date": date.fromtimestamp(item["period_start"] / 1000).isoformat(),
    }


def older_plan(plan: Document) -> Document:
    """A plan, with its amounts side by side."""
    flat: Document = {}
    for amount, fee in (
        ("amount", "fee"),
        ("annual_monthly_amount", "annual_monthly_fee"),
        ("annual_amount", "annual_fee"),
    ):
        shown = plan[fee] or money(0)
        flat |= {amount: shown["amount"], f"{amount}_formatted": shown["amount_formatted"]}
    return plan | {
        **flat,
        "currency": CURRENCY,
        "currency_symbol": SYMBOLS[CURRENCY],
        "description": plan["description"] or "",
        "avatar_url": plan["avatar_url"] or "",
        "payer_type": [plan["for_payer_type"]],
    }
