"""Users, their contacts, passwords and second factors."""

from __future__ import annotations

from plugins.sandbox.tests.state_scenarios.steps import (
    HOUR,
    Scenario,
    delete,
    get,
    later,
    organization,
    patch,
    post,
    put,
    scenario,
    session,
    user,
)

PASSWORD, OTHER_PASSWORD = "correct horse battery", "another long password"

USERS = [
    scenario(
        "a ban revokes the sessions of a user and prevents new ones",
        "BanUser",
        user("ada"),
        session("ada"),
        get("/sessions/{session.id}").gives(status="active"),
        post("/users/{ada.id}/ban").gives(banned=True),
        get("/sessions/{session.id}").gives(status="revoked"),
        post("/sessions/{session.id}/tokens").is_refused(404, "resource_not_found"),
        post("/sessions", user_id="{ada.id}").is_refused(403, "user_banned"),
        post("/sign_in_tokens", user_id="{ada.id}").is_refused(403, "user_banned"),
    ),
    scenario(
        "a user can sign in again after a ban",
        "UnbanUser",
        user("ada"),
        post("/users/{ada.id}/ban").gives(banned=True),
        post("/users/{ada.id}/unban").gives(banned=False),
        post("/sign_in_tokens", user_id="{ada.id}").gives(status="pending"),
        session("ada").gives(status="active"),
    ),
    scenario(
        "a bulk ban leaves other users alone",
        "UsersBan",
        user("ada"),
        user("bob"),
        session("ada", "hers"),
        session("bob", "his"),
        post("/users/ban", user_ids=["{ada.id}"]),
        get("/sessions/{hers.id}").gives(status="revoked"),
        get("/sessions/{his.id}").gives(status="active"),
        get("/users?banned=true").lists("{ada.id}"),
    ),
    scenario(
        "a lock prevents sign-ins until it expires",
        "LockUser",
        user("ada"),
        post("/users/{ada.id}/lock").gives(locked=True, lockout_expires_in_seconds=HOUR),
        post("/sessions", user_id="{ada.id}").is_refused(409, "session_creation_not_allowed"),
        later(HOUR - 60, get("/users/{ada.id}")).gives(locked=True),
        post("/sign_in_tokens", user_id="{ada.id}").is_refused(409, "session_creation_not_allowed"),
        later(60, get("/users/{ada.id}")).gives(locked=False, lockout_expires_in_seconds=None),
        session("ada").gives(status="active"),
    ),
    scenario(
        "a lock leaves the sessions of a user, and can be removed",
        "UnlockUser",
        user("ada"),
        session("ada"),
        post("/users/{ada.id}/lock").gives(locked=True),
        get("/sessions/{session.id}").gives(status="active"),
        post("/users/{ada.id}/unlock").gives(locked=False),
        post("/sign_in_tokens", user_id="{ada.id}").gives(status="pending"),
    ),
    scenario(
        "the memberships, sessions and API keys of a user end with the user",
        "DeleteUser",
        user("ada", external_id="crm_1"),
        user("bob"),
        organization("acme", "bob"),
        post("/organizations/{acme.id}/memberships", user_id="{ada.id}", role="org:member"),
        session("ada"),
        post("/api_keys", name="builds", subject="{ada.id}").is_answered(201).named("key"),
        post("/api_keys/verify", secret="{key.secret}").gives(subject="{ada.id}"),
        delete("/users/{ada.id}").gives(deleted=True, external_id="crm_1"),
        get("/users/{ada.id}").is_refused(404, "resource_not_found"),
        get("/organizations/{acme.id}/memberships").gives(total_count=1),
        post("/sessions/{session.id}/tokens").is_refused(404, "resource_not_found"),
        post("/api_keys/verify", secret="{key.secret}").is_refused(404, "resource_not_found"),
    ),
    scenario(
        "two users cannot have the same external id, until the first is deleted",
        "form_identifier_exists",
        user("ada", external_id="crm_1"),
        user("bob", external_id="crm_1").is_refused(422, "form_identifier_exists"),
        user("bob"),
        patch("/users/{bob.id}", external_id="crm_1").is_refused(422, "form_identifier_exists"),
        delete("/users/{ada.id}"),
        patch("/users/{bob.id}", external_id="crm_1").gives(external_id="crm_1"),
    ),
    scenario(
        "a username becomes free when it is removed",
        "UpdateUser",
        user("ada", username="ada"),
        user("bob", username="ada").is_refused(422, "form_identifier_exists"),
        patch("/users/{ada.id}", username="").gives(username=None),
        user("bob", username="ada").gives(username="ada"),
    ),
    scenario(
        "merged metadata keeps what the request omits, and replaced metadata does not",
        "ReplaceUserMetadata",
        user("ada", public_metadata={"a": {"b": 1}, "c": 2}),
        patch("/users/{ada.id}/metadata", public_metadata={"a": {"d": 3}, "c": None}).gives(
            public_metadata={"a": {"b": 1, "d": 3}}
        ),
        put("/users/{ada.id}/metadata", public_metadata={"e": 4}).gives(public_metadata={"e": 4}),
        patch("/users/{ada.id}", public_metadata={}).is_refused(422, "form_param_unknown"),
        get("/users/{ada.id}").gives(public_metadata={"e": 4}),
    ),
]

