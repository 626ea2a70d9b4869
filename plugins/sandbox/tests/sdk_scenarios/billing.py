"""Billing of users and organizations."""

from __future__ import annotations

from typing import Any

from plugins.sandbox.tests.sdk_scenarios.objects import Scenarios, ids, new_organization, new_user

scenarios = Scenarios()


@scenarios.add
def billing_of_users(sdk: Any) -> None:
    user, billing = new_user(sdk), sdk.billing
    pro = next(plan for plan in billing.list_plans(payer_type="user").data if plan.slug == "pro")
    assert pro.fee.amount_formatted == "25.00"
    (price,) = billing.list_prices(plan_id=pro.id, limit=1).data
    free = sdk.users.get_billing_subscription(user_id=user.id).subscription_items[0]
    trial = billing.create_price_transition(
        subscription_item_id=free.id, from_price_id=free.price_id, to_price_id=price.id
    ).subscription_item
    assert trial.is_free_trial
    extended = billing.extend_subscription_item_free_trial(
        subscription_item_id=trial.id, extend_to="2027-03-01T00:00:00Z"
    )
    assert extended.period_end > trial.period_end
    special = billing.create_price(plan_id=pro.id, amount=1000, description="old friends")
    paid = billing.create_price_transition(
        subscription_item_id=trial.id, from_price_id=price.id, to_price_id=special.id
    )
    assert paid.transition.immediate_charge.amount == 1000
    assert paid.subscription_item.id in ids(
        billing.list_subscription_items(limit=500, status="active")
    )
    statements_of_users(sdk, user.id)
    canceled = billing.cancel_subscription_item(subscription_item_id=paid.subscription_item.id)
    assert canceled.status == "canceled"


def statements_of_users(sdk: Any, user_id: str) -> None:
    statements = sdk.billing.list_statements(limit=500).data
    statement = next(row for row in statements if row.payer.user_id == user_id)
    assert sdk.billing.get_statement(statement_id=statement.id).totals.grand_total.amount == 1000
    (attempt,) = sdk.billing.get_statement_payment_attempts(statement_id=statement.id).data
    assert (attempt.status, attempt.payment_method.last4) == ("paid", "4242")


@scenarios.add
def credits_and_billing_of_organizations(sdk: Any) -> None:
    user = new_user(sdk)
    increase = {"amount": 500, "action": "increase", "idempotency_key": "once"}
    for _ in range(2):
        sdk.users.adjust_billing_credit_balance(user_id=user.id, **increase)
    assert sdk.users.get_billing_credit_balance(user_id=user.id).balance.amount == 500
    id = new_organization(sdk, user).id
    sdk.organizations.adjust_billing_credit_balance(organization_id=id, **increase)
    balance = sdk.organizations.get_billing_credit_balance(organization_id=id).balance
    assert balance.amount_formatted == "5.00"
    subscription = sdk.organizations.get_billing_subscription(organization_id=id)
    assert subscription.subscription_items[0].plan.slug == "free_org"
