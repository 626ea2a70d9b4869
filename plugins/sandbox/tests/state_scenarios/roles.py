"""Roles, permissions and role sets."""

from __future__ import annotations

from plugins.sandbox.tests.state_scenarios.steps import (
    ABSENT,
    Scenario,
    delete,
    get,
    member,
    organization,
    patch,
    post,
    scenario,
    user,
)

ACME = "/organizations/{acme.id}"
MEMBERS = f"{ACME}/memberships"
INVITATIONS_PATH = f"{ACME}/invitations"

SCENARIOS: list[Scenario] = [
    scenario(
        "a role can be deleted when no member and no pending invitation has it",
        "DeleteOrganizationRole",
        user("ada"),
        organization("acme"),
        post("/organization_roles", name="Guest", key="org:guest").named("role"),
        member("acme", "ada", "org:guest"),
        delete("/organization_roles/{role.id}").is_refused(
            422, "organization_role_assigned_members"
        ),
        patch(f"{MEMBERS}/{{ada.id}}", role="org:member"),
        post(INVITATIONS_PATH, email_address="guest@example.com", role="org:guest").named("guest"),
        delete("/organization_roles/{role.id}").is_refused(
            422, "organization_role_exists_in_invitations"
        ),
        post(f"{INVITATIONS_PATH}/{{guest.id}}/revoke"),
        delete("/organization_roles/{role.id}").gives(deleted=True),
        get(f"{INVITATIONS_PATH}?status=revoked").lists("{guest.id}"),
        member("acme", "ada", "org:guest").is_refused(422, "form_param_value_invalid"),
    ),
    scenario(
        "the roles of creators and of new members cannot be deleted",
        "organization_role_default_creator_role",
        get("/organization_roles?order_by=key")
        .gives({"data.0.key": "org:admin", "data.1.key": "org:member"}).named("roles"),
        delete("/organization_roles/{roles.data.0.id}").is_refused(
            422, "organization_role_default_creator_role"
        ),
        delete("/organization_roles/{roles.data.1.id}").is_refused(
            422, "organization_role_domain_default_role"
        ),
        get("/organization_roles").gives(total_count=2),
    ),
    scenario(
        "the role of creators has the permissions to manage an organization",
        "organization_missing_creator_role_permissions",
        get("/organization_roles?order_by=key").gives(
            {"data.0.is_creator_eligible": True, "data.1.is_creator_eligible": False}
        ).named("roles"),
        get("/organization_permissions?query=org:sys_profile:delete").named("permissions"),
        delete(
            "/organization_roles/{roles.data.0.id}/permissions/{permissions.data.0.id}"
        ).is_refused(422, "organization_missing_creator_role_permissions"),
        patch("/organization_roles/{roles.data.0.id}", permissions=[]).is_refused(
            422, "organization_missing_creator_role_permissions"
        ),
        patch("/role_sets/role_set:default", creator_role_key="org:member").is_refused(
            422, "organization_missing_creator_role_permissions"
        ),
        get("/organization_roles/{roles.data.0.id}").gives(is_creator_eligible=True),
    ),
    scenario(
        "a role has a permission once, and a role set a role, however often they are named",
        "RemovePermissionFromOrganizationRole",
        post("/organization_permissions", name="Read", key="org:docs:read").named("permission"),
        post(
            "/organization_roles",
            name="Guest", key="org:guest", permissions=["{permission.id}", "org:docs:read"],
        ).named("role"),
        delete("/organization_roles/{role.id}/permissions/{permission.id}").gives(permissions=[]),
        post(
            "/role_sets",
            name="All", roles=["org:admin", "admin", "org:guest"],
            default_role_key="org:guest", creator_role_key="org:admin",
        ).gives({"roles.0.key": "org:admin", "roles.1.key": "org:guest", "roles.2": ABSENT}),
    ),
    scenario(
        "a role that gets another key is still the one of creators and members",
        "UpdateOrganizationRole",
        user("ada"),
        organization("acme", "ada"),
        get("/organization_roles?query=org:admin").named("roles"),
        patch("/organization_roles/{roles.data.0.id}", key="org:owner").gives(key="org:owner"),
        get(MEMBERS).gives({"data.0.role": "org:owner"}),
        get("/role_sets/role_set:default").gives({"creator_role.key": "org:owner"}),
        organization("other", "ada"),
        get("/organizations/{other.id}/memberships").gives({"data.0.role": "org:owner"}),
    ),
    scenario(
        "members have the permissions that their role has",
        "AssignPermissionToOrganizationRole",
        user("ada"),
        organization("acme"),
        post("/organization_roles", name="Guest", key="org:guest").named("role"),
        post("/organization_permissions", name="Read", key="org:docs:read").named("permission"),
        member("acme", "ada", "org:guest").gives(permissions=[]),
        post("/organization_roles/{role.id}/permissions/{permission.id}"),
        get(MEMBERS).gives({"data.0.permissions": ["org:docs:read"]}),
        post("/organization_roles/{role.id}/permissions/{permission.id}").is_refused(
            409, "organization_role_permission_association_exists"
        ),
        delete("/organization_permissions/{permission.id}").gives(deleted=True),
        get(MEMBERS).gives({"data.0.permissions": []}),
        delete("/organization_roles/{role.id}/permissions/{permission.id}").is_refused(
            404, "organization_role_permission_association_not_found"
        ),
    ),
    scenario(
        "a system permission cannot be changed or deleted",
        "organization_system_permission_not_modifiable",
        get("/organization_permissions?query=sys_profile:manage").named("permissions"),
        patch("/organization_permissions/{permissions.data.0.id}", name="Other").is_refused(
            403, "organization_system_permission_not_modifiable"
        ),
        delete("/organization_permissions/{permissions.data.0.id}").is_refused(
            403, "organization_system_permission_not_modifiable"
        ),
        get("/organization_permissions/{permissions.data.0.id}").gives(
            name="{permissions.data.0.name}"
        ),
    ),
    scenario(
        "members get another role when theirs is replaced in a role set",
        "ReplaceRoleInRoleSet",
        user("ada"),
        organization("acme"),
        post("/organization_roles", name="Guest", key="org:guest"),
        post("/role_sets/role_set:default/roles", role_keys=["org:guest"]),
        member("acme", "ada", "org:guest"),
        post(
            "/role_sets/role_set:default/roles/replace", role_key="org:guest",
            to_role_key="org:member",
        ),
        get(MEMBERS).gives({"data.0.role": "org:member"}),
        post(
            "/role_sets/role_set:default/roles/replace", role_key="org:guest",
            to_role_key="org:member",
        ).is_refused(404, "resource_not_found"),
    ),
]  # fmt: skip
