"""Subscriptions of users and organizations, and ``/billing/subscription_items``."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.documents import moment
from clerk_cli_sandbox.fields import Text
from clerk_cli_sandbox.identifiers import new_id, stable_id
from clerk_cli_sandbox.lists import one_of, one_of_payers, paged
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.billing_objects import (
    DAY,
    ITEM,
    PAYER,
    PLAN,
    items_of,
    new_item,
    payer_of,
    plans,
    require_plan,
    require_price,
    shown_item,
)
from clerk_cli_sandbox.resources.instance import INSTANCE_ID
from clerk_cli_sandbox.resources.older_billing import older_item, older_plan
from clerk_cli_sandbox.resources.statements import charge
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import OLDEST_FIRST, Document, Selection, member

routes = Routes()

PATH = "/billing/subscription_items"
ONE = PATH + "/{item_id}"
LONGEST_EXTENSION = 365 * DAY
NEEDED = Text(required=True, nullable=False)


@routes.add("GET", "/users/{owner}/billing/subscription")
@routes.add("GET", "/organizations/{owner}/billing/subscription")
def get_subscription(call: Invocation) -> Any:
    """Show what a user or an organization subscribes to."""
    payer = payer_of(call, call.path["owner"])
    items = [shown_item(call.store, item) for item in items_of(call, payer)]
    current = [item for item in items if item["ended_at"] is None]
    subscription: Document = {
        "object": "commerce_subscription",
        "id": stable_id("csub", payer["id"]),
        "instance_id": INSTANCE_ID,
        "status": "active",
        "payer_id": payer["id"],
        "created_at": payer["created_at"],
        "updated_at": max(item["updated_at"] for item in items),
        "active_at": payer["created_at"],
        "past_due_at": None,
        "subscription_items": current,
        "eligible_for_free_trial": all(item["period_end"] is None for item in items),
    }
    if due := [item["next_payment"] for item in current if item["next_payment"]]:
        subscription["next_payment"] = due[0]
    return subscription


@routes.add("GET", PATH)
def list_items(call: Invocation) -> Any:
    """List subscription items; those of free plans only where they are asked for."""
    plans(call.store)
    selection = Selection(ITEM, order=[OLDEST_FIRST])
    price = (
        f"(SELECT {member('fee', 'p')} FROM objects p WHERE p.kind = '{PLAN}' "
        f"AND p.id = {member('plan_id')})"
    )
    if (call.value("include_free") or "").lower() != "true":
        selection.where(f"{price} IS NOT NULL")
    if call.value("status") == "free_trial":
        selection.where(f"{member('is_free_trial')} AND {member('status')} = 'active'")
    else:
        one_of(call, "status", ("active", "ended", "past_due", "upcoming"), selection)
    if plan := call.value("plan_id"):
        selection.where(f"{member('plan_id')} = ?", plan)
    kind = (
        f"(SELECT {member('_kind', 'p')} FROM objects p WHERE p.kind = '{PAYER}' "
        f"AND p.id = {member('payer_id')})"
    )
    one_of_payers(call, selection, kind)
    return paged(call, selection, lambda each: shown_item(call.store, each))


@routes.add("DELETE", ONE)
def cancel_item(call: Invocation) -> Any:
    """Cancel an item at the end of its period, or end it now; the free plan takes its place."""
    item = _require(call)
    if item["period_end"] is None or item["ended_at"] or item["canceled_at"]:
        text = "The default plan, and an item that is canceled already, cannot be canceled."
        raise Refusal(400, problems.error("subscription_item_not_cancelable", text))
    if (call.value("end_now") or "").lower() == "true":
        return older_item(shown_item(call.store, _end(call, item, free=True)))
    item |= {"status": "canceled", "canceled_at": call.now, "updated_at": call.now}
    call.store.put(ITEM, item)
    return older_item(shown_item(call.store, item))


@routes.add("POST", ONE + "/extend_free_trial", {"extend_to": NEEDED})
def extend_free_trial(call: Invocation) -> Any:
    """Let a free trial last longer."""
    item, until = _require(call), moment(call.body["extend_to"], "extend_to")
    if not item["is_free_trial"] or item["ended_at"]:
        text = "The subscription item is not in a free trial."
        raise Refusal(400, problems.error("subscription_item_not_in_free_trial", text))
    if not item["period_end"] < until <= call.now + LONGEST_EXTENSION:
        text = "extend_to must be after the end of the trial and within a year."
        raise Refusal(422, problems.wrong_value("extend_to", text))
    item |= {"period_end": until, "updated_at": call.now}
    call.store.put(ITEM, item)
    return older_item(shown_item(call.store, item))


@routes.add("POST", ONE + "/price_transition", {"from_price_id": NEEDED, "to_price_id": NEEDED})
def transition_price(call: Invocation) -> Any:
    """Subscribe to another price: at once, with a trial if the plan has one and none was had."""
    item = _require(call)
    old = require_price(call.store, call.body["from_price_id"])
    new = require_price(call.store, call.body["to_price_id"])
    if item["price_id"] != old["id"] or item["ended_at"]:
        text = "from_price_id is not the present price of the item."
        raise Refusal(409, problems.error("subscription_item_price_mismatch", text))
    payer = call.store.get(PAYER, item["payer_id"])
    assert payer is not None
    plan = require_plan(call.store, new["plan_id"])
    if plan["for_payer_type"] != payer["_kind"] or old["id"] == new["id"]:
        text = "to_price_id must be another price of a plan for this kind of payer."
        raise Refusal(422, problems.wrong_value("to_price_id", text))
    had_paid = any(each["period_end"] for each in items_of(call, payer))
    ended = _end(call, item, free=False)
    added = new_item(call, payer, new)
    if plan["free_trial_enabled"] and not had_paid:
        trial = {"is_free_trial": True, "period_end": call.now + plan["free_trial_days"] * DAY}
        added |= trial
    elif new["amount"]:
        added["_paid"] = new["amount"]
        charge(call, payer, added, new)
    call.store.put(ITEM, added)
    charged = bool(added["_paid"])
    return {
        "object": "commerce_price_transition",
        "subscription_item": older_item(shown_item(call.store, added)),
        "transition": {
            "previous_plan": older_plan(require_plan(call.store, old["plan_id"])),
            "previous_price": old,
            "effective_at": call.now,
            "effective_mode": "immediate",
            "next_billing_date": added["period_end"],
            "charged_immediately": charged,
            "immediate_charge": new["fee"] if charged else None,
            "previous_subscription_item_status": ended["status"],
            "previous_subscription_item_id": ended["id"],
        },
    }


def _require(call: Invocation) -> Document:
    item = call.store.get(ITEM, call.path["item_id"])
    if item is None:
        raise problems.not_found("subscription item", call.path["item_id"])
    return item


def _end(call: Invocation, item: Document, *, free: bool) -> Document:
    """End an item; where nothing takes its place, the payer falls back to the free plan."""
    item |= {"status": "ended", "ended_at": call.now, "updated_at": call.now}
    call.store.put(ITEM, item)
    payer = call.store.get(PAYER, item["payer_id"])
    if free and payer is not None:
        price = require_price(call.store, stable_id("cprice", f"free_{payer['_kind']}"))
        call.store.put(ITEM, new_item(call, payer, price) | {"id": new_id("csub_item")})
    return item
