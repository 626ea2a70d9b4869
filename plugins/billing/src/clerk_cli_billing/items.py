"""``clerk billing subscription-items …`` (reference: clerk billing subscription-items)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Literal

from clerk_cli.api import (
    APIObject,
    ClerkError,
    Column,
    Command,
    Context,
    Page,
    Pager,
    Request,
    Timestamp,
    UsageError,
    View,
    argument,
    date,
    date_time,
    delete,
    flag,
    get,
    option,
    post,
)
from clerk_cli_billing.money import money, payer

ITEMS = View(
    columns=(
        Column("ID", "id"),
        Column("PAYER", payer, truncatable=True),
        Column("PLAN", "plan.name", truncatable=True),
        Column("STATUS", "status"),
        Column("PERIOD", "plan_period"),
        Column("PERIOD END", "period_end", date),
    ),
    empty="No subscription items found",
)
TRANSITION = View(
    details=(
        Column("Subscription item", "subscription_item.id"),
        Column("Takes effect", "transition.effective_mode"),
        Column("Takes effect on", "transition.effective_at", date_time),
        Column("Charged now", "transition.charged_immediately"),
        Column("Plan", "subscription_item.plan.name"),
        Column("Fee", "subscription_item.plan.fee", money),
    )
)
PATH = "/v1/billing/subscription_items"


class ItemsList(
    Page, name="billing subscription-items list", aliases=("ls",), route=get(PATH), view=ITEMS
):
    """List all subscription items."""

    status: Literal["active", "ended", "past_due", "upcoming", "free_trial"] | None = option(
        "Filter by status", metavar="status"
    )
    payer_type: Literal["user", "org"] | None = option("Filter by payer", metavar="user|org")
    plan_id: str | None = option("Filter by plan")
    query: str | None = option("Search by payer", metavar="text")
    include_free: bool = flag("Show items of free plans too")


class ItemsDelete(
    Command,
    name="billing subscription-items delete",
    aliases=("rm",),
    route=delete(PATH + "/{subscription_item_id}"),
    view=ITEMS,
    confirm="Cancel subscription item {subscription_item_id}?",
    done="Canceled subscription item {subscription_item_id}.",
):
    """Delete a subscription item: it is canceled at the end of its period, or now."""

    subscription_item_id: str = argument("The item to cancel")
    end_now: bool = flag("End it now instead of at the end of the period")


class ItemCommand(Command):
    """A command that has to know the item: the API reads no single one."""

    subscription_item_id: str = argument("The subscription item")

    def find(self, context: Context) -> APIObject:
        """The item, looked for in the list of all.

        Raises:
            ClerkError: It is not there.
        """
        for item in Pager(context, PATH, {"include_free": True}):
            if item.get("id") == self.subscription_item_id:
                return item
        raise ClerkError(
            f"there is no subscription item {self.subscription_item_id}",
            hint="See clerk billing subscription-items list --include-free",
        )


class ItemsExtendTrial(
    ItemCommand,
    name="billing subscription-items extend-trial",
    route=post(PATH + "/{subscription_item_id}/extend_free_trial"),
    view=ITEMS,
    done="Extended the free trial of subscription item {subscription_item_id}.",
):
    """Extend the free trial for a subscription item."""

    days: int | None = option(
        "Number of days to extend the trial", metavar="n", minimum=1, maximum=365, sends=None
    )
    until: Timestamp | None = option("The new end, instead of --days", metavar="date", sends=None)

    def check(self) -> None:
        """Make sure that there is one new end.

        Raises:
            UsageError: There is none, or two.
        """
        if (self.days is None) == (self.until is None):
            raise UsageError("give either --days or --until")

    def run(self, context: Context) -> APIObject:
        """Count from the end of the trial as it is; the API wants a date."""
        end = self.until
        if end is None:
            item = self.find(context)
            if not item.get("period_end"):
                raise ClerkError(
                    f"{self.subscription_item_id} has no end to extend", hint="Give --until."
                )
            end = item["period_end"] + int(timedelta(days=self.days or 0).total_seconds() * 1000)
        text = datetime.fromtimestamp(end / 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        request = self.build()
        return context.send(Request(request.method, request.path, body={"extend_to": text})).object


class ItemsTransitionPrice(
    ItemCommand,
    name="billing subscription-items transition-price",
    route=post(PATH + "/{subscription_item_id}/price_transition"),
    view=TRANSITION,
    done="Transitioned subscription item {subscription_item_id} to price {price_id}.",
):
    """Transition a subscription item to a new price."""

    price_id: str = option("New price ID", sends="to_price_id")
    from_price_id: str | None = option("Present price ID (looked up if not given)")
    immediate: bool = flag("Apply transition immediately; the API decides", sends=None)

    def run(self, context: Context) -> APIObject:
        """Find the present price if need be, send both, and say when it takes effect."""
        from_price_id = self.from_price_id or self._current_price(context)
        request = self.copy_with(from_price_id=from_price_id).build()
        result = context.send(request).object
        mode = (result.get("transition") or {}).get("effective_mode")
        if self.immediate and mode != "immediate":
            context.messages.warn(
                f"The API did not apply it immediately: {mode or 'no date given'}."
            )
        return result

    def _current_price(self, context: Context) -> str:
        price_id = self.find(context).get("price_id")
        if not price_id:
            raise ClerkError(
                f"the current price of {self.subscription_item_id} is unknown",
                hint="Pass --from-price-id.",
            )
        return str(price_id)
