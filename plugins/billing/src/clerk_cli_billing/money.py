"""Amounts of money and those who pay, as the API gives them."""

from __future__ import annotations

from clerk_cli.api import APIObject


def money(amount: object) -> str:
    """An amount as the API formats it; ``-`` where there is none."""
    if not isinstance(amount, dict):
        return "-"
    formatted = amount.get("amount_formatted")
    if formatted is None:
        return "-"
    return (
        f"{amount.get('currency_symbol') or ''}{formatted} {amount.get('currency') or ''}".strip()
    )


def payer(record: APIObject) -> str:
    """Who pays: an email address, an organization, or the payer's id."""
    known = record.get("payer") or {}
    name = known.get("email") or known.get("organization_name") or known.get("id")
    return str(name or record.get("payer_id") or "-")
