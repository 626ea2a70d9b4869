"""``/billing/statements``: what was paid, and how."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.identifiers import new_id, stable_id
from clerk_cli_sandbox.lists import paged
from clerk_cli_sandbox.resources.billing_objects import PAYER, STATEMENT, money, shown_payer
from clerk_cli_sandbox.resources.instance import INSTANCE_ID
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, Store

routes = Routes()

ONE = "/billing/statements/{statement_id}"


def charge(call: Invocation, payer: Document, item: Document, price: Document) -> None:
    """Charge the card that every payer of the sandbox has, and write a statement."""
    statement_id = new_id("cstmt")
    attempt: Document = {
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
        "paid_at": call.now,
        "failed_at": None,
        "created_at": call.now,
        "updated_at": call.now,
    }
    statement: Document = {
        "object": STATEMENT,
        "id": statement_id,
        "instance_id": INSTANCE_ID,
        "timestamp": call.now,
        "payer_id": payer["id"],
        "status": "closed",
        "totals": _totals(price),
        "_attempts": [attempt],
    }
    call.store.put(STATEMENT, statement)


@routes.add("GET", "/billing/statements")
def list_statements(call: Invocation) -> Any:
    """List statements, newest first."""
    return paged(call, Selection(STATEMENT), lambda each: _shown(call.store, each))


@routes.add("GET", ONE)
def get_statement(call: Invocation) -> Any:
    """Show a statement."""
    return _shown(call.store, _require(call))


@routes.add("GET", ONE + "/payment_attempts")
def list_payment_attempts(call: Invocation) -> Any:
    """List the attempts to be paid."""
    attempts = _attempts(call.store, _require(call))
    end = call.offset + call.limit
    return {"data": attempts[call.offset : end], "total_count": len(attempts)}


def _require(call: Invocation) -> Document:
    statement = call.store.get(STATEMENT, call.path["statement_id"])
    if statement is None:
        raise problems.not_found("statement", call.path["statement_id"])
    return statement


def _attempts(store: Store, statement: Document) -> list[Document]:
    payer = _payer(store, statement)
    return [attempt | {"payer": payer} for attempt in statement["_attempts"]]


def _shown(store: Store, statement: Document) -> Document:
    own = {
        name: value
        for name, value in statement.items()
        if not name.startswith("_") and name != "payer_id"
    }
    group = {
        "object": "commerce_statement_group",
        "timestamp": statement["timestamp"],
        "items": _attempts(store, statement),
    }
    return own | {"payer": _payer(store, statement), "groups": [group]}


def _payer(store: Store, statement: Document) -> Document | None:
    payer = store.get(PAYER, statement["payer_id"])
    return shown_payer(store, payer) if payer else None


def _totals(price: Document) -> Document:
    fee = price["fee"]
    nothing = money(0, price["currency"])
    return {"grand_total": fee, "subtotal": fee, "base_fee": fee, "tax_total": nothing}


def _card(payer_id: str) -> Document:
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
