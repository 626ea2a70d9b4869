"""Organizations, their members, invitations and domains."""

from __future__ import annotations

from plugins.sandbox.tests.state_scenarios.steps import (
    Scenario,
    delete,
    get,
    member,
    organization,
    patch,
    post,
    scenario,
    session,
    user,
)

ACME = "/organizations/{acme.id}"
MEMBERS = f"{ACME}/memberships"
INVITATIONS_PATH = f"{ACME}/invitations"

ORGANIZATIONS = [
    scenario(
        "the creator of an organization is its administrator",
        "CreateOrganization",
        user("ada"),
        organization("acme", "ada").gives(created_by="{ada.id}", slug="acme"),
        get(MEMBERS).gives({"total_count": 1, "data.0.role": "org:admin"}),
        organization("other", created_by="user_none").is_refused(
            400, "organization_creator_not_found"
        ),
    ),
    scenario(
        "a slug belongs to one organization, until it is deleted",
        "CreateOrganization",
        organization("acme", slug="acme"),
        organization("other", slug="acme").is_refused(422, "form_identifier_exists"),
        organization("other", slug="other"),
        patch("/organizations/{other.id}", slug="acme").is_refused(422, "form_identifier_exists"),
        delete(ACME).gives(deleted=True, slug="acme"),
        patch("/organizations/{other.id}", slug="acme").gives(slug="acme"),
    ),
    scenario(
        "the memberships, invitations and API keys of an organization end with it",
        "DeleteOrganization",
        user("ada"),
        organization("acme", "ada"),
        post(INVITATIONS_PATH, email_address="guest@example.com", role="org:member"),
        post("/api_keys", name="builds", subject="{acme.id}").is_answered(201).named("key"),
        delete(ACME),
        get("/users/{ada.id}/organization_memberships").lists(),
        get("/organization_invitations").lists(),
        post("/api_keys/verify", secret="{key.secret}").is_refused(404, "resource_not_found"),
        get(ACME).is_refused(404, "resource_not_found"),
    ),
    scenario(
        "an organization is full when members and outstanding invitations reach its limit",
        "organization_membership_quota_exceeded",
        user("ada"),
        user("bob"),
        organization("acme", "ada", max_allowed_memberships=2),
        post(INVITATIONS_PATH, email_address="guest@example.com", role="org:member").named("guest"),
        member("acme", "bob").is_refused(403, "organization_membership_quota_exceeded"),
        post(INVITATIONS_PATH, email_address="other@example.com", role="org:member").is_refused(
            403, "organization_membership_quota_exceeded"
        ),
        post(f"{INVITATIONS_PATH}/{{guest.id}}/revoke").gives(status="revoked"),
        member("acme", "bob").gives(role="org:member"),
        patch(ACME, max_allowed_memberships=0),
        post(INVITATIONS_PATH, email_address="other@example.com", role="org:member"),
    ),
    scenario(
        "the last member who can manage the others stays, and keeps the role",
        "organization_minimum_permissions_needed",
        user("ada"),
        user("bob"),
        organization("acme", "ada"),
        member("acme", "bob"),
        delete(f"{MEMBERS}/{{ada.id}}").is_refused(400, "organization_minimum_permissions_needed"),
        patch(f"{MEMBERS}/{{ada.id}}", role="org:member").is_refused(
            400, "organization_minimum_permissions_needed"
        ),
        patch(f"{MEMBERS}/{{bob.id}}", role="org:admin").gives(role="org:admin"),
        delete(f"{MEMBERS}/{{ada.id}}").gives(role="org:admin"),
        get(MEMBERS).gives({"total_count": 1, "data.0.public_user_data.user_id": "{bob.id}"}),
    ),
    scenario(
        "a user joins an organization once",
        "already_a_member_in_organization",
        user("ada"),
        organization("acme"),
        member("acme", "ada").gives(role="org:member"),
        member("acme", "ada").is_refused(400, "already_a_member_in_organization"),
        get("/users/{ada.id}/organization_memberships").gives(total_count=1),
        delete(f"{MEMBERS}/{{ada.id}}"),
        member("acme", "ada").gives(role="org:member"),
    ),
]

