"""Amounts of money and payers, as the API returns them."""

from __future__ import annotations

from clerk_cli.api import APIObject, text


def money(amount: object) -> str:
    """An amount, such as ``$25.00``; the currency's code where the symbol does not tell it."""
    if not isinstance(amount, dict) or amount.get("amount_formatted") is None:
        return text(None)
    formatted, code = str(amount["amount_formatted"]), str(amount.get("currency") or "")
    sign = "-" if formatted.startswith("-") else ""
    symbol = str(amount.get("currency_symbol") or "")
    number = formatted.removeprefix(sign).removeprefix(symbol)
    is_clear = symbol and (symbol != "$" or code.upper() == "USD")
    return f"{sign}{symbol}{number}" if is_clear else f"{sign}{symbol}{number} {code}".strip()


def monthly(amount: object) -> str:
    """An amount per month, such as ``$25.00/mo``."""
    return _per(amount, "mo")


def yearly(amount: object) -> str:
    """An amount per year, such as ``$250.00/yr``."""
    return _per(amount, "yr")


def _per(amount: object, period: str) -> str:
    shown = money(amount)
    return f"{shown}/{period}" if isinstance(amount, dict) and shown != text(None) else shown


def plain_amount(amount: object) -> str:
    """An amount for programs, such as ``25.00 USD``."""
    if not isinstance(amount, dict) or amount.get("amount_formatted") is None:
        return text(None)
    symbol = str(amount.get("currency_symbol") or "")
    number = str(amount["amount_formatted"]).replace(symbol, "")
    return f"{number} {amount.get('currency') or ''}".strip()


def fee(item: object) -> str:
    """What a subscription item costs in its period, such as ``$25.00/mo``."""
    is_annual, amount = _fee_of_period(item)
    return yearly(amount) if is_annual else monthly(amount)


def plain_fee(item: object) -> str:
    """What a subscription item costs in its period, for programs."""
    _, amount = _fee_of_period(item)
    return plain_amount(amount)


def _fee_of_period(item: object) -> tuple[bool, object]:
    """Whether a subscription item is billed by the year, and its next fee, or that of its plan."""
    members = item if isinstance(item, dict) else {}
    plan, payment = members.get("plan") or {}, members.get("next_payment") or {}
    is_annual = members.get("plan_period") == "annual"
    if payment.get("amount"):
        return is_annual, payment["amount"]
    return is_annual, plan.get("annual_fee" if is_annual else "fee")


def payer(record: APIObject) -> str:
    """Who pays: an email address, an organization, or the payer's ID."""
    details = record.get("payer") or {}
    id = details.get("id") or record.get("payer_id")
    return _name(details) or str(id or "") or text(None)


def payer_name(record: APIObject) -> str | None:
    """Who pays, for lists, where the ID has a column of its own: IDs are never truncated."""
    return _name(record.get("payer") or {}) or None


def _name(payer: APIObject) -> str:
    return str(payer.get("email") or payer.get("organization_name") or "")