CONTACTS = [
    scenario(
        "only a verified email address of the user can become primary",
        "UpdateUser",
        user("ada"),
        user("bob"),
        post("/email_addresses", user_id="{ada.id}", email_address="new@example.com").named("new"),
        patch("/users/{ada.id}", primary_email_address_id="{new.id}").is_refused(
            422, "form_param_value_invalid"
        ),
        patch(
            "/users/{ada.id}", primary_email_address_id="{bob.primary_email_address_id}"
        ).is_refused(404, "resource_not_found"),
        patch("/email_addresses/{new.id}", verified=True).gives(
            {"verification.status": "verified"}
        ),
        patch("/users/{ada.id}", primary_email_address_id="{new.id}").gives(
            primary_email_address_id="{new.id}"
        ),
    ),
    scenario(
        "the next verified email address becomes primary when the primary one is deleted",
        "DeleteEmailAddress",
        user("ada", email_address=["a@example.com", "b@example.com"]),
        get("/users/{ada.id}").gives(primary_email_address_id="{ada.email_addresses.0.id}"),
        delete("/email_addresses/{ada.primary_email_address_id}").gives(deleted=True),
        get("/users/{ada.id}").gives(primary_email_address_id="{ada.email_addresses.1.id}"),
    ),
    scenario(
        "a reserved email address is unverified, and nobody else can claim it",
        "CreateUser",
        user("ada", email_address_identification_status=["reserved"]).gives(
            {"email_addresses.0.reserved": True, "email_addresses.0.verification": None}
        ),
        user("bob", email_address=["ada@example.com"]).is_refused(422, "form_identifier_exists"),
        user("bob"),
        post("/email_addresses", user_id="{bob.id}", email_address="ADA@example.com").is_refused(
            422, "form_identifier_exists"
        ),
        patch("/email_addresses/{ada.email_addresses.0.id}", verified=True).gives(reserved=False),
    ),
]

PASSWORDS = [
    scenario(
        "a password is verified against the current one",
        "VerifyPassword",
        user("ada", password=PASSWORD),
        post("/users/{ada.id}/verify_password", password=PASSWORD).gives(verified=True),
        patch("/users/{ada.id}", password=OTHER_PASSWORD),
        post("/users/{ada.id}/verify_password", password=PASSWORD).is_refused(
            422, "incorrect_password"
        ),
        post("/users/{ada.id}/verify_password", password=OTHER_PASSWORD).gives(verified=True),
    ),
    scenario(
        "a removed password cannot be verified, and sessions end only if asked",
        "RemoveUserPassword",
        user("ada", password=PASSWORD),
        session("ada"),
        post("/users/{ada.id}/remove_password").gives(password_enabled=False),
        get("/sessions/{session.id}").gives(status="active"),
        post("/users/{ada.id}/verify_password", password=PASSWORD).is_refused(
            400, "no_password_set"
        ),
        patch("/users/{ada.id}", password=PASSWORD).gives(password_enabled=True),
        post("/users/{ada.id}/remove_password", sign_out_of_other_sessions=True).named("removed"),
        get("/sessions/{session.id}").gives(status="revoked"),
        post("/users/{ada.id}/remove_password").gives(updated_at="{removed.updated_at}"),
    ),
    scenario(
        "a compromised password ends all sessions only if asked",
        "SetUserPasswordCompromised",
        user("ada", password=PASSWORD),
        session("ada"),
        post("/users/{ada.id}/password/set_compromised"),
        get("/sessions/{session.id}").gives(status="active"),
        post("/users/{ada.id}/password/set_compromised", revoke_all_sessions=True),
        get("/sessions/{session.id}").gives(status="revoked"),
    ),
    scenario(
        "a user has second factors until the last one is deleted",
        "DeleteTOTP",
        user("ada", totp_secret="JBSWY3DPEHPK3PXP", backup_codes=["one", "two"]).gives(
            two_factor_enabled=True, totp_enabled=True, backup_code_enabled=True
        ),
        delete("/users/{ada.id}/backup_code"),
        get("/users/{ada.id}").gives(two_factor_enabled=True, backup_code_enabled=False),
        delete("/users/{ada.id}/totp"),
        get("/users/{ada.id}").gives(two_factor_enabled=False, totp_enabled=False),
        delete("/users/{ada.id}/totp").is_refused(404, "resource_not_found"),
    ),
    scenario(
        "only a verified phone number can be a second factor, and the first one is the default",
        "identification_update_second_factor_unverified",
        user("ada"),
        post("/phone_numbers", user_id="{ada.id}", phone_number="+15550100001").named("phone"),
        patch("/phone_numbers/{phone.id}", reserved_for_second_factor=True).is_refused(
            400, "identification_update_second_factor_unverified"
        ),
        get("/users/{ada.id}").gives(two_factor_enabled=False),
        patch("/phone_numbers/{phone.id}", verified=True, reserved_for_second_factor=True).gives(
            reserved_for_second_factor=True, default_second_factor=True
        ),
        get("/users/{ada.id}").gives(two_factor_enabled=True),
    ),
    scenario(
        "all second factors can be disabled at once, phone numbers too",
        "DisableMFA",
        user("ada", totp_secret="JBSWY3DPEHPK3PXP"),
        post(
            "/phone_numbers", user_id="{ada.id}", phone_number="+15550100001", verified=True,
            reserved_for_second_factor=True,
        ).gives(default_second_factor=True).named("phone"),
        delete("/users/{ada.id}/mfa").gives(user_id="{ada.id}"),
        get("/users/{ada.id}").gives(two_factor_enabled=False, totp_enabled=False),
        get("/phone_numbers/{phone.id}").gives(reserved_for_second_factor=False),
    ),
]  # fmt: skip

SCENARIOS: list[Scenario] = [*USERS, *CONTACTS, *PASSWORDS]
