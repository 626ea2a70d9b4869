"""Formats and rules that Clerk's spec has in words alone, in descriptions of fields.

The operation in each row is the source, unless a comment names another.
"""

from __future__ import annotations

from typing import Any

import pytest

FORMAT = "form_param_format_invalid"
VALUE = "form_param_value_invalid"
SHORT = "form_param_min_length_exceeded"

INVALID_EMAILS = (
    ".a@x.co", "a.@x.co", "a..b@x.co", "a@x..co", "a@-x.co", "a@x-.co", "a@x_y.co", "<a@x.co>",
    "a@[1.2.3.4]", "a@x", "a b@x.co", "x" * 65 + "@x.co", "a@" + "x." * 127 + "co",
)  # fmt: skip
VALID_EMAILS = (
    "a@x.co", "a.b+c@x.co", "o'neil@sub.x.co", "x" * 64 + "@x-y.co", "ü@münchen.de", "1@2.io",
)  # fmt: skip


@pytest.mark.parametrize("email", INVALID_EMAILS)
def test_an_email_address_has_the_format_of_rfc_5322(api: Any, email: str) -> None:
    assert api.errors("POST", "/users", {"email_address": [email]}) == (
        422,
        [(FORMAT, "email_address")],
    )
    assert api.errors("POST", "/invitations", {"email_address": email})[0] == 422


@pytest.mark.parametrize("email", VALID_EMAILS)
def test_a_valid_email_address_is_accepted(api: Any, email: str) -> None:
    user = api.ok("POST", "/users", {"email_address": [email]})
    assert user["email_addresses"][0]["email_address"] == email


def org_path(api: Any) -> str:
    return f"/organizations/{api.ok('POST', '/organizations', {'name': 'Acme'})['id']}"


INVALID_URLS = (
    "nope",
    "myapp:callback",
    "https://",
    "https:///path",
    "//x.com",
    "https://x.com/a b",
)
"""Neither ``https://…`` nor a custom scheme such as ``my-app://oauth-callback``."""


@pytest.mark.parametrize("url", [*INVALID_URLS, "javascript:alert(1)", " ", ""])
def test_a_redirect_url_has_a_scheme_and_a_host(api: Any, url: str) -> None:
    assert api.errors("POST", "/redirect_urls", {"url": url}) == (422, [(FORMAT, "url")])


@pytest.mark.parametrize("url", INVALID_URLS)
def test_an_invitation_leads_to_a_url(api: Any, url: str) -> None:
    body = {"email_address": "a@x.co", "redirect_url": url}
    refused = (422, [(FORMAT, "redirect_url")])
    assert api.errors("POST", "/invitations", body) == refused
    assert api.errors("POST", "/invitations/bulk", [body]) == refused
    path = f"{org_path(api)}/invitations"
    assert api.errors("POST", path, body | {"role": "org:member"}) == refused


ACCEPTED = ["https://x.com", "http://localhost:3000/cb?a=b#c", "my-app://oauth-callback"]


@pytest.mark.parametrize("url", ACCEPTED)
def test_a_url_with_a_custom_scheme_is_accepted(api: Any, url: str) -> None:
    assert api.ok("POST", "/redirect_urls", {"url": url})["url"] == url
    body = {"email_address": "a@x.co", "redirect_url": url}
    assert api.ok("POST", "/invitations", body)["url"] == url


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/organizations", {}),
        ("/organization_roles", {"key": "org:x"}),
        ("/organization_permissions", {"key": "org:a:b"}),
        ("/role_sets", {"roles": ["org:admin"], "default_role_key": "org:admin",
                        "creator_role_key": "org:admin"}),
        ("/jwt_templates", {"claims": {}}),
        ("/machines", {}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["", "x" * 257])
def test_an_object_has_a_name(api: Any, path: str, fields: dict[str, Any], name: str) -> None:
    code = SHORT if not name else "form_param_max_length_exceeded"
    assert api.errors("POST", path, {"name": name, **fields}) == (422, [(code, "name")])


@pytest.mark.parametrize("name", ["https://evil.example", "see www.evil.example", "<b>x</b>", " "])
def test_the_name_of_an_organization_has_no_urls_or_html(api: Any, name: str) -> None:
    path = org_path(api)
    code = FORMAT if name.strip() else SHORT
    assert api.errors("POST", "/organizations", {"name": name}) == (422, [(code, "name")])
    assert api.errors("PATCH", path, {"name": name}) == (422, [(code, "name")])


@pytest.mark.parametrize("name", ["A & B", "x < y", "Node.js", "Acme: tools/parts", "wwwest"])
def test_the_name_of_an_organization_may_have_punctuation(api: Any, name: str) -> None:
    assert api.ok("POST", "/organizations", {"name": name})["name"] == name


