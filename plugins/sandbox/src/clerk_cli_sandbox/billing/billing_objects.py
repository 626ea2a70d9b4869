"""Plans, prices, payers and subscription items: how they are stored, and how the API shows them."""

from __future__ import annotations

from collections.abc import Sequence

from clerk_cli_sandbox.http.objects import public_members, require_object
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.http.timestamps import BUILT_IN_CREATED_AT, DAY
from clerk_cli_sandbox.identity.events import user_deleted
from clerk_cli_sandbox.identity.user_objects import EMAIL, contacts_of, require_user
from clerk_cli_sandbox.instance.settings import INSTANCE_ID
from clerk_cli_sandbox.organizations.events import organization_deleted
from clerk_cli_sandbox.organizations.features import require_organizations
from clerk_cli_sandbox.organizations.organization_objects import require_organization
from clerk_cli_sandbox.storage.ids import new_id, stable_id
from clerk_cli_sandbox.storage.store import OLDEST_FIRST, JSONObject, Selection, Store

PLAN, PRICE = "commerce_plan", "commerce_price"
PAYER, ITEM = "commerce_payer", "commerce_subscription_item"
STATEMENT = "commerce_statement"
REDEMPTION = "_redemption"
"""The member of an item with its discount, as it was when it was applied."""

CURRENCY = "USD"
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}
MONTH = 30 * DAY

CATALOG = (
    ("free_user", "Free", "user", 0, None, ()),
    ("pro", "Pro", "user", 2500, 14, ("exports", "support")),
    ("free_org", "Free", "org", 0, None, ()),
    ("team", "Team", "org", 9900, 14, ("audit_log", "support")),
)
"""The slug, name, payer type, monthly price in cents, trial days and features of each plan."""


def money(cents: int, currency: str = CURRENCY) -> JSONObject:
    """An amount as the API shows it."""
    return {
        "amount": cents,
        "amount_formatted": f"{cents / 100:,.2f}",
        "currency": currency,
        "currency_symbol": SYMBOLS.get(currency, currency),
    }


def select_plans(store: Store) -> Selection:
    """All plans; the first use stores the catalog, because the API cannot create plans."""
    if not store.count(Selection(PLAN)):
        store.put_many(PLAN, [_plan(*entry) for entry in CATALOG])
        store.put_many(PRICE, [_default_price(slug, cents) for slug, _, _, cents, *_ in CATALOG])
    return Selection(PLAN)


def select_prices(store: Store) -> Selection:
    """All prices; the first use stores the catalog."""
    select_plans(store)
    return Selection(PRICE)


def require_plan(store: Store, id: str) -> JSONObject:
    """The plan with an id.

    Raises:
        ErrorResponse: The plan does not exist.
    """
    select_plans(store)
    return require_object(store, PLAN, id, code="plan_not_found", noun="plan")


def require_price(store: Store, id: str) -> JSONObject:
    """The price with an id.

    Raises:
        ErrorResponse: The price does not exist.
    """
    select_plans(store)
    return require_object(store, PRICE, id, "price")


def new_price(
    id: str, plan_id: str, cents: int, annual_monthly_cents: int, currency: str
) -> JSONObject:
    """A price with the default values of its other members."""
    return {
        "object": PRICE,
        "id": id,
        "plan_id": plan_id,
        "instance_id": INSTANCE_ID,
        "currency": currency,
        "currency_symbol": SYMBOLS.get(currency, currency),
        "amount": cents,
        "annual_monthly_amount": annual_monthly_cents,
        "fee": money(cents, currency),
        "annual_monthly_fee": money(annual_monthly_cents, currency),
        "description": None,
        "is_default": False,
        "created_at": BUILT_IN_CREATED_AT,
        "supported_billing_periods": "both",
    }


def get_or_create_payer(request: Request, owner_id: str) -> JSONObject:
    """The payer for a user or an organization, created on first use.

    Raises:
        ErrorResponse: The user or organization does not exist, or organizations are turned off.
    """
    payer_type = "org" if owner_id.startswith("org_") else "user"
    if payer_type == "org":
        require_organizations(request)
    require_owner = require_organization if payer_type == "org" else require_user
    owner_id = require_owner(request.store, owner_id)["id"]
    payer_id = stable_id("cpayer", owner_id)
    payer = request.store.get(PAYER, payer_id)
    if payer is None:
        payer = {
            "object": PAYER,
            "id": payer_id,
            "instance_id": INSTANCE_ID,
            "_owner": owner_id,
            "_kind": payer_type,
            "_credits": 0,
            "created_at": request.now,
            "updated_at": request.now,
        }
        request.store.put(PAYER, payer)
    return payer


