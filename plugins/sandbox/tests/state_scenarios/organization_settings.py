"""The settings of organizations, and what they change."""

from __future__ import annotations

from plugins.sandbox.tests.state_scenarios.steps import (
    Scenario,
    Step,
    delete,
    get,
    member,
    organization,
    patch,
    post,
    scenario,
    user,
)

PATH = "/instance/organization_settings"
ACME = "/organizations/{acme.id}"
CREATOR_PERMISSIONS = [
    "org:sys_memberships:manage",
    "org:sys_memberships:read",
    "org:sys_profile:delete",
]


def change(**body: object) -> Step:
    """A change of the settings."""
    return patch(PATH, **body)


SCENARIOS: list[Scenario] = [
    scenario(
        "settings that a request omits, or has as null, stay as they are",
        "UpdateInstanceOrganizationSettings",
        get(PATH).gives(enabled=True, max_allowed_memberships=5, creator_role="org:admin"),
        change(max_allowed_memberships=7).gives(max_allowed_memberships=7, slug_disabled=False),
        change(slug_disabled=True, max_allowed_memberships=None).gives(max_allowed_memberships=7),
        get(PATH).gives(max_allowed_memberships=7, slug_disabled=True),
        change(max_allowed_memberships=-1).is_refused(422, "form_param_value_invalid"),
    ),
    scenario(
        "new organizations have the limit of the settings, and others keep theirs",
        "UpdateInstanceOrganizationSettings",
        user("ada"),
        user("grace"),
        organization("before", "ada"),
        change(max_allowed_memberships=1),
        get("/organizations/{before.id}").gives(max_allowed_memberships=5),
        organization("acme", "ada").gives(max_allowed_memberships=1),
        member("acme", "grace").is_refused(403, "organization_membership_quota_exceeded"),
        member("before", "grace").gives(role="org:member"),
        change(max_allowed_memberships=0),
        organization("other", "ada").gives(max_allowed_memberships=0),
        member("other", "grace").gives(role="org:member"),
    ),
    scenario(
        "new organizations can be deleted by their administrators if the settings say so",
        "UpdateInstanceOrganizationSettings",
        organization("before").gives(admin_delete_enabled=True),
        change(admin_delete_enabled=False).gives(admin_delete_enabled=False),
        organization("after").gives(admin_delete_enabled=False),
        get("/organizations/{before.id}").gives(admin_delete_enabled=True),
    ),
    scenario(
        "an instance without organizations answers for none of them",
        "organization_not_enabled_in_instance",
        user("ada"),
        organization("acme", "ada"),
        change(enabled=False).gives(enabled=False),
        *(
            step.is_refused(403, "organization_not_enabled_in_instance")
            for step in (
                get("/organizations"),
                get(ACME),
                organization("other"),
                get(f"{ACME}/memberships"),
                get("/organization_memberships"),
                get("/users/{ada.id}/organization_memberships"),
                get("/organization_invitations"),
                get("/organization_domains"),
                get("/organization_roles"),
                get("/organization_permissions"),
                get("/role_sets"),
                delete(f"{ACME}/logo"),
            )
        ),
        change(enabled=True),
        get("/organizations").lists("{acme.id}"),
    ),
    scenario(
        "an instance can have organizations without domains",
        "organization_domains_not_enabled",
        organization("acme"),
        change(domains_enabled=False),
        post(f"{ACME}/domains", name="acme.example").is_refused(
            403, "organization_domains_not_enabled"
        ),
        get("/organization_domains").is_refused(403, "organization_domains_not_enabled"),
        get(f"{ACME}/memberships").lists(),
    ),
    scenario(
        "domains have the enrollment modes that the settings allow, and the manual one always",
        "organization_domain_enrollment_mode_not_enabled",
        organization("acme"),
        change(domains_enrollment_modes=["automatic_suggestion"]).gives(
            domains_enrollment_modes=["manual_invitation", "automatic_suggestion"]
        ),
        post(
            f"{ACME}/domains", name="acme.example", enrollment_mode="automatic_invitation"
        ).is_refused(403, "organization_domain_enrollment_mode_not_enabled"),
        post(f"{ACME}/domains", name="acme.example")
        .gives(enrollment_mode="manual_invitation")
        .named("domain"),
        patch(f"{ACME}/domains/{{domain.id}}", enrollment_mode="automatic_invitation").is_refused(
            403, "organization_domain_enrollment_mode_not_enabled"
        ),
        patch(f"{ACME}/domains/{{domain.id}}", enrollment_mode="automatic_suggestion").gives(
            enrollment_mode="automatic_suggestion"
        ),
        change(domains_enrollment_modes=["sometimes"]).is_refused(422, "form_param_value_invalid"),
    ),
    scenario(
        "an instance can have organizations without slugs",
        "organization_slugs_disabled",
        organization("acme", slug="acme"),
        change(slug_disabled=True),
        organization("other", slug="other").is_refused(403, "organization_slugs_disabled"),
        patch(ACME, slug="else").is_refused(403, "organization_slugs_disabled"),
        organization("other").gives(name="Other", slug=""),
        organization("third").gives(slug=""),
        get(ACME).gives(slug="acme"),
        change(slug_disabled=False),
        organization("fourth").gives(slug="fourth"),
    ),
    scenario(
        "the role of creators can be another one, which joins the initial role set",
        "UpdateInstanceOrganizationSettings",
        user("ada"),
        post(
            "/organization_roles", name="Owner", key="org:owner", permissions=CREATOR_PERMISSIONS
        ).named("owner"),
        change(creator_role_id="{owner.id}").gives(creator_role="org:owner"),
        organization("acme", "ada"),
        get(f"{ACME}/memberships").gives({"data.0.role": "org:owner"}),
        get("/role_sets/role_set:default").gives(
            {"creator_role.key": "org:owner", "roles.2.key": "org:owner"}
        ),
    ),
    scenario(
        "the role of creators has the permissions that creators need",
        "organization_missing_creator_role_permissions",
        post("/organization_roles", name="Guest", key="org:guest").named("guest"),
        change(creator_role_id="{guest.id}").is_refused(
            422, "organization_missing_creator_role_permissions"
        ),
        get(PATH).gives(creator_role="org:admin"),
        change(domains_default_role_id="{guest.id}").gives(domains_default_role="org:guest"),
        change(creator_role_id="role_1").is_refused(404, "resource_not_found"),
    ),
    scenario(
        "an instance has at most ten roles",
        "organization_instance_roles_quota_exceeded",
        get(PATH).gives(max_allowed_roles=10),
        *(post("/organization_roles", name="R", key=f"org:r{number}") for number in range(8)),
        post("/organization_roles", name="R", key="org:one_more").is_refused(
            403, "organization_instance_roles_quota_exceeded"
        ),
    ),
    scenario(
        "an instance has as many role sets as the settings show",
        "organization_instance_role_sets_quota_exceeded",
        get(PATH).gives(max_role_sets_allowed=10),
        *(
            post(
                "/role_sets",
                name=f"Set {number}",
                roles=["org:admin", "org:member"],
                default_role_key="org:member",
                creator_role_key="org:admin",
            )
            for number in range(9)
        ),
        post(
            "/role_sets",
            name="One more",
            roles=["org:admin"],
            default_role_key="org:admin",
            creator_role_key="org:admin",
        ).is_refused(403, "organization_instance_role_sets_quota_exceeded"),
    ),
    scenario(
        "an organization has as many domains as the settings show",
        "organization_domain_quota_exceeded",
        organization("acme"),
        organization("other"),
        *(post(f"{ACME}/domains", name=f"d{number}.example") for number in range(10)),
        post(f"{ACME}/domains", name="one-more.example").is_refused(
            403, "organization_domain_quota_exceeded"
        ),
        post("/organizations/{other.id}/domains", name="one-more.example").gives(
            organization_id="{other.id}"
        ),
    ),
    scenario(
        "members cannot be made to choose an organization where there is none",
        "force_organization_selection_not_allowed_when_organizations_disabled",
        change(force_organization_selection=True).gives(enabled=True),
        change(enabled=False).gives(enabled=False),
        change(force_organization_selection=True).is_refused(
            422, "force_organization_selection_not_allowed_when_organizations_disabled"
        ),
    ),
]
