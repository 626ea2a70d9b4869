"""What users sign in with besides identifiers and passwords, and what they look like."""

from __future__ import annotations

from plugins.sandbox.tests.state_scenarios.steps import (
    DAY,
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
    seeded_user,
    user,
)

PNG = "\x89PNG\r\n\x1a\nand so on"
DEFAULT = "https://img.clerk.com/preview.png"
WALLETS = [f"0x{number:040x}" for number in (1, 2)]
GOOGLE = {"provider": "oauth_google", "email_address": "ada@example.com", "token": "first token"}
GITHUB = {"provider": "oauth_github", "email_address": "ada@example.com"}
TOKENS = "/users/{ada.id}/oauth_access_tokens"

IMAGES = [
    scenario(
        "a profile image is shown until it is deleted",
        "SetUserProfileImage",
        user("ada").gives(has_image=False, image_url=DEFAULT),
        post("/users/{ada.id}/profile_image", file=PNG).gives(has_image=True).named("shown"),
        get("/users/{ada.id}").gives(has_image=True, image_url="{shown.image_url}"),
        delete("/users/{ada.id}/profile_image").gives(has_image=False, image_url=DEFAULT),
        delete("/users/{ada.id}/profile_image").is_refused(404, "image_not_found"),
    ),
    scenario(
        "only images are accepted",
        "request_body_invalid",
        user("ada"),
        post("/users/{ada.id}/profile_image", file="<svg/>").is_refused(
            400, "request_body_invalid"
        ),
        get("/users/{ada.id}").gives(has_image=False),
    ),
    scenario(
        "members see the logo of an organization",
        "UploadOrganizationLogo",
        user("ada"),
        organization("acme", "ada").gives(has_image=False),
        put(
            "/organizations/{acme.id}/logo", file=PNG, uploader_user_id="{ada.id}"
        ).gives(has_image=True).named("shown"),
        get("/users/{ada.id}/organization_memberships").gives(
            {"data.0.organization.image_url": "{shown.image_url}"}
        ),
        put("/organizations/{acme.id}/logo", file=PNG, uploader_user_id="user_nope").is_refused(
            404, "resource_not_found"
        ),
        delete("/organizations/{acme.id}/logo").gives(has_image=False),
        delete("/organizations/{acme.id}/logo").is_refused(404, "image_not_found"),
    ),
]  # fmt: skip

