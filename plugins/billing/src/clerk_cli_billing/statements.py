"""``clerk billing statements …`` (reference: clerk billing statements)."""

from __future__ import annotations

from clerk_cli.api import APIObject, Column, Command, Page, View, argument, date, date_time, get
from clerk_cli_billing.money import money, payer


def method(attempt: APIObject) -> str:
    """How was paid: the kind of card and its last digits, or the kind of payment."""
    known = attempt.get("payment_method") or {}
    parts = (known.get("card_type") or known.get("payment_type"), known.get("last4"))
    return " ".join(str(part) for part in parts if part)


STATEMENTS = View(
    columns=(
        Column("ID", "id"),
        Column("STATUS", "status"),
        Column("TOTAL", "totals.grand_total", money),
        Column("PAYER", payer, truncatable=True),
        Column("DATE", "timestamp", date),
    ),
    empty="No statements found",
)
STATEMENT = View(
    columns=STATEMENTS.columns,
    details=(
        Column("Statement", "id"),
        Column("Status", "status"),
        Column("Payer", payer),
        Column("Subtotal", "totals.subtotal", money),
        Column("Tax", "totals.tax_total", money),
        Column("Total", "totals.grand_total", money),
        Column("Date", "timestamp", date_time),
    ),
)
ATTEMPTS = View(
    columns=(
        Column("ID", "id"),
        Column("STATUS", "status"),
        Column("AMOUNT", "amount", money),
        Column("METHOD", method),
        Column("FAILED", "failed_at", date),
        Column("CREATED", "created_at", date),
    ),
    empty="No payment attempts found",
)
PATH = "/v1/billing/statements"


class StatementsList(
    Page, name="billing statements list", aliases=("ls",), route=get(PATH), view=STATEMENTS
):
    """List all billing statements."""


class StatementsGet(
    Command,
    name="billing statements get",
    route=get(PATH + "/{statement_id}"),
    view=STATEMENT,
):
    """Get details of a specific statement."""

    statement_id: str = argument("The statement to show")


class StatementsPaymentAttempts(
    Page,
    name="billing statements payment-attempts",
    route=get(PATH + "/{statement_id}/payment_attempts"),
    view=ATTEMPTS,
):
    """List payment attempts for a statement."""

    statement_id: str = argument("The statement")
