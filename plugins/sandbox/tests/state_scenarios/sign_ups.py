"""Sign-ups, and the clients on which they and sessions are."""

from __future__ import annotations

from typing import Any

from plugins.sandbox.tests.state_scenarios.steps import (
    DAY,
    HOUR,
    MINUTE,
    Scenario,
    Step,
    delete,
    get,
    later,
    patch,
    post,
    scenario,
    session,
    user,
)

VERIFY_CLIENT = "https://clerk.com/docs/reference/backend/client/verify-client"
SIGN_UP = "https://clerk.com/docs/reference/objects/sign-up"
RESTRICTIONS_PAGE = "https://clerk.com/docs/guides/secure/restricting-access"


def sign_up(email: str = "ada@example.com", **body: Any) -> Step:
    """A new sign-up of a visitor."""
    return post("/sandbox/sign_ups", email_address=email, **body).named("sign_up")


COMPLETE = "/sandbox/sign_ups/{sign_up.id}/complete"
SIGN_UPS = [
    scenario(
        "the user who comes of a sign-up has its external id",
        "UpdateSignUp",
        sign_up(username="ada", first_name="Ada", unsafe_metadata={"a": 1}).gives(
            {"status": "missing_requirements", "unverified_fields": ["email_address"],
             "missing_fields": [], "verifications.email_address.next_action": "needs_prepare"}
        ),
        patch("/sign_ups/{sign_up.id}", external_id="crm_1", custom_action=True).gives(
            external_id="crm_1", custom_action=True
        ),
        post(COMPLETE).named("done").gives(
            {"status": "complete", "unverified_fields": [],
             "verifications.email_address.status": "verified"}
        ),
        get("/users/{done.created_user_id}").gives(
            {"external_id": "crm_1", "username": "ada", "first_name": "Ada",
             "unsafe_metadata": {"a": 1}, "password_enabled": False,
             "email_addresses.0.verification.strategy": "email_code"}
        ),
        get("/sessions/{done.created_session_id}").gives(
            user_id="{done.created_user_id}", status="active"
        ),
        get("/sign_ups/{sign_up.id}").gives(status="complete", external_id="crm_1"),
    ),
    scenario(
        "a sign-up that is complete cannot be updated",
        "sign_up_cannot_be_updated",
        sign_up(),
        post(COMPLETE).gives(status="complete"),
        patch("/sign_ups/{sign_up.id}", external_id="crm_1").is_refused(
            403, "sign_up_cannot_be_updated"
        ),
        post(COMPLETE).is_refused(403, "sign_up_cannot_be_updated"),
    ),
    scenario(
        "a sign-up is abandoned after a day",
        "GetSignUp",
        sign_up(),
        later(DAY - MINUTE, get("/sign_ups/{sign_up.id}")).gives(status="missing_requirements"),
        get("/clients").gives({"0.sign_up_id": "{sign_up.id}"}),
        later(MINUTE, get("/sign_ups/{sign_up.id}")).gives(status="abandoned"),
        patch("/sign_ups/{sign_up.id}", custom_action=True).is_refused(
            403, "sign_up_cannot_be_updated"
        ),
        get("/clients").gives({"0.sign_up_id": None}),
    ),
    scenario(
        "a sign-up needs what no user has",
        SIGN_UP,
        user("ada", external_id="crm_1"),
        sign_up().is_refused(422, "form_identifier_exists"),
        sign_up("bob@example.com"),
        patch("/sign_ups/{sign_up.id}", external_id="crm_1").is_refused(
            422, "form_identifier_exists"
        ),
        user("bob"),
        post(COMPLETE).is_refused(422, "form_identifier_exists"),
        get("/sign_ups/{sign_up.id}").gives(status="missing_requirements", external_id=None),
    ),
    scenario(
        "a sign-up without an email address misses one",
        SIGN_UP,
        post("/sandbox/sign_ups", phone_number="+12015550100", password="a long enough one")
        .named("sign_up").gives(missing_fields=["email_address"], password_enabled=True),
        post(COMPLETE).is_refused(422, "form_param_missing"),
        get("/sign_ups/{sign_up.id}").gives(status="missing_requirements"),
    ),
    scenario(
        "the user who comes of a sign-up has its password",
        SIGN_UP,
        sign_up(password="correct horse battery"),
        post(COMPLETE).named("done"),
        post("/users/{done.created_user_id}/verify_password", password="correct horse battery")
        .gives(verified=True),
    ),
]  # fmt: skip


