"""``clerk billing statements …``: statements and the attempts to pay them."""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Example,
    Page,
    View,
    argument,
    date,
    date_time,
    get,
    heading,
)
from clerk_cli_billing.money import money, payer, payer_name, plain_amount


def method(attempt: APIObject) -> str:
    """The type of card and its last digits, or the type of payment."""
    details = attempt.get("payment_method") or {}
    parts = (details.get("card_type") or details.get("payment_type"), details.get("last4"))
    return " ".join(str(part) for part in parts if part)


STATEMENTS = View(
    columns=(
        Column("ID", "id"),
        Column("STATUS", "status", is_status=True),
        Column("TOTAL", "totals.grand_total", money, data=plain_amount),
        Column("PAYER", payer_name, truncatable=True),
        Column("DATE", "timestamp", date),
    ),
    wide=(Column("PAYER ID", "payer.id"),),
    empty="No statements found",
)
STATEMENT = View(
    columns=STATEMENTS.columns,
    details=(
        Column("Statement", "id"),
        Column("Status", "status", is_status=True),
        Column("Payer", payer),
        heading("Amounts"),
        Column("Subtotal", "totals.subtotal", money),
        Column("Tax", "totals.tax_total", money),
        Column("Total", "totals.grand_total", money),
        Column("Date", "timestamp", date_time),
    ),
)
ATTEMPTS = View(
    columns=(
        Column("ID", "id"),
        Column("STATUS", "status", is_status=True),
        Column("AMOUNT", "amount", money, data=plain_amount),
        Column("METHOD", method),
        Column("FAILED", "failed_at", date, optional=True),
        Column("CREATED", "created_at", date, optional=True),
    ),
    empty="No payment attempts found",
)
PATH = "/v1/billing/statements"


class StatementsList(
    Page,
    name="billing statements list",
    aliases=("ls",),
    route=get(PATH),
    view=STATEMENTS,
    examples=(
        Example("clerk billing statements list --all -o csv", "Export all statements as CSV"),
    ),
):
    """List all billing statements."""


class StatementsGet(
    Command,
    name="billing statements get",
    route=get(PATH + "/{statement_id}"),
    view=STATEMENT,
    examples=(Example("clerk billing statements get stmt_123", "Show a statement"),),
):
    """Show a billing statement."""

    statement_id: str = argument("Statement ID")


class StatementsPaymentAttempts(
    Page,
    name="billing statements payment-attempts",
    route=get(PATH + "/{statement_id}/payment_attempts"),
    view=ATTEMPTS,
    examples=(
        Example(
            "clerk billing statements payment-attempts stmt_123",
            "List the payment attempts for a statement",
        ),
    ),
):
    """List payment attempts for a statement."""

    statement_id: str = argument("Statement ID")
