"""``/billing/plans`` and ``/billing/prices``: what users and organizations can subscribe to."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.billing.billing_objects import (
    CURRENCY,
    PRICE,
    SYMBOLS,
    new_price,
    require_plan,
    select_plans,
    select_prices,
)
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject
from clerk_cli_sandbox.http.listing import filter_by_values, page_response
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import NEWEST_FIRST, json_field

routes = Routes()

MINIMUM_AMOUNT = 100
"""What a price that is not free costs at least, in cents."""


def _amount_errors(name: str, value: int) -> list[ErrorObject]:
    if value == 0 or value >= MINIMUM_AMOUNT:
        return []
    return [api_errors.invalid_value(name, f"{name} must be 0, or at least {MINIMUM_AMOUNT}.")]


CHECKS: dict[str, Check] = {"amount": _amount_errors, "annual_monthly_amount": _amount_errors}


@routes.add("GET", "/billing/plans")
def list_plans(request: Request) -> Any:
    """List plans."""
    selection = select_plans(request.store)
    filter_by_values(request, selection, "payer_type", json_field("for_payer_type"))
    return page_response(request, selection)


@routes.add("GET", "/billing/prices")
def list_prices(request: Request) -> Any:
    """List prices, of one plan or of all."""
    selection = select_prices(request.store)
    if plan_id := request.param("plan_id"):
        selection.where_equal("plan_id", require_plan(request.store, plan_id)["id"])
    selection.order = [f"{json_field('amount')} ASC", NEWEST_FIRST]
    return page_response(request, selection)


@routes.add("POST", "/billing/prices", CHECKS)
def create_price(request: Request) -> Any:
    """Create an additional price for a plan."""
    body = request.body
    plan = require_plan(request.store, body["plan_id"])
    amount = body["amount"] or 0
    annual_amount = body.get("annual_monthly_amount")
    currency = (body.get("currency") or CURRENCY).upper()
    if currency not in SYMBOLS:
        text = f"currency must be one of {', '.join(SYMBOLS)}."
        raise api_errors.refusal("currency_invalid", "is invalid", text, param_name="currency")
    price = new_price(
        new_id("cprice"),
        plan["id"],
        amount,
        amount if annual_amount is None else annual_amount,
        currency,
    )
    price |= {
        "description": body.get("description"),
        "supported_billing_periods": body.get("supported_billing_periods") or "both",
        "created_at": request.now,
    }
    request.store.put(PRICE, price)
    return price