CREDENTIALS = [
    scenario(
        "a passkey is gone once it is deleted, and others stay",
        "UserPasskeyDelete",
        seeded_user("ada", passkeys=[{"name": "laptop"}, {"name": "phone"}]),
        user("bob"),
        delete("/users/{bob.id}/passkeys/{ada.passkeys.0.id}").is_refused(
            404, "resource_not_found"
        ),
        delete("/users/{ada.id}/passkeys/{ada.passkeys.0.id}").gives(
            deleted=True, object="passkey", id="{ada.passkeys.0.id}"
        ),
        get("/users/{ada.id}").gives({"passkeys.0.name": "phone"}),
        delete("/users/{ada.id}/passkeys/{ada.passkeys.0.id}").is_refused(
            404, "resource_not_found"
        ),
    ),
    scenario(
        "the next wallet becomes primary when the primary one is deleted",
        "UserWeb3WalletDelete",
        user("ada", web3_wallet=WALLETS),
        get("/users/{ada.id}").gives(primary_web3_wallet_id="{ada.web3_wallets.0.id}"),
        delete("/users/{ada.id}/web3_wallets/{ada.web3_wallets.0.id}").gives(deleted=True),
        get("/users/{ada.id}").gives(primary_web3_wallet_id="{ada.web3_wallets.1.id}"),
        delete("/users/{ada.id}/web3_wallets/{ada.web3_wallets.1.id}").gives(deleted=True),
        get("/users/{ada.id}").gives(primary_web3_wallet_id=None, web3_wallets=[]),
        user("bob", web3_wallet=WALLETS[:1]),
    ),
    scenario(
        "an account at a provider has a token until it is deleted",
        "DeleteExternalAccount",
        seeded_user("ada", external_accounts=[GOOGLE, GITHUB]),
        get("/users?provider=oauth_google&provider_user_id={ada.external_accounts.0.provider_user_id}")
        .lists("{ada.id}"),
        get(f"{TOKENS}/oauth_google").gives({
            "0.token": "first token", "0.external_account_id": "{ada.external_accounts.0.id}",
        }),
        get(f"{TOKENS}/oauth_github?paginated=true").gives(total_count=1),
        delete("/users/{ada.id}/external_accounts/{ada.external_accounts.0.id}").gives(
            deleted=True, id="{ada.external_accounts.0.id}"
        ),
        get(f"{TOKENS}/oauth_google").is_refused(404, "oauth_token_provider_not_enabled"),
        get(f"{TOKENS}/oauth_github?paginated=true").gives(total_count=1),
        delete("/users/{ada.id}/external_accounts/{ada.external_accounts.0.id}").is_refused(
            404, "external_account_not_found"
        ),
        seeded_user("grace", external_accounts=[GOOGLE]),
        get(f"{TOKENS}/oauth_google?paginated=true").gives(data=[], total_count=0),
        get(f"{TOKENS}/oauth_gogle").is_refused(400, "oauth_unsupported_provider"),
        get(f"{TOKENS}/google").is_refused(400, "oauth_unsupported_provider"),
        get(f"{TOKENS}/oauth_custom_acme").is_refused(404, "oauth_token_provider_not_enabled"),
    ),
    scenario(
        "a token that has expired is renewed",
        "GetOAuthAccessToken",
        seeded_user("ada", external_accounts=[GOOGLE]),
        later(HOUR - 60, get(f"{TOKENS}/oauth_google")).gives({"0.token": "first token"}),
        later(120, get(f"{TOKENS}/oauth_google")).named("renewed"),
        later(60, get(f"{TOKENS}/oauth_google")).gives({"0.token": "{renewed.0.token}"}),
        later(DAY, get("/users/{ada.id}")).gives(
            {"external_accounts.0.id": "{renewed.0.external_account_id}"}
        ),
    ),
    scenario(
        "a provider is named with its prefix",
        "oauth_unsupported_provider",
        user("ada"),
        get(f"{TOKENS}/google").is_refused(400, "oauth_unsupported_provider"),
        seeded_user("grace", external_accounts=[GOOGLE]),
        get(f"{TOKENS}/oauth_google").lists(),
    ),
    scenario(
        "an email address that an account is linked to stays until the account is deleted",
        "delete_linked_identification_disallowed",
        seeded_user("ada", email_address=["ada@example.com"], external_accounts=[GOOGLE]),
        get("/email_addresses/{ada.email_addresses.0.id}").gives({
            "linked_to.0.type": "oauth_google",
            "linked_to.0.id": "{ada.external_accounts.0.identification_id}",
        }),
        delete("/email_addresses/{ada.email_addresses.0.id}").is_refused(
            400, "delete_linked_identification_disallowed"
        ),
        delete("/users/{ada.id}/external_accounts/{ada.external_accounts.0.id}"),
        delete("/email_addresses/{ada.email_addresses.0.id}").gives(deleted=True),
    ),
    scenario(
        "a trusted device is listed until it is revoked",
        "RevokeUserTrustedDevice",
        seeded_user("ada", trusted_devices=[
            {"name": "phone", "platform": "ios"}, {"name": "tablet", "platform": "android"},
        ]),
        get("/users/{ada.id}/trusted_devices").gives(total_count=2).named("devices"),
        delete("/users/{ada.id}/trusted_devices/{devices.data.0.id}").gives(
            status="revoked", name="phone"
        ),
        get("/users/{ada.id}/trusted_devices").lists("{devices.data.1.id}"),
        delete("/users/{ada.id}/trusted_devices/{devices.data.0.id}").is_refused(
            404, "resource_not_found"
        ),
    ),
]  # fmt: skip

