"""Directories, their API keys, and the roles of their groups, by both spellings of the routes."""

from __future__ import annotations

from plugins.sandbox.tests.state_scenarios.steps import (
    ABSENT,
    Scenario,
    Step,
    delete,
    get,
    organization,
    patch,
    post,
    put,
    scenario,
)

STAFF = "/directories/{staff.id}"
OLDER = "/scim_directories/{staff.id}"
MAPPINGS, OLDER_MAPPINGS = f"{STAFF}/group_role_mappings", f"{OLDER}/group_role_mappings"
ROLES = get("/organization_roles?order_by=key").named("roles")
ADMIN, MEMBER = "{roles.data.0.id}", "{roles.data.1.id}"


def connection(name: str, **body: object) -> Step:
    """A new enterprise connection for the directory with a name."""
    required = {"name": name, "provider": "saml_okta", "domains": [f"{name}.example"]}
    step = post("/enterprise_connections", **(required | body))
    return step.is_answered(201).named(f"{name}_connection")


def directory(name: str, path: str = "/directories", /, **body: object) -> Step:
    """A new directory of the connection that was made for it."""
    connection_id = f"{{{name}_connection.id}}"
    required = {"enterprise_connection_id": connection_id, "provider": "okta", "name": name}
    return post(path, **(required | body)).named(name)


def mapping(group: str, role: str, **body: object) -> Step:
    """A new mapping of a group to a role."""
    return post(MAPPINGS, directory_group_id=group, role_id=role, **body).named(group)


