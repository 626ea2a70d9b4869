"""Subscription items themselves, their trials and their prices."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Literal

from clerk_cli.api import (
    APIObject,
    ClerkError,
    Column,
    Command,
    Context,
    Deadline,
    Example,
    Note,
    Outcome,
    Page,
    Pager,
    ResponseObject,
    Subject,
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
    yes_no,
)
from clerk_cli_billing.money import fee, payer, payer_name, plain_fee

ITEMS = View(
    columns=(
        Column("ID", "id"),
        Column("PAYER", payer_name, truncatable=True),
        Column("PLAN", "plan.name", truncatable=True),
        Column("STATUS", "status", is_status=True),
        Column("FEE", lambda item: item, fee, data=plain_fee),
        Column("PERIOD END", "period_end", date, optional=True),
        Column("PERIOD", "plan_period", optional=True),
    ),
    wide=(Column("PAYER ID", "payer_id"),),
    empty="No subscription items found",
)
TRANSITION = View(
    details=(
        Column("Subscription item", "subscription_item.id"),
        Column("Effective mode", "transition.effective_mode"),
        Column("Effective on", "transition.effective_at", date_time),
        Column("Charged immediately", "transition.charged_immediately", yes_no),
        Column("Plan", "subscription_item.plan.name"),
        Column("Fee", lambda row: fee(row["subscription_item"])),
    )
)
PATH = "/v1/billing/subscription_items"


def describe_item(item: APIObject) -> str:
    """The plan of an item, and who pays for it."""
    plan = item.get("plan")
    name = plan.get("name") if isinstance(plan, dict) else None
    return f"{name or 'plan'} of {payer(item)}"


ITEM_SUBJECT = Subject(
    listed=get(PATH),
    query={"limit": 500, "include_free": True},
    describe=describe_item,
    field="subscription_item_id",
)


class ItemsList(
    Page,
    name="billing subscription-items list",
    aliases=("ls",),
    route=get(PATH),
    view=ITEMS,
    examples=(
        Example(
            "clerk billing subscription-items list --status past_due",
            "List the subscription items with overdue payments",
        ),
        Example("clerk billing subscription-items list --query jane", "Search by the payer's name"),
    ),
):
    """List all subscription items."""

    status: Literal["active", "ended", "past_due", "upcoming", "free_trial"] | None = option(
        "Filter by status: active, ended, past_due, upcoming, free_trial", metavar="status"
    )
    payer_type: Literal["user", "org"] | None = option("Filter by payer type", metavar="user|org")
    plan_id: str | None = option("Filter by plan ID")
    query: str | None = option("Search by payer", metavar="text")
    include_free: bool = flag("Include items of free plans")


class ItemsDelete(
    Command,
    name="billing subscription-items delete",
    aliases=("rm",),
    route=delete(PATH + "/{subscription_item_id}"),
    view=ITEMS,
    confirm="Cancel subscription item {subscription_item_id}?",
    subject=ITEM_SUBJECT,
    done="Canceled subscription item {subscription_item_id}.",
    many=True,
    examples=(
        Example(
            "clerk billing subscription-items delete csub_123",
            "Cancel an item at the end of its billing period",
        ),
        Example(
            "clerk billing subscription-items delete csub_123 --end-now",
            "Cancel an item immediately",
        ),
    ),
):
    """Cancel a subscription item at the end of its billing period."""

    subscription_item_id: str = argument("Subscription item ID")
    end_now: bool = flag("Cancel immediately instead of at the end of the billing period")


class ItemCommand(Command):
    """A command that needs an attribute of the item, which the API shows only in the list."""

    subscription_item_id: str = argument("Subscription item ID")

    def find(self, context: Context) -> ResponseObject:
        """The item, looked up in the list of all items.

        Raises:
            ClerkError: The item does not exist.
        """
        for item in Pager(context, PATH, {"include_free": True}).objects:
            if item.get("id") == self.subscription_item_id:
                return ResponseObject(item)
        raise ClerkError(
            f'subscription item "{self.subscription_item_id}" does not exist',
            hint="List the items with: clerk billing subscription-items list --include-free",
        )


class ItemsExtendTrial(
    ItemCommand,
    name="billing subscription-items extend-trial",
    route=post(PATH + "/{subscription_item_id}/extend_free_trial"),
    view=ITEMS,
    done="Extended the free trial of subscription item {subscription_item_id}.",
    many=True,
    examples=(
        Example(
            "clerk billing subscription-items extend-trial csub_123 --days 14",
            "Extend a free trial by two weeks",
        ),
    ),
):
    """Extend the free trial for a subscription item."""

    days: int | None = option(
        "Number of days to extend the trial",
        metavar="n",
        minimum=1,
        maximum=365,
        sends=None,
        unless=("until",),
    )
    until: Deadline | None = option(
        "New end of the trial, instead of --days: 7d, 2026-11-01, or ISO 8601", sends=None
    )

    objects_route = post(PATH + "/{subscription_item_id}/extend_free_trial")

    def check(self) -> None:
        """Make sure that the new end is specified once.

        Raises:
            UsageError: Neither or both of the options are given.
        """
        if self.days is None and self.until is None:
            raise UsageError("missing required option: --days or --until")
        if self.days is not None and self.until is not None:
            raise UsageError("--days cannot be combined with --until")

    def run(self, context: Context) -> APIObject | None:
        """Count from the current end of the trial; the API takes a date."""
        end = self.until
        if end is None:
            item = self.find(context)
            if not item.get("period_end"):
                raise ClerkError(
                    f'subscription item "{self.subscription_item_id}" has no end date to extend',
                    hint="Pass --until with a date.",
                )
            added = int(timedelta(days=self.days or 0).total_seconds() * 1000)
            end = item.integer("period_end") + added
        try:
            text = datetime.fromtimestamp(end / 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        except (OverflowError, ValueError, OSError):
            raise ClerkError(
                f"{end} is not a valid time", hint="Pass --until with a date."
            ) from None
        return self.object_of(context.send(self.build().replace(body={"extend_to": text})))


class ItemsTransitionPrice(
    ItemCommand,
    name="billing subscription-items transition-price",
    route=post(PATH + "/{subscription_item_id}/price_transition"),
    view=TRANSITION,
    done="Transitioned subscription item {subscription_item_id} to price {price_id}.",
    examples=(
        Example(
            "clerk billing subscription-items transition-price csub_123 --price-id cprice_123",
            "Move an item to another price",
        ),
    ),
):
    """Transition a subscription item to a new price."""

    price_id: str = option("New price ID", sends="to_price_id")
    from_price_id: str | None = option("Current price ID (default: the current one)")
    immediate: bool = flag(
        "Apply transition immediately (warns if the API schedules it instead)", sends=None
    )

    objects_route = post(PATH + "/{subscription_item_id}/price_transition")
    promises = ("subscription_item",)

    def run(self, context: Context) -> Outcome:
        """Look up the current price if necessary, and send both prices."""
        from_price_id = self.from_price_id or self._current_price(context)
        request = self.copy_with(from_price_id=from_price_id).build()
        response = context.send(request)
        result = self.object_of(response) or response.object
        transition = result.get("transition")
        mode = transition.get("effective_mode") if isinstance(transition, dict) else None
        if not self.immediate or mode == "immediate":
            return Outcome(result)
        warning = f"The API did not apply the transition immediately (mode: {mode or 'unknown'})."
        return Outcome(result, notes=(Note(warning, "warning"),))

    def _current_price(self, context: Context) -> str:
        price_id = self.find(context).get("price_id")
        if not price_id:
            raise ClerkError(
                f'the current price of subscription item "{self.subscription_item_id}" is unknown',
                hint="Pass it with --from-price-id.",
            )
        return str(price_id)
