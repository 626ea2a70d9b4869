"""Subscription items and plans in the older format of responses to subscription changes."""

from __future__ import annotations

from datetime import date

from clerk_cli_sandbox.billing.billing_objects import CURRENCY, SYMBOLS, money
from clerk_cli_sandbox.storage.ids import stable_id
from clerk_cli_sandbox.storage.store import JSONObject


def legacy_item(item: JSONObject) -> JSONObject:
    """A subscription item, converted from the format that the API uses elsewhere."""
    payer = item["payer"]
    names = {name: payer.get(name) or "" for name in ("first_name", "last_name", "email")}
    return item | {
        "payer": payer | names,
        "plan": legacy_plan(item["plan"]),
        "payment_source_id": stable_id("cpaym", item["payer_id"]),
        "proration_date": date.fromtimestamp(item["period_start"] / 1000).isoformat(),
    }


def legacy_plan(plan: JSONObject) -> JSONObject:
    """A plan, with its amounts as members of its own."""
    amounts: JSONObject = {}
    for name, fee_name in (
        ("amount", "fee"),
        ("annual_monthly_amount", "annual_monthly_fee"),
        ("annual_amount", "annual_fee"),
    ):
        fee = plan[fee_name] or money(0)
        amounts |= {name: fee["amount"], f"{name}_formatted": fee["amount_formatted"]}
    return plan | {
        **amounts,
        "currency": CURRENCY,
        "currency_symbol": SYMBOLS[CURRENCY],
        "description": plan["description"] or "",
        "avatar_url": plan["avatar_url"] or "",
        "features": [
            feature | {"description": feature["description"] or "", "avatar_url": ""}
            for feature in plan["features"]
        ],
        "payer_type": [plan["for_payer_type"]],
    }
