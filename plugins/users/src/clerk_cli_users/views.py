"""How users, email addresses and phone numbers look as tables."""

from __future__ import annotations

from clerk_cli.api import APIObject, Column, View, date, date_time, yes_no, yes_or_empty


def user_name(user: APIObject) -> str:
    """First and last name; the username where there is neither."""
    parts = (user.get("first_name"), user.get("last_name"))
    return " ".join([part.strip() for part in parts if part]) or user.get("username") or ""


def primary(user: APIObject, kind: str) -> str | None:
    """The primary email address or phone number; the first one where none is primary.

    Args:
        user: A user object of the API.
        kind: ``email_address`` or ``phone_number``.
    """
    plural = "email_addresses" if kind == "email_address" else "phone_numbers"
    entries = user.get(plural) or []
    primary_id = user.get(f"primary_{kind}_id")
    chosen = next((entry for entry in entries if entry.get("id") == primary_id), None)
    if chosen is None and entries:
        chosen = entries[0]
    return None if chosen is None else chosen.get(kind)


def status(user: APIObject) -> str:
    """``banned``, ``locked``, both, or ``active``."""
    states = [state for state in ("banned", "locked") if user.get(state)]
    return ", ".join(states) or "active"


def verified(entry: APIObject) -> bool:
    """Whether an email address or phone number is verified."""
    return (entry.get("verification") or {}).get("status") == "verified"


ID = Column("ID", "id")
NAME = Column("NAME", user_name, truncatable=True)
EMAIL = Column("EMAIL", lambda user: primary(user, "email_address"), truncatable=True)

USER_LIST = View(
    columns=(ID, NAME, EMAIL, Column("CREATED", "created_at", date)),
    empty="No users found",
)

USER_STATUS = View(columns=(ID, NAME, EMAIL, Column("STATUS", status)))

USER = View(
    columns=USER_LIST.columns,
    details=(
        Column("User", "id"),
        Column("Name", user_name),
        Column("Username", "username"),
        Column("Email", lambda user: primary(user, "email_address")),
        Column("Phone", lambda user: primary(user, "phone_number")),
        Column("External ID", "external_id"),
        Column("Status", status),
        Column("Password", "password_enabled", yes_no),
        Column("Two-factor", "two_factor_enabled", yes_no),
        Column("Last sign-in", "last_sign_in_at", date_time),
        Column("Last active", "last_active_at", date),
        Column("Created", "created_at", date_time),
        Column("Updated", "updated_at", date_time),
        Column("Public metadata", "public_metadata"),
        Column("Private metadata", "private_metadata"),
    ),
)

MEMBERSHIPS = View(
    columns=(
        Column("ORGANIZATION", "organization.id"),
        Column("NAME", "organization.name", truncatable=True),
        Column("ROLE", "role"),
        Column("JOINED", "created_at", date),
    ),
    empty="No organizations found",
)


def contact_views(title: str, key: str, label: str, plural: str) -> tuple[View, View]:
    """The view of a list of email addresses or phone numbers, and the view of one of them.

    Args:
        title: The column's title, such as ``EMAIL``.
        key: The field of the API object, such as ``email_address``.
        label: What one of them is called, such as ``Email address``.
        plural: What several of them are called, such as ``email addresses``.
    """
    columns = (ID, Column(title, key), Column("VERIFIED", verified, yes_no))
    list_view = View(
        columns=(*columns, Column("PRIMARY", "primary", yes_or_empty)),
        empty=f"No {plural} found",
    )
    detail_view = View(
        columns=columns,
        details=(
            Column(label, "id"),
            Column("Address" if key == "email_address" else "Number", key),
            Column("Verified", verified, yes_no),
            Column("Status", "verification.status"),
            Column("Strategy", "verification.strategy"),
            Column("Created", "created_at", date_time),
        ),
    )
    return list_view, detail_view
