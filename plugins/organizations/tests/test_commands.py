"""The organizations commands: requests, output and usage errors."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

ACME: dict[str, Any] = {
    "id": "org_1",
    "object": "organization",
    "name": "Acme",
    "slug": "acme",
    "members_count": 3,
    "max_allowed_memberships": 0,
    "admin_delete_enabled": True,
    "created_at": 1_700_000_000_000,
}
PAGE = {"data": [ACME], "total_count": 40}


def test_the_table_has_member_counts_when_requested(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(PAGE).answer(PAGE)
    assert clerk("orgs", "ls").out.split("\n")[0].split() == ["ID", "NAME", "SLUG", "CREATED"]
    header, row, *_ = clerk("orgs", "ls", "--include-members-count").out.split("\n")
    assert header.split() == ["ID", "NAME", "SLUG", "MEMBERS", "CREATED"]
    assert row.split()[:4] == ["org_1", "Acme", "acme", "3"]


def test_a_list_contains_the_total_of_the_api(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(PAGE)
    result = clerk("orgs", "list", "-o", "json")
    assert result.json == PAGE


def test_a_membership_limit_of_zero_is_shown_as_unlimited(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(ACME)
    assert "Membership limit:    unlimited" in clerk("orgs", "get", "acme").out


@pytest.mark.parametrize(
    ("argv", "requests"),
    [
        (
            ["--public-metadata", '{"a": 1}'],
            [("PUT", "/v1/organizations/org_1/metadata", {"public_metadata": {"a": 1}})],
        ),
        (
            ["--max-allowed-memberships", "0", "--private-metadata", "{}"],
            [
                ("PATCH", "/v1/organizations/org_1", {"max_allowed_memberships": 0}),
                ("PUT", "/v1/organizations/org_1/metadata", {"private_metadata": {}}),
            ],
        ),
        (
            ["--no-admin-delete-enabled"],
            [("PATCH", "/v1/organizations/org_1", {"admin_delete_enabled": False})],
        ),
    ],
)
def test_an_update_sends_metadata_where_the_api_takes_it(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], requests: list[Any]
) -> None:
    for _ in requests:
        fake_api.answer(ACME)
    assert clerk("orgs", "update", "org_1", *argv).code == 0
    assert [(r.method, r.target, r.body) for r in fake_api.requests] == requests


def test_metadata_can_be_merged(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(ACME)
    result = clerk("orgs", "merge-metadata", "org_1", "--public-metadata", '{"a": null}')
    assert result.code == 0
    (request,) = fake_api.requests
    assert (request.method, request.body) == ("PATCH", {"public_metadata": {"a": None}})


def test_a_membership_is_looked_up_on_every_page(clerk: CommandLine, fake_api: FakeAPI) -> None:
    member = {"id": "orgmem_9", "public_user_data": {"user_id": "user_9"}, "role": "org:member"}
    fake_api.answer({"data": [{"id": "orgmem_1"}] * 500, "total_count": 501})
    fake_api.answer({"data": [member], "total_count": 501}).answer(member)
    assert clerk("orgs", "members", "remove", "org_1", "orgmem_9").code == 0
    assert fake_api.requests[1].query == [("limit", "500"), ("offset", "500")]
    assert fake_api.requests[2].path == "/v1/organizations/org_1/memberships/user_9"


def test_a_membership_that_does_not_exist_is_named(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"data": [], "total_count": 0})
    result = clerk("orgs", "members", "update", "org_1", "orgmem_9", "--role", "org:admin")
    message = 'membership "orgmem_9" does not exist in organization "org_1"'
    assert (result.code, message in result.err) == (1, True)


def test_an_old_role_name_that_is_refused_gets_a_hint(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.fail(422, "form_param_value_invalid", "is invalid", param_name="role")
    result = clerk("orgs", "members", "add", "org_1", "user_1", "--role", "admin")
    assert "such as org:admin or org:member" in result.err


def test_an_invitation_can_be_created_without_an_email(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer({"id": "orginv_1"})
    clerk(
        "orgs", "invites", "create", "org_1", "--email", "a@x.io", "--role", "org:member",
        "--no-notify", "--inviter-user-id", "user_1", "--redirect-url", "https://x.io",
    )  # fmt: skip
    assert fake_api.requests[0].body == {
        "email_address": "a@x.io",
        "role": "org:member",
        "notify": False,
        "inviter_user_id": "user_1",
        "redirect_url": "https://x.io",
    }


@pytest.mark.parametrize(
    ("argv", "sent"),
    [
        ("domains list org_1 --verified",
         ("GET", "/v1/organizations/org_1/domains?limit=10&verified=true", None)),
        ("domains add org_1 --name a.io",
         ("POST", "/v1/organizations/org_1/domains",
          {"name": "a.io", "enrollment_mode": "manual_invitation"})),
        ("domains update org_1 orgdmn_1 --verified",
         ("PATCH", "/v1/organizations/org_1/domains/orgdmn_1", {"verified": True})),
        ("domains delete org_1 orgdmn_1 -f",
         ("DELETE", "/v1/organizations/org_1/domains/orgdmn_1", None)),
        ("members merge-metadata org_1 user_1 --public-metadata {}",
         ("PATCH", "/v1/organizations/org_1/memberships/user_1/metadata",
          {"public_metadata": {}})),
    ],
)  # fmt: skip
def test_an_extension_sends_its_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, sent: Any
) -> None:
    fake_api.answer({"id": "x_1", "deleted": True, "data": [], "total_count": 0})
    result = clerk("orgs", *argv.split())
    assert result.code == 0, result.err
    (request,) = fake_api.requests
    assert (request.method, request.target, request.body) == sent


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["orgs", "create"], "missing required option: --name"),
        (["orgs", "create", "--name", "x", "--max-allowed-memberships", "-1"], "at least 0"),
        (["orgs", "update", "org_1"], "no changes specified"),
        (["orgs", "merge-metadata", "org_1"], "no changes specified"),
        (["orgs", "members", "add", "org_1", "user_1"], "missing required option: --role"),
        (["orgs", "members", "update", "org_1", "user_1"], "missing required option: --role"),
        (["orgs", "invitations", "list", "org_1", "--status", "lost"], '"lost" is not one of'),
        (
            ["orgs", "invitations", "create", "org_1"],
            "missing required options: --role and --email",
        ),
        (["orgs", "delete", "org_1"], "confirmation required"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], message: str
) -> None:
    assert clerk.refuses(*argv, because=message)
    assert fake_api.requests == []


@pytest.mark.parametrize(
    ("argv", "sent"),
    [
        ("roles list --query x", ("GET", "/v1/organization_roles?limit=10&query=x", None)),
        ("roles get role_1", ("GET", "/v1/organization_roles/role_1", None)),
        ("roles create --key org:a --name A --permissions p1,p2",
         ("POST", "/v1/organization_roles",
          {"key": "org:a", "name": "A", "permissions": ["p1", "p2"]})),
        ("roles update role_1 --name B", ("PATCH", "/v1/organization_roles/role_1", {"name": "B"})),
        ("roles delete role_1 -f", ("DELETE", "/v1/organization_roles/role_1", None)),
        ("roles add-permission role_1 perm_1",
         ("POST", "/v1/organization_roles/role_1/permissions/perm_1", None)),
        ("roles remove-permission role_1 perm_1 -f",
         ("DELETE", "/v1/organization_roles/role_1/permissions/perm_1", None)),
        ("permissions list", ("GET", "/v1/organization_permissions?limit=10", None)),
        ("permissions get perm_1", ("GET", "/v1/organization_permissions/perm_1", None)),
        ("permissions create --key org:a:b --name A",
         ("POST", "/v1/organization_permissions", {"key": "org:a:b", "name": "A"})),
        ("permissions update perm_1 --description d",
         ("PATCH", "/v1/organization_permissions/perm_1", {"description": "d"})),
        ("permissions delete perm_1 -f", ("DELETE", "/v1/organization_permissions/perm_1", None)),
        ("role-sets list", ("GET", "/v1/role_sets?limit=10", None)),
        ("role-sets get role_set:a", ("GET", "/v1/role_sets/role_set%3Aa", None)),
        ("role-sets create --name A --roles x,y --default-role-key x --creator-role-key y "
         "--initial",
         ("POST", "/v1/role_sets",
          {"name": "A", "roles": ["x", "y"], "default_role_key": "x", "creator_role_key": "y",
           "type": "initial"})),
        ("role-sets update rset_1 --key k", ("PATCH", "/v1/role_sets/rset_1", {"key": "k"})),
        ("role-sets add-roles rset_1 --roles a,b",
         ("POST", "/v1/role_sets/rset_1/roles", {"role_keys": ["a", "b"]})),
        ("role-sets replace-role rset_1 --role a --by b -f",
         ("POST", "/v1/role_sets/rset_1/roles/replace", {"role_key": "a", "to_role_key": "b"})),
        ("role-sets replace rset_1 --by rset_2 -f",
         ("POST", "/v1/role_sets/rset_1/replace", {"dest_role_set_key": "rset_2"})),
        ("invitations revoke org_1 orginv_1",
         ("POST", "/v1/organizations/org_1/invitations/orginv_1/revoke", None)),
        ("invitations bulk-create org_1 --emails a@x.io,b@x.io --role org:member",
         ("POST", "/v1/organizations/org_1/invitations/bulk",
          [{"email_address": f"{name}@x.io", "role": "org:member"} for name in "ab"])),
    ],
)  # fmt: skip
def test_a_command_about_roles_sends_its_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, sent: Any
) -> None:
    fake_api.answer({"id": "x_1", "deleted": True, "data": [], "total_count": 0})
    result = clerk("organizations", *argv.split())
    assert result.code == 0, result.err
    (request,) = fake_api.requests
    assert (request.method, request.target, request.body) == sent


def test_an_updated_role_set_is_shown_with_labels(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"id": "rset_1", "name": "Partners", "default_role": {"key": "org:member"}})
    out = clerk("orgs", "role-sets", "update", "rset_1", "--name", "Partners").out
    assert "Default role: org:member" in out
