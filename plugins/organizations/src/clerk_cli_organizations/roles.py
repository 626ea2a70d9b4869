"""``clerk organizations roles …``: roles that members can have (an extension)."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    Column,
    Command,
    Csv,
    Example,
    Page,
    Subject,
    Update,
    View,
    argument,
    date,
    date_time,
    delete,
    get,
    option,
    patch,
    post,
    yes_no,
)
from clerk_cli_organizations.cells import keys_of

ROLES = View(
    columns=(
        Column("ID", "id"),
        Column("KEY", "key"),
        Column("NAME", "name", truncatable=True),
        Column("PERMISSIONS", lambda role: str(len(role.get("permissions") or [])), optional=True),
        Column("CREATED", "created_at", date, optional=True),
    ),
    details=(
        Column("Role", "id"),
        Column("Key", "key"),
        Column("Name", "name"),
        Column("Description", "description"),
        Column("Permissions", keys_of("permissions")),
        Column("Creator eligible", "is_creator_eligible", yes_no),
        Column("Created", "created_at", date_time),
    ),
    empty="No roles found",
)
PATH = "/v1/organization_roles"
ONE = PATH + "/{role_id}"


class RolesList(
    Page,
    name="organizations roles list",
    aliases=("ls",),
    route=get(PATH),
    view=ROLES,
    extension=True,
    examples=(Example("clerk organizations roles list", "List the roles of the instance"),),
):
    """List the roles that organization members can have."""

    query: str | None = option("Search by name or key", metavar="text")


class RoleCommand(Command, view=ROLES, extension=True):
    """A command about one role."""

    role_id: str = argument("Role ID")


class RolesGet(
    RoleCommand,
    name="organizations roles get",
    route=get(ONE),
    examples=(Example("clerk organizations roles get role_123", "Show a role"),),
):
    """Show a role."""


class RolesCreate(
    Command,
    name="organizations roles create",
    route=post(PATH),
    view=ROLES,
    done="Created role {id}.",
    extension=True,
    examples=(
        Example(
            "clerk organizations roles create --key org:auditor --name Auditor"
            " --permissions perm_123",
            "Create a role with a permission",
        ),
    ),
):
    """Create a role."""

    key: str = option("Role key, such as org:accountant")
    name: str = option("Role name")
    description: str | None = option("Description", metavar="text")
    permissions: Csv | None = option("Permission IDs (comma-separated)")


class RolesUpdate(
    RoleCommand,
    Update,
    name="organizations roles update",
    route=patch(ONE),
    done="Updated role {role_id}.",
    examples=(
        Example("clerk organizations roles update role_123 --name Bookkeeper", "Rename a role"),
    ),
):
    """Update a role.

    Members who have the role keep it.
    """

    key: str | None = option("Role key, such as org:accountant")
    name: str | None = option("Role name")
    description: str | None = option("Description", metavar="text")
    permissions: Csv | None = option(
        "Permission IDs (comma-separated; replaces existing)", minimum=0
    )


class RolesDelete(
    RoleCommand,
    name="organizations roles delete",
    aliases=("rm",),
    route=delete(ONE),
    view=DELETED,
    confirm="Delete role {role_id}?",
    done="Deleted role {role_id}.",
    many=True,
    examples=(Example("clerk organizations roles delete role_123", "Delete a role"),),
):
    """Delete a role that is not assigned to any member."""


class RolePermissionCommand(RoleCommand):
    """A command about one permission of one role."""

    permission_id: str = argument("Permission ID")


class RolesAddPermission(
    RolePermissionCommand,
    name="organizations roles add-permission",
    route=post(ONE + "/permissions/{permission_id}"),
    done="Added permission {permission_id} to role {role_id}.",
    many=True,
    examples=(
        Example(
            "clerk organizations roles add-permission role_123 perm_456",
            "Add a permission to a role",
        ),
    ),
):
    """Add a permission to a role."""


class RolesRemovePermission(
    RolePermissionCommand,
    name="organizations roles remove-permission",
    route=delete(ONE + "/permissions/{permission_id}"),
    confirm="Remove permission {permission_id} from role {role_id}?",
    subject=Subject(get("/v1/organization_permissions/{permission_id}")),
    done="Removed permission {permission_id} from role {role_id}.",
    many=True,
    examples=(
        Example(
            "clerk organizations roles remove-permission role_123 perm_123",
            "Remove a permission from a role",
        ),
    ),
):
    """Remove a permission from a role."""
