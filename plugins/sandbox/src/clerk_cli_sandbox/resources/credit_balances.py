"""Credits of users and organizations."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.fields import Integer, Text
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.billing_objects import CURRENCY, PAYER, money, payer_of
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document

routes = Routes()

LEDGER = "commerce_credit_ledger"
ADJUST = {
    "amount": Integer(required=True, nullable=False, smallest=1),
    "action": Text(required=True, nullable=False, choices=("increase", "decrease")),
    "currency": Text(choices=(CURRENCY, CURRENCY.lower())),
    "idempotency_key": Text(required=True, nullable=False),
    "note": Text(),
}


@routes.add("GET", "/users/{owner}/billing/credits")
@routes.add("GET", "/organizations/{owner}/billing/credits")
def get_credits(call: Invocation) -> Any:
    """Show the credits of a payer."""
    payer = payer_of(call, call.path["owner"])
    return {"object": "commerce_credit_balance", "balance": money(payer["_credits"])}


@routes.add("POST", "/users/{owner}/billing/credits", ADJUST)
@routes.add("POST", "/organizations/{owner}/billing/credits", ADJUST)
def adjust_credits(call: Invocation) -> Any:
    """Add or take credits; a key that was used before changes nothing."""
    payer, body = payer_of(call, call.path["owner"]), call.body
    kept = f"{payer['id']}:{body['idempotency_key']}"
    if done := call.store.get(LEDGER, kept):
        return done["entry"]
    change = body["amount"] if body["action"] == "increase" else -body["amount"]
    if payer["_credits"] + change < 0:
        text = "The payer does not have that many credits."
        raise Refusal(422, problems.error("insufficient_credits", text))
    call.store.put(PAYER, payer | {"_credits": payer["_credits"] + change})
    entry: Document = {
        "object": LEDGER,
        "id": new_id("ccred"),
        "payer_id": payer["id"],
        "amount": money(change),
        "source_type": "manual",
        "source_id": body["idempotency_key"],
        "note": body.get("note"),
        "created_at": datetime.fromtimestamp(call.now / 1000, timezone.utc).isoformat(),
    }
    call.store.put(LEDGER, {"id": kept, "entry": entry})
    return entry
