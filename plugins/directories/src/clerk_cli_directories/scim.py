"""``clerk directories scim …``: the same commands by their older routes (an extension).

The API has kept the routes from when SCIM was the only way to provision users. They are commands of
their own, not an option, so that help, examples and ``--dry-run`` show what is really sent.
"""

from __future__ import annotations

from clerk_cli.api import Example, Subject, delete, get, option, patch, post, put
from clerk_cli_directories.commands import (
    DirectoriesCreate,
    DirectoriesDelete,
    DirectoriesGet,
    DirectoriesList,
    DirectoriesRotateAPIKey,
    DirectoriesUpdate,
)
from clerk_cli_directories.mappings import (
    MappingsCreate,
    MappingsDelete,
    MappingsList,
    MappingsReplace,
    describe,
)

PATH = "/v1/scim_directories"
ONE = PATH + "/{directory_id}"
MAPPINGS_PATH = ONE + "/group_role_mappings"
GROUP_MEMBER = "scim_group_id"


class SCIMList(
    DirectoriesList,
    name="directories scim list",
    aliases=("ls",),
    route=get(PATH),
    examples=(Example("clerk directories scim list", "List the directories"),),
):
    """List directories."""


class SCIMGet(
    DirectoriesGet,
    name="directories scim get",
    route=get(ONE),
    examples=(Example("clerk directories scim get scim_123", "Show a directory"),),
):
    """Show a directory."""


class SCIMCreate(
    DirectoriesCreate,
    name="directories scim create",
    route=post(PATH),
    examples=(
        Example(
            "clerk directories scim create --enterprise-connection-id entconn_123 --provider okta",
            "Create a directory and print its API key",
        ),
    ),
):
    """Create a directory and print its API key."""

    group_member = GROUP_MEMBER


class SCIMUpdate(
    DirectoriesUpdate,
    name="directories scim update",
    route=patch(ONE),
    examples=(
        Example("clerk directories scim update scim_123 --name Staff", "Rename a directory"),
    ),
):
    """Update a directory."""


class SCIMDelete(
    DirectoriesDelete,
    name="directories scim delete",
    aliases=("rm",),
    route=delete(ONE),
    examples=(Example("clerk directories scim delete scim_123", "Delete a directory"),),
):
    """Delete a directory."""


class SCIMRotateAPIKey(
    DirectoriesRotateAPIKey,
    name="directories scim rotate-api-key",
    route=post(ONE + "/rotate_api_key"),
    examples=(Example("clerk directories scim rotate-api-key scim_123", "Replace the API key"),),
):
    """Rotate the API key of a directory and print the new one."""


class SCIMMappingsList(
    MappingsList,
    name="directories scim mappings list",
    aliases=("ls",),
    route=get(MAPPINGS_PATH),
    examples=(Example("clerk directories scim mappings list scim_123", "List the mappings"),),
):
    """List the group role mappings of a directory by precedence."""


class SCIMMappingsCreate(
    MappingsCreate,
    name="directories scim mappings create",
    route=post(MAPPINGS_PATH),
    examples=(
        Example(
            "clerk directories scim mappings create scim_123"
            " --group-id engineering --role-id role_123",
            "Give the members of a group a role",
        ),
    ),
):
    """Map a group of a directory to an organization role."""

    group_id: str = option("Group ID at the identity provider", sends=GROUP_MEMBER)


class SCIMMappingsReplace(
    MappingsReplace,
    name="directories scim mappings replace",
    route=put(MAPPINGS_PATH),
    subject=Subject(get(ONE)),
    examples=(
        Example(
            "clerk directories scim mappings replace scim_123"
            ' --mappings \'{"engineering": "role_123"}\'',
            "Map exactly one group",
        ),
    ),
):
    """Replace all group role mappings of a directory."""

    group_member = GROUP_MEMBER


class SCIMMappingsDelete(
    MappingsDelete,
    name="directories scim mappings delete",
    aliases=("rm",),
    route=delete(MAPPINGS_PATH + "/{mapping_id}"),
    subject=Subject(listed=get(MAPPINGS_PATH), describe=describe),
    examples=(
        Example(
            "clerk directories scim mappings delete scim_123 scim_grp_role_123",
            "Delete a group role mapping",
        ),
    ),
):
    """Delete a group role mapping of a directory."""
