"""The routes of the room."""

from __future__ import annotations

from clerk_cli_sandbox.billing import (
    catalog,
    credit_balances,
    discounts,
    statements,
    subscriptions,
)

ROUTES = (
    catalog.routes,
    subscriptions.routes,
    discounts.routes,
    statements.routes,
    credit_balances.routes,
)
