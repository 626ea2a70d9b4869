"""Settings of the instance with groups of their own, and its domain."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

SETTINGS: dict[str, Any] = {
    "object": "organization_settings",
    "enabled": True,
    "max_allowed_memberships": 0,
    "slug_disabled": True,
    "domains_enrollment_modes": ["manual_invitation"],
    "creator_role": "org:admin",
}
COMMUNICATION = "/v1/instance/communication"
ORGANIZATIONS = "/v1/instance/organization_settings"
BETA = "/v1/beta_features/instance_settings"


@pytest.mark.parametrize(
    ("argv", "sent"),
    [
        ("communication get", ("GET", COMMUNICATION, None)),
        ("communication update --blocked-country-codes fr,IT --blocked-country-codes FR",
         ("PATCH", COMMUNICATION, {"blocked_country_codes": ["FR", "IT"]})),
        ("communication update --blocked-country-codes=",
         ("PATCH", COMMUNICATION, {"blocked_country_codes": []})),
        ("organization-settings get", ("GET", ORGANIZATIONS, None)),
        ("org-settings update -f --no-enabled --max-allowed-memberships 0 --slug-disabled",
         ("PATCH", ORGANIZATIONS,
          {"enabled": False, "max_allowed_memberships": 0, "slug_disabled": True})),
        ("org-settings update --no-admin-delete-enabled --domains-enabled "
         "--domains-enrollment-modes AUTOMATIC_INVITATION --creator-role-id role_1 "
         "--domains-default-role-id role_2",
         ("PATCH", ORGANIZATIONS,
          {"admin_delete_enabled": False, "domains_enabled": True,
           "domains_enrollment_modes": ["automatic_invitation"], "creator_role_id": "role_1",
           "domains_default_role_id": "role_2"})),
        ("org-settings update --domains-enrollment-modes=",
         ("PATCH", ORGANIZATIONS, {"domains_enrollment_modes": []})),
        ("beta-settings update --restricted-to-allowlist --from-email-address help "
         "--no-progressive-sign-up --no-test-mode",
         ("PATCH", BETA,
          {"restricted_to_allowlist": True, "from_email_address": "help",
           "progressive_sign_up": False, "test_mode": False})),
        ("change-domain https://www.example.com -f",
         ("POST", "/v1/instance/change_domain", {"home_url": "https://www.example.com"})),
        ("change-domain https://app.example.com --is-secondary -f",
         ("POST", "/v1/instance/change_domain",
          {"home_url": "https://app.example.com", "is_secondary": True})),
    ],
)  # fmt: skip
def test_a_command_sends_its_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, sent: Any
) -> None:
    fake_api.answer({"id": "ins_1", "enabled": True, "blocked_country_codes": []})
    result = clerk("instance", *argv.split())
    assert result.code == 0, result.err
    (request,) = fake_api.requests
    assert (request.method, request.target, request.body) == sent


def test_a_body_can_come_from_a_file(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(SETTINGS)
    (clerk.directory / "settings.yaml").write_text("enabled: true\ndomains_enabled: false\n")
    argv = "instance org-settings update --input settings.yaml --domains-enabled"
    assert clerk(*argv.split()).code == 0
    assert fake_api.requests[0].body == {"enabled": True, "domains_enabled": True}


def test_the_settings_of_organizations_are_shown_with_labels(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(SETTINGS)
    out = clerk("instance", "organization-settings", "get").out
    assert "Organizations:       yes\nSlugs:               no" in out
    assert "Membership limit:  unlimited" in out


def test_blocked_countries_are_shown(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"object": "instance_communication", "blocked_country_codes": ["FR", "IT"]})
    assert clerk("instance", "communication", "get").out == "Blocked countries: FR, IT\n"


@pytest.mark.parametrize(
    ("codes", "blocked", "message"),
    [
        ("AT,XX,ZZ", ["AT"], "⚠ Updated the communication settings without XX, ZZ: unknown "
         "to the API.\n"),
        ("XX", [], "⚠ Updated the communication settings without XX: unknown to the "
         "API.\n"),
        ("IT,AT", ["AT", "IT"], "✓ Updated the communication settings.\n"),
        ("", [], "✓ Updated the communication settings.\n"),
    ],
)  # fmt: skip
def test_countries_that_the_api_dropped_are_named(
    clerk: CommandLine, fake_api: FakeAPI, codes: str, blocked: list[str], message: str
) -> None:
    fake_api.answer({"object": "instance_communication", "blocked_country_codes": blocked})
    result = clerk("instance", "communication", "update", "--blocked-country-codes", codes)
    assert (result.code, result.err) == (0, message)


def test_countries_of_a_body_that_the_api_dropped_are_named(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer({"object": "instance_communication", "blocked_country_codes": []})
    body = '{"blocked_country_codes": ["XX"]}'
    result = clerk("instance", "communication", "update", "--input", "-", stdin=body)
    assert "without XX" in result.err


@pytest.mark.parametrize(
    "argv",
    [
        "communication get",
        "communication update --blocked-country-codes FR",
        "organization-settings get",
        "organization-settings update --enabled",
    ],
)
def test_a_response_that_is_something_else_is_an_error(
    clerk: CommandLine, fake_api: FakeAPI, argv: str
) -> None:
    fake_api.answer({"data": {}})
    result = clerk("instance", *argv.split())
    assert (result.code, result.out) == (1, "")
    assert "the API returned an object without" in result.err


def test_another_domain_has_no_response_and_shows_what_was_sent(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(status=202)
    argv = "instance change-domain https://www.example.com -f -o json"
    result = clerk(*argv.split())
    assert (result.code, result.json) == (0, {"home_url": "https://www.example.com"})
    assert "Update your DNS records and keys." in result.err


def test_the_question_names_the_domain(clerk: CommandLine, fake_api: FakeAPI) -> None:
    result = clerk("instance", "change-domain", "https://www.example.com")
    assert (result.code, fake_api.requests) == (2, [])
    assert "move the instance to the domain of https://www.example.com" in result.err


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("communication update", "no changes specified"),
        (
            "communication update --blocked-country-codes USA",
            '"USA" is not a country code such as US',
        ),
        (
            "communication update --blocked-country-codes U1",
            '"U1" is not a country code such as US',
        ),
        ("organization-settings update", "no changes specified"),
        ("organization-settings update --max-allowed-memberships=-1", "at least 0"),
        ("organization-settings update --domains-enrollment-modes manual", "is not one of"),
        ("organization-settings update --creator-role-id org:admin", "is a role key"),
        (
            "update --preferred-sign-in-strategy sms",
            '"sms" is not one of password, otp, an empty value',
        ),
        ("beta-settings update", "no changes specified"),
        ("beta-settings update --from-email-address a@b.co", "letters and digits"),
        ("change-domain -f", "missing required argument"),
        ("change-domain http://example.com -f", "is not a URL such as https://www.example.com"),
        ("change-domain https:// -f", "is not a URL such as https://www.example.com"),
        ("change-domain example.com -f", "is not a URL such as https://www.example.com"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses("instance", *argv.split(), because=message)
    assert fake_api.requests == []
