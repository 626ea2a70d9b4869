"""The instance: settings, domains, redirect URLs and keys."""

from __future__ import annotations

from plugins.sandbox.tests.state_scenarios.steps import (
    Scenario,
    delete,
    get,
    patch,
    post,
    put,
    scenario,
    session,
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
    scenario(
        "the list of blocked countries is replaced, and codes of no country are dropped",
        "UpdateInstanceCommunication",
        get("/instance/communication").gives(blocked_country_codes=[]),
        patch("/instance/communication", blocked_country_codes=["US", "QQ", "CA"]).gives(
            blocked_country_codes=["US", "CA"]
        ),
        patch("/instance/communication").gives(blocked_country_codes=["US", "CA"]),
        patch("/instance/communication", blocked_country_codes=None).gives(
            blocked_country_codes=["US", "CA"]
        ),
        patch("/instance/communication", blocked_country_codes=["FR", "FR"]).is_refused(
            422, "form_param_duplicate"
        ),
        patch("/instance/communication", blocked_country_codes=["fr"]).is_refused(
            422, "form_param_format_invalid"
        ),
        patch("/instance/communication", blocked_country_codes=[]).gives(blocked_country_codes=[]),
        get("/instance/communication").gives(blocked_country_codes=[]),
    ),
    scenario(
        "the older endpoint for settings turns on the same allowlist",
        "UpdateInstanceAuthConfig",
        patch("/beta_features/instance_settings", restricted_to_allowlist=True).gives(
            restricted_to_allowlist=True, progressive_sign_up=True
        ),
        patch("/instance/restrictions", blocklist=True).gives(allowlist=True, blocklist=True),
        patch("/instance/restrictions", allowlist=False).gives(allowlist=False),
        patch("/beta_features/instance_settings", progressive_sign_up=False).gives(
            restricted_to_allowlist=False, progressive_sign_up=False
        ),
        patch("/beta_features/instance_settings", from_email_address="a@b.co").is_refused(
            422, "form_param_format_invalid"
        ),
    ),
    scenario(
        "emails come from the address of the instance, unless their template has another",
        "UpdateInstanceAuthConfig",
        get("/templates/email/invitation").gives(from_email_name="notifications"),
        patch("/beta_features/instance_settings", from_email_address="support").gives(
            from_email_address="support"
        ),
        get("/templates/email/invitation").gives(from_email_name="support"),
        put("/templates/email/invitation", from_email_name="team").gives(from_email_name="team"),
        get("/templates/email/invitation").gives(from_email_name="team"),
        get("/templates/email/password_changed").gives(from_email_name="support"),
    ),
    scenario(
        "another domain signs everybody out",
        "ChangeProductionInstanceDomain",
        user("ada"),
        session("ada"),
        get("/domains").named("domains"),
        post("/instance/change_domain", home_url="https://www.example.com/app").is_answered(202),
        get("/domains").gives(
            {
                "total_count": 1,
                "data.0.id": "{domains.data.0.id}",
                "data.0.name": "example.com",
                "data.0.frontend_api_url": "https://clerk.example.com",
            }
        ),
        get("/sessions/{session.id}").gives(status="revoked"),
    ),
    scenario(
        "after a change of the domain, whatever is issued is about the new one",
        "ChangeProductionInstanceDomain",
        user("ada"),
        post("/instance/change_domain", home_url="https://example.com").is_answered(202),
        session("ada"),
        post("/sessions/{session.id}/tokens", {}).signs({"iss": "https://clerk.example.com"}),
        *(
            step.named("issued").gives(issued)
            for step, issued in (
                (
                    post("/oauth_applications", name="Reports"),
                    {"authorize_url": "https://clerk.example.com/oauth/authorize"},
                ),
                (
                    post("/invitations", email_address="grace@example.com"),
                    {"url": "https://accounts.example.com/v1/tickets/grace@example.com"},
                ),
            )
        ),
    ),
    scenario(
        "a secondary application keeps its subdomain",
        "ChangeProductionInstanceDomain",
        post(
            "/instance/change_domain", home_url="https://app.example.co.uk", is_secondary=True
        ).is_answered(202),
        get("/domains").gives({"data.0.name": "app.example.co.uk"}),
        put("/beta_features/domain", home_url="https://app.example.co.uk").is_answered(202),
        get("/domains").gives({"data.0.name": "example.co.uk"}),
    ),
    *(
        scenario(
            f"a home URL is refused: {code}",
            code,
            post("/domains", name="taken.example", is_satellite=True),
            post("/instance/change_domain", **body).is_refused(422, code),
            get("/domains").gives({"data.0.name": "sandbox.test"}),
        )
        for code, body in (
            ("home_url_taken", {"home_url": "https://taken.example"}),
            ("known_hosting_domain", {"home_url": "https://mine.vercel.app"}),
            ("reserved_domain", {"home_url": "https://app.clerk.com"}),
            (
                "reserved_subdomain",
                {"home_url": "https://accounts.example.com", "is_secondary": True},
            ),
            ("insecure_url", {"home_url": "http://example.com"}),
            ("form_param_missing", {}),
            ("form_param_format_invalid", {"home_url": "https://["}),
        )
    ),
    scenario(
        "a proxy can be checked before it is used, and again",
        "VerifyDomainProxy",
        post("/domains", name="app.example.com", is_satellite=True).named("domain"),
        post("/proxy_checks", domain_id="{domain.id}", proxy_url="https://app.example.com/__clerk")
        .gives(successful=True, proxy_url="https://app.example.com/__clerk")
        .named("check"),
        get("/domains").gives({"data.1.proxy_url": None}),
        post(
            "/proxy_checks", domain_id="{domain.id}", proxy_url="https://app.example.com/__clerk"
        ).gives(id="{check.id}", created_at="{check.created_at}"),
        post("/proxy_checks", domain_id="{domain.id}", proxy_url="https://example.org").is_refused(
            422, "invalid_proxy_configuration"
        ),
        post(
            "/proxy_checks", domain_id="{domain.id}", proxy_url="http://app.example.com/__clerk"
        ).is_refused(422, "insecure_url"),
        post("/proxy_checks", domain_id="dmn_1", proxy_url="https://example.org").is_refused(
            422, "form_resource_not_found"
        ),
    ),
    scenario(
        "a template is the instance's own until it is reverted",
        "RevertTemplate",
        get("/templates/email/invitation")
        .gives(resource_type="system", can_revert=False, instance_id=None)
        .named("original"),
        post("/templates/email/invitation/revert").is_refused(400, "template_revert_error"),
        put("/templates/email/invitation", subject="Welcome", body="Join: {original.body}").gives(
            resource_type="user", can_revert=True, subject="Welcome", name="{original.name}"
        ),
        get("/templates/email/invitation").gives(body="Join: {original.body}"),
        post("/templates/email/invitation/revert").gives(
            resource_type="system", id="{original.id}", body="{original.body}"
        ),
        get("/templates/email/invitation").gives(subject="{original.subject}", can_revert=False),
    ),
    scenario(
        "a preview has examples in place of variables, and changes nothing",
        "PreviewTemplate",
        post(
            "/templates/email/verification_code/preview", subject="Hi", body="Code {{ otp_code }}"
        ).gives(subject="Hi", body="Code 424242"),
        get("/templates/email/verification_code").gives(resource_type="system"),
        post("/templates/email/verification_code/preview", body="{{otp_code").is_refused(
            422, "invalid_template_body"
        ),
        post("/templates/fax/verification_code/preview").is_refused(
            400, "template_type_unsupported"
        ),
        post("/templates/sms/invitation/preview").is_refused(404, "resource_not_found"),
    ),
    scenario(
        "the text of a template has its variables, and that of codes in text messages is fixed",
        "required_variable_missing",
        put("/templates/email/verification_code", body="Hello").is_refused(
            422, "required_variable_missing"
        ),
        put("/templates/sms/verification_code", body="Your code").is_refused(
            400, "template_body_modification_restricted"
        ),
        put("/templates/sms/password_changed", body="Changed.").gives(body="Changed."),
    ),
    scenario(
        "the application can deliver the messages of a template itself",
        "ToggleTemplateDelivery",
        post("/templates/sms/password_changed/toggle_delivery", delivered_by_clerk=False).gives(
            delivered_by_clerk=False, resource_type="system"
        ),
        get("/templates/sms/password_changed").gives(delivered_by_clerk=False),
        get("/templates/email/password_changed").gives(delivered_by_clerk=True),
    ),
]
