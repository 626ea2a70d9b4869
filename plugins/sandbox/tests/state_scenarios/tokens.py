"""Sessions and their tokens, JWT templates, sign-in tokens and actor tokens."""

from __future__ import annotations

from plugins.sandbox.tests.state_scenarios.steps import (
    ABSENT,
    DAY,
    HOUR,
    MINUTE,
    Scenario,
    Step,
    delete,
    get,
    later,
    member,
    organization,
    patch,
    post,
    scenario,
    session,
    user,
)

APP, OTHER_APP = "https://app.example.com", "https://other.example.com"
TOKENS = "/sessions/{session.id}/tokens"
CLAIMS_PAGE = "https://clerk.com/docs/guides/sessions/session-tokens"
FIRST_NAME = "{{ user.first_name }}"
TEMPLATES_PAGE = "https://clerk.com/docs/guides/sessions/jwt-templates"


def refresh(origin: str = APP, session_id: str = "{session.id}") -> Step:
    """A request that replaces the token of a session."""
    return post(
        f"/sessions/{session_id}/refresh",
        expired_token="{token.jwt}",
        refresh_token="any",
        request_origin=origin,
    )


SESSIONS = [
    scenario(
        "a revoked session gives no tokens, old ones or new ones",
        "RevokeSession",
        user("ada"),
        session("ada"),
        post(TOKENS)
        .from_origin(APP)
        .signs({"sid": "{session.id}", "sts": "active"})
        .named("token"),
        refresh().gives(object="token"),
        post("/sessions/{session.id}/revoke").gives(status="revoked"),
        post(TOKENS).is_refused(404, "resource_not_found"),
        refresh().is_refused(401, "session_refresh_inactive_session"),
        get("/sessions?user_id={ada.id}&status=revoked").lists("{session.id}"),
    ),
    scenario(
        "a session expires after a week",
        "session_refresh_inactive_session",
        user("ada"),
        session("ada"),
        post(TOKENS).from_origin(APP).named("token"),
        later(7 * DAY - MINUTE, get("/sessions/{session.id}")).gives(status="active"),
        later(MINUTE, get("/sessions/{session.id}")).gives(status="expired"),
        refresh().is_refused(401, "session_refresh_inactive_session"),
        get("/sessions?user_id={ada.id}&status=active").lists(),
    ),
    scenario(
        "a token is refreshed only for the application that it was issued for",
        "refresh_request_origin_azp_mismatch",
        user("ada"),
        session("ada"),
        post(TOKENS).from_origin(APP).signs({"azp": APP}).named("token"),
        refresh(OTHER_APP).is_refused(401, "refresh_request_origin_azp_mismatch"),
        later(HOUR, refresh()).signs({"azp": APP, "sid": "{session.id}"}),
    ),
    scenario(
        "a token is refreshed only for its own session",
        "refresh_sid_mismatch",
        user("ada"),
        session("ada"),
        session("ada", "other"),
        post(TOKENS).from_origin(APP).named("token"),
        refresh(session_id="{other.id}").is_refused(401, "refresh_sid_mismatch"),
        refresh().signs({"sid": "{session.id}"}),
    ),
    scenario(
        "a token without an origin has the first that the instance allows",
        "expired_session_token_missing_azp",
        user("ada"),
        session("ada"),
        post(TOKENS).signs({"azp": ABSENT}).named("token"),
        refresh().is_refused(401, "expired_session_token_missing_azp"),
        patch("/instance", allowed_origins=[APP, OTHER_APP]).is_answered(204),
        post(TOKENS).signs({"azp": APP}).named("token"),
        refresh().signs({"azp": APP}),
    ),
    scenario(
        "an organization leaves the sessions when it is deleted",
        "DeleteOrganization",
        user("ada"),
        organization("acme", "ada"),
        session("ada", active_organization_id="{acme.id}"),
        post(TOKENS).signs({"o.id": "{acme.id}", "o.rol": "admin", "o.slg": "acme"}),
        delete("/organizations/{acme.id}"),
        post(TOKENS).signs({"o": ABSENT, "sid": "{session.id}"}),
        get("/sessions/{session.id}").gives(last_active_organization_id=None, status="active"),
    ),
    scenario(
        "an organization leaves the sessions of a user who leaves it",
        "DeleteOrganizationMembership",
        user("ada"),
        organization("acme"),
        member("acme", "ada"),
        session("ada", active_organization_id="{acme.id}"),
        post(TOKENS).signs({"o.rol": "member"}),
        delete("/organizations/{acme.id}/memberships/{ada.id}"),
        post(TOKENS).signs({"o": ABSENT}),
        session("ada", active_organization_id="{acme.id}").is_refused(
            404, "organization_not_found_or_unauthorized"
        ),
    ),
    scenario(
        "new tokens have the role and the custom permissions that the user has now",
        CLAIMS_PAGE,
        user("ada"),
        organization("acme"),
        post("/organization_permissions", name="Read", key="org:docs:read").named("permission"),
        post(
            "/organization_roles", name="Guest", key="org:guest", permissions=["{permission.id}"]
        ).named("role"),
        member("acme", "ada"),
        session("ada", active_organization_id="{acme.id}"),
        post(TOKENS).signs({"o.rol": "member", "o.per": ABSENT, "fea": ""}),
        patch("/organizations/{acme.id}/memberships/{ada.id}", role="org:guest"),
        post(TOKENS).signs({"o.rol": "guest", "o.per": "read", "o.fpm": "1", "fea": "o:docs"}),
    ),
    scenario(
        "an organization that the user does not belong to cannot be active",
        "organization_not_found_or_unauthorized",
        user("ada"),
        organization("acme"),
        session("ada", active_organization_id="{acme.id}").is_refused(
            404, "organization_not_found_or_unauthorized"
        ),
        post("/sign_in_tokens", user_id="{ada.id}", org_id="{acme.id}").is_refused(
            404, "organization_not_found_or_unauthorized"
        ),
        member("acme", "ada"),
        session("ada", active_organization_id="{acme.id}").gives(status="active"),
    ),
]

