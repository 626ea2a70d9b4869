"""How ``clerk users show`` looks: one headed part below the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clerk_cli.api import (
    APIObject,
    Column,
    Context,
    Listing,
    View,
    ago,
    date,
    date_time,
    heading,
    yes_no,
    yes_or_empty,
)
from clerk_cli_users.views import status, user_name, verified

METADATA = ("public_metadata", "private_metadata", "unsafe_metadata")


def locked_until(user: APIObject, now: float) -> float | None:
    """When a lock ends, in Unix milliseconds; None if it has no end or there is none.

    Args:
        user: The user.
        now: The current Unix time in seconds.
    """
    seconds = user.get("lockout_expires_in_seconds")
    if not user.get("locked") or not isinstance(seconds, (int, float)) or seconds <= 0:
        return None
    return (int(now) + seconds) * 1000  # whatever number it is


def second_factors(user: APIObject) -> str:
    """The second factors that are set up."""
    factors = ["authenticator app"] if user.get("totp_enabled") else []
    factors += [
        f"SMS to {phone.get('phone_number')}"
        for phone in rows(user, "phone_numbers")
        if phone.get("reserved_for_second_factor")
    ]
    if user.get("backup_code_enabled"):
        factors.append("backup codes")
    return ", ".join(factors) or "none"


IDENTITY = (
    Column("User", "id"),
    Column("Name", user_name),
    Column("Status", status, is_status=True),
)
LOCKED_UNTIL = Column("Locked until", "locked_until", date_time)
SECURITY_AND_ACTIVITY = (
    Column("Password", "password_enabled", yes_no),
    Column("Second factors", second_factors),
    Column("Last sign-in", "last_sign_in_at", date_time),
    Column("Last active", "last_active_at", date_time),
    Column("Created", "created_at", date_time),
)
IDENTIFIERS = View(
    columns=(
        Column("KIND", "kind"),
        Column("IDENTIFIER", "value", truncatable=True),
        Column("VERIFIED", "verified"),
        Column("PRIMARY", "primary", yes_or_empty),
    )
)
ACCOUNTS = View(
    columns=(
        Column("PROVIDER", "provider"),
        Column("ACCOUNT", lambda account: account.get("email_address") or account.get("username")),
        Column("VERIFIED", verified, yes_no),
        Column("ADDED", "created_at", date),
    )
)
PASSKEYS = View(
    columns=(
        Column("NAME", "name", truncatable=True),
        Column("VERIFIED", verified, yes_no),
        Column("LAST USED", "last_used_at", ago),
    )
)


def activity(*names: str) -> Callable[[APIObject], str]:
    """A cell with details of a session's latest activity.

    Args:
        names: The members of the activity to show.
    """

    def cell(session: APIObject) -> str:
        latest = session.get("latest_activity") or {}
        return " ".join(str(latest[name]) for name in names if latest.get(name))

    return cell


SESSIONS = View(
    columns=(
        Column("ID", "id"),
        Column("DEVICE", activity("device_type", "browser_name"), truncatable=True),
        Column("PLACE", activity("city", "country", "ip_address"), truncatable=True),
        Column("ACTIVE", "last_active_at", ago),
        Column("SINCE", "created_at", ago),
    )
)
ORGANIZATIONS = View(
    columns=(
        Column("ORGANIZATION", "organization.id"),
        Column("NAME", "organization.name", truncatable=True),
        Column("ROLE", "role"),
        Column("JOINED", "created_at", date),
    )
)
INVITATIONS = View(
    columns=(
        Column("ID", "id"),
        Column("ORGANIZATION", "organization_id"),
        Column("ROLE", "role"),
        Column("STATUS", "status"),
        Column("SENT", "created_at", ago),
    )
)
ITEMS = View(
    columns=(
        Column("PLAN", "plan.name", truncatable=True),
        Column("STATUS", "status"),
        Column("PERIOD", "plan_period"),
        Column("ENDS", "period_end", date),
    )
)


def show_overview(result: APIObject, context: Context) -> None:
    """Print the parts that the user has.

    Args:
        result: The user and the other parts, as ``users show`` returns them.
        context: Where to print them.
    """
    user: APIObject = result["user"]
    end = locked_until(user, context.environment.now())
    lines = (*IDENTITY, *([LOCKED_UNTIL] if end else []), *SECURITY_AND_ACTIVITY)
    context.show({**user, "locked_until": end}, View(details=lines))
    _section("Identifiers", list(identifiers(user)), IDENTIFIERS, context)
    external = [*rows(user, "external_accounts"), *rows(user, "enterprise_accounts")]
    _section("External accounts", external, ACCOUNTS, context)
    _section("Passkeys", rows(user, "passkeys"), PASSKEYS, context)
    for title, name, view in (
        ("Active sessions", "sessions", SESSIONS),
        ("Organizations", "organization_memberships", ORGANIZATIONS),
        ("Invitations", "organization_invitations", INVITATIONS),
    ):
        part = result[name]
        if part is not None:
            _section(title, rows(part, "data"), view, context, part["total_count"])
    if result["subscription"] is not None:
        items = rows(result["subscription"], "subscription_items")
        heading = f"Subscription {result['subscription'].get('status') or ''}".strip()
        _section(heading, items, ITEMS, context)
    for name in METADATA:
        if user.get(name):
            _show_metadata(name.replace("_", " ").capitalize(), user[name], context)


def identifiers(user: APIObject) -> Iterator[APIObject]:
    """All that the user can be found by, each as a row."""
    for kind, member, plural in (
        ("email", "email_address", "email_addresses"),
        ("phone", "phone_number", "phone_numbers"),
        ("wallet", "web3_wallet", "web3_wallets"),
    ):
        primary_id = user.get(f"primary_{member}_id")
        for entry in rows(user, plural):
            yield {
                "kind": kind,
                "value": entry.get(member),
                "verified": verified(entry),
                "primary": primary_id is not None and entry.get("id") == primary_id,
            }
    for kind, member in (("username", "username"), ("external ID", "external_id")):
        if user.get(member):
            yield {"kind": kind, "value": user[member]}


def rows(parent: APIObject, name: str) -> list[APIObject]:
    """The members of a nested list; one that is not an object has empty cells.

    Args:
        parent: The object that has the list.
        name: The member that holds it.
    """
    values = parent.get(name)
    if not isinstance(values, list):
        return []
    return [row if isinstance(row, dict) else {} for row in values]


def _section(
    title: str, objects: list[APIObject], view: View, context: Context, total: int | None = None
) -> None:
    """Print a headed table; nothing without objects."""
    if not objects:
        return
    more = f" ({len(objects)} of {total:,})" if total is not None and total > len(objects) else ""
    _show_heading(f"{title}{more}", context)
    context.show(Listing(objects, len(objects)), view)


def _show_metadata(title: str, metadata: object, context: Context) -> None:
    import json

    text = json.dumps(metadata, ensure_ascii=False, indent=2)
    _show_heading(title, context)
    context.print(*text.split("\n"))


def _show_heading(title: str, context: Context) -> None:
    context.show({}, View(details=(heading(title),)))
