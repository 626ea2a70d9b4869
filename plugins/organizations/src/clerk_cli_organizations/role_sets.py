"""``clerk organizations role-sets …``: roles that go together (beyond the reference)."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    APIObject,
    Column,
    Command,
    Csv,
    JsonObject,
    Page,
    Request,
    Update,
    View,
    argument,
    date,
    date_time,
    flag,
    get,
    option,
    patch,
    post,
)


def keys(role_set: APIObject) -> str:
    """The keys of the roles of a set."""
    return ", ".join(str(each.get("key")) for each in role_set.get("roles") or [])


ROLE_SETS = View(
    columns=(
        Column("ID", "id"),
        Column("KEY", "key"),
        Column("NAME", "name", truncatable=True),
        Column("TYPE", "type"),
        Column("ROLES", keys, truncatable=True),
        Column("CREATED", "created_at", date),
    ),
    details=(
        Column("Role set", "id"),
        Column("Key", "key"),
        Column("Name", "name"),
        Column("Description", "description"),
        Column("Type", "type"),
        Column("Roles", keys),
        Column("Role of members", "default_role.key"),
        Column("Role of creators", "creator_role.key"),
        Column("Created", "created_at", date_time),
    ),
    empty="No role sets found",
)
PATH = "/v1/role_sets"
ONE = PATH + "/{role_set}"


class RoleSetsList(
    Page,
    name="organizations role-sets list",
    aliases=("ls",),
    route=get(PATH),
    view=ROLE_SETS,
    extension=True,
):
    """List role sets."""

    query: str | None = option("Search by name or key", metavar="text")


class RoleSetCommand(Command, view=ROLE_SETS, extension=True):
    """A command about one role set."""

    role_set: str = argument("The role set, by ID or key")


class RoleSetsGet(RoleSetCommand, name="organizations role-sets get", route=get(ONE)):
    """Get details of a role set."""


class RoleSetsCreate(
    Command,
    name="organizations role-sets create",
    route=post(PATH),
    view=ROLE_SETS,
    done="Created role set {id}.",
    extension=True,
):
    """Create a role set."""

    name: str = option("Name")
    roles: Csv = option("Comma-separated keys of its roles")
    default_role_key: str = option("Role of new members")
    creator_role_key: str = option("Role of who creates an organization")
    key: str | None = option("Key, such as role_set:partners (made from the name if not given)")
    description: str | None = option("Description", metavar="text")
    initial: bool = flag("Give it to new organizations", sends=None)

    def build(self) -> Request:
        """The request; only an initial role set says so."""
        request = super().build()
        if self.initial:
            request.body["type"] = "initial"
        return request


class RoleSetsUpdate(
    Update,
    RoleSetCommand,
    name="organizations role-sets update",
    route=patch(ONE),
    done="Updated role set {role_set}.",
):
    """Update a role set."""

    name: str | None = option("Name")
    key: str | None = option("Key, such as role_set:partners")
    description: str | None = option("Description", metavar="text")
    default_role_key: str | None = option("Role of new members")
    creator_role_key: str | None = option("Role of who creates an organization")


class RoleSetsAddRoles(
    RoleSetCommand,
    name="organizations role-sets add-roles",
    route=post(ONE + "/roles"),
    done="Added roles to {role_set}.",
):
    """Add roles to a role set."""

    roles: Csv = option("Comma-separated keys of roles", sends="role_keys")


class RoleSetsReplaceRole(
    RoleSetCommand,
    name="organizations role-sets replace-role",
    route=post(ONE + "/roles/replace"),
    confirm="Take {role} out of {role_set} and give its members {by}?",
    done="Replaced {role} by {by}.",
):
    """Take a role out of a role set; its members get another one."""

    role: str = option("Key of the role to take out", sends="role_key")
    by: str = option("Key of the role that its members get", sends="to_role_key")


class RoleSetsReplace(
    RoleSetCommand,
    name="organizations role-sets replace",
    route=post(ONE + "/replace"),
    view=DELETED,
    confirm="Delete role set {role_set} in favour of {by}?",
    done="Replaced {role_set} by {by}.",
):
    """Delete a role set; its organizations get another one."""

    by: str = option("Key of the role set to use instead", sends="dest_role_set_key")
    mappings: JsonObject | None = option(
        'Roles that members get, such as {"org:old": "org:new"} (JSON, @FILE or -)',
        sends="reassignment_mappings",
    )