CODES = [
    scenario(
        "a backup code can be used once",
        "VerifyTOTP",
        user("ada", totp_secret="JBSWY3DPEHPK3PXP", backup_codes=["one", "two"]),
        post("/users/{ada.id}/verify_totp", code="one").gives(
            verified=True, code_type="backup_code"
        ),
        post("/users/{ada.id}/verify_totp", code="one").is_refused(422, "totp_incorrect_code"),
        post("/users/{ada.id}/verify_totp", code="two").gives(verified=True),
        post("/users/{ada.id}/verify_totp", code="two").is_refused(422, "totp_incorrect_code"),
    ),
    scenario(
        "codes are verified only while there is an authenticator app, or a backup code",
        "VerifyTOTP",
        user("ada"),
        post("/users/{ada.id}/verify_totp", code="one").is_refused(400, "totp_disabled"),
        patch("/users/{ada.id}", backup_codes=["one", "two"]).gives(backup_code_enabled=True),
        post("/users/{ada.id}/verify_totp", code="one").gives(
            verified=True, code_type="backup_code"
        ),
        post("/users/{ada.id}/verify_totp", code="one").is_refused(422, "totp_incorrect_code"),
        get("/users/{ada.id}").gives(backup_code_enabled=True, two_factor_enabled=True),
        post("/users/{ada.id}/verify_totp", code="two").gives(verified=True),
        get("/users/{ada.id}").gives(backup_code_enabled=False, two_factor_enabled=False),
        post("/users/{ada.id}/verify_totp", code="two").is_refused(400, "totp_disabled"),
    ),
    scenario(
        "the code of an authenticator app has six digits",
        "totp_invalid_length",
        user("ada", totp_secret="JBSWY3DPEHPK3PXP"),
        post("/users/{ada.id}/verify_totp", code="12345").is_refused(422, "totp_invalid_length"),
        post("/users/{ada.id}/verify_totp", code="1234567").is_refused(422, "totp_invalid_length"),
        post("/users/{ada.id}/verify_totp", code="").is_refused(422, "totp_invalid_length"),
        post("/users/{ada.id}/verify_totp", code="abcdef").is_refused(422, "totp_incorrect_code"),
        delete("/users/{ada.id}/totp"),
        post("/users/{ada.id}/verify_totp", code="000000").is_refused(400, "totp_disabled"),
    ),
    scenario(
        "a password that a user does not have cannot be compromised",
        "no_password_set",
        user("ada"),
        post("/users/{ada.id}/password/set_compromised", {}).is_refused(400, "no_password_set"),
        post("/users/{ada.id}/password/unset_compromised").is_refused(400, "no_password_set"),
    ),
    scenario(
        "deleted backup codes are not accepted any more",
        "DeleteBackupCode",
        user("ada", totp_secret="JBSWY3DPEHPK3PXP", backup_codes=["one"]),
        delete("/users/{ada.id}/backup_code"),
        post("/users/{ada.id}/verify_totp", code="one").is_refused(422, "totp_incorrect_code"),
    ),
    scenario(
        "new backup codes replace the old ones",
        "UpdateUser",
        user("ada", totp_secret="JBSWY3DPEHPK3PXP", backup_codes=["one"]),
        patch("/users/{ada.id}", backup_codes=["two"]),
        post("/users/{ada.id}/verify_totp", code="one").is_refused(422, "totp_incorrect_code"),
        post("/users/{ada.id}/verify_totp", code="two").gives(verified=True),
    ),
    scenario(
        "no code is left after all second factors were disabled",
        "DisableMFA",
        user("ada", totp_secret="JBSWY3DPEHPK3PXP", backup_codes=["one"]),
        delete("/users/{ada.id}/mfa"),
        post("/users/{ada.id}/verify_totp", code="one").is_refused(400, "totp_disabled"),
        patch("/users/{ada.id}", totp_secret="JBSWY3DPEHPK3PXP"),
        post("/users/{ada.id}/verify_totp", code="one").is_refused(422, "totp_incorrect_code"),
    ),
]

SCENARIOS: list[Scenario] = [*IMAGES, *CREDENTIALS, *CODES]
