"""Plans, prices, payers and what they subscribe to, as they are kept and shown."""

from __future__ import annotations

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.identifiers import new_id, stable_id
from clerk_cli_sandbox.resources.instance import INSTANCE_ID
from clerk_cli_sandbox.resources.organization_objects import require_organization
from clerk_cli_sandbox.resources.user_objects import EMAIL, contacts_of, require_user
from clerk_cli_sandbox.routes import Invocation
from clerk_cli_sandbox.store import OLDEST_FIRST, Document, Selection, Store, member

PLAN, PRICE = "commerce_plan", "commerce_price"
PAYER, ITEM = "commerce_payer", "commerce_subscription_item"
STATEMENT = "commerce_statement"
CURRENCY = "USD"
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}
BEGIN = 1_577_836_800_000
DAY = 24 * 60 * 60 * 1000
MONTH = 30 * DAY

CATALOG = (
    ("free_user", "Free", "user", 0, None),
    ("pro", "Pro", "user", 2500, 14),
    ("free_org", "Free", "org", 0, None),
    ("team", "Team", "org", 9900, 14),
)
"""Slug, name, kind of payer, cents a month and days of trial of each plan."""


def money(cents: int, currency: str = CURRENCY) -> Document:
    """An amount as the API shows it."""
    return {
        "amount": cents,
        "amount_formatted": f"{cents / 100:,.2f}",
        "currency": currency,
        "currency_symbol": SYMBOLS.get(currency, currency),
    }


def plans(store: Store) -> Selection:
    """All plans, which no operation makes; written down, with prices, before the first look."""
    if not store.count(Selection(PLAN)):
        store.put_many(PLAN, [_plan(*facts) for facts in CATALOG])
        store.put_many(PRICE, [_default_price(facts[0], facts[3]) for facts in CATALOG])
    return Selection(PLAN, order=[OLDEST_FIRST])


def require_price(store: Store, id: str) -> Document:
    """The price with an id.

    Raises:
        Refusal: There is none.
    """
    plans(store)
    price = store.get(PRICE, id)
    if price is None:
        raise problems.not_found("price", id)
    return price


def price_document(id: str, plan_id: str, cents: int, annual: int, currency: str) -> Document:
    """A price, to which the caller adds what is its own."""
    return {
        "object": PRICE,
        "id": id,
        "plan_id": plan_id,
        "instance_id": INSTANCE_ID,
        "currency": currency,
        "currency_symbol": SYMBOLS.get(currency, currency),
        "amount": cents,
        "annual_monthly_amount": annual,
        "fee": money(cents, currency),
        "annual_monthly_fee": money(annual, currency),
        "description": None,
        "is_default": False,
        "created_at": BEGIN,
        "supported_billing_periods": "both",
    }


def require_plan(store: Store, id: str) -> Document:
    """The plan with an id.

    Raises:
        Refusal: There is none.
    """
    plans(store)
    plan = store.get(PLAN, id)
    if plan is None:
        raise problems.not_found("plan", id)
    return plan


def payer_of(call: Invocation, owner: str) -> Document:
    """The payer that a user or an organization is, made when it is first needed.

    Raises:
        Refusal: There is no such user or organization.
    """
    kind = "org" if owner.startswith("org_") else "user"
    found = (require_organization if kind == "org" else require_user)(call.store, owner)
    owner = found["id"]
    payer = call.store.get(PAYER, stable_id("cpayer", owner))
    if payer is None:
        payer = {
            "object": PAYER,
            "id": stable_id("cpayer", owner),
            "instance_id": INSTANCE_ID,
            "_owner": owner,
            "_kind": kind,
            "_credits": 0,
            "created_at": call.now,
            "updated_at": call.now,
        }
        call.store.put(PAYER, payer)
    return payer


def shown_payer(store: Store, payer: Document) -> Document:
    """A payer as the API shows it."""
    own = {name: value for name, value in payer.items() if not name.startswith("_")}
    own |= {"image_url": "", "credits_balance": money(payer["_credits"])}
    if payer["_kind"] == "org":
        organization = require_organization(store, payer["_owner"])
        named = {"organization_name": organization["name"]}
        return own | {"organization_id": organization["id"], **named}
    user = require_user(store, payer["_owner"])
    emails = contacts_of(store, EMAIL, user["id"])
    return own | {
        "user_id": user["id"],
        "first_name": user["first_name"],
        "last_name": user["last_name"],
        "email": emails[0][EMAIL] if emails else None,
    }


def items_of(call: Invocation, payer: Document) -> list[Document]:
    """The subscription items of a payer, who has at least the free plan."""
    mine = Selection(ITEM, order=[OLDEST_FIRST]).where(f"{member('payer_id')} = ?", payer["id"])
    if not call.store.count(mine):
        free = f"free_{payer['_kind']}"
        price = require_price(call.store, stable_id("cprice", free))
        call.store.put(ITEM, new_item(call, payer, price))
    return call.store.select(mine)


def new_item(call: Invocation, payer: Document, price: Document) -> Document:
    """An active subscription to a price; a free plan never ends, others renew every month."""
    return {
        "object": ITEM,
        "id": new_id("csub_item"),
        "instance_id": INSTANCE_ID,
        "status": "active",
        "plan_id": price["plan_id"],
        "price_id": price["id"],
        "plan_period": "month",
        "payer_id": payer["id"],
        "is_free_trial": False,
        "period_start": call.now,
        "period_end": call.now + MONTH if price["amount"] else None,
        "canceled_at": None,
        "past_due_at": None,
        "ended_at": None,
        "_paid": 0,
        "created_at": call.now,
        "updated_at": call.now,
    }


def shown_item(store: Store, item: Document) -> Document:
    """A subscription item as the API shows it, with its plan and payer."""
    own = {name: value for name, value in item.items() if not name.startswith("_")}
    payer = store.get(PAYER, item["payer_id"])
    price = require_price(store, item["price_id"])
    renews = item["status"] == "active" and item["period_end"] and not item["canceled_at"]
    return own | {
        "plan": require_plan(store, item["plan_id"]),
        "payer": shown_payer(store, payer) if payer else None,
        "lifetime_paid": money(item["_paid"]),
        "next_payment": {"amount": price["fee"], "date": item["period_end"]} if renews else None,
    }


def remove_billing(store: Store, owner: str) -> None:
    """Remove what a user or an organization has subscribed to and paid."""
    payer = stable_id("cpayer", owner)
    for kind in (ITEM, STATEMENT):
        for each in store.select(Selection(kind).where(f"{member('payer_id')} = ?", payer)):
            store.delete(kind, each["id"])
    store.delete(PAYER, payer)


def _plan(slug: str, name: str, payer: str, cents: int, trial: int | None) -> Document:
    return {
        "object": PLAN,
        "id": stable_id("cplan", slug),
        "name": name,
        "slug": slug,
        "description": None,
        "product_id": stable_id("cprod", "sandbox"),
        "fee": money(cents) if cents else None,
        "annual_monthly_fee": money(cents * 10 // 12) if cents else None,
        "annual_fee": money(cents * 10) if cents else None,
        "is_default": not cents,
        "is_recurring": True,
        "publicly_visible": True,
        "has_base_fee": cents > 0,
        "for_payer_type": payer,
        "avatar_url": None,
        "features": [],
        "free_trial_enabled": trial is not None,
        "free_trial_days": trial,
    }


def _default_price(slug: str, cents: int) -> Document:
    ids = stable_id("cprice", slug), stable_id("cplan", slug)
    return price_document(*ids, cents, cents * 10 // 12, CURRENCY) | {"is_default": True}
