"""What subscription items cost less for some time (an extension)."""

from __future__ import annotations

from collections.abc import Callable

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Example,
    View,
    argument,
    date_time,
    delete,
    post,
)
from clerk_cli_billing.items.items import ITEM_SUBJECT, PATH
from clerk_cli_billing.money import money


def reduction(redemption: APIObject) -> str:
    """What a discount takes off, such as ``20 %`` or ``$5.00``."""
    percent = redemption.get("percent_off")
    return money(redemption.get("amount_off")) if percent is None else f"{percent:g} %"


def cycles(redemption: APIObject) -> object:
    """For how many billing cycles a discount still applies; the API's null means for ever."""
    if not is_active(redemption):
        return None
    remaining = redemption.get("cycles_remaining")
    return "all" if remaining is None else remaining


def while_active(member: str) -> Callable[[APIObject], object]:
    """A member of a redemption that means nothing once the discount is removed."""
    return lambda redemption: redemption.get(member) if is_active(redemption) else None


def is_active(redemption: APIObject) -> bool:
    """Whether the discount still takes something off."""
    return redemption.get("status") not in ("removed", "expired", "ended")


REDEMPTION = View(
    details=(
        Column("Redemption", "id"),
        Column("Subscription item", "subscription_item_id"),
        Column("Discount", "discount_id"),
        Column("Name", "name"),
        Column("Status", "status", is_status=True),
        Column("Takes off", reduction),
        Column("Off next payment", while_active("amount"), money, shows=("amount",)),
        Column("Cycles left", cycles),
        Column("Redeemed", "redeemed_at", date_time),
    )
)


class DiscountCommand(Command, view=REDEMPTION, extension=True):
    """A command about a discount of subscription items."""

    discount_id: str = argument("Discount ID")
    subscription_item_id: str = argument("Subscription item ID")


class ItemsApplyDiscount(
    DiscountCommand,
    name="billing subscription-items apply-discount",
    route=post(PATH + "/{subscription_item_id}/discounts"),
    done="Applied discount {discount_id} to subscription item {subscription_item_id}.",
    many=True,
    examples=(
        Example(
            "clerk billing subscription-items apply-discount cdisc_123 csub_123",
            "Apply a discount to a subscription item",
        ),
    ),
):
    """Apply a discount to a subscription item.

    An item has at most one discount, so a new one replaces it. Discounts are created in the Clerk
    Dashboard.
    """


class ItemsRemoveDiscount(
    DiscountCommand,
    name="billing subscription-items remove-discount",
    route=delete(PATH + "/{subscription_item_id}/discounts/{discount_id}"),
    confirm="Remove discount {discount_id} from subscription item {subscription_item_id}?",
    subject=ITEM_SUBJECT,
    done="Removed discount {discount_id} from subscription item {subscription_item_id}.",
    many=True,
    examples=(
        Example(
            "clerk billing subscription-items remove-discount cdisc_456 csub_456",
            "Remove a discount from a subscription item",
        ),
    ),
):
    """Remove the discount from a subscription item."""
