"""``clerk directories …``: directories that provision users (an extension)."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    APIObject,
    Column,
    Command,
    Example,
    JsonObject,
    Page,
    SecretCommand,
    Update,
    View,
    argument,
    comma,
    date,
    date_time,
    delete,
    get,
    heading,
    option,
    patch,
    post,
    switch,
    yes_no,
)
from clerk_cli_directories.group_roles import GROUP_ROLES_HELP, SendsGroupRoles


def status(directory: APIObject) -> str:
    """``enabled`` or ``disabled``."""
    return "enabled" if directory.get("enabled") else "disabled"


def custom_attributes(directory: APIObject) -> str:
    """The keys of the custom attributes."""
    attributes = directory.get("custom_attributes") or []
    return comma([attribute.get("key") for attribute in attributes])


DIRECTORIES = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name", truncatable=True),
        Column("PROVIDER", "provider"),
        Column("STATUS", status, is_status=True),
        Column("CONNECTION", "enterprise_connection_id", optional=True),
        Column("CREATED", "created_at", date, optional=True),
    ),
    details=(
        Column("Directory", "id"),
        Column("Name", "name"),
        Column("Provider", "provider"),
        Column("Enterprise connection", "enterprise_connection_id"),
        Column("Endpoint URL", "endpoint_url"),
        heading("Provisioning"),
        Column("Enabled", "enabled", yes_no),
        Column("Group role mapping", "group_role_mapping_enabled", yes_no),
        Column("Attribute mapping", "attribute_mapping"),
        Column("Custom attributes", custom_attributes),
        Column("Created", "created_at", date_time),
        Column("Updated", "updated_at", date_time),
    ),
    empty="No directories found",
)
PATH = "/v1/directories"
ONE = PATH + "/{directory_id}"
PROVIDERS = ("okta", "entra", "google", "custom")


class DirectoriesList(
    Page,
    name="directories list",
    aliases=("ls",),
    route=get(PATH),
    view=DIRECTORIES,
    extension=True,
    examples=(Example("clerk directories list", "List the directories"),),
):
    """List directories."""


class DirectoryCommand(Command, view=DIRECTORIES, extension=True):
    """A command about one directory."""

    directory_id: str = argument("Directory ID")


class DirectoriesGet(
    DirectoryCommand,
    name="directories get",
    route=get(ONE),
    many=True,
    examples=(Example("clerk directories get scim_123", "Show a directory"),),
):
    """Show a directory."""


class KeyCommand(SecretCommand):
    """A command whose response has the API key of a directory."""

    secret_member = "api_key"
    secret_warning = "This is the directory's API key. Save it now: it is not shown again."


class DirectoriesCreate(
    SendsGroupRoles,
    KeyCommand,
    name="directories create",
    route=post(PATH),
    view=DIRECTORIES,
    done="Created directory {id} with the endpoint URL {endpoint_url}.",
    extension=True,
    examples=(
        Example(
            "clerk directories create --enterprise-connection-id entconn_123 --provider okta",
            "Create a directory and print its API key",
        ),
        Example(
            "clerk directories create --enterprise-connection-id entconn_123 --provider entra"
            ' --name Staff --group-role-mappings \'{"engineering": "role_123"}\'',
            "Create a directory that gives the members of a group a role",
        ),
    ),
):
    """Create a directory and print its API key."""

    enterprise_connection_id: str = option("Enterprise connection that the directory belongs to")
    provider: str = option("Identity provider", completes=PROVIDERS)
    name: str | None = option("Directory name")
    group_role_mappings: JsonObject | None = option(GROUP_ROLES_HELP)


class DirectoriesUpdate(
    DirectoryCommand,
    Update,
    name="directories update",
    route=patch(ONE),
    confirm_if={"--no-enabled": "Stop provisioning from directory {directory_id}?"},
    done="Updated directory {directory_id}.",
    examples=(
        Example("clerk directories update scim_123 --no-enabled", "Stop provisioning for now"),
        Example(
            "clerk directories update scim_123"
            ' --attribute-mapping \'{"first_name": "name.givenName", "last_name": null}\'',
            "Change one attribute and remove another",
        ),
    ),
):
    """Update a directory.

    Attributes that you do not pass keep their paths; null removes an attribute from the mapping.
    """

    name: str | None = option("Directory name")
    enabled: bool | None = switch("Provision users from the directory")
    provider: str | None = option("Identity provider", completes=PROVIDERS)
    attribute_mapping: JsonObject | None = option(
        "Attribute paths to merge (JSON, @FILE, or - for stdin)"
    )
    group_role_mapping_enabled: bool | None = switch("Assign roles to the members of mapped groups")


class DirectoriesDelete(
    DirectoryCommand,
    name="directories delete",
    aliases=("rm",),
    route=delete(ONE),
    view=DELETED,
    confirm="Delete directory {directory_id}? Provisioning stops.",
    done="Deleted directory {directory_id}.",
    many=True,
    examples=(Example("clerk directories delete scim_123", "Delete a directory"),),
):
    """Delete a directory."""


class DirectoriesRotateAPIKey(
    DirectoryCommand,
    KeyCommand,
    name="directories rotate-api-key",
    route=post(ONE + "/rotate_api_key"),
    confirm="Rotate the API key of directory {directory_id}?",
    done="Rotated the API key of directory {directory_id}.",
    examples=(
        Example(
            "clerk directories rotate-api-key scim_123", "Rotate the API key and print the new one"
        ),
    ),
):
    """Rotate the API key of a directory and print the new one.

    The previous key remains valid for a short time, so that you can update the identity provider.
    """
