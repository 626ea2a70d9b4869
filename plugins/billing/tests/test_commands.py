"""The billing commands: requests, output and usage errors."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

FEE = {"amount": 1050, "amount_formatted": "10.50", "currency": "USD", "currency_symbol": "$"}
ITEM: dict[str, Any] = {
    "id": "csub_item_1",
    "status": "active",
    "plan": {"name": "Pro"},
    "plan_period": "month",
    "payer": {"email": "ada@example.com"},
    "price_id": None,
    "period_end": None,
}
ITEM_PAGE = {"data": [ITEM], "total_count": 1}


def test_money_is_shown_as_the_api_formats_it(clerk: CommandLine, fake_api: FakeAPI) -> None:
    plan = {"id": "cplan_1", "name": "Pro", "slug": "pro", "fee": FEE, "annual_fee": None}
    fake_api.answer({"data": [plan], "total_count": 1})
    row = clerk("billing", "plans", "list").out.splitlines()[1]
    assert row.split() == ["cplan_1", "Pro", "pro", "$10.50/mo", "-", "-", "no"]


def test_an_item_shows_who_pays(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(ITEM_PAGE)
    out = clerk("billing", "items", "ls").out
    assert "ada@example.com" in out
    assert "1970" not in out


def test_a_subscription_shows_its_items_and_next_payment(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(
        {
            "id": "csub_1",
            "status": "active",
            "subscription_items": [ITEM],
            "next_payment": {"amount": FEE, "date": 1_700_000_000_000},
        }
    )
    out = clerk("billing", "subscription", "get-user", "user_1").out
    assert "Pro (active, -, csub_item_1)" in out
    assert "$10.50" in out


def test_a_statement_shows_its_totals(clerk: CommandLine, fake_api: FakeAPI) -> None:
    totals = {"grand_total": FEE, "subtotal": FEE, "tax_total": FEE}
    fake_api.answer({"id": "stmt_1", "status": "closed", "totals": totals})
    assert "Total:     $10.50\n" in clerk("billing", "statements", "get", "stmt_1").out


def test_a_payment_attempt_shows_its_payment_method(clerk: CommandLine, fake_api: FakeAPI) -> None:
    attempt = {
        "id": "cpay_1",
        "status": "failed",
        "amount": FEE,
        "payment_method": {"payment_type": "card", "card_type": "visa", "last4": "4242"},
    }
    fake_api.answer({"data": [attempt], "total_count": 1})
    assert "visa 4242" in clerk("billing", "statements", "payment-attempts", "stmt_1").out


def test_a_trial_can_be_extended_to_a_date(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(ITEM)
    argv = ["billing", "items", "extend-trial", "csub_item_1", "--until", "2027-01-31T00:00:00Z"]
    assert clerk(*argv).code == 0
    assert fake_api.requests[0].body == {"extend_to": "2027-01-31T00:00:00Z"}


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("extend-trial csub_item_1 --days 3", '"csub_item_1" has no end date to extend'),
        ("extend-trial csub_item_9 --days 3", 'item "csub_item_9" does not exist'),
        ("transition-price csub_item_1 --price-id p", 'of subscription item "csub_item_1"'),
    ],
)
def test_an_item_that_cannot_be_looked_up_is_named(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    fake_api.answer(ITEM_PAGE)
    if "does not exist" in message:
        fake_api.answer({"data": [], "total_count": 1})
    result = clerk("billing", "items", *argv.split())
    assert (result.code, message in result.err) == (1, True)


def test_a_transition_that_is_not_immediate_brings_a_warning(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer({"subscription_item": ITEM, "transition": {"effective_mode": "end_of_period"}})
    result = clerk(
        "billing", "items", "transition-price", "csub_item_1", "--price-id", "new",
        "--from-price-id", "old", "--immediate",
    )  # fmt: skip
    assert "did not apply the transition immediately (mode: end_of_period)" in result.err
    assert fake_api.requests[0].body == {"to_price_id": "new", "from_price_id": "old"}


@pytest.mark.parametrize(
    ("effect", "shown"),
    [
        ({"percent_off": 20, "amount_off": None, "cycles_remaining": 3}, ("20 %", "3")),
        ({"percent_off": None, "amount_off": FEE, "cycles_remaining": None}, ("$10.50", "all")),
    ],
)
def test_a_discount_shows_what_it_takes_off(
    clerk: CommandLine, fake_api: FakeAPI, effect: Any, shown: tuple[str, str]
) -> None:
    fake_api.answer({"id": "cdred_1", "discount_id": "cdisc_1", "status": "active", **effect})
    out = clerk("billing", "items", "apply-discount", "cdisc_1", "csub_item_1").out
    assert f"Takes off:         {shown[0]}\n" in out
    assert f"Cycles left:       {shown[1]}\n" in out


def test_an_item_can_end_now(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(ITEM)
    clerk("billing", "items", "delete", "csub_item_1", "-f", "--end-now")
    assert fake_api.requests[0].query == [("end_now", "true")]


@pytest.mark.parametrize(
    ("argv", "target", "body"),
    [
        ("plans list --payer-type org", "/v1/billing/plans?limit=10&payer_type=org", None),
        ("prices list --plan-id cplan_1", "/v1/billing/prices?limit=10&plan_id=cplan_1", None),
        ("items apply-discount cdisc_1 csub_item_1",
         "/v1/billing/subscription_items/csub_item_1/discounts", {"discount_id": "cdisc_1"}),
        ("items remove-discount cdisc_1 csub_item_1 -f",
         "/v1/billing/subscription_items/csub_item_1/discounts/cdisc_1", None),
        ("prices create --plan-id cplan_1 --amount 500", "/v1/billing/prices",
         {"plan_id": "cplan_1", "amount": 500}),
        ("credits get org_1", "/v1/organizations/org_1/billing/credits", None),
        ("credits adjust user_1 --action increase --amount 5 -f --idempotency-key k",
         "/v1/users/user_1/billing/credits",
         {"action": "increase", "amount": 5, "idempotency_key": "k"}),
        ("credits adjust user_1 --action increase --amount 5 -f --idempotency-key k --currency EUR "
         "--note refund", "/v1/users/user_1/billing/credits",
         {"action": "increase", "amount": 5, "currency": "EUR", "note": "refund",
          "idempotency_key": "k"}),
        ("prices create --plan-id cplan_1 --amount 500 --annual-monthly-amount 400 "
         "--supported-billing-periods month", "/v1/billing/prices",
         {"plan_id": "cplan_1", "amount": 500, "annual_monthly_amount": 400,
          "supported_billing_periods": "month"}),
        ("subscription get-org org_1", "/v1/organizations/org_1/billing/subscription", None),
        ("subscription-items list --include-free",
         "/v1/billing/subscription_items?limit=10&include_free=true", None),
        ("subscription-items delete csub_item_1 -f",
         "/v1/billing/subscription_items/csub_item_1", None),
    ],
)  # fmt: skip
def test_an_extension_sends_its_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, target: str, body: Any
) -> None:
    fake_api.answer({"id": "x_1", "data": [], "total_count": 0, "balance": {}})
    result = clerk("billing", *argv.split())
    assert result.code == 0, result.err
    assert (fake_api.requests[0].target, fake_api.requests[0].body) == (target, body)


def test_an_adjustment_has_a_new_idempotency_key(clerk: CommandLine, fake_api: FakeAPI) -> None:
    argv = "billing credits adjust user_1 --action decrease --amount 5 --force"
    keys = set()
    for _ in range(2):
        fake_api.answer({"object": "commerce_credit_balance"})
        clerk(*argv.split())
        keys.add(fake_api.requests[-1].body["idempotency_key"])
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("billing items extend-trial i", "missing required option: --days or --until"),
        ("billing items extend-trial i --days 366", "at most 365"),
        (
            "billing items extend-trial i --days 1 --until 2027-01-01",
            "--days cannot be combined with --until",
        ),
        ("billing items transition-price i", "missing required option: --price-id"),
        ("billing items list --status lost", '"lost" is not one of'),
        ("billing items delete i", "confirmation required"),
        ("billing items apply-discount cdisc_1", "missing required argument"),
        ("billing items remove-discount cdisc_1 i", "confirmation required"),
        ("billing credits get cus_1", "is not a valid user ID"),
        ("billing credits adjust user_1 --action x --amount 1", '"x" is not one of'),
        ("billing plans list --limit 501", "at most 500"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses(*argv.split(), because=message)
    assert fake_api.requests == []