def serialize_payer(store: Store, payer: JSONObject) -> JSONObject:
    """A payer as the API shows it."""
    common = public_members(payer) | {"credits_balance": money(payer["_credits"])}
    if payer["_kind"] == "org":
        organization = require_organization(store, payer["_owner"])
        return common | {
            "image_url": organization.get("image_url") or "",
            "organization_id": organization["id"],
            "organization_name": organization["name"],
        }
    user = require_user(store, payer["_owner"])
    emails = contacts_of(store, EMAIL, user["id"])
    return common | {
        "image_url": user["image_url"],
        "user_id": user["id"],
        "first_name": user["first_name"],
        "last_name": user["last_name"],
        "email": emails[0][EMAIL] if emails else None,
    }


def subscription_items_of(request: Request, payer: JSONObject) -> list[JSONObject]:
    """The subscription items of a payer, who has at least the free plan."""
    selection = Selection(ITEM, order=[OLDEST_FIRST]).where_equal("payer_id", payer["id"])
    if not request.store.count(selection):
        put_free_item(request, payer)
    return request.store.select(selection)


def current_plans(store: Store, owner_id: str) -> list[JSONObject]:
    """The plans that a user or an organization uses now; the free plan unless they subscribed."""
    payer_id = stable_id("cpayer", owner_id)
    items = []
    if store.get(PAYER, payer_id):
        items = store.select(
            Selection(ITEM, order=[OLDEST_FIRST]).where_equal("payer_id", payer_id)
        )
    free = "free_org" if owner_id.startswith("org_") else "free_user"
    ids = [item["plan_id"] for item in items if item["ended_at"] is None]
    return [require_plan(store, id) for id in ids or [stable_id("cplan", free)]]


def put_free_item(request: Request, payer: JSONObject) -> None:
    """Subscribe a payer to the free plan."""
    price = require_price(request.store, stable_id("cprice", f"free_{payer['_kind']}"))
    request.store.put(ITEM, new_item(request, payer, price))


def new_item(request: Request, payer: JSONObject, price: JSONObject) -> JSONObject:
    """An active subscription item; a free plan never ends, the others renew every month."""
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
        "period_start": request.now,
        "period_end": request.now + MONTH if price["amount"] else None,
        "canceled_at": None,
        "past_due_at": None,
        "ended_at": None,
        "_paid": 0,
        "created_at": request.now,
        "updated_at": request.now,
    }


def require_item(request: Request) -> JSONObject:
    """The subscription item that the path names.

    Raises:
        ErrorResponse: The item does not exist.
    """
    item_id = request.path_params["item_id"]
    code = "subscription_item_not_found"
    return require_object(request.store, ITEM, item_id, "subscription item", code)


def next_discount(item: JSONObject, price: JSONObject) -> int:
    """What a discount takes off the next payment for an item, in cents."""
    redemption = item.get(REDEMPTION)
    cents: int = price["amount"]
    if not redemption:
        return 0
    if redemption["percent_off"] is not None:
        return round(cents * float(redemption["percent_off"]) / 100)
    return min(cents, int(redemption["amount_off"]["amount"]))


def serialize_item(store: Store, item: JSONObject) -> JSONObject:
    """A subscription item as the API shows it, with its plan and payer."""
    payer = store.get(PAYER, item["payer_id"])
    price = require_price(store, item["price_id"])
    renews = item["status"] == "active" and item["period_end"] and not item["canceled_at"]
    amount = money(price["amount"] - next_discount(item, price), price["currency"])
    return public_members(item) | {
        "plan": require_plan(store, item["plan_id"]),
        "payer": serialize_payer(store, payer) if payer else None,
        "lifetime_paid": money(item["_paid"]),
        "next_payment": {"amount": amount, "date": item["period_end"]} if renews else None,
    }


@user_deleted.reaction
@organization_deleted.reaction
def delete_billing(request: Request, owner_id: str) -> None:
    """Delete the payer, subscription items and statements of a user or an organization."""
    payer_id = stable_id("cpayer", owner_id)
    for kind in (ITEM, STATEMENT):
        request.store.delete_all(Selection(kind).where_equal("payer_id", payer_id))
    request.store.delete(PAYER, payer_id)


def _plan(
    slug: str,
    name: str,
    payer_type: str,
    cents: int,
    trial_days: int | None,
    features: Sequence[str],
) -> JSONObject:
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
        "for_payer_type": payer_type,
        "avatar_url": None,
        "features": [_feature(feature) for feature in features],
        "free_trial_enabled": trial_days is not None,
        "free_trial_days": trial_days,
    }


def _feature(slug: str) -> JSONObject:
    return {
        "object": "feature",
        "id": stable_id("feat", slug),
        "name": slug.replace("_", " ").capitalize(),
        "slug": slug,
        "description": None,
        "avatar_url": None,
    }


def _default_price(slug: str, cents: int) -> JSONObject:
    ids = stable_id("cprice", slug), stable_id("cplan", slug)
    return new_price(*ids, cents, cents * 10 // 12, CURRENCY) | {"is_default": True}