TEMPLATES = [
    scenario(
        "a template cannot set the claims that Clerk sets",
        "jwt_template_reserved_claim",
        post("/jwt_templates", name="mine", claims={"sub": "me"}).is_refused(
            400, "jwt_template_reserved_claim"
        ),
        get("/jwt_templates").lists(),
        post("/jwt_templates", name="mine", claims={"role": "me"}).named("template"),
        patch("/jwt_templates/{template.id}", name="mine", claims={"exp": 1}).is_refused(
            400, "jwt_template_reserved_claim"
        ),
        get("/jwt_templates/{template.id}").gives(claims={"role": "me"}),
    ),
    scenario(
        "a token from a template has what the user has now",
        TEMPLATES_PAGE,
        user("ada", first_name="Ada"),
        session("ada"),
        post("/jwt_templates", name="mine", claims={"name": FIRST_NAME}),
        post(f"{TOKENS}/mine").signs({"name": "Ada", "sub": "{ada.id}", "sid": ABSENT}),
        patch("/users/{ada.id}", first_name="Augusta"),
        post(f"{TOKENS}/mine").signs({"name": "Augusta"}),
    ),
    scenario(
        "a template gives no tokens once it is deleted, and its name is free",
        "DeleteJWTTemplate",
        user("ada"),
        session("ada"),
        post("/jwt_templates", name="mine", claims={}).named("template"),
        post("/jwt_templates", name="mine", claims={}).is_refused(422, "form_identifier_exists"),
        post(f"{TOKENS}/mine").signs({"sub": "{ada.id}"}),
        delete("/jwt_templates/{template.id}").gives(deleted=True),
        post(f"{TOKENS}/mine").is_refused(404, "resource_not_found"),
        post("/jwt_templates", name="mine", claims={}).gives(name="mine"),
    ),
]

