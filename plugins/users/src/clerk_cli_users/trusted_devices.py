"""``clerk users trusted-devices …``: devices that users trust (an extension)."""

from __future__ import annotations

from clerk_cli.api import (
    Column,
    Command,
    Example,
    ListCommand,
    Subject,
    User,
    View,
    argument,
    date,
    date_time,
    delete,
    get,
)
from clerk_cli_users.views import ID

PATH = "/v1/users/{user_id}/trusted_devices"
DEVICES = View(
    columns=(
        ID,
        Column("NAME", "name", truncatable=True),
        Column("PLATFORM", "platform"),
        Column("STATUS", "status", is_status=True, optional=True),
        Column("LAST USED", "last_used_at", date_time, optional=True),
        Column("CREATED", "created_at", date, optional=True),
    ),
    wide=(Column("APP", "app_identifier"),),
    empty="No trusted devices found",
)


class DevicesList(
    ListCommand,
    name="users trusted-devices list",
    aliases=("ls",),
    route=get(PATH),
    view=DEVICES,
    extension=True,
    examples=(
        Example("clerk users trusted-devices list user_123", "List a user's trusted devices"),
    ),
):
    """List all active trusted devices of a user."""

    user_id: User = argument("User")


class DevicesRevoke(
    Command,
    name="users trusted-devices revoke",
    route=delete(PATH + "/{trusted_device_id}"),
    view=DEVICES,
    confirm="Revoke trusted device {trusted_device_id} of user {user_id}?",
    subject=Subject(listed=get(PATH), field="trusted_device_id"),
    done="Revoked trusted device {trusted_device_id}.",
    extension=True,
    many=True,
    examples=(
        Example("clerk users trusted-devices revoke user_123 tdev_123", "Revoke a lost device"),
    ),
):
    """Revoke a user's trusted device."""

    user_id: User = argument("User")
    trusted_device_id: str = argument("Trusted device ID")
