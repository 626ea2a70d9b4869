"""Directories and the roles of their groups, by their older routes, the only ones of the SDK."""

from __future__ import annotations

from typing import Any

from plugins.sandbox.tests.sdk_scenarios.objects import Scenarios, ids, numbers

scenarios = Scenarios()


def roles(sdk: Any) -> list[str]:
    return ids(sdk.organization_roles.list(order_by="created_at"))[:2]


def new_connection(sdk: Any) -> str:
    """The ID of an enterprise connection without a directory."""
    domain = f"staff{next(numbers)}.example"
    request = {"name": "Staff", "provider": "saml_okta", "domains": [domain]}
    return str(sdk.enterprise_connections.create(request=request).id)


@scenarios.add
def scim_directories(sdk: Any) -> None:
    api, (admin, member) = sdk.scim_directories, roles(sdk)
    request = {
        "enterprise_connection_id": new_connection(sdk),
        "provider": "entra",
        "group_role_mappings": [{"scim_group_id": "owners", "role_id": admin, "precedence": 2}],
    }
    directory = api.create(request=request)
    id = directory.id
    assert directory.api_key.startswith("ak_")
    assert id in ids(api.list())
    assert api.get(scim_directory_id=id).provider == "entra"
    updated = api.update(
        scim_directory_id=id, enabled=False, attribute_mapping={"first_name": None, "locale": "l"}
    )
    assert (updated.enabled, updated.attribute_mapping["locale"]) == (False, "l")
    assert api.rotate_api_key(scim_directory_id=id).api_key != directory.api_key
    added = api.create_group_role_mapping(
        scim_directory_id=id, scim_group_id="everyone", role_id=member, precedence=1
    )
    assert added.role.key == "org:member"
    assert ids(api.list_group_role_mappings(scim_directory_id=id))[0] == added.id
    deleted = api.delete_group_role_mapping(scim_directory_id=id, mapping_id=added.id)
    assert (deleted.object, deleted.id) == ("scim_group_role_mapping", added.id)
    (replaced,) = api.replace_group_role_mappings(
        scim_directory_id=id, mappings=[{"scim_group_id": "crew", "role_id": member}]
    ).data
    assert replaced.scim_group_id == "crew"
    assert api.delete(scim_directory_id=id).deleted
