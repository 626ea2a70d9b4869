"""The instance: settings, domains, redirect URLs and keys."""

from __future__ import annotations

from plugins.sandbox.tests.state_scenarios.steps import (
    Scenario,
    delete,
    get,
    patch,
    post,
    scenario,
    user,
)

SCENARIOS: list[Scenario] = [
    scenario(
        "restrictions that a request omits stay as they are",
        "UpdateInstanceRestrictions",
        patch("/instance/restrictions", allowlist=True).gives(allowlist=True, blocklist=False),
        patch("/instance/restrictions", blocklist=True).gives(allowlist=True, blocklist=True),
        patch("/instance/restrictions", allowlist=False).gives(allowlist=False, blocklist=True),
    ),
    scenario(
        "restrictions limit who signs up, not who is created with the secret key",
        "https://clerk.com/docs/guides/secure/restricting-access",
        post("/blocklist_identifiers", identifier="ada@example.com"),
        patch("/instance/restrictions", allowlist=True, blocklist=True).gives(blocklist=True),
        user("ada").gives(banned=False),
        get("/users?email_address=ada@example.com").lists("{ada.id}"),
    ),
    scenario(
        "the primary domain cannot be deleted, and satellites can",
        "operation_not_allowed_on_primary_domain",
        get("/domains").gives({"data.0.is_satellite": False}).named("domains"),
        delete("/domains/{domains.data.0.id}").is_refused(
            403, "operation_not_allowed_on_primary_domain"
        ),
        post("/domains", name="app.example.com", is_satellite=True).named("satellite"),
        post("/domains", name="app.example.com", is_satellite=True).is_refused(
            422, "form_identifier_exists"
        ),
        get("/domains").gives(total_count=2),
        delete("/domains/{satellite.id}").gives(deleted=True),
        get("/domains").lists("{domains.data.0.id}"),
    ),
    scenario(
        "a new domain is a satellite",
        "AddDomain",
        post("/domains", name="app.example.com", is_satellite=False).is_refused(
            422, "form_param_value_invalid"
        ),
        get("/domains").gives(total_count=1),
        post("/domains", name="localhost:3000", is_satellite=True).gives(name="localhost:3000"),
        get("/domains").gives(total_count=2),
    ),
    scenario(
        "a redirect URL is on the list once, until it is removed",
        "DeleteRedirectURL",
        post("/redirect_urls", url="myapp://callback").named("url"),
        post("/redirect_urls", url="myapp://callback").is_refused(422, "form_identifier_exists"),
        get("/redirect_urls").lists("{url.id}"),
        delete("/redirect_urls/{url.id}").gives(deleted=True),
        get("/redirect_urls/{url.id}").is_refused(404, "resource_not_found"),
        post("/redirect_urls", url="myapp://callback").gives(url="myapp://callback"),
    ),
    scenario(
        "the origins that the instance allows are kept",
        "UpdateInstance",
        get("/instance").gives(allowed_origins=None),
        patch("/instance", allowed_origins=["https://app.example.com"]).is_answered(204),
        get("/instance").gives(allowed_origins=["https://app.example.com"]),
        patch("/instance", allowed_origins=[]).is_answered(204),
        get("/instance").gives(allowed_origins=[]),
    ),
    scenario(
        "an instance has one Svix app, and links to it while it has one",
        "svix_app_missing",
        post("/webhooks/svix_url").is_refused(400, "svix_app_missing"),
        delete("/webhooks/svix").is_refused(400, "svix_app_missing"),
        post("/webhooks/svix"),
        post("/webhooks/svix").is_refused(400, "svix_app_exists"),
        post("/webhooks/svix_url"),
        delete("/webhooks/svix").is_answered(204),
        post("/webhooks/svix_url").is_refused(400, "svix_app_missing"),
        post("/webhooks/svix"),
    ),
]