INVITATIONS = [
    scenario(
        "only an administrator can invite somebody, or revoke it, in person",
        "CreateOrganizationInvitation",
        user("ada"),
        user("bob"),
        user("eve"),
        organization("acme", "ada"),
        member("acme", "bob"),
        post(
            INVITATIONS_PATH, email_address="guest@example.com", role="org:member",
            inviter_user_id="{bob.id}",
        ).is_refused(403, "missing_organization_permission"),
        post(
            INVITATIONS_PATH, email_address="guest@example.com", role="org:member",
            inviter_user_id="{eve.id}",
        ).is_refused(404, "organization_not_found_or_unauthorized"),
        post(
            INVITATIONS_PATH, email_address="guest@example.com", role="org:member",
            inviter_user_id="{ada.id}",
        ).gives(inviter_id="{ada.id}").named("guest"),
        post(f"{INVITATIONS_PATH}/{{guest.id}}/revoke", requesting_user_id="{bob.id}").is_refused(
            403, "missing_organization_permission"
        ),
        post(f"{INVITATIONS_PATH}/{{guest.id}}/revoke", requesting_user_id="{ada.id}").gives(
            status="revoked"
        ),
    ),
    scenario(
        "an invitation to an organization can be revoked while it is pending",
        "RevokeOrganizationInvitation",
        organization("acme"),
        post(INVITATIONS_PATH, email_address="guest@example.com", role="org:member").named("guest"),
        get(f"{INVITATIONS_PATH}/pending").lists("{guest.id}"),
        post(f"{INVITATIONS_PATH}/{{guest.id}}/revoke").gives(status="revoked"),
        post(f"{INVITATIONS_PATH}/{{guest.id}}/revoke").is_refused(
            404, "organization_invitation_not_pending"
        ),
        get(f"{INVITATIONS_PATH}/pending").lists(),
    ),
    scenario(
        "an email address has one pending invitation to an organization, and members have none",
        "organization_invitation_not_unique",
        user("ada"),
        organization("acme", "ada"),
        post(INVITATIONS_PATH, email_address="guest@example.com", role="org:member"),
        post(INVITATIONS_PATH, email_address="guest@example.com", role="org:admin").is_refused(
            400, "organization_invitation_not_unique"
        ),
        post(INVITATIONS_PATH, email_address="ada@example.com", role="org:member").is_refused(
            400, "already_a_member_in_organization"
        ),
        organization("other"),
        post(
            "/organizations/{other.id}/invitations", email_address="guest@example.com",
            role="org:member",
        ).gives(status="pending"),
    ),
]  # fmt: skip

DOMAINS = [
    scenario(
        "a domain belongs to one organization",
        "organization_domain_already_exists",
        organization("acme"),
        organization("other"),
        post(f"{ACME}/domains", name="acme.example")
        .gives({"verification.status": "verified"}).named("domain"),
        post(f"{ACME}/domains", name="acme.example").is_refused(
            422, "organization_domain_already_exists_same_organization"
        ),
        post("/organizations/{other.id}/domains", name="acme.example").is_refused(
            422, "organization_domain_already_exists"
        ),
        delete(f"{ACME}/domains/{{domain.id}}").gives(deleted=True),
        post("/organizations/{other.id}/domains", name="acme.example").gives(name="acme.example"),
    ),
    scenario(
        "the verification of ownership can be repeated, and changes nothing then",
        "VerifyOrganizationDomainOwnership",
        organization("acme"),
        post(f"{ACME}/domains", name="acme.example", verified=False)
        .gives(verification=None, ownership_verification=None).named("domain"),
        post(f"{ACME}/domains/{{domain.id}}/verify_ownership")
        .gives({"ownership_verification.strategy": "manual_override"}).named("verified"),
        post(f"{ACME}/domains/{{domain.id}}/verify_ownership").gives(
            ownership_verification="{verified.ownership_verification}"
        ),
    ),
]  # fmt: skip

ACTIVE = [
    scenario(
        "a session starts in the organization that the user joined last",
        "CreateOrganizationMembership",
        user("ada"),
        session("ada", "personal").gives(last_active_organization_id=None),
        organization("acme", "ada"),
        session("ada").gives(last_active_organization_id="{acme.id}"),
        organization("other"),
        member("other", "ada"),
        session("ada").gives(last_active_organization_id="{other.id}"),
        session("ada", active_organization_id="{acme.id}").gives(
            last_active_organization_id="{acme.id}"
        ),
    ),
]

RULES = [
    scenario(
        "a user creates no more organizations than the user's limit allows",
        "org_creation_limit_exceeded",
        user("ada", create_organizations_limit=1),
        organization("acme", "ada"),
        organization("other", "ada").is_refused(403, "org_creation_limit_exceeded"),
        organization("other"),
        patch("/users/{ada.id}", create_organizations_limit=0),
        organization("third", "ada"),
    ),
    scenario(
        "an organization cannot have the domain of an email provider",
        "organization_domain_common",
        organization("acme"),
        post("/organizations/{acme.id}/domains", name="GMail.com").is_refused(
            422, "organization_domain_common"
        ),
    ),
]

SCENARIOS: list[Scenario] = [*ORGANIZATIONS, *INVITATIONS, *DOMAINS, *ACTIVE, *RULES]
