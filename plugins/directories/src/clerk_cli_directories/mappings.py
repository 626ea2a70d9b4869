"""``clerk directories mappings …``: the organization roles of groups (an extension)."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    APIObject,
    Column,
    Command,
    Context,
    Example,
    JsonObject,
    ListCommand,
    Listing,
    Subject,
    View,
    argument,
    date,
    delete,
    get,
    option,
    post,
    put,
)
from clerk_cli_directories.commands import ONE
from clerk_cli_directories.group_roles import GROUP_ROLES_HELP, SendsGroupRoles, require_role_id


def describe(mapping: APIObject) -> str:
    """The group of a mapping, by its name or ID."""
    return str(mapping.get("directory_group_display_name") or mapping.get("directory_group_id"))


MAPPINGS = View(
    columns=(
        Column("ID", "id"),
        Column("PRECEDENCE", "precedence"),
        Column("GROUP", describe, truncatable=True),
        Column("ROLE", "role.key"),
        Column("ROLE ID", "role.id", optional=True),
        Column("GROUP ID", "directory_group_id", optional=True),
        Column("CREATED", "created_at", date, optional=True),
    ),
    empty="No group role mappings found",
)
PATH = ONE + "/group_role_mappings"


class MappingCommand(Command, view=MAPPINGS, extension=True):
    """A command about the mappings of one directory."""

    directory_id: str = argument("Directory ID")


class MappingsList(
    MappingCommand,
    ListCommand,
    name="directories mappings list",
    aliases=("ls",),
    route=get(PATH),
    examples=(
        Example("clerk directories mappings list scim_123", "List the mappings by precedence"),
    ),
):
    """List the group role mappings of a directory by precedence."""


class MappingsCreate(
    MappingCommand,
    name="directories mappings create",
    route=post(PATH),
    done="Created group role mapping {id}.",
    examples=(
        Example(
            "clerk directories mappings create scim_123 --group-id engineering --role-id role_123",
            "Give the members of a group a role",
        ),
    ),
):
    """Map a group of a directory to an organization role.

    If a user is in several mapped groups, the one with the lowest precedence number applies.
    """

    group_id: str = option("Group ID at the identity provider", sends="directory_group_id")
    role_id: str = option("Role ID, from clerk organizations roles list")
    precedence: int | None = option("Precedence (default: after all others)", minimum=1)

    def check(self) -> None:
        """Refuse the key of a role.

        Raises:
            UsageError: It is one.
        """
        super().check()
        require_role_id(f'--role-id: "{self.role_id}"', self.role_id)


class MappingsReplace(
    MappingCommand,
    SendsGroupRoles,
    name="directories mappings replace",
    route=put(PATH),
    confirm="Replace all group role mappings of directory {directory_id}?",
    subject=Subject(get(ONE)),
    done="Replaced the group role mappings of directory {directory_id}.",
    examples=(
        Example(
            "clerk directories mappings replace scim_123"
            ' --mappings \'{"engineering": "role_123", "everyone": "role_456"}\'',
            "Map exactly two groups",
        ),
        Example(
            "clerk directories mappings replace scim_123 --mappings '{}'", "Remove all mappings"
        ),
    ),
):
    """Replace all group role mappings of a directory.

    The order of the groups is their precedence.
    """

    mappings: JsonObject = option(GROUP_ROLES_HELP)

    objects_route = get(PATH)

    def run(self, context: Context) -> Listing:
        """Send the request and read the list of new mappings."""
        return context.send(self.build()).listing()


class MappingsDelete(
    MappingCommand,
    name="directories mappings delete",
    aliases=("rm",),
    route=delete(PATH + "/{mapping_id}"),
    view=DELETED,
    confirm="Delete group role mapping {mapping_id}?",
    subject=Subject(listed=get(PATH), describe=describe),
    done="Deleted group role mapping {mapping_id}.",
    many=True,
    examples=(
        Example(
            "clerk directories mappings delete scim_123 scim_grp_role_123",
            "Delete a group role mapping",
        ),
    ),
):
    """Delete a group role mapping of a directory."""

    mapping_id: str = argument("Group role mapping ID")