def restrict(**settings: bool) -> Step:
    """Other restrictions of the instance."""
    return patch("/instance/restrictions", **settings).gives(**settings)


def allow(identifier: str) -> Step:
    """Another entry of the allowlist."""
    return post("/allowlist_identifiers", identifier=identifier).named("allowed")


def block(identifier: str) -> Step:
    """Another entry of the blocklist."""
    return post("/blocklist_identifiers", identifier=identifier).named("blocked")


def kept_out(email: str, **body: Any) -> Step:
    """A sign-up that the restrictions do not let in."""
    return sign_up(email, **body).is_refused(403, "not_allowed_access")


RESTRICTIONS = [
    scenario(
        "an allowlist without entries lets nobody sign up",
        RESTRICTIONS_PAGE,
        restrict(allowlist=True),
        kept_out("ada@example.com"),
        get("/clients").lists(),
        restrict(allowlist=False),
        sign_up("ada@example.com"),
    ),
    scenario(
        "the older setting for the allowlist keeps visitors out as well",
        "UpdateInstanceAuthConfig",
        patch("/beta_features/instance_settings", restricted_to_allowlist=True),
        kept_out("ada@example.com"),
        allow("ada@example.com"),
        sign_up("ada@example.com"),
    ),
    scenario(
        "only identifiers on the allowlist sign up while it is on",
        RESTRICTIONS_PAGE,
        allow("Ada@Example.com"),
        sign_up("bob@example.com"),
        restrict(allowlist=True),
        sign_up("ADA@example.com"),
        kept_out("ada+two@example.com"),
        kept_out("eve@example.com"),
        kept_out("ada@example.com", phone_number="+12015550100"),
        allow("+12015550100"),
        sign_up("ada@example.com", phone_number="+12015550100"),
        delete("/allowlist_identifiers/{allowed.id}"),
        kept_out("ada@example.com", phone_number="+12015550100"),
    ),
    scenario(
        "an entry for a domain is for its addresses, and not for those of others",
        RESTRICTIONS_PAGE,
        allow("*@clerk.example"),
        restrict(allowlist=True),
        sign_up("ada@clerk.example"),
        sign_up("bob@CLERK.example"),
        kept_out("ada@sub.clerk.example"),
        kept_out("ada@notclerk.example"),
        kept_out("ada@clerk.example.com"),
    ),
    scenario(
        "identifiers on the blocklist do not sign up while it is on",
        RESTRICTIONS_PAGE,
        block("ada@example.com"),
        block("+12015550100"),
        sign_up("ada@example.com"),
        restrict(blocklist=True),
        kept_out("ADA@example.com"),
        sign_up("bob@example.com"),
        kept_out("eve@example.com", phone_number="+12015550100"),
        restrict(blocklist=False),
        sign_up("ada@example.com"),
    ),
    scenario(
        "a blocked address is blocked with every subaddress",
        RESTRICTIONS_PAGE,
        block("john.doe@example.com"),
        restrict(blocklist=True),
        kept_out("john.doe+anything@example.com"),
        kept_out("john.doe#a@example.com"),
        kept_out("john.doe=a@example.com"),
        sign_up("john.doe.jr@example.com"),
        sign_up("john@example.com"),
    ),
    scenario(
        "a blocked domain is blocked without its subdomains, which another entry blocks",
        RESTRICTIONS_PAGE,
        block("*@clerk.example"),
        restrict(blocklist=True),
        kept_out("ada@clerk.example"),
        sign_up("ada@sub.clerk.example"),
        block("*@*.clerk.example").gives(identifier="*@*.clerk.example"),
        kept_out("ada@sub.clerk.example"),
        kept_out("ada@deep.sub.clerk.example"),
        delete("/blocklist_identifiers/{blocked.id}"),
        sign_up("bob@sub.clerk.example"),
    ),
    scenario(
        "an identifier on both lists may sign up while both are on",
        RESTRICTIONS_PAGE,
        allow("*@example.com"),
        block("*@example.com"),
        restrict(blocklist=True),
        kept_out("ada@example.com"),
        restrict(allowlist=True),
        sign_up("ada@example.com"),
        block("bob@example.com"),
        kept_out("bob@example.com"),
    ),
    scenario(
        "subaddresses do not sign up if the instance blocks them",
        RESTRICTIONS_PAGE,
        restrict(block_email_subaddresses=True),
        kept_out("ada+news@example.com"),
        kept_out("ada#news@example.com"),
        kept_out("ada=news@example.com"),
        sign_up("j.smith@gmail.com"),
        user("ada", email_address=["jsmith@gmail.com"]),
        kept_out("j.smith@gmail.com"),
        sign_up("j.smith@example.com"),
        user("bob", email_address=["bob+news@example.com"]),
    ),
    scenario(
        "disposable addresses do not sign up if the instance blocks them",
        RESTRICTIONS_PAGE,
        sign_up("ada@mailinator.com"),
        restrict(block_disposable_email_domains=True),
        kept_out("ada@mailinator.com"),
        sign_up("ada@example.com"),
    ),
    scenario(
        "a sign-up is not completed by whom a restriction keeps out since it began",
        RESTRICTIONS_PAGE,
        sign_up("ada@example.com"),
        block("ada@example.com"),
        restrict(blocklist=True),
        post(COMPLETE).is_refused(403, "not_allowed_access"),
        get("/users").lists(),
        restrict(blocklist=False),
        post(COMPLETE).gives(status="complete"),
    ),
]

