"""``/billing/subscription_items/{id}/discounts``: what an item costs less for some time."""

from __future__ import annotations

from typing import Any, NamedTuple

from clerk_cli_sandbox.billing.billing_objects import (
    CURRENCY,
    ITEM,
    PAYER,
    REDEMPTION,
    money,
    next_discount,
    require_item,
    require_price,
)
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.storage.ids import new_id, stable_id
from clerk_cli_sandbox.storage.store import JSONObject, Store

routes = Routes()

COLLECTION_PATH = "/billing/subscription_items/{item_id}/discounts"


class Discount(NamedTuple):
    """A discount of the catalog; the API cannot create any.

    Args:
        name: What people call it.
        percent_off: What it takes off in percent; None for an amount.
        amount_off: What it takes off in cents.
        cycles: For how many billing cycles; None for ever.
        payer_type: ``user`` or ``org``, if only these may have it.
        is_active: Whether it can be applied.
    """

    name: str
    percent_off: float | None = None
    amount_off: int = 0
    cycles: int | None = None
    payer_type: str | None = None
    is_active: bool = True


DISCOUNTS = {
    stable_id("cdisc", slug): discount
    for slug, discount in {
        "welcome": Discount("Welcome", percent_off=20, cycles=3),
        "loyalty": Discount("Loyalty", amount_off=500),
        "nonprofit": Discount("Nonprofit", percent_off=50, payer_type="org"),
        "launch": Discount("Launch", percent_off=30, cycles=1, is_active=False),
    }.items()
}
"""The discounts of every sandbox, by their ids."""


@routes.add("POST", COLLECTION_PATH)
def apply_discount(request: Request) -> Any:
    """Apply a discount to an item; it takes the place of another one."""
    item, id = require_item(request), request.body["discount_id"]
    discount = DISCOUNTS.get(id)
    if discount is None:
        raise api_errors.not_found("discount", id, "discount_not_found")
    if not discount.is_active:
        text = f"The discount {discount.name} is not active."
        raise api_errors.refusal("discount_inactive", text, param_name="discount_id")
    _require_applicable(request.store, item, discount)
    active = item.get(REDEMPTION)
    if active and active["discount_id"] == id:
        text = "The subscription item already has this discount."
        raise api_errors.refusal("discount_already_applied", text)
    item |= {REDEMPTION: _redemption(request, item, id, discount), "updated_at": request.now}
    request.store.put(ITEM, item)
    return _serialize(request.store, item, item[REDEMPTION])


@routes.add("DELETE", COLLECTION_PATH + "/{discount_id}")
def remove_discount(request: Request) -> Any:
    """Remove the discount that an item has."""
    item, id = require_item(request), request.path_params["discount_id"]
    active = item.get(REDEMPTION)
    if not active or active["discount_id"] != id:
        raise api_errors.not_found("discount of this item", id, "discount_not_found")
    shown = _serialize(request.store, item, active | {"status": "removed"})
    response = shown | {"amount": money(0, shown["amount"]["currency"])}
    request.store.put(ITEM, item | {REDEMPTION: None, "updated_at": request.now})
    return response


def _require_applicable(store: Store, item: JSONObject, discount: Discount) -> None:
    """Check that an item can have a discount.

    Raises:
        ErrorResponse: The item is not paid for again, or by somebody else, or in other money.
    """
    price, payer = require_price(store, item["price_id"]), store.get(PAYER, item["payer_id"])
    is_renewed = item["status"] == "active" and item["period_end"]
    has_payer = discount.payer_type is None or (payer or {}).get("_kind") == discount.payer_type
    has_currency = discount.percent_off is not None or price["currency"] == CURRENCY
    if not (is_renewed and has_payer and has_currency):
        text = f"The discount {discount.name} does not apply to this subscription item."
        code = "discount_not_applicable_to_subscription_item"
        raise api_errors.refusal(code, text, param_name="discount_id")


def _redemption(request: Request, item: JSONObject, id: str, discount: Discount) -> JSONObject:
    is_percentage = discount.percent_off is not None
    return {
        "object": "commerce_discount_redemption",
        "id": new_id("cdred"),
        "subscription_item_id": item["id"],
        "discount_id": id,
        "name": discount.name,
        "source": "manual",
        "effect": "percentage" if is_percentage else "fixed_amount",
        "percent_off": discount.percent_off,
        "amount_off": None if is_percentage else money(discount.amount_off),
        "cycles_remaining": discount.cycles,
        "cycles_applied": 0,
        "status": "active",
        "redeemed_at": request.now,
        "redeemed_by": None,
    }


def _serialize(store: Store, item: JSONObject, redemption: JSONObject) -> JSONObject:
    """A redemption as the API shows it, with what it takes off the next payment."""
    price = require_price(store, item["price_id"])
    off = next_discount(item | {REDEMPTION: redemption}, price)
    return redemption | {"amount": money(off, price["currency"])}
