"""``/billing/plans`` and ``/billing/prices``: what can be subscribed to."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.fields import Integer, Text
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.lists import one_of_payers, paged
from clerk_cli_sandbox.resources.billing_objects import (
    CURRENCY,
    PRICE,
    plans,
    price_document,
    require_plan,
)
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import OLDEST_FIRST, Selection, member

routes = Routes()


@routes.add("GET", "/billing/plans")
def list_plans(call: Invocation) -> Any:
    """List plans."""
    selection = plans(call.store)
    one_of_payers(call, selection, member("for_payer_type"))
    return paged(call, selection)


@routes.add("GET", "/billing/prices")
def list_prices(call: Invocation) -> Any:
    """List prices, of one plan or of all."""
    plans(call.store)
    selection = Selection(PRICE, order=[OLDEST_FIRST])
    if plan := call.value("plan_id"):
        plan_id = require_plan(call.store, plan)["id"]
        selection.where(f"{member('plan_id')} = ?", plan_id)
    return paged(call, selection)


@routes.add(
    "POST",
    "/billing/prices",
    {
        "plan_id": Text(required=True, nullable=False),
        "amount": Integer(required=True, nullable=True),
        "annual_monthly_amount": Integer(),
        "currency": Text(),
        "description": Text(),
        "supported_billing_periods": Text(choices=("month", "annual", "both")),
    },
)
def create_price(call: Invocation) -> Any:
    """Create another price for a plan."""
    body = call.body
    plan = require_plan(call.store, body["plan_id"])
    amount = body["amount"] or 0
    annual = body.get("annual_monthly_amount")
    price = price_document(
        new_id("cprice"),
        plan["id"],
        amount,
        amount if annual is None else annual,
        (body.get("currency") or CURRENCY).upper(),
    )
    price |= {
        "description": body.get("description"),
        "supported_billing_periods": body.get("supported_billing_periods") or "both",
        "created_at": call.now,
    }
    call.store.put(PRICE, price)
    return price
