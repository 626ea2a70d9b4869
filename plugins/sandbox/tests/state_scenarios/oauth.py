"""OAuth applications, and the settings for all of them."""

from __future__ import annotations

from plugins.sandbox.tests.state_scenarios.steps import (
    ABSENT,
    Scenario,
    Step,
    delete,
    get,
    patch,
    post,
    scenario,
)

GUIDE = "https://clerk.com/docs/guides/configure/auth-strategies/oauth/how-clerk-implements-oauth"
SETTINGS = "/instance/oauth_application_settings"
REFUSAL = "oauth_application_consent_screen_cannot_be_disabled"


def application(name: str, **body: object) -> Step:
    """A new OAuth application."""
    return post("/oauth_applications", name=name, **body).named(name)


SCENARIOS: list[Scenario] = [
    scenario(
        "an OAuth application has Clerk's defaults and a secret that is shown once",
        "CreateOAuthApplication",
        application("reports").gives(
            scopes="profile email", consent_screen_enabled=True, pkce_required=False, public=False,
            redirect_uris=[], callback_url="", dynamically_registered=False, client_image_url=None,
        ),
        get("/oauth_applications/{reports.id}").gives(
            client_secret=ABSENT, client_id="{reports.client_id}"
        ),
        get("/oauth_applications").lists("{reports.id}"),
    ),
    scenario(
        "a public OAuth application has no secret, also after a rotation",
        "RotateOAuthApplicationSecret",
        application("phone", public=True, pkce_required=False).is_refused(
            422, "form_public_client_requires_pkce"
        ),
        application("phone", public=True).gives(
            client_secret="", public=True, pkce_required=True
        ),
        post("/oauth_applications/{phone.id}/rotate_secret").gives(client_secret=""),
        patch("/oauth_applications/{phone.id}", pkce_required=False).is_refused(
            422, "form_public_client_requires_pkce"
        ),
        patch("/oauth_applications/{phone.id}", public=False).gives(public=False),
        post("/oauth_applications/{phone.id}/rotate_secret").named("rotated"),
        get("/oauth_applications/{phone.id}").gives(client_id="{rotated.client_id}"),
    ),
    scenario(
        "the older callback URL of an OAuth application is its first redirect URI",
        "UpdateOAuthApplication",
        application("reports", callback_url="https://a.example").gives(
            redirect_uris=["https://a.example"], callback_url="https://a.example"
        ),
        patch(
            "/oauth_applications/{reports.id}",
            redirect_uris=["app://b", "app://c", "app://b"],
            callback_url="https://z.example",
        ).gives(redirect_uris=["app://b", "app://c"], callback_url="app://b"),
        patch("/oauth_applications/{reports.id}", redirect_uris=[]).gives(callback_url=""),
    ),
    scenario(
        "fields of an OAuth application that are null or omitted stay as they are",
        "UpdateOAuthApplication",
        application("reports", scopes="openid", pkce_required=True),
        patch("/oauth_applications/{reports.id}", name="Charts", scopes=None).gives(
            name="Charts", scopes="openid", pkce_required=True
        ),
        get("/oauth_applications/{reports.id}").gives(name="Charts"),
    ),
    scenario(
        "the consent screen cannot be disabled while applications register by themselves",
        GUIDE,
        application("reports", consent_screen_enabled=False).gives(consent_screen_enabled=False),
        patch(SETTINGS, dynamic_oauth_client_registration=True),
        post("/oauth_applications", name="x", consent_screen_enabled=False).is_refused(
            422, REFUSAL
        ),
        patch("/oauth_applications/{reports.id}", name="Charts").gives(name="Charts"),
        patch("/oauth_applications/{reports.id}", consent_screen_enabled=False).is_refused(
            422, REFUSAL
        ),
        patch(SETTINGS, dynamic_oauth_client_registration=False),
        patch("/oauth_applications/{reports.id}", consent_screen_enabled=False).gives(
            consent_screen_enabled=False
        ),
    ),
    scenario(
        "a deleted OAuth application is gone",
        "DeleteOAuthApplication",
        application("reports"),
        delete("/oauth_applications/{reports.id}").gives(deleted=True),
        get("/oauth_applications/{reports.id}").is_refused(404, "resource_not_found"),
        post("/oauth_applications/{reports.id}/rotate_secret").is_refused(
            404, "resource_not_found"
        ),
        post("/oauth_applications/{reports.id}/revoke_token", token="oat_x").is_refused(
            404, "resource_not_found"
        ),
        get("/oauth_applications").lists(),
    ),
    scenario(
        "a token that no application got is not found",
        "verifyOAuthAccessToken",
        application("reports"),
        post("/oauth_applications/access_tokens/verify", access_token="oat_x").is_refused(
            404, "resource_not_found"
        ),
        post("/oauth_applications/access_tokens/verify", secret="x.y.z").is_refused(
            404, "resource_not_found"
        ),
        post("/oauth_applications/access_tokens/verify").is_refused(400, "form_param_missing"),
        post("/oauth_applications/{reports.id}/revoke_token", token="oat_x").is_refused(
            404, "resource_not_found"
        ),
    ),
    scenario(
        "OAuth settings that are null stay, except default scopes, which are Clerk's again",
        "UpdateInstanceOAuthApplicationSettings",
        get(SETTINGS).gives(
            oauth_jwt_access_tokens=True, default_scopes=None,
            dynamic_oauth_client_registration=False,
        ),
        patch(SETTINGS, oauth_jwt_access_tokens=False, default_scopes=["openid", "email", "openid"])
        .gives(oauth_jwt_access_tokens=False, default_scopes=["openid", "email"]),
        patch(SETTINGS, oauth_jwt_access_tokens=None).gives(
            oauth_jwt_access_tokens=False, default_scopes=["openid", "email"]
        ),
        patch(SETTINGS, default_scopes=None).gives(default_scopes=None),
        patch(SETTINGS, default_scopes=[]).gives(default_scopes=[]),
        get(SETTINGS).gives(default_scopes=[], id=ABSENT),
    ),
]  # fmt: skip