# Source of the codes: https://clerk.com/docs/guides/development/errors/backend-api
@pytest.mark.parametrize(
    ("username", "code"),
    [
        ("ada lovelace", "form_username_invalid_character"),
        ("ada@x", "form_username_invalid_character"),
        ("adä", "form_username_invalid_character"),
        ("ada.b", "form_username_invalid_character"),
        ("1234567", "form_username_needs_non_number_char"),
        ("x" * 65, "form_username_invalid_length"),
    ],
)
def test_a_username_has_letters_digits_dashes_and_underscores(
    api: Any, make_user: Any, username: str, code: str
) -> None:
    path = f"/users/{make_user(username='grace')['id']}"
    assert api.errors("POST", "/users", {"username": username}) == (422, [(code, "username")])
    assert api.errors("PATCH", path, {"username": username}) == (422, [(code, "username")])


@pytest.mark.parametrize("secret", ["!!", "JBSWY3DP1", "x"])
def test_the_secret_of_an_authenticator_app_is_in_base_32(
    api: Any, make_user: Any, secret: str
) -> None:
    refused = (422, [("invalid_totp_secret_code", "totp_secret")])
    path = f"/users/{make_user(username='grace')['id']}"
    assert api.errors("POST", "/users", {"username": "ada", "totp_secret": secret}) == refused
    assert api.errors("PATCH", path, {"totp_secret": secret}) == refused


@pytest.mark.parametrize("field", ["skip_password_checks", "sign_out_of_other_sessions"])
def test_a_field_about_passwords_needs_one(api: Any, make_user: Any, field: str) -> None:
    path = f"/users/{make_user(username='grace')['id']}"
    refused = (422, [("form_conditional_param_disallowed", field)])
    assert api.errors("PATCH", path, {field: True}) == refused
    assert api.ok("PATCH", path, {field: False})


@pytest.mark.parametrize("kind", ["allowlist", "blocklist"])
@pytest.mark.parametrize(
    "identifier",
    ["", "x.com", "not an email", "0x123", "+1555", "**", "foo@*", "@", "*@*", "*@*.", "a@*.x.co"],
)
def test_an_identifier_to_restrict_is_one(api: Any, kind: str, identifier: str) -> None:
    refused = (422, [(FORMAT, "identifier")])
    assert api.errors("POST", f"/{kind}_identifiers", {"identifier": identifier}) == refused


# Source of the wildcard: https://clerk.com/docs/guides/secure/restricting-access
@pytest.mark.parametrize(
    ("identifier", "type"),
    [
        ("a@x.co", "email_address"), ("*@x.co", "email_address"), ("@x.co", "email_address"),
        ("*@*.x.co", "email_address"),
        ("+15550100001", "phone_number"), ("0x" + "aB" * 20, "web3_wallet"),
    ],
)  # fmt: skip
def test_an_identifier_has_a_type(api: Any, identifier: str, type: str) -> None:
    body = {"identifier": identifier}
    assert api.ok("POST", "/blocklist_identifiers", body)["identifier_type"] == type


@pytest.mark.parametrize("origin", ["nope", "http://localhost:3000/", "https://x.com/a", "*", ""])
def test_an_allowed_origin_has_no_path(api: Any, origin: str) -> None:
    body = {"allowed_origins": ["capacitor://localhost", "http://localhost:3000", origin]}
    refused = (422, [("form_invalid_origin", "allowed_origins")])
    assert api.errors("PATCH", "/instance", body) == refused


@pytest.mark.parametrize(
    ("method", "path", "body", "error"),
    [
        ("PATCH", "/instance", {"support_email": "nobody"}, (FORMAT, "support_email")),
        ("POST", "/domains", {"name": "x.co", "is_satellite": True, "proxy_url": "ftp://x.co"},
         (FORMAT, "proxy_url")),
        ("POST", "/organization_permissions", {"name": "A", "key": "org:sys_a:read"},
         (FORMAT, "key")),
        ("POST", "/actor_tokens",
         {"user_id": "x", "actor": {"sub": "y"}, "expires_in_seconds": 0},
         (VALUE, "expires_in_seconds")),
        ("POST", "/actor_tokens",
         {"user_id": "x", "actor": {"sub": "y"}, "session_max_duration_in_seconds": -1},
         (VALUE, "session_max_duration_in_seconds")),
    ],
)  # fmt: skip
def test_a_field_follows_the_rule_of_its_description(
    api: Any, method: str, path: str, body: Any, error: tuple[str, str]
) -> None:
    assert api.errors(method, path, body) == (422, [error])


@pytest.mark.parametrize("field", ["amount", "annual_monthly_amount"])
@pytest.mark.parametrize("cents", [-100, 1, 99])
def test_a_price_is_free_or_at_least_a_dollar(api: Any, field: str, cents: int) -> None:
    plan_id = api.ok("GET", "/billing/plans")["data"][0]["id"]
    body = {"plan_id": plan_id, "amount": 100, field: cents}
    assert api.errors("POST", "/billing/prices", body) == (422, [(VALUE, field)])


def test_a_price_has_a_currency(api: Any) -> None:
    body = {"plan_id": api.ok("GET", "/billing/plans")["data"][0]["id"], "amount": 100}
    refused = (400, [("currency_invalid", "currency")])
    assert api.errors("POST", "/billing/prices", body | {"currency": "xxx"}) == refused
    assert api.ok("POST", "/billing/prices", body | {"currency": "usd"})["currency"] == "USD"
