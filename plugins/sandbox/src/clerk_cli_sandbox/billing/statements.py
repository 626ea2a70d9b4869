"""``/billing/statements``: statements and payment attempts."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.billing.billing_objects import PAYER, STATEMENT, money, serialize_payer
from clerk_cli_sandbox.http.listing import page_response
from clerk_cli_sandbox.http.objects import public_members, require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.instance.settings import INSTANCE_ID
from clerk_cli_sandbox.storage.ids import new_id, stable_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store

routes = Routes()

RESOURCE_PATH = "/billing/statements/{statement_id}"


def charge(request: Request, payer: JSONObject, item: JSONObject, price: JSONObject) -> None:
    """Charge the payer's card, which the sandbox assumes to exist, and create a statement."""
    statement_id = new_id("cstmt")
    payment_attempt: JSONObject = {
        "object": "commerce_payment",
        "id": new_id("cpayatt"),
        "payment_id": new_id("cpay"),
        "instance_id": INSTANCE_ID,
        "charge_type": "checkout",
        "payee_id": stable_id("cpayee", "sandbox"),
        "payee": {},
        "payer_id": payer["id"],
        "subscription_item_id": item["id"],
        "amount": price["fee"],
        "payment_method_id": stable_id("cpaym", payer["id"]),
        "payment_method": _card(payer["id"]),
        "statement_id": statement_id,
        "gateway_external_id": None,
        "gateway_external_url": None,
        "status": "paid",
        "paid_at": request.now,
        "failed_at": None,
        "created_at": request.now,
        "updated_at": request.now,
    }
    statement: JSONObject = {
        "object": STATEMENT,
        "id": statement_id,
        "instance_id": INSTANCE_ID,
        "timestamp": request.now,
        "payer_id": payer["id"],
        "status": "closed",
        "totals": _totals(price),
        "_attempts": [payment_attempt],
    }
    request.store.put(STATEMENT, statement)


@routes.add("GET", "/billing/statements")
def list_statements(request: Request) -> Any:
    """List statements, newest first."""
    return page_response(
        request,
        Selection(STATEMENT),
        lambda statement: _serialize_statement(request.store, statement),
    )


@routes.add("GET", RESOURCE_PATH)
def get_statement(request: Request) -> Any:
    """Show a statement."""
    return _serialize_statement(request.store, _require_statement(request))


@routes.add("GET", RESOURCE_PATH + "/payment_attempts")
def list_payment_attempts(request: Request) -> Any:
    """List the payment attempts of a statement."""
    payment_attempts = _payment_attempts(request.store, _require_statement(request))
    page = payment_attempts[request.offset : request.offset + request.limit]
    return {"data": page, "total_count": len(payment_attempts)}


def _require_statement(request: Request) -> JSONObject:
    statement_id = request.path_params["statement_id"]
    return require_object(request.store, STATEMENT, statement_id, "statement")


def _payment_attempts(store: Store, statement: JSONObject) -> list[JSONObject]:
    payer = _payer(store, statement)
    return [payment_attempt | {"payer": payer} for payment_attempt in statement["_attempts"]]


def _serialize_statement(store: Store, statement: JSONObject) -> JSONObject:
    members = public_members(statement)
    del members["payer_id"]
    group = {
        "object": "commerce_statement_group",
        "timestamp": statement["timestamp"],
        "items": _payment_attempts(store, statement),
    }
    return members | {"payer": _payer(store, statement), "groups": [group]}


def _payer(store: Store, statement: JSONObject) -> JSONObject | None:
    payer = store.get(PAYER, statement["payer_id"])
    return serialize_payer(store, payer) if payer else None


def _totals(price: JSONObject) -> JSONObject:
    fee = price["fee"]
    tax = money(0, price["currency"])
    return {"grand_total": fee, "subtotal": fee, "base_fee": fee, "tax_total": tax}


def _card(payer_id: str) -> JSONObject:
    return {
        "object": "commerce_payment_method",
        "id": stable_id("cpaym", payer_id),
        "payer_id": payer_id,
        "payment_type": "card",
        "gateway": "stripe",
        "gateway_external_id": stable_id("pm", payer_id),
        "gateway_external_account_id": None,
        "last4": "4242",
        "card_type": "visa",
        "status": "active",
    }
