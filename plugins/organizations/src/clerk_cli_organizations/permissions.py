"""``clerk organizations permissions …``: what roles may allow (beyond the reference)."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    Column,
    Command,
    Page,
    Update,
    View,
    argument,
    delete,
    get,
    option,
    patch,
    post,
)

PERMISSIONS = View(
    columns=(
        Column("ID", "id"),
        Column("KEY", "key"),
        Column("NAME", "name", truncatable=True),
        Column("TYPE", "type"),
        Column("DESCRIPTION", "description", truncatable=True),
    ),
    empty="No permissions found",
)
PATH = "/v1/organization_permissions"
ONE = PATH + "/{permission_id}"


class PermissionsList(
    Page,
    name="organizations permissions list",
    aliases=("ls",),
    route=get(PATH),
    view=PERMISSIONS,
    extension=True,
):
    """List permissions, those of the system too."""

    query: str | None = option("Search by name or key", metavar="text")


class PermissionsGet(
    Command,
    name="organizations permissions get",
    route=get(ONE),
    view=PERMISSIONS,
    extension=True,
):
    """Get details of a permission."""

    permission_id: str = argument("The permission to show")


class PermissionsCreate(
    Command,
    name="organizations permissions create",
    route=post(PATH),
    view=PERMISSIONS,
    done="Created permission {id}.",
    extension=True,
):
    """Create a permission."""

    key: str = option("Key, such as org:invoices:read")
    name: str = option("Name")
    description: str | None = option("Description", metavar="text")


class PermissionsUpdate(
    Update,
    name="organizations permissions update",
    route=patch(ONE),
    view=PERMISSIONS,
    done="Updated permission {permission_id}.",
    extension=True,
):
    """Update a permission."""

    permission_id: str = argument("The permission to update")
    key: str | None = option("Key, such as org:invoices:read")
    name: str | None = option("Name")
    description: str | None = option("Description", metavar="text")


class PermissionsDelete(
    Command,
    name="organizations permissions delete",
    aliases=("rm",),
    route=delete(ONE),
    view=DELETED,
    confirm="Delete permission {permission_id}? Every role loses it.",
    done="Deleted permission {permission_id}.",
    extension=True,
):
    """Delete a permission, also from roles."""

    permission_id: str = argument("The permission to delete")
