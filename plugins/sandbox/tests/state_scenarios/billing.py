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
WELCOME = "cdisc_29gE0k6ci8B8ear6thLFvRkhbUF"
LOYALTY = "cdisc_2Ww3gPq2Vpek4m8LaNF61rW6dgS"
NONPROFIT = "cdisc_25NdxLt323iH2ZiPoXaMlgqclLj"
LAUNCH = "cdisc_2dnsALKAJN2uWzHg514dqP9Q3LU"
NOT_APPLICABLE = "discount_not_applicable_to_subscription_item"


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
    scenario(
        "an item has one discount, which makes the next payment smaller",
        "ApplyBillingSubscriptionItemDiscount",
        *SUBSCRIBED,
        get(SUBSCRIPTION).gives({"next_payment.amount.amount": 1000}),
        post(f"{ITEM}/discounts", discount_id=WELCOME).gives(
            {"status": "active", "source": "manual", "effect": "percentage", "amount.amount": 200,
             "cycles_applied": 0, "cycles_remaining": 3}
        ).named("first"),
        get(SUBSCRIPTION).gives({"next_payment.amount.amount": 800}),
        post(f"{ITEM}/discounts", discount_id=WELCOME).is_refused(409, "discount_already_applied"),
        post(f"{ITEM}/discounts", discount_id=LOYALTY).gives(
            {"amount_off.amount": 500, "percent_off": None, "cycles_remaining": None}
        ),
        get(SUBSCRIPTION).gives({"next_payment.amount.amount": 500}),
        delete(f"{ITEM}/discounts/{WELCOME}").is_refused(404, "discount_not_found"),
        delete(f"{ITEM}/discounts/{LOYALTY}").gives(status="removed", discount_id=LOYALTY),
        get(SUBSCRIPTION).gives({"next_payment.amount.amount": 1000}),
        delete(f"{ITEM}/discounts/{LOYALTY}").is_refused(404, "discount_not_found"),
    ),
    *(
        scenario(
            f"a discount is refused: {title}",
            code,
            *SUBSCRIBED,
            get(SUBSCRIPTION).named("subscription"),
            post(path, discount_id=id).is_refused(status, code),
            get(SUBSCRIPTION).gives({"next_payment.amount.amount": 1000}),
        )
        for title, path, id, status, code in (
            ("it does not exist", f"{ITEM}/discounts", "cdisc_1", 404, "discount_not_found"),
            ("it is over", f"{ITEM}/discounts", LAUNCH, 422, "discount_inactive"),
            ("it is for organizations", f"{ITEM}/discounts", NONPROFIT, 422, NOT_APPLICABLE),
            ("there is no item", "/billing/subscription_items/csub_item_1/discounts", WELCOME, 404,
             "subscription_item_not_found"),
        )
    ),
    scenario(
        "a free plan has no discounts",
        "discount_not_applicable_to_subscription_item",
        user("ada"),
        get(SUBSCRIPTION).named("free"),
        post("/billing/subscription_items/{free.subscription_items.0.id}/discounts",
             discount_id=WELCOME).is_refused(422, NOT_APPLICABLE),
    ),
]  # fmt: skip
