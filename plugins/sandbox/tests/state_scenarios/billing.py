"""Plans, prices, subscriptions, free trials and credits."""

from __future__ import annotations

from plugins.sandbox.tests.state_scenarios.steps import (
    Scenario,
    Step,
    delete,
    get,
    organization,
    post,
    scenario,
    user,
)

SUBSCRIPTION = "/users/{ada.id}/billing/subscription"
CREDITS = "/users/{ada.id}/billing/credits"
ITEM = "/billing/subscription_items/{item.subscription_item.id}"
TRIAL_END = "2027-03-01T00:00:00Z"


def plans(payer_type: str = "user", name: str = "plans") -> Step:
    """The plans: first the free one, then the paid one."""
    return get(f"/billing/plans?payer_type={payer_type}&order_by=created_at").named(name)


def adjust(action: str, amount: int, key: str) -> Step:
    """A change of the credits of a user."""
    return post(CREDITS, action=action, amount=amount, idempotency_key=key)


def transition(item: str, old: str, new: str) -> Step:
    """A change of the price of a subscription item."""
    return post(
        f"/billing/subscription_items/{{{item}}}/price_transition",
        from_price_id=f"{{{old}}}",
        to_price_id=f"{{{new}}}",
    ).named("item")


START = (
    user("ada"),
    get("/billing/prices").named("prices"),
    get(SUBSCRIPTION).gives(
        {"subscription_items.0.plan.slug": "free_user", "eligible_for_free_trial": True}
    ).named("free"),
    get("/billing/plans?payer_type=user&limit=500").named("plans"),
    post("/billing/prices", plan_id="{free.subscription_items.0.plan_id}", amount=0).named("zero"),
)  # fmt: skip
FREE_ITEM = "free.subscription_items.0.id"
FREE_PRICE = "free.subscription_items.0.price_id"
PAID_PRICES = (
    post("/billing/prices", plan_id="{plans.data.0.id}", amount=1000).named("price"),
    post("/billing/prices", plan_id="{plans.data.0.id}", amount=2000).named("dearer"),
)
SUBSCRIBED = (*START, *PAID_PRICES, transition(FREE_ITEM, FREE_PRICE, "price.id"))

SCENARIOS: list[Scenario] = [
    scenario(
        "an adjustment of credits with the same key is made once",
        "AdjustUserBillingCreditBalance",
        user("ada"),
        adjust("increase", 500, "once").named("entry"),
        adjust("increase", 500, "once").gives(id="{entry.id}"),
        get(CREDITS).gives({"balance.amount": 500}),
        adjust("increase", 200, "twice"),
        get(CREDITS).gives({"balance.amount": 700}),
    ),
    scenario(
        "credits cannot fall below zero",
        "insufficient_credit_balance",
        user("ada"),
        adjust("increase", 500, "first"),
        adjust("decrease", 501, "second").is_refused(422, "insufficient_credit_balance"),
        get(CREDITS).gives({"balance.amount": 500}),
        adjust("decrease", 500, "second"),
        get(CREDITS).gives({"balance.amount": 0}),
    ),
    scenario(
        "a subscription moves from the free plan to a trial, and then is charged",
        "CreateBillingPriceTransition",
        *SUBSCRIBED,
        get(SUBSCRIPTION).gives(
            {"subscription_items.0.is_free_trial": True, "eligible_for_free_trial": False}
        ),
        transition("item.subscription_item.id", "price.id", "dearer.id").gives(
            {"transition.charged_immediately": True, "transition.immediate_charge.amount": 2000}
        ),
        get("/billing/statements").gives({"total_count": 1, "data.0.payer.user_id": "{ada.id}"}),
    ),
    scenario(
        "a transition needs the current price, and the item must not have ended",
        "out_of_date_price",
        *SUBSCRIBED,
        transition("item.subscription_item.id", "zero.id", "dearer.id")
        .named("refused").is_refused(409, "out_of_date_price"),
        transition(FREE_ITEM, FREE_PRICE, "dearer.id")
        .named("refused").is_refused(409, "subscription_item_no_longer_active"),
        get(SUBSCRIPTION).gives({"subscription_items.0.price_id": "{price.id}"}),
    ),
    scenario(
        "a user cannot move to a plan of organizations, or to the same price",
        "price_transition_not_allowed",
        *SUBSCRIBED,
        get("/billing/plans?payer_type=org").named("others"),
        post("/billing/prices", plan_id="{others.data.0.id}", amount=1000).named("foreign"),
        transition("item.subscription_item.id", "price.id", "foreign.id")
        .named("refused").is_refused(422, "price_transition_not_allowed"),
        transition("item.subscription_item.id", "price.id", "price.id")
        .named("refused").is_refused(422, "price_transition_not_allowed"),
        get("/billing/statements").gives(total_count=0),
    ),
    scenario(
        "a subscription item is canceled once",
        "commerce_subscription_item_already_canceled",
        *SUBSCRIBED,
        delete(ITEM).gives(status="canceled", ended_at=None),
        delete(ITEM).is_refused(400, "commerce_subscription_item_already_canceled"),
        get(SUBSCRIPTION).gives({"subscription_items.0.status": "canceled"}),
    ),
    scenario(
        "a subscription item that ends now makes room for the free plan",
        "CancelCommerceSubscriptionItem",
        *SUBSCRIBED,
        delete(f"{ITEM}?end_now=true").gives(status="ended"),
        get(SUBSCRIPTION).gives({"subscription_items.0.plan.slug": "free_user"}).named("free"),
        delete("/billing/subscription_items/{free.subscription_items.0.id}").is_refused(
            422, "commerce_subscription_item_cannot_be_canceled"
        ),
    ),
    scenario(
        "a free trial is extended once, however often it is asked",
        "ExtendBillingSubscriptionItemFreeTrial",
        *SUBSCRIBED,
        post(f"{ITEM}/extend_free_trial", extend_to=TRIAL_END).named("extended"),
        post(f"{ITEM}/extend_free_trial", extend_to=TRIAL_END).gives(
            period_end="{extended.period_end}", updated_at="{extended.updated_at}"
        ),
        post(f"{ITEM}/extend_free_trial", extend_to="2030-01-01T00:00:00Z").is_refused(
            422, "form_param_value_invalid"
        ),
    ),
    scenario(
        "only a free trial can be extended",
        "subscription_item_not_in_free_trial",
        *SUBSCRIBED,
        transition("item.subscription_item.id", "price.id", "dearer.id"),
        post(f"{ITEM}/extend_free_trial", extend_to=TRIAL_END).is_refused(
            403, "subscription_item_not_in_free_trial"
        ),
        get(SUBSCRIPTION).gives({"subscription_items.0.is_free_trial": False}),
    ),
    scenario(
        "the subscription of an organization ends with the organization",
        "DeleteOrganization",
        organization("acme"),
        get("/organizations/{acme.id}/billing/subscription").gives(
            {"subscription_items.0.plan.slug": "free_org"}
        ),
        get("/billing/subscription_items?include_free=true").gives(total_count=1),
        delete("/organizations/{acme.id}"),
        get("/organizations/{acme.id}/billing/subscription").is_refused(404, "resource_not_found"),
    ),
]  # fmt: skip
