"""``clerk billing subscription …``: subscriptions of users and organizations."""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Example,
    Organization,
    User,
    View,
    argument,
    date_time,
    get,
    heading,
    yes_no,
)
from clerk_cli_billing.money import fee, money


def items(subscription: APIObject) -> str:
    """Each item with its plan, status and fee."""
    return ", ".join(map(describe_item, subscription.get("subscription_items") or []))


def describe_item(item: APIObject) -> str:
    """An item in words, such as ``Pro (active, $25.00/mo, csub_123)``."""
    name = (item.get("plan") or {}).get("name") or "-"
    return f"{name} ({item.get('status')}, {fee(item)}, {item.get('id')})"


SUBSCRIPTION = View(
    details=(
        Column("Subscription", "id"),
        Column("Status", "status", is_status=True),
        Column("Payer ID", "payer_id"),
        Column("Items", items),
        heading("Payments"),
        Column("Next payment", "next_payment.amount", money),
        Column("Next payment on", "next_payment.date", date_time),
        heading("Activity"),
        Column("Active since", "active_at", date_time),
        Column("Past due since", "past_due_at", date_time),
        Column("Eligible for free trial", "eligible_for_free_trial", yes_no),
        Column("Created", "created_at", date_time),
    )
)


class SubscriptionGetUser(
    Command,
    name="billing subscription get-user",
    route=get("/v1/users/{user_id}/billing/subscription"),
    view=SUBSCRIPTION,
    examples=(
        Example("clerk billing subscription get-user user_123", "Show a user's subscription"),
    ),
):
    """Get the billing subscription for a user."""

    user_id: User = argument("User")


class SubscriptionGetOrganization(
    Command,
    name="billing subscription get-org",
    route=get("/v1/organizations/{organization_id}/billing/subscription"),
    view=SUBSCRIPTION,
    examples=(
        Example(
            "clerk billing subscription get-org org_123", "Show an organization's subscription"
        ),
    ),
):
    """Get the billing subscription for an organization."""

    organization_id: Organization = argument("Organization")
