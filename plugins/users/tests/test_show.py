"""``clerk users show``: all parts on one screen, and what happens if one cannot be read."""

from __future__ import annotations

import re
from time import time
from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

HOURS = 3_600_000
NOW = int(time() * 1000)
USER: dict[str, Any] = {
    "id": "user_1",
    "object": "user",
    "first_name": "Ada",
    "username": "ada",
    "banned": True,
    "locked": True,
    "lockout_expires_in_seconds": 1810,
    "totp_enabled": True,
    "primary_email_address_id": "idn_1",
    "email_addresses": [
        {"id": "idn_1", "email_address": "a@b.io", "verification": {"status": "verified"}}
    ],
    "phone_numbers": [{"phone_number": "+15550100001", "reserved_for_second_factor": True}],
    "external_accounts": [{"provider": "oauth_google", "email_address": "ada@gmail.example"}],
    "passkeys": [{"name": "Laptop", "last_used_at": NOW - 49 * HOURS}],
    "last_sign_in_at": NOW - 3 * HOURS,
    "public_metadata": {"plan": "gold"},
}
SESSION = {
    "id": "sess_1",
    "last_active_at": NOW - 5 * HOURS,
    "latest_activity": {"device_type": "Mac", "browser_name": "Safari", "city": "London"},
}
MEMBERSHIP = {"id": "orgmem_1", "organization": {"id": "org_1", "name": "Acme"}, "role": "org:x"}
INVITATION = {"id": "orginv_1", "organization_id": "org_2", "status": "pending"}
SUBSCRIPTION = {
    "id": "csub_1",
    "status": "active",
    "subscription_items": [{"plan": {"name": "Pro"}}],
}
PARTS: dict[str, Any] = {
    "/v1/users/user_1": USER,
    "/v1/sessions": {"data": [SESSION], "total_count": 7},
    "/v1/users/user_1/organization_memberships": {"data": [MEMBERSHIP], "total_count": 1},
    "/v1/users/user_1/organization_invitations": {"data": [INVITATION], "total_count": 1},
    "/v1/users/user_1/billing/subscription": SUBSCRIPTION,
}


@pytest.fixture
def api(fake_api: FakeAPI) -> FakeAPI:
    """An API that has all parts of a user."""
    for path, body in PARTS.items():
        fake_api.answer_at(path, body)
    return fake_api


def refuse(api: FakeAPI, path: str, http_status: int, code: str) -> None:
    """Let a part fail."""
    errors = [{"code": code, "message": f"no {code}"}]
    api.answer_at(path, {"errors": errors}, status=http_status)


def test_the_screen_has_every_part(clerk: CommandLine, api: FakeAPI) -> None:
    result = clerk("users", "show", "user_1")
    assert (result.code, result.err) == (0, "")
    lines = [" ".join(line.split()) for line in result.out.splitlines()]
    for line in (
        "Second factors: authenticator app, SMS to +15550100001",
        "email a@b.io yes yes",
        "username ada -",
        "oauth_google ada@gmail.example no -",
        "Laptop no 2 days ago",
        "Active sessions (1 of 7)",
        "sess_1 Mac Safari London 5 hours ago -",
        "org_1 Acme org:x -",
        "orginv_1 org_2 - pending -",
        "Subscription active",
        "Pro - - -",
        '"plan": "gold"',
    ):
        assert line in lines, (line, lines)
    assert "Status: banned, locked" in lines
    assert any(line.startswith("Locked until: 2") for line in lines)
    assert any(line.endswith("(in 30 minutes)") for line in lines)
    assert any(re.fullmatch(r"Last sign-in: .* \(3 hours ago\)", line) for line in lines)
    assert len(api.requests) == len(PARTS)


def test_its_times_follow_the_options(clerk: CommandLine, api: FakeAPI) -> None:
    out = clerk("users", "show", "user_1", "--time", "iso", "--utc").out
    assert len(re.findall(r"\d\dT\d\d:\d\d:\d\d\+00:00", out)) == 4
    assert "ago" not in out
    assert "3 hours ago" in clerk("users", "show", "user_1", "--time", "relative").out


def test_csv_has_the_columns_of_a_list_of_users(clerk: CommandLine, api: FakeAPI) -> None:
    shown = clerk("users", "show", "user_1", "-o", "csv").out
    assert shown == clerk("users", "get", "user_1", "-o", "csv").out


def test_programs_get_one_object_with_the_parts(clerk: CommandLine, api: FakeAPI) -> None:
    result = clerk("users", "show", "user_1", "-o", "json").json
    assert result["user"] == USER
    assert result["sessions"] == PARTS["/v1/sessions"]
    assert (result["subscription"], result["errors"]) == (SUBSCRIPTION, {})
    (query,) = (dict(sent.query) for sent in api.requests if sent.path == "/v1/sessions")
    expected = {"user_id": "user_1", "status": "active", "paginated": "true", "limit": "100"}
    assert query == expected


def test_a_part_that_fails_is_named_and_the_rest_is_shown(clerk: CommandLine, api: FakeAPI) -> None:
    refuse(api, "/v1/sessions", 403, "access")
    result = clerk("users", "show", "user_1")
    assert result.code == 1
    assert result.err == "✗ could not read the active sessions: no access\n"
    assert "Acme" in result.out
    shown = clerk("users", "show", "user_1", "-o", "json").json
    assert shown["errors"] == {"sessions": {"code": "api", "message": "no access"}}
    assert shown["sessions"] is None


@pytest.mark.parametrize("value", [1e308, 10**400, -(10**20)])
def test_an_odd_row_costs_its_cells(clerk: CommandLine, api: FakeAPI, value: float) -> None:
    moment = {"id": "sess_2", "last_active_at": value}
    user = {**USER, "locked": True, "lockout_expires_in_seconds": value, "last_sign_in_at": value}
    api.answer_at("/v1/users/user_1", user)
    api.answer_at("/v1/sessions", {"data": [None, moment], "total_count": 2})
    result = clerk("users", "show", "user_1")
    assert (result.code, result.err) == (0, "")
    place = result.out.splitlines().index("Active sessions")
    odd, even = (line.split() for line in result.out.splitlines()[place + 2 : place + 4])
    assert set(odd) == {"-"}
    assert even == ["sess_2", "-", "-", str(value), "-"]


@pytest.mark.parametrize("error", [(404, "resource_not_found"), (403, "billing_not_enabled")])
def test_a_user_without_a_subscription_is_complete(
    clerk: CommandLine, api: FakeAPI, error: tuple[int, str]
) -> None:
    refuse(api, "/v1/users/user_1/billing/subscription", *error)
    result = clerk("users", "show", "user_1")
    assert (result.code, result.err, "Subscription" in result.out) == (0, "", False)


def test_a_user_that_does_not_exist_is_one_error(clerk: CommandLine, api: FakeAPI) -> None:
    for path in PARTS:
        refuse(api, path, 404, "resource_not_found")
    result = clerk("users", "show", "user_1")
    assert (result.code, result.out, result.err.count("✗")) == (1, "", 1)


def test_a_user_of_an_instance_without_organizations_is_complete(
    clerk: CommandLine, api: FakeAPI
) -> None:
    for name in ("organization_memberships", "organization_invitations"):
        refuse(api, f"/v1/users/user_1/{name}", 403, "organization_not_enabled_in_instance")
    result = clerk("users", "show", "user_1")
    assert (result.code, result.err) == (0, "")
    assert "Organizations" not in result.out
    assert "Invitations" not in result.out
    shown = clerk("users", "show", "user_1", "-o", "json").json
    assert (shown["organization_memberships"], shown["errors"]) == (None, {})
