"""``clerk billing subscription-items …``: the plans that payers are subscribed to."""

from __future__ import annotations

from clerk_cli_billing.items.discounts import ItemsApplyDiscount, ItemsRemoveDiscount
from clerk_cli_billing.items.items import (
    ItemsDelete,
    ItemsExtendTrial,
    ItemsList,
    ItemsTransitionPrice,
)

__all__ = [
    "ItemsApplyDiscount",
    "ItemsDelete",
    "ItemsExtendTrial",
    "ItemsList",
    "ItemsRemoveDiscount",
    "ItemsTransitionPrice",
]
