"""Lists of one organization, and of all: requests, tables and usage errors."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI, SandboxAPI

NOBODY = {"data": [], "total_count": 0}
ONE = "/v1/organizations/org_1"
MEMBERSHIP = {
    "id": "orgmem_1",
    "role": "org:admin",
    "organization": {"id": "org_1", "slug": "acme"},
    "public_user_data": {"user_id": "user_1", "identifier": "ada@example.com"},
}
INVITATION = {
    "id": "orginv_1",
    "email_address": "ada@example.com",
    "role": "org:admin",
    "status": "pending",
    "organization_id": "org_1",
}
DOMAIN = {"id": "orgdmn_1", "name": "acme.example", "organization_id": "org_1"}


@pytest.mark.parametrize(
    ("argv", "target"),
    [
        ("members list", "/v1/organization_memberships?limit=10"),
        ("members list --order-by -username --limit 3 --offset 6",
         "/v1/organization_memberships?limit=3&offset=6&order_by=-username"),
        ("members list --all", "/v1/organization_memberships?limit=500&offset=0"),
        ("members list org_1 --order-by username --role org:admin",
         f"{ONE}/memberships?limit=10&order_by=username&role=org%3Aadmin"),
        ("members list org_1 --query ada --user-id user_1,user_2 --username ada",
         f"{ONE}/memberships?limit=10&query=ada&user_id=user_1&user_id=user_2&username=ada"),
        ("members list org_1 --email a@b.co --phone +15550100001",
         f"{ONE}/memberships?limit=10&email_address=a%40b.co&phone_number=%2B15550100001"),
        ("invitations list", "/v1/organization_invitations?limit=10"),
        ("invitations list --status pending --query ada --order-by email_address",
         "/v1/organization_invitations?limit=10&status=pending&query=ada&order_by=email_address"),
        ("invitations list org_1 --email a@b.co --order-by -created_at",
         f"{ONE}/invitations?limit=10&email_address=a%40b.co&order_by=-created_at"),
        ("domains list", "/v1/organization_domains?limit=10"),
        ("domains list --no-verified --domains a.io,b.io --order-by name",
         "/v1/organization_domains?limit=10&verified=false&domains=a.io&domains=b.io"
         "&order_by=name"),
        ("domains list --enrollment-mode manual_invitation,-enterprise_sso",
         "/v1/organization_domains?limit=10&enrollment_mode=manual_invitation"
         "&enrollment_mode=-enterprise_sso"),
        ("domains list org_1 --enrollment-mode manual_invitation",
         f"{ONE}/domains?limit=10&enrollment_mode=manual_invitation"),
    ],
)  # fmt: skip
def test_a_list_sends_its_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, target: str
) -> None:
    fake_api.answer(NOBODY)
    result = clerk("organizations", *argv.split())
    assert result.code == 0, result.err
    assert [request.target for request in fake_api.requests] == [target]


@pytest.mark.parametrize(
    "filter",
    [
        "--query=acme",
        "--domains=acme.example",
        "--order-by=name",
        "--enrollment-mode=-enterprise_sso",
    ],
)
def test_the_domains_of_an_organization_are_searched_in_the_list_of_all(
    clerk: CommandLine, fake_api: FakeAPI, filter: str
) -> None:
    fake_api.answer(NOBODY)
    assert clerk("organizations", "domains", "list", "org_1", filter).code == 0
    (request,) = fake_api.requests
    assert request.path == "/v1/organization_domains"
    assert request.query[0] == ("organization_id", "org_1")


def test_a_list_of_all_organizations_shows_which_is_meant(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    for row in (MEMBERSHIP, INVITATION, DOMAIN):
        fake_api.answer({"data": [row], "total_count": 1})
    tables = [
        clerk("organizations", name, "list").out for name in ("members", "invitations", "domains")
    ]
    headers, rows = zip(*(table.splitlines()[:2] for table in tables), strict=True)
    assert [header.split("ID ")[1].split()[0] for header in headers] == ["ORGANIZATION"] * 3
    assert [row.split()[1] for row in rows] == ["acme", "org_1", "org_1"]


def test_a_list_of_one_organization_does_not_repeat_it(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer({"data": [MEMBERSHIP], "total_count": 1})
    assert "ORGANIZATION" not in clerk("organizations", "members", "list", "org_1").out


def test_the_list_of_all_is_read_to_its_end(clerk: CommandLine, sandbox_api: SandboxAPI) -> None:
    for number in range(3):
        user = clerk("users", "create", "--username", f"user_{number}", "-o", "json").json
        clerk("organizations", "create", "--name", f"O{number}", "--created-by", user["id"])
    result = clerk("organizations", "members", "list", "--all", "--limit", "1", "-o", "json")
    assert [row["organization"]["name"] for row in result.json["data"]] == ["O0", "O1", "O2"]


@pytest.mark.parametrize(
    ("argv", "sent"),
    [
        ("invitations get org_1 orginv_1", ("GET", f"{ONE}/invitations/orginv_1", None)),
        ("domains verify-ownership org_1 orgdmn_1",
         ("POST", f"{ONE}/domains/orgdmn_1/verify_ownership", None)),
    ],
)  # fmt: skip
def test_a_command_about_one_object_sends_its_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, sent: Any
) -> None:
    fake_api.answer({"id": "x_1"})
    result = clerk("organizations", *argv.split())
    assert result.code == 0, result.err
    (request,) = fake_api.requests
    assert (request.method, request.target, request.body) == sent


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("members list --role org:admin", "--role needs an organization"),
        ("members list --query ada", "--query needs an organization"),
        ("members list --user-id user_1", "--user-id needs an organization"),
        ("invitations list --email a@b.co", "--email needs an organization"),
        ("invitations list acme --query a", "--query cannot be combined with an organization"),
        ("domains list --query=", "--query: the value is empty"),
        ("domains list --enrollment-mode sometimes", '"sometimes" is not one of manual_invitation'),
        ("domains list --enrollment-mode=--manual_invitation", "is not one of"),
        ("members list user_1", "user_1 is a user ID"),
        ("invitations list --limit 501", "at most 500"),
        ("domains verify-ownership org_1", "missing required argument"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses("organizations", *argv.split(), because=message)
    assert fake_api.requests == []
