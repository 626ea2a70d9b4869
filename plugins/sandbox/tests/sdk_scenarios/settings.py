"""The settings of the instance: communication, organizations, domains and templates."""

from __future__ import annotations

from typing import Any

from plugins.sandbox.tests.sdk_scenarios.objects import Scenarios, numbers

scenarios = Scenarios()


@scenarios.add
def communication(sdk: Any) -> None:
    blocked = {"blocked_country_codes": ["FR", "IT"]}
    changed = sdk.instance_settings.update_communication(request=blocked)
    assert changed.blocked_country_codes == ["FR", "IT"]
    assert sdk.instance_settings.get_communication() == changed


@scenarios.add
def organization_settings(sdk: Any) -> None:
    request = {"max_allowed_memberships": 5, "domains_enrollment_modes": ["automatic_invitation"]}
    changed = sdk.instance_settings.update_organization_settings(request=request)
    assert changed.max_allowed_memberships == 5
    assert sdk.instance_settings.get_organization_settings() == changed


@scenarios.add
def settings_of_the_older_endpoint(sdk: Any) -> None:
    request = {"from_email_address": "support", "test_mode": True}
    settings = sdk.beta_features.update_instance_settings(request=request)
    assert settings.from_email_address == "support"


@scenarios.add
def the_primary_domain(sdk: Any) -> None:
    number = next(numbers)
    sdk.instance_settings.change_domain(request={"home_url": f"https://a{number}.example"})
    sdk.beta_features.update_production_instance_domain(
        request={"home_url": f"https://b{number}.example", "is_secondary": True}
    )
    primary, *_ = sdk.domains.list().data
    assert primary.name == f"b{number}.example"
    url = f"https://b{number}.example/__clerk"
    check = sdk.proxy_checks.verify(request={"domain_id": primary.id, "proxy_url": url})
    assert check.successful


@scenarios.add
def message_templates(sdk: Any) -> None:
    from clerk_backend_api.models import (
        PathParamTemplateType,
        RevertTemplatePathParamTemplateType,
        TemplateType,
        ToggleTemplateDeliveryPathParamTemplateType,
        UpsertTemplatePathParamTemplateType,
    )

    templates, slug = sdk.email_sms_templates, "invitation"
    slugs = [row.slug for row in templates.list(template_type=TemplateType.EMAIL)]
    assert slug in slugs
    changed = sdk.email_and_sms_templates.upsert(
        template_type=UpsertTemplatePathParamTemplateType.EMAIL, slug=slug, subject="Welcome"
    )
    assert changed == templates.get(template_type=PathParamTemplateType.EMAIL, slug=slug)
    sdk.templates.preview(template_type="email", slug=slug, subject="{{app.name}}")
    toggled = templates.toggle_template_delivery(
        template_type=ToggleTemplateDeliveryPathParamTemplateType.EMAIL,
        slug=slug,
        delivered_by_clerk=False,
    )
    assert toggled.delivered_by_clerk is False
    reverted = templates.revert(template_type=RevertTemplatePathParamTemplateType.EMAIL, slug=slug)
    assert (reverted.subject, reverted.delivered_by_clerk) != ("Welcome", False)


@scenarios.add
def the_interstitial_page(sdk: Any) -> None:
    sdk.miscellaneous.get_public_interstitial(
        publishable_key="pk_test_Y2xlcmsuYWNtZS5leGFtcGxlJA=="
    )