DIRECTORIES = [
    scenario(
        "a directory has an API key, which is shown once",
        "CreateDirectory",
        connection("staff"),
        directory("staff").gives(object="directory", enabled=True),
        get(STAFF).gives(api_key=ABSENT, name="staff", provider="okta"),
        get("/directories").gives({"data.0.api_key": ABSENT, "total_count": 1}),
        patch(STAFF, name="Staff").gives(api_key=ABSENT, name="Staff"),
    ),
    scenario(
        "a directory without a name has that of its provider",
        "CreateDirectory",
        connection("staff"),
        directory("staff", name="", provider="entra").is_refused(
            422, "form_param_min_length_exceeded"
        ),
        post(
            "/directories", enterprise_connection_id="{staff_connection.id}", provider="entra"
        ).gives(name="entra"),
    ),
    scenario(
        "a directory ends with its mappings, and its connection can have another one",
        "DeleteDirectory",
        ROLES,
        connection("staff"),
        directory("staff"),
        mapping("crew", MEMBER),
        delete(STAFF).gives(object="directory", deleted=True),
        get(STAFF).is_refused(404, "resource_not_found"),
        get(MAPPINGS).is_refused(404, "resource_not_found"),
        directory("staff"),
        get(MAPPINGS).lists(),
    ),
    scenario(
        "an enterprise connection has one directory, by whichever route",
        "scim_directory_enterprise_connection_already_used",
        connection("staff"),
        directory("staff"),
        directory("staff").is_refused(422, "scim_directory_enterprise_connection_already_used"),
        directory("staff", "/scim_directories").is_refused(
            422, "scim_directory_enterprise_connection_already_used"
        ),
        get("/scim_directories").gives(total_count=1),
    ),
    scenario(
        "an organization has one directory, however many connections it has",
        "scim_directory_organization_already_used",
        organization("acme"),
        connection("staff", organization_id="{acme.id}"),
        connection("guests", organization_id="{acme.id}"),
        connection("others"),
        directory("staff"),
        directory("guests").is_refused(400, "scim_directory_organization_already_used"),
        directory("others").gives(name="others"),
        delete(STAFF),
        directory("guests").gives(name="guests"),
    ),
    scenario(
        "a directory has the custom attributes of its connection, and stays when that is deleted",
        "CreateDirectory",
        post("/directories", enterprise_connection_id="entconn_0", provider="okta").is_refused(
            422, "form_resource_not_found"
        ),
        connection("staff", custom_attributes=[
            {"name": "Team", "key": "team", "directory_path": "urn:team"},
        ]),
        directory("staff").gives(
            {"enterprise_connection_id": "{staff_connection.id}",
             "custom_attributes.0.key": "team", "custom_attributes.0.scim_path": "urn:team"}
        ),
        delete("/enterprise_connections/{staff_connection.id}"),
        get(STAFF).gives(enterprise_connection_id=None, custom_attributes=[]),
        patch(STAFF, enabled=False).gives(enabled=False),
    ),
    scenario(
        "attributes are merged into the mapping, and null removes one",
        "UpdateDirectory",
        connection("staff"),
        directory("staff").gives(
            attribute_mapping={"first_name": "name.givenName", "last_name": "name.familyName"}
        ),
        patch(STAFF, attribute_mapping={"first_name": None, "username": "userName"}).gives(
            attribute_mapping={"last_name": "name.familyName", "username": "userName"}
        ),
        patch(STAFF, enabled=False).gives(
            attribute_mapping={"last_name": "name.familyName", "username": "userName"},
            enabled=False,
        ),
        patch(OLDER, enabled=True, provider="custom").gives(enabled=True, provider="custom"),
        get(STAFF).gives(enabled=True, provider="custom", name="staff"),
    ),
    scenario(
        "the older routes are about the same directories, which they call otherwise",
        "https://github.com/clerk/clerk-sdk-go",
        ROLES,
        connection("staff"),
        directory("staff", "/scim_directories").gives(object="scim_directory"),
        get(STAFF).gives(object="directory", endpoint_url="{staff.endpoint_url}"),
        get(OLDER).gives(object="scim_directory", api_key=ABSENT),
        get("/scim_directories").gives({"data.0.object": "scim_directory"}),
        post(f"{OLDER}/rotate_api_key").gives(object="scim_directory"),
        post(OLDER_MAPPINGS, scim_group_id="crew", role_id=MEMBER).named("crew").gives(
            object="scim_group_role_mapping", scim_group_id="crew", directory_group_id="crew",
            directory_id="{staff.id}", scim_directory_id="{staff.id}",
        ),
        get(MAPPINGS).gives({"data.0.object": "directory_group_role_mapping"}),
        put(OLDER_MAPPINGS, mappings=[{"scim_group_id": "all", "role_id": MEMBER}]).gives(
            {"data.0.object": "scim_group_role_mapping", "data.0.scim_group_id": "all"}
        ).named("replaced"),
        post(OLDER_MAPPINGS, role_id=MEMBER).is_refused(422, "form_param_missing").gives(
            {"errors.0.meta.param_name": "scim_group_id", "errors.1": ABSENT}
        ),
        post(OLDER_MAPPINGS, scim_group_id=" ", role_id=MEMBER).is_refused(
            422, "form_param_min_length_exceeded"
        ).gives({"errors.0.meta.param_name": "scim_group_id"}),
        delete(f"{OLDER_MAPPINGS}/{{replaced.data.0.id}}").gives(object="scim_group_role_mapping"),
        delete(OLDER).gives(object="scim_directory", deleted=True),
        get(STAFF).is_refused(404, "resource_not_found"),
    ),
]  # fmt: skip
ROLE_MAPPINGS = [
    scenario(
        "mappings of a new directory have the precedence of their order, or their own",
        "CreateDirectory",
        ROLES,
        connection("staff"),
        directory("staff", group_role_mappings=[
            {"directory_group_id": "crew", "role_id": MEMBER, "precedence": 7},
            {"directory_group_id": "owners", "scim_group_id": "owners", "role_id": ADMIN,
             "scim_group_display_name": "Owners"},
        ]),
        get(MAPPINGS).gives({
            "data.0.directory_group_id": "owners", "data.0.precedence": 2,
            "data.0.role.key": "org:admin", "data.0.directory_group_display_name": "Owners",
            "data.1.directory_group_id": "crew", "data.1.precedence": 7,
            "data.1.directory_group_display_name": "crew", "total_count": 2,
        }),
    ),
    scenario(
        "a mapping comes last, unless it has a precedence, where the others move down",
        "CreateDirectoryGroupRoleMapping",
        ROLES,
        connection("staff"),
        directory("staff"),
        mapping("crew", MEMBER).gives(precedence=1),
        mapping("owners", ADMIN).gives(precedence=2),
        mapping("cooks", MEMBER, precedence=1).gives(precedence=1),
        get(MAPPINGS).gives({
            "data.0.id": "{cooks.id}", "data.1.id": "{crew.id}", "data.2.id": "{owners.id}",
            "data.1.precedence": 2, "data.2.precedence": 3,
        }),
        delete(f"{MAPPINGS}/{{owners.id}}").gives(deleted=True),
        mapping("late", MEMBER, precedence=9).gives(precedence=9),
        mapping("later", MEMBER).gives(precedence=10),
        get(MAPPINGS).lists("{cooks.id}", "{crew.id}", "{late.id}", "{later.id}"),
    ),
    scenario(
        "a group has one role, and one ID",
        "CreateDirectoryGroupRoleMapping",
        ROLES,
        connection("staff"),
        directory("staff"),
        mapping("crew", MEMBER),
        mapping("crew", ADMIN).named("again").is_refused(422, "form_identifier_exists"),
        mapping("owners", ADMIN, scim_group_id="others").is_refused(
            422, "form_param_value_invalid"
        ),
        mapping("owners", "role_0").is_refused(422, "form_resource_not_found"),
        post(MAPPINGS, role_id=ADMIN).is_refused(422, "form_param_missing"),
        put(MAPPINGS, mappings=[
            {"directory_group_id": "owners", "role_id": ADMIN},
            {"scim_group_id": "owners", "role_id": MEMBER},
        ]).is_refused(422, "form_param_duplicate"),
        get(MAPPINGS).lists("{crew.id}"),
    ),
    scenario(
        "all mappings are replaced at once, or removed",
        "ReplaceDirectoryGroupRoleMappings",
        ROLES,
        connection("staff"),
        directory("staff"),
        mapping("crew", MEMBER),
        put(MAPPINGS, mappings=[
            {"directory_group_id": "owners", "role_id": ADMIN},
            {"directory_group_id": "crew", "role_id": ADMIN},
        ]).gives({
            "data.0.directory_group_id": "owners", "data.0.precedence": 1,
            "data.1.directory_group_id": "crew", "data.1.precedence": 2, "total_count": 2,
        }),
        put(MAPPINGS, mappings=[
            {"directory_group_id": "guests", "role_id": ADMIN},
            {"directory_group_id": "owners", "role_id": "role_0"},
        ]).is_refused(422, "form_resource_not_found"),
        get(MAPPINGS).gives({"data.0.directory_group_id": "owners", "total_count": 2}),
        put(MAPPINGS, mappings=[]).gives(data=[], total_count=0),
        get(MAPPINGS).lists(),
    ),
    scenario(
        "mappings can be read, not changed, while they are disabled",
        "DeleteDirectoryGroupRoleMapping",
        ROLES,
        connection("staff"),
        directory("staff"),
        mapping("crew", MEMBER),
        patch(STAFF, group_role_mapping_enabled=False).gives(group_role_mapping_enabled=False),
        mapping("owners", ADMIN).is_refused(400, "bad_request"),
        put(MAPPINGS, mappings=[]).is_refused(400, "bad_request"),
        delete(f"{MAPPINGS}/{{crew.id}}").is_refused(400, "bad_request"),
        get(MAPPINGS).lists("{crew.id}"),
        patch(STAFF, group_role_mapping_enabled=True),
        delete(f"{MAPPINGS}/{{crew.id}}").gives(deleted=True),
        delete(f"{MAPPINGS}/{{crew.id}}").is_refused(404, "resource_not_found"),
    ),
    scenario(
        "a mapping belongs to one directory, and is deleted with its role",
        "DeleteDirectoryGroupRoleMapping",
        ROLES,
        post("/organization_roles", name="Guest", key="org:guest").named("guest"),
        connection("staff"),
        directory("staff"),
        connection("others"),
        directory("others"),
        mapping("crew", "{guest.id}").gives({"role.key": "org:guest"}),
        mapping("owners", ADMIN),
        delete("/directories/{others.id}/group_role_mappings/{crew.id}").is_refused(
            404, "resource_not_found"
        ),
        delete("/organization_roles/{guest.id}"),
        get(MAPPINGS).lists("{owners.id}"),
        delete(f"{MAPPINGS}/{{crew.id}}").is_refused(404, "resource_not_found"),
        mapping("crew", MEMBER).gives({"role.key": "org:member"}),
    ),
]  # fmt: skip

SCENARIOS: list[Scenario] = [*DIRECTORIES, *ROLE_MAPPINGS]
