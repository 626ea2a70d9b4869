"""How API keys look as tables."""

from __future__ import annotations

from clerk_cli.api import APIObject, Column, View, comma, date, date_time, expiry, heading


def status(key: APIObject) -> str:
    """``active``, ``revoked`` or ``expired``."""
    if key.get("revoked"):
        return "revoked"
    return "expired" if key.get("expired") else "active"


KEYS = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name", truncatable=True),
        Column("STATUS", status, is_status=True),
        Column("EXPIRES", "expiration", expiry, optional=True),
        Column("LAST USED", "last_used_at", date, optional=True),
        Column("CREATED", "created_at", date, optional=True),
        Column("SUBJECT", "subject", optional=True),
    ),
    wide=(Column("SCOPES", "scopes", comma), Column("DESCRIPTION", "description")),
    empty="No API keys found",
)
KEY = View(
    columns=KEYS.columns,
    details=(
        Column("API key", "id"),
        Column("Name", "name"),
        Column("Description", "description"),
        Column("Type", "type"),
        Column("Subject", "subject"),
        Column("Scopes", "scopes", comma),
        Column("Claims", "claims"),
        heading("Status"),
        Column("Status", status, is_status=True),
        Column("Reason", "revocation_reason"),
        Column("Created by", "created_by"),
        Column("Expires", "expiration", date_time, shows=("seconds_until_expiration",)),
        Column("Last used", "last_used_at", date_time),
        Column("Created", "created_at", date_time),
    ),
)