ONE_TIME = [
    scenario(
        "a sign-in token can be revoked while it is pending",
        "RevokeSignInToken",
        user("ada"),
        post("/sign_in_tokens", user_id="{ada.id}").gives(status="pending").named("token"),
        post("/sign_in_tokens/{token.id}/revoke").gives(status="revoked"),
        post("/sign_in_tokens/{token.id}/revoke").is_refused(
            400, "sign_in_token_cannot_be_revoked_code"
        ),
    ),
    scenario(
        "an actor token needs an actor, and can be revoked once",
        "CreateActorToken",
        user("ada"),
        user("bob"),
        post("/actor_tokens", user_id="{ada.id}", actor={}).is_refused(
            422, "form_param_missing"
        ),
        post("/actor_tokens", user_id="{ada.id}", actor={"sub": "{bob.id}"})
        .gives({"status": "pending", "actor.sub": "{bob.id}"}).named("token"),
        post("/actor_tokens/{token.id}/revoke").gives(status="revoked"),
        post("/actor_tokens/{token.id}/revoke").is_refused(
            400, "actor_token_cannot_be_revoked_code"
        ),
    ),
]  # fmt: skip


def agent_task(subject: dict[str, str], **body: object) -> Step:
    """A new task of an agent on behalf of a user."""
    required = {
        "on_behalf_of": subject,
        "permissions": "*",
        "agent_name": "tester",
        "task_description": "Log in",
        "redirect_url": "http://localhost:3000",
    }
    return post("/agents/tasks", **(required | body)).named("task")


ADA = {"user_id": "{ada.id}"}
AGENT_TASKS = [
    scenario(
        "an agent has one ID, and each of its tasks another",
        "CreateAgentTask",
        user("ada"),
        agent_task(ADA).named("first").gives(object="agent_task"),
        agent_task(ADA).gives(agent_id="{first.agent_id}"),
        agent_task(ADA, agent_name="other").named("other").gives(object="agent_task"),
        post("/agents/tasks/{first.agent_task_id}/revoke").gives(
            agent_id="{first.agent_id}", agent_task_id="{first.agent_task_id}", url=ABSENT
        ),
        post("/agents/tasks/{first.agent_task_id}/revoke").is_refused(
            400, "agent_task_cannot_be_revoked"
        ),
        post("/agents/tasks/{task.agent_task_id}/revoke").gives(agent_id="{first.agent_id}"),
        post("/agents/tasks/task_0/revoke").is_refused(404, "agent_task_not_found"),
    ),
    scenario(
        "a task is for a user with an ID, a username, or an identifier that is verified",
        "agent_task_subject_not_found",
        user("ada", username="ada", phone_number=["+15550100001"]),
        post("/email_addresses", user_id="{ada.id}", email_address="a@example.org"),
        *(
            agent_task({"identifier": identifier}).gives(object="agent_task")
            for identifier in ("ADA@example.com", "+15550100001", "ada")
        ),
        *(
            agent_task(subject).is_refused(404, "agent_task_subject_not_found")
            for subject in ({"identifier": "a@example.org"}, {"user_id": "user_0"})
        ),
        agent_task({}).is_refused(422, "form_param_value_invalid"),
        agent_task(ADA | {"identifier": "ada"}).is_refused(422, "form_param_value_invalid"),
    ),
    scenario(
        "a user who may not sign in gets no task either",
        "user_banned",
        user("ada"),
        post("/users/{ada.id}/ban"),
        agent_task(ADA).is_refused(403, "user_banned"),
        post("/users/{ada.id}/unban"),
        agent_task(ADA).gives(object="agent_task"),
    ),
    scenario(
        "a task leads back to a URL, and its session has a length",
        "CreateAgentTask",
        user("ada"),
        agent_task(ADA, redirect_url="localhost").is_refused(422, "form_param_format_invalid"),
        agent_task(ADA, redirect_url="app://x").is_refused(422, "form_param_format_invalid"),
        agent_task(ADA, permissions="read").is_refused(422, "form_param_value_invalid"),
        agent_task(ADA, agent_name=" ").is_refused(422, "form_param_min_length_exceeded"),
        agent_task(ADA, session_max_duration_in_seconds=0).is_refused(
            422, "form_param_value_invalid"
        ),
        agent_task(ADA, session_max_duration_in_seconds=HOUR).gives(object="agent_task"),
    ),
]

SCENARIOS: list[Scenario] = [*SESSIONS, *TEMPLATES, *ONE_TIME, *AGENT_TASKS]
