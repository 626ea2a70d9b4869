"""``clerk organizations permissions …``: what roles may allow (an extension)."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    Column,
    Command,
    Example,
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
        Column("TYPE", "type", optional=True),
        Column("DESCRIPTION", "description", truncatable=True, optional=True),
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
    examples=(
        Example(
            "clerk organizations permissions list --query invoices",
            "Search permissions by name or key",
        ),
    ),
):
    """List permissions, including system permissions."""

    query: str | None = option("Search by name or key", metavar="text")


class PermissionCommand(Command, view=PERMISSIONS, extension=True):
    """A command about one permission."""

    permission_id: str = argument("Permission ID")


class PermissionsGet(
    PermissionCommand,
    name="organizations permissions get",
    route=get(ONE),
    examples=(Example("clerk organizations permissions get perm_123", "Show a permission"),),
):
    """Show a permission."""


class PermissionsCreate(
    Command,
    name="organizations permissions create",
    route=post(PATH),
    view=PERMISSIONS,
    done="Created permission {id}.",
    extension=True,
    examples=(
        Example(
            'clerk organizations permissions create --key org:reports:read --name "Read reports"',
            "Create a permission",
        ),
    ),
):
    """Create a permission."""

    key: str = option("Permission key, such as org:invoices:read")
    name: str = option("Permission name")
    description: str | None = option("Description", metavar="text")


class PermissionsUpdate(
    PermissionCommand,
    Update,
    name="organizations permissions update",
    route=patch(ONE),
    done="Updated permission {permission_id}.",
    examples=(
        Example(
            'clerk organizations permissions update perm_123 --description "Can read invoices"',
            "Change the description of a permission",
        ),
    ),
):
    """Update a permission."""

    key: str | None = option("Permission key, such as org:invoices:read")
    name: str | None = option("Permission name")
    description: str | None = option("Description", metavar="text")


class PermissionsDelete(
    PermissionCommand,
    name="organizations permissions delete",
    aliases=("rm",),
    route=delete(ONE),
    view=DELETED,
    confirm="Delete permission {permission_id}? All roles lose it.",
    done="Deleted permission {permission_id}.",
    many=True,
    examples=(Example("clerk organizations permissions delete perm_123", "Delete a permission"),),
):
    """Delete a permission and remove it from all roles."""
