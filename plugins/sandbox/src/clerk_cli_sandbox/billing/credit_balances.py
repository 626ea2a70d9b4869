"""Billing credits of users and organizations."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from clerk_cli_sandbox.billing.billing_objects import (
    CURRENCY,
    PAYER,
    get_or_create_payer,
    money,
)
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check, has_schema
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject

routes = Routes()

LEDGER = "commerce_credit_ledger"
CHECKS: dict[str, Check] = {
    "amount": has_schema({"minimum": 1}),
    "currency": has_schema({"enum": (CURRENCY, CURRENCY.lower())}),
}


@routes.add("GET", "/users/{owner_id}/billing/credits")
@routes.add("GET", "/organizations/{owner_id}/billing/credits")
def get_credits(request: Request) -> Any:
    """Show the credits of a payer."""
    payer = get_or_create_payer(request, request.path_params["owner_id"])
    return {"object": "commerce_credit_balance", "balance": money(payer["_credits"])}


@routes.add("POST", "/users/{owner_id}/billing/credits", CHECKS)
@routes.add("POST", "/organizations/{owner_id}/billing/credits", CHECKS)
def adjust_credits(request: Request) -> Any:
    """Increase or decrease credits; a repeated idempotency key changes nothing."""
    payer, body = get_or_create_payer(request, request.path_params["owner_id"]), request.body
    adjustment_id = f"{payer['id']}:{body['idempotency_key']}"
    if adjustment := request.store.get(LEDGER, adjustment_id):
        return adjustment["entry"]
    change = body["amount"] if body["action"] == "increase" else -body["amount"]
    if payer["_credits"] + change < 0:
        text = "The payer does not have enough credits."
        raise api_errors.refusal("insufficient_credit_balance", text)
    request.store.put(PAYER, payer | {"_credits": payer["_credits"] + change})
    entry: JSONObject = {
        "object": LEDGER,
        "id": new_id("ccred"),
        "payer_id": payer["id"],
        "amount": money(change),
        "source_type": "manual",
        "source_id": body["idempotency_key"],
        "note": body.get("note"),
        "created_at": datetime.fromtimestamp(request.now / 1000, timezone.utc).isoformat(),
    }
    request.store.put(LEDGER, {"id": adjustment_id, "entry": entry})
    return entry
