"""Amounts of money and payers, as the API returns them."""

from __future__ import annotations

from clerk_cli.api import APIObject, text


def money(amount: object) -> str:
    """An amount as the API formats it; ``-`` where there is none."""
    if not isinstance(amount, dict):
        return text(None)
    formatted = amount.get("amount_formatted")
    if formatted is None:
        return text(None)
    return (
        f"{amount.get('currency_symbol') or ''}{formatted} {amount.get('currency') or ''}".strip()
    )


def payer(record: APIObject) -> str:
    """Who pays: an email address, an organization, or the payer's ID."""
    details = record.get("payer") or {}
    name = details.get("email") or details.get("organization_name") or details.get("id")
    return str(name or record.get("payer_id") or "") or text(None)
