"""``clerk organizations role-sets …``: the roles that an organization offers (an extension)."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    Column,
    Command,
    Csv,
    Example,
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
from clerk_cli_organizations.cells import keys_of

ROLE_SETS = View(
    columns=(
        Column("ID", "id"),
        Column("KEY", "key"),
        Column("NAME", "name", truncatable=True),
        Column("TYPE", "type", optional=True),
        Column("ROLES", keys_of("roles"), truncatable=True, optional=True),
        Column("CREATED", "created_at", date, optional=True),
    ),
    details=(
        Column("Role set", "id"),
        Column("Key", "key"),
        Column("Name", "name"),
        Column("Description", "description"),
        Column("Type", "type"),
        Column("Roles", keys_of("roles")),
        Column("Default role", "default_role.key"),
        Column("Creator role", "creator_role.key"),
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
    examples=(Example("clerk organizations role-sets list", "List the role sets"),),
):
    """List role sets."""

    query: str | None = option("Search by name or key", metavar="text")


class RoleSetCommand(Command, view=ROLE_SETS, extension=True):
    """A command about one role set."""

    role_set: str = argument("Role set ID or key")


class RoleSetsGet(
    RoleSetCommand,
    name="organizations role-sets get",
    route=get(ONE),
    examples=(
        Example("clerk organizations role-sets get role_set:default", "Show a role set by key"),
    ),
):
    """Show a role set."""


class RoleSetsCreate(
    Command,
    name="organizations role-sets create",
    route=post(PATH),
    view=ROLE_SETS,
    done="Created role set {id}.",
    extension=True,
    examples=(
        Example(
            "clerk organizations role-sets create --name Agencies --roles org:admin,org:member"
            " --default-role-key org:member --creator-role-key org:admin",
            "Create a role set with two roles",
        ),
    ),
):
    """Create a role set."""

    name: str = option("Role set name")
    roles: Csv = option("Role keys (comma-separated)")
    default_role_key: str = option("Key of the default role for new members")
    creator_role_key: str = option("Key of the role for organization creators")
    key: str | None = option(
        "Role set key, such as role_set:partners (default: derived from the name)"
    )
    description: str | None = option("Description", metavar="text")
    initial: bool = flag("Use as the initial role set of new organizations", sends=None)

    def build(self) -> Request:
        """The request; only an initial role set has a type."""
        request = super().build()
        if not self.initial:
            return request
        return request.replace(body={**request.json_object, "type": "initial"})


class RoleSetsUpdate(
    RoleSetCommand,
    Update,
    name="organizations role-sets update",
    route=patch(ONE),
    done="Updated role set {role_set}.",
    examples=(
        Example(
            "clerk organizations role-sets update role_set_123 --name Resellers",
            "Rename a role set",
        ),
    ),
):
    """Update a role set."""

    name: str | None = option("Role set name")
    key: str | None = option("Role set key, such as role_set:partners")
    description: str | None = option("Description", metavar="text")
    default_role_key: str | None = option("Key of the default role for new members")
    creator_role_key: str | None = option("Key of the role for organization creators")


class RoleSetsAddRoles(
    RoleSetCommand,
    name="organizations role-sets add-roles",
    route=post(ONE + "/roles"),
    done="Added roles to role set {role_set}.",
    examples=(
        Example(
            "clerk organizations role-sets add-roles role_set_123 --roles org:guest",
            "Add a role to a role set",
        ),
    ),
):
    """Add roles to a role set."""

    roles: Csv = option("Role keys (comma-separated)", sends="role_keys")


class RoleSetsReplaceRole(
    RoleSetCommand,
    name="organizations role-sets replace-role",
    route=post(ONE + "/roles/replace"),
    confirm="Remove {role} from role set {role_set} and reassign its members to {by}?",
    done="Replaced {role} with {by} in role set {role_set}.",
    examples=(
        Example(
            "clerk organizations role-sets replace-role role_set_123"
            " --role org:accountant --by org:member",
            "Remove a role and make its members org:member",
        ),
    ),
):
    """Remove a role from a role set and reassign its members to another role."""

    role: str = option("Key of the role to remove", sends="role_key")
    by: str = option("Key of the role to reassign members to", metavar="role", sends="to_role_key")


class RoleSetsReplace(
    RoleSetCommand,
    name="organizations role-sets replace",
    route=post(ONE + "/replace"),
    view=DELETED,
    confirm="Delete role set {role_set}? Its organizations move to {by}.",
    done="Replaced role set {role_set} with {by}.",
    examples=(
        Example(
            "clerk organizations role-sets replace role_set_123 --by role_set:default"
            ' --mappings \'{"org:accountant": "org:member"}\'',
            "Delete a role set and move its organizations to the default one",
        ),
    ),
):
    """Delete a role set and move its organizations to another one."""

    by: str = option(
        "Key of the role set to move organizations to",
        metavar="roleSet",
        sends="dest_role_set_key",
    )
    mappings: JsonObject | None = option(
        'Role reassignments, such as {"org:old": "org:new"} (JSON, @FILE, or - for stdin)',
        sends="reassignment_mappings",
    )
