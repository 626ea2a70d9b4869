"""``clerk organizations roles …``: what members can be (beyond the reference)."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    APIObject,
    Column,
    Command,
    Csv,
    Page,
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


def permissions(role: APIObject) -> str:
    """The keys of a role's permissions."""
    return ", ".join(str(each.get("key")) for each in role.get("permissions") or [])


ROLES = View(
    columns=(
        Column("ID", "id"),
        Column("KEY", "key"),
        Column("NAME", "name", truncatable=True),
        Column("PERMISSIONS", lambda role: str(len(role.get("permissions") or []))),
        Column("CREATED", "created_at", date),
    ),
    details=(
        Column("Role", "id"),
        Column("Key", "key"),
        Column("Name", "name"),
        Column("Description", "description"),
        Column("Permissions", permissions),
        Column("For creators", "is_creator_eligible", yes_no),
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
):
    """List the roles that members of organizations can have."""

    query: str | None = option("Search by name or key", metavar="text")


class RolesGet(Command, name="organizations roles get", route=get(ONE), view=ROLES, extension=True):
    """Get details of a role."""

    role_id: str = argument("The role to show")


class RolesCreate(
    Command,
    name="organizations roles create",
    route=post(PATH),
    view=ROLES,
    done="Created role {id}.",
    extension=True,
):
    """Create a role."""

    key: str = option("Key, such as org:accountant")
    name: str = option("Name")
    description: str | None = option("Description", metavar="text")
    permissions: Csv | None = option("Comma-separated IDs of permissions")


class RolesUpdate(
    Update,
    name="organizations roles update",
    route=patch(ONE),
    view=ROLES,
    done="Updated role {role_id}.",
    extension=True,
):
    """Update a role; members keep it."""

    role_id: str = argument("The role to update")
    key: str | None = option("Key, such as org:accountant")
    name: str | None = option("Name")
    description: str | None = option("Description", metavar="text")
    permissions: Csv | None = option("Comma-separated IDs of all its permissions")


class RolesDelete(
    Command,
    name="organizations roles delete",
    aliases=("rm",),
    route=delete(ONE),
    view=DELETED,
    confirm="Delete role {role_id}?",
    done="Deleted role {role_id}.",
    extension=True,
):
    """Delete a role that no member has."""

    role_id: str = argument("The role to delete")


class PermissionOfRole(Command, view=ROLES, extension=True):
    """A command about one permission of one role."""

    role_id: str = argument("The role")
    permission_id: str = argument("The permission")


class RolesAddPermission(
    PermissionOfRole,
    name="organizations roles add-permission",
    route=post(ONE + "/permissions/{permission_id}"),
    done="Added permission {permission_id} to role {role_id}.",
):
    """Give a role a permission."""


class RolesRemovePermission(
    PermissionOfRole,
    name="organizations roles remove-permission",
    route=delete(ONE + "/permissions/{permission_id}"),
    done="Removed permission {permission_id} from role {role_id}.",
):
    """Take a permission from a role."""