CLIENTS = [
    scenario(
        "a client has its sessions, and knows which one is active",
        "GetClient",
        user("ada"),
        session("ada"),
        get("/clients/{session.client_id}").gives(
            {"session_ids": ["{session.id}"], "sessions.0.user_id": "{ada.id}",
             "last_active_session_id": "{session.id}", "sign_up_id": None}
        ),
        post("/sessions/{session.id}/revoke"),
        get("/clients/{session.client_id}").gives(
            {"sessions.0.status": "revoked", "last_active_session_id": None}
        ),
    ),
    scenario(
        "a sign-up and the session that comes of it are on one client",
        "GetClient",
        sign_up(),
        get("/clients").named("clients").gives(
            {"0.sign_up_id": "{sign_up.id}", "0.session_ids": [],
             "0.last_authentication_strategy": None}
        ),
        post(COMPLETE).named("done"),
        get("/clients/{clients.0.id}").gives(
            sign_up_id=None,
            session_ids=["{done.created_session_id}"],
            last_authentication_strategy="email_code",
        ),
    ),
    scenario(
        "a token verifies the client of its session while both are valid",
        VERIFY_CLIENT,
        user("ada"),
        session("ada"),
        post("/sessions/{session.id}/tokens", expires_in_seconds=HOUR).named("token"),
        post("/clients/verify", token="{token.jwt}").gives(id="{session.client_id}"),
        later(HOUR, post("/clients/verify", token="{token.jwt}")).is_refused(
            400, "invalid_session_token"
        ),
        post("/sessions/{session.id}/tokens").named("token"),
        post("/clients/verify", token="{token.jwt}").gives(id="{session.client_id}"),
        post("/sessions/{session.id}/revoke"),
        post("/clients/verify", token="{token.jwt}").is_refused(400, "invalid_session_token"),
        post("/clients/verify", token="a.b.c").is_refused(400, "invalid_session_token"),
    ),
]  # fmt: skip

SCENARIOS: list[Scenario] = [*SIGN_UPS, *RESTRICTIONS, *CLIENTS]
