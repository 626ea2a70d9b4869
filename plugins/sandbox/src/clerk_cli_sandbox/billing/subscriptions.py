"""Subscriptions of users and organizations, and ``/billing/subscription_items``."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.billing.billing_objects import (
    ITEM,
    PAYER,
    PLAN,
    get_or_create_payer,
    new_item,
    put_free_item,
    require_item,
    require_plan,
    require_price,
    select_plans,
    serialize_item,
    subscription_items_of,
)
from clerk_cli_sandbox.billing.legacy import legacy_item, legacy_plan
from clerk_cli_sandbox.billing.statements import charge
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.listing import contains, filter_by_values, page_response
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.timestamps import DAY, parse_timestamp, timestamp_errors
from clerk_cli_sandbox.identity.user_objects import USER
from clerk_cli_sandbox.identity.user_search import search_users
from clerk_cli_sandbox.instance.settings import INSTANCE_ID
from clerk_cli_sandbox.organizations.organization_objects import ORGANIZATION
from clerk_cli_sandbox.storage.folding import fold
from clerk_cli_sandbox.storage.ids import stable_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store, json_field

routes = Routes()

COLLECTION_PATH = "/billing/subscription_items"
RESOURCE_PATH = COLLECTION_PATH + "/{item_id}"
MAX_EXTENSION = 365 * DAY
PLAN_FEE = (
    f"(SELECT {json_field('fee', 'p')} FROM objects p WHERE p.kind = '{PLAN}' "
    f"AND p.id = {json_field('plan_id')})"
)
PAYER_TYPE = (
    f"(SELECT {json_field('_kind', 'p')} FROM objects p WHERE p.kind = '{PAYER}' "
    f"AND p.id = {json_field('payer_id')})"
)


@routes.add("GET", "/users/{owner_id}/billing/subscription")
@routes.add("GET", "/organizations/{owner_id}/billing/subscription")
def get_subscription(request: Request) -> Any:
    """Show what a user or an organization subscribes to."""
    payer = get_or_create_payer(request, request.path_params["owner_id"])
    items = [serialize_item(request.store, item) for item in subscription_items_of(request, payer)]
    current_items = [item for item in items if item["ended_at"] is None]
    subscription: JSONObject = {
        "object": "commerce_subscription",
        "id": stable_id("csub", payer["id"]),
        "instance_id": INSTANCE_ID,
        "status": "active",
        "payer_id": payer["id"],
        "created_at": payer["created_at"],
        "updated_at": max(item["updated_at"] for item in items),
        "active_at": payer["created_at"],
        "past_due_at": None,
        "subscription_items": current_items,
        "eligible_for_free_trial": all(item["period_end"] is None for item in items),
    }
    if payments := [item["next_payment"] for item in current_items if item["next_payment"]]:
        subscription["next_payment"] = payments[0]
    return subscription


@routes.add("GET", COLLECTION_PATH)
def list_items(request: Request) -> Any:
    """List subscription items; those of free plans only with ``include_free``."""
    select_plans(request.store)
    selection = Selection(ITEM)
    if not request.boolean_param("include_free"):
        selection.where(f"{PLAN_FEE} IS NOT NULL")
    if request.param("status") == "free_trial":
        selection.where(f"{json_field('is_free_trial')} AND {json_field('status')} = 'active'")
    else:
        filter_by_values(request, selection, "status")
    filter_by_values(request, selection, "plan_id")
    filter_by_values(request, selection, "payer_type", PAYER_TYPE)
    if text := request.param("query"):
        _search_items(request.store, selection, text)
    return page_response(request, selection, lambda item: serialize_item(request.store, item))


def _search_items(store: Store, selection: Selection, text: str) -> None:
    """Filter items by a part of the name of their plan, or of what their payer can be found by."""
    users, user_values = search_users(store, Selection(USER), text).ids()
    organizations, organization_values = (
        Selection(ORGANIZATION).where(contains(json_field("name")), fold(text)).ids()
    )
    owner = json_field("_owner", "p")
    payers = (
        f"SELECT p.id FROM objects p WHERE p.kind = '{PAYER}' "
        f"AND ({owner} IN ({users}) OR {owner} IN ({organizations}))"
    )
    plan_name = contains(json_field("name", "p"))
    plans = f"SELECT p.id FROM objects p WHERE p.kind = '{PLAN}' AND {plan_name}"
    selection.where(
        f"({json_field('payer_id')} IN ({payers}) OR {json_field('plan_id')} IN ({plans}) "
        "OR o.id = ?)",
        *user_values, *organization_values, fold(text), text,
    )  # fmt: skip


@routes.add("DELETE", RESOURCE_PATH)
def cancel_item(request: Request) -> Any:
    """Cancel an item at the end of its period, or end it now and return to the free plan."""
    item = require_item(request)
    _require_cancelable(item)
    if request.boolean_param("end_now"):
        _end_item(request, item)
        put_free_item(request, _payer_of(request, item))
    else:
        item |= {"status": "canceled", "canceled_at": request.now, "updated_at": request.now}
        request.store.put(ITEM, item)
    return serialize_item(request.store, item)


def _require_cancelable(item: JSONObject) -> None:
    """Check that an item can be canceled.

    Raises:
        ErrorResponse: The item belongs to a free plan, or was canceled or ended before.
    """
    if item["period_end"] is None:
        text = "Subscription items of free plans cannot be canceled."
        raise api_errors.refusal("commerce_subscription_item_cannot_be_canceled", text)
    if item["ended_at"] or item["canceled_at"]:
        text = "The subscription item was already canceled or ended."
        raise api_errors.refusal("commerce_subscription_item_already_canceled", text)


@routes.add("POST", RESOURCE_PATH + "/extend_free_trial", {"extend_to": timestamp_errors})
def extend_free_trial(request: Request) -> Any:
    """Extend a free trial; repeated, the request changes nothing."""
    item = require_item(request)
    extend_to = parse_timestamp(request.body["extend_to"], "extend_to")
    if not item["is_free_trial"] or item["ended_at"]:
        text = "The subscription item is not in a free trial."
        raise api_errors.refusal("subscription_item_not_in_free_trial", text)
    if extend_to == item["period_end"]:
        return legacy_item(serialize_item(request.store, item))
    if not item["period_end"] < extend_to <= request.now + MAX_EXTENSION:
        text = "extend_to must be after the end of the trial and within a year."
        raise ErrorResponse(422, api_errors.invalid_value("extend_to", text))
    item |= {"period_end": extend_to, "updated_at": request.now}
    request.store.put(ITEM, item)
    return legacy_item(serialize_item(request.store, item))


@routes.add(
    "POST",
    RESOURCE_PATH + "/price_transition",
)
def transition_price(request: Request) -> Any:
    """Move an item to another price now; the first paid plan may start with a free trial."""
    item = require_item(request)
    old_price = require_price(request.store, request.body["from_price_id"])
    new_price = require_price(request.store, request.body["to_price_id"])
    if item["ended_at"]:
        text = "The subscription item has ended."
        raise api_errors.refusal("subscription_item_no_longer_active", text)
    if item["price_id"] != old_price["id"]:
        text = "from_price_id is not the current price of the subscription item."
        raise api_errors.refusal("out_of_date_price", text)
    payer = _payer_of(request, item)
    plan = require_plan(request.store, new_price["plan_id"])
    if plan["for_payer_type"] != payer["_kind"] or old_price["id"] == new_price["id"]:
        text = "to_price_id must be a different price, of a plan for the same type of payer."
        raise api_errors.refusal("price_transition_not_allowed", text, param_name="to_price_id")
    had_paid_plan = any(item["period_end"] for item in subscription_items_of(request, payer))
    _end_item(request, item)
    replacement = new_item(request, payer, new_price)
    if plan["free_trial_enabled"] and not had_paid_plan:
        period_end = request.now + plan["free_trial_days"] * DAY
        replacement |= {"is_free_trial": True, "period_end": period_end}
    elif new_price["amount"]:
        replacement["_paid"] = new_price["amount"]
        charge(request, payer, replacement, new_price)
    request.store.put(ITEM, replacement)
    return {
        "object": "commerce_price_transition",
        "subscription_item": legacy_item(serialize_item(request.store, replacement)),
        "transition": _transition(request, item, replacement, old_price, new_price),
    }


def _transition(
    request: Request,
    item: JSONObject,
    replacement: JSONObject,
    old_price: JSONObject,
    new_price: JSONObject,
) -> JSONObject:
    charged = bool(replacement["_paid"])
    return {
        "previous_plan": legacy_plan(require_plan(request.store, old_price["plan_id"])),
        "previous_price": old_price,
        "effective_at": request.now,
        "effective_mode": "immediate",
        "next_billing_date": replacement["period_end"],
        "charged_immediately": charged,
        "immediate_charge": new_price["fee"] if charged else None,
        "previous_subscription_item_status": item["status"],
        "previous_subscription_item_id": item["id"],
    }


def _payer_of(request: Request, item: JSONObject) -> JSONObject:
    payer = request.store.get(PAYER, item["payer_id"])
    assert payer is not None
    return payer


def _end_item(request: Request, item: JSONObject) -> None:
    item |= {"status": "ended", "ended_at": request.now, "updated_at": request.now}
    request.store.put(ITEM, item)
