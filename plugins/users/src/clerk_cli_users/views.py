"""How users, email addresses and phone numbers look as tables."""

from __future__ import annotations

from clerk_cli.api import APIObject, Column, View, date, date_time, expiry, heading, yes_no


def user_name(user: APIObject) -> str:
    """First and last name."""
    parts = (user.get("first_name"), user.get("last_name"))
    return " ".join([part.strip() for part in parts if part])


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


def identifier(user: APIObject) -> str | None:
    """What one knows a user by: email address, phone number, username, wallet or external ID."""
    wallets = user.get("web3_wallets") or [{}]
    return (
        primary(user, "email_address")
        or primary(user, "phone_number")
        or user.get("username")
        or wallets[0].get("web3_wallet")
        or user.get("external_id")
    )


def status(user: APIObject) -> str:
    """``banned``, ``locked``, ``deprovisioned``, several of them, or ``active``."""
    states = [state for state in ("banned", "locked", "deprovisioned") if user.get(state)]
    return ", ".join(states) or "active"


def verified(entry: APIObject) -> bool:
    """Whether an email address or phone number is verified."""
    return (entry.get("verification") or {}).get("status") == "verified"


ID = Column("ID", "id")
NAME = Column("NAME", user_name, truncatable=True)

IDENTIFIER = Column("IDENTIFIER", identifier, truncatable=True)
STATUS = Column("STATUS", status, is_status=True)

USER_STATUS = View(columns=(ID, IDENTIFIER, NAME, STATUS))

USER = View(
    columns=(
        *USER_STATUS.columns,
        Column("LAST ACTIVE", "last_active_at", date, optional=True),
        Column("CREATED", "created_at", date, optional=True),
    ),
    details=(
        Column("User", "id"),
        Column("Name", user_name, shows=("first_name", "last_name")),
        Column("Status", status, is_status=True),
        heading("Identifiers"),
        Column(
            "Email",
            lambda user: primary(user, "email_address"),
            shows=("primary_email_address_id",),
        ),
        Column(
            "Phone", lambda user: primary(user, "phone_number"), shows=("primary_phone_number_id",)
        ),
        Column("Username", "username"),
        Column("External ID", "external_id"),
        heading("Security"),
        Column("Password", "password_enabled", yes_no, shows=("password",)),
        Column("Two-factor", "two_factor_enabled", yes_no),
        heading("Activity"),
        Column("Last sign-in", "last_sign_in_at", date_time),
        Column("Last active", "last_active_at", date_time),
        Column("Created", "created_at", date_time),
        Column("Updated", "updated_at", date_time),
        heading("Metadata"),
        Column("Public metadata", "public_metadata"),
        Column("Private metadata", "private_metadata"),
    ),
    wide=(
        Column("EMAIL", lambda user: primary(user, "email_address")),
        Column("USERNAME", "username"),
        Column("PHONE", lambda user: primary(user, "phone_number")),
        Column("EXTERNAL ID", "external_id"),
        Column("TWO-FACTOR", "two_factor_enabled", yes_no),
        Column("LAST SIGN-IN", "last_sign_in_at", date),
        Column("UPDATED", "updated_at", date),
    ),
    empty="No users found",
)

SESSIONS = View(
    columns=(
        ID,
        Column("STATUS", "status"),
        Column("LAST ACTIVE", "last_active_at", date_time),
    ),
    empty="No active sessions",
)

VERIFICATION = View(
    columns=(
        ID,
        Column("STATUS", "status", is_status=True),
        Column("STRATEGY", "strategy"),
        Column("ATTEMPTS", "attempts"),
        Column("EXPIRES", "expire_at", expiry),
        Column("CHANNEL", "channel", optional=True),
    )
)

MEMBERSHIPS = View(
    columns=(
        Column("ORGANIZATION", "organization.id"),
        Column("NAME", "organization.name", truncatable=True),
        Column("SLUG", "organization.slug", truncatable=True, optional=True),
        Column("ROLE", "role"),
        Column("JOINED", "created_at", date, optional=True),
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
        columns=(*columns, Column("PRIMARY", "primary", yes_no)),
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
