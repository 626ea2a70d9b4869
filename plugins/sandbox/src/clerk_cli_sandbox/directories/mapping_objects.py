"""Group role mappings: how they are stored, ordered and shown."""

from __future__ import annotations

from collections.abc import Iterable

from clerk_cli_sandbox.directories.spellings import (
    GROUP_ID,
    GROUP_NAME,
    MAPPING,
    OLDER_GROUP_ID,
    OLDER_GROUP_NAME,
    group_errors,
    group_name_of,
    group_of,
)
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject, ErrorResponse
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.http.schemas import Body
from clerk_cli_sandbox.organizations.events import organization_role_deleted
from clerk_cli_sandbox.organizations.role_objects import ROLE, select_roles, serialize_role
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store, json_field

ROLE_ID = "_role_id"
BY_PRECEDENCE = f"{json_field('precedence')} ASC"


@organization_role_deleted.reaction
def delete_mappings_of_role(request: Request, role_id: str) -> None:
    """Delete the mappings to a role that is deleted: they would give their groups nothing."""
    request.store.delete_all(Selection(MAPPING).where_equal(ROLE_ID, role_id))


def list_errors(name: str, values: list[Body]) -> list[ErrorObject]:
    """What is wrong with a list of mappings: a group that has no ID, or has several roles."""
    errors = [error for value in values for error in group_errors(value, f"{name}.")]
    groups = [group_of(value) for value in values]
    repeated = sorted({group for group in groups if groups.count(group) > 1})
    return [*errors, api_errors.duplicate_values(name, repeated)] if repeated else errors


def mappings_of(directory_id: str) -> Selection:
    """The mappings of a directory by precedence."""
    return Selection(MAPPING, order=[BY_PRECEDENCE]).where_equal("directory_id", directory_id)


def store_all(request: Request, directory_id: str, bodies: Iterable[Body]) -> None:
    """Store the mappings of a directory that has none; their order is their precedence.

    Args:
        request: The request.
        directory_id: The directory.
        bodies: The mappings, as a request has them; some may have a precedence of their own.
    """
    for number, body in enumerate(bodies, 1):
        store_mapping(request, directory_id, body, body.get("precedence") or number)


def store_mapping(request: Request, directory_id: str, body: Body, precedence: int) -> JSONObject:
    """Store a mapping, whose group must not have one yet.

    Args:
        request: The request.
        directory_id: The directory.
        body: The mapping, as a request has it.
        precedence: Its precedence; mappings from there on move down.

    Raises:
        ErrorResponse: The role does not exist, or the group already has one.
    """
    group, role_id = group_of(body), body["role_id"]
    if not request.store.count(select_roles(request.store).where("o.id = ?", role_id)):
        text = f"No organization role was found with id {role_id}."
        code = "form_resource_not_found"
        raise api_errors.refusal(code, "not found", text, param_name="role_id")
    if request.store.count(mappings_of(directory_id).where_equal(GROUP_ID, group)):
        raise ErrorResponse(422, api_errors.identifier_exists(GROUP_ID))
    _make_room(request.store, mappings_of(directory_id), precedence)
    name = group_name_of(body) or group
    mapping: JSONObject = {
        "object": MAPPING,
        "id": new_id("scim_grp_role"),
        "directory_id": directory_id,
        "scim_directory_id": directory_id,
        GROUP_ID: group,
        OLDER_GROUP_ID: group,
        GROUP_NAME: name,
        OLDER_GROUP_NAME: name,
        ROLE_ID: role_id,
        "precedence": precedence,
        "created_at": request.now,
        "updated_at": request.now,
    }
    request.store.put(MAPPING, mapping)
    return mapping


def serialize(store: Store, mapping: JSONObject) -> JSONObject:
    """A mapping as the API shows it."""
    shown = dict(mapping)
    role = store.get(ROLE, shown.pop(ROLE_ID))  # None in databases that were made before 0.1
    return shown | ({"role": serialize_role(store, role)} if role else {})


def _make_room(store: Store, mappings: Selection, precedence: int) -> None:
    """Move down the mappings from a precedence on, up to the first gap."""
    for mapping in store.select(mappings):
        if mapping["precedence"] == precedence:
            precedence += 1
            store.put(MAPPING, mapping | {"precedence": precedence})
