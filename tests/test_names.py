"""Users and organizations by what people have: an email address, a phone number, a slug."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from every_leaf import installed_commands
from test_command_outputs import one_of_each

from clerk_cli.commands.identifiers import ID_KINDS
from clerk_cli.testing import CommandLine, FakeAPI, SandboxAPI

__all__ = ["one_of_each"]

ADA = "user_ada"


@pytest.fixture
def known(fake_api: FakeAPI) -> FakeAPI:
    """An API with a user that has every kind of identifier, and an organization."""
    fake_api.add_organization("org_acme", "acme")
    return fake_api.add_user(
        ADA,
        email_address="ada@example.com",
        phone_number="+15551234567",
        username="ada",
        external_id="-crm/1",
    )


@pytest.mark.parametrize(
    ("name", "query"),
    [
        (" ada@example.com ", "email_address=ada%40example.com"),
        ("+1 (555) 123-4567", "phone_number=%2B15551234567"),
        ("@ada", "username=ada"),
    ],
)
def test_a_user_is_found_by_one_exact_look_up(
    clerk: CommandLine, known: FakeAPI, name: str, query: str
) -> None:
    known.answer({"id": ADA})
    assert clerk("users", "ban", name).code == 0
    look_up, ban = known.requests
    assert look_up.target == f"/v1/users?{query}&limit=2"
    assert (ban.method, ban.path) == ("POST", f"/v1/users/{ADA}/ban")


def test_a_sign_of_an_external_id_neither_includes_nor_excludes(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer([{"id": ADA, "external_id": "-crm/1"}]).answer({"id": ADA})
    assert clerk("users", "get", "ext:-crm/1").code == 0
    assert fake_api.requests[0].query == [("external_id", "+-crm/1"), ("limit", "2")]


@pytest.mark.parametrize(
    ("line", "path", "sent"),
    [
        ("organizations members add acme @ada --role org:admin",
         "/v1/organizations/org_acme/memberships", {"user_id": ADA, "role": "org:admin"}),
        ("organizations members update acme @ada --role org:admin",
         f"/v1/organizations/org_acme/memberships/{ADA}", {"role": "org:admin"}),
        ("organizations create --name A --created-by @ada",
         "/v1/organizations", {"name": "A", "created_by": ADA}),
        ("organizations invitations create acme --email a@b.io --role r --inviter-user-id @ada",
         "/v1/organizations/org_acme/invitations",
         {"email_address": "a@b.io", "role": "r", "inviter_user_id": ADA}),
        ("users emails add @ada --email a@b.io",
         "/v1/email_addresses", {"user_id": ADA, "email_address": "a@b.io"}),
        ("users update @ada --primary-email-id ADA@example.com",
         f"/v1/users/{ADA}", {"primary_email_address_id": f"idn_{ADA}"}),
        ("users update @ada --primary-phone-id +15551234567",
         f"/v1/users/{ADA}", {"primary_phone_number_id": f"idn_{ADA}"}),
        ("users emails get ada@example.com", f"/v1/email_addresses/idn_{ADA}", None),
        ("users emails update ada@example.com --verified",
         f"/v1/email_addresses/idn_{ADA}", {"verified": True}),
        ("users phones update +1-555-123-4567 --primary",
         f"/v1/phone_numbers/idn_{ADA}", {"primary": True}),
        ("users actor-tokens create user_2 --actor @ada",
         "/v1/actor_tokens", {"user_id": "user_2", "actor": {"sub": ADA}}),
        ("users agent-tasks create @ada --agent-name a --task-description d --redirect-url https://x.io",
         "/v1/agents/tasks",
         {"on_behalf_of": {"user_id": ADA}, "permissions": "*", "agent_name": "a",
          "task_description": "d", "redirect_url": "https://x.io"}),
        ("sessions create --user-id @ada --active-organization-id acme",
         "/v1/sessions", {"user_id": ADA, "active_organization_id": "org_acme"}),
        ("apikeys create --name k --subject @ada", "/v1/api_keys", {"name": "k", "subject": ADA}),
        ("apikeys create --name k --subject acme",
         "/v1/api_keys", {"name": "k", "subject": "org_acme"}),
        ("enterpriseconnections update entconn_1 --organization-id acme",
         "/v1/enterprise_connections/entconn_1", {"organization_id": "org_acme"}),
        ("enterpriseconnections portal-links create --organization-id acme",
         "/v1/admin_portal_link_tokens", {"organization_id": "org_acme"}),
        ("billing credits get acme", "/v1/organizations/org_acme/billing/credits", None),
        ("billing subscription get-user @ada", f"/v1/users/{ADA}/billing/subscription", None),
    ],
)  # fmt: skip
def test_a_command_that_takes_a_user_or_organization_takes_names(
    clerk: CommandLine, known: FakeAPI, line: str, path: str, sent: Any
) -> None:
    members = ("id", "agent_task_id", "url", "secret", "token")
    created: dict[str, Any] = dict.fromkeys(members, "it_1") | {"balance": {}}
    known.answer(created)
    result = clerk(*line.split())
    assert result.code == 0, result.err
    *_, request = known.requests
    assert (request.path, request.body) == (path, sent)


def test_filters_take_names(clerk: CommandLine, known: FakeAPI) -> None:
    known.answer([]).answer({"total_count": 0})
    line = "users list --user-id @ada,-user_2 --organization-id acme,+org_2"
    assert clerk(*line.split()).code == 0
    expected = [("user_id", ADA), ("user_id", "-user_2")]
    expected += [("organization_id", "org_acme"), ("organization_id", "+org_2")]
    assert [pair for pair in known.requests[-1].query if pair[0].endswith("_id")] == expected


def test_an_organization_that_is_shown_by_its_slug_is_read_once(
    clerk: CommandLine, known: FakeAPI
) -> None:
    assert clerk("organizations", "get", "acme").code == 0
    assert [request.path for request in known.requests] == ["/v1/organizations/acme"]


@pytest.mark.parametrize(
    "argv",
    [
        ["users", "get", "usr-7"],
        ["users", "get", "new_kind_1"],
        ["organizations", "members", "remove", "org_1", "orgmem_0"],
    ],
)
def test_an_id_is_not_looked_up(clerk: CommandLine, fake_api: FakeAPI, argv: list[str]) -> None:
    fake_api.fail(404, "resource_not_found", "not found")
    clerk(*argv)
    assert [request.query for request in fake_api.requests if request.path == "/v1/users"] == []
    assert len(fake_api.requests) == 1


@pytest.mark.parametrize(
    ("line", "because"),
    [
        ("users ban org_2ab", "org_2ab is an organization ID; see clerk organizations get"),
        ("users ban sess_1", "sess_1 is a session ID; see clerk sessions get"),
        ("users ban orginv_1", "is an organization invitation ID"),
        ("users ban @", 'a username must follow "@"'),
        ("users ban ext:", 'an external ID must follow "ext:"'),
        ("users ban +1x", '"+1x" is not a phone number'),
        ("organizations get user_1", "user_1 is a user ID; see clerk users get"),
        ("users emails get @ada", '"@ada" is not an email address'),
        ("users phones get +1x", '"+1x" is not a phone number'),
        ("users emails remove user_1", "user_1 is a user ID; see clerk users get"),
        ("organizations get @ada", "@ada refers to a user, not an organization"),
        ("sessions list --user-id inv_1", "--user-id: inv_1 is an invitation ID"),
        ("apikeys create --name k --subject mch_1", "mch_1 is a machine ID"),
        (
            "enterpriseconnections list --organization-id entconn_1",
            "entconn_1 is an enterprise connection ID; see clerk enterpriseconnections get",
        ),
        (
            "enterpriseconnections portal-links create --organization-id samlc_1",
            "samlc_1 is a SAML connection ID; see clerk enterpriseconnections saml get",
        ),
        ("users update user_1 --primary-email-id user_2", "user_2 is a user ID"),
    ],
)
def test_the_id_of_something_else_is_refused_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, line: str, because: str
) -> None:
    assert clerk.refuses(*line.split(), because=because)
    assert fake_api.requests == []


@pytest.mark.parametrize("name", ["Ada Lovelace", "user_1  ada@example.com", "user_1 Ada"])
def test_a_text_with_spaces_is_refused_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, name: str
) -> None:
    assert clerk.refuses("users", "ban", name, because=f'"{name}" is not a valid ')
    assert fake_api.requests == []


@pytest.mark.parametrize(
    ("users", "message", "hint"),
    [
        (
            [],
            'no user has the email address "ada@example.com"',
            "clerk users list --query ada@example.com",
        ),
        (
            [{"id": "user_1", "first_name": "Ada"}, {"id": "user_2"}],
            'more than one user has the email address "ada@example.com"',
            "user_1  Ada\n    user_2",
        ),
        (
            [{"id": "user_9"}],
            'returned "user_9" where "ada@example.com" was',
            "Nothing was changed.",
        ),
    ],
)
def test_a_name_that_is_not_one_users_stops_the_command(
    clerk: CommandLine, fake_api: FakeAPI, users: list[Any], message: str, hint: str
) -> None:
    fake_api.answer(users)
    result = clerk("users", "delete", "ada@example.com", "--force")
    assert (result.code, len(fake_api.requests)) == (1, 1)
    assert message in result.err
    assert hint in result.err


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("users get ada", "If ada is a username, use @ada."),
        ("users delete ada -f", "If ada is a username, use @ada."),
        ("organizations get Acme", "If Acme is a slug, use lowercase: acme"),
        ("organizations get acme", ""),
        ("users get user_1", ""),
    ],
)
def test_a_word_that_is_not_an_id_is_explained(
    clerk: CommandLine, fake_api: FakeAPI, line: str, hint: str
) -> None:
    fake_api.fail(404, "resource_not_found", f"No object was found with id {line.split()[2]}.")
    result = clerk(*line.split())
    assert result.code == 1
    assert hint in result.err
    assert ("If " in result.err) == bool(hint)


@pytest.mark.parametrize("user_id", ["", "..", " . ", "user_1\x1b", None, 5])
@pytest.mark.parametrize("line", ["users delete ada@example.com --force", "users emails list @ada"])
def test_an_id_that_would_lead_elsewhere_is_not_sent(
    clerk: CommandLine, fake_api: FakeAPI, line: str, user_id: object
) -> None:
    addresses = [{"id": "idn_1", "email_address": "ada@example.com"}]
    fake_api.answer([{"id": user_id, "username": "ada", "email_addresses": addresses}])
    result = clerk(*line.split())
    assert (result.code, len(fake_api.requests)) == (1, 1)
    assert '"id"' in result.err
    assert "Usage" not in result.err


def test_a_row_that_is_not_a_user_is_not_taken_for_nobody(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer([None])
    result = clerk("users", "delete", "@ada", "--force")
    assert (result.code, "no user has" in result.err) == (1, False)
    assert "the API returned nothing where an object was expected" in result.err


def test_an_unknown_slug_is_named(clerk: CommandLine, known: FakeAPI) -> None:
    result = clerk("organizations", "members", "list", "nobody")
    assert (result.code, len(known.requests)) == (1, 1)
    assert 'no organization has the slug "nobody"' in result.err


def test_an_address_of_somebody_else_does_not_become_primary(
    clerk: CommandLine, known: FakeAPI
) -> None:
    result = clerk("users", "update", "@ada", "--primary-email-id", "bob@example.com")
    assert (result.code, len(known.requests)) == (1, 1)
    assert "The user has: ada@example.com" in result.err


def test_several_addresses_are_removed_each_after_a_look_up(
    clerk: CommandLine, known: FakeAPI
) -> None:
    known.answer({"id": "x", "deleted": True})
    result = clerk("users", "emails", "remove", "ada@example.com", "b@x.io", "--force")
    assert 'no user has the email address "b@x.io"' in result.out
    sent = sorted((request.method, request.path) for request in known.requests)
    assert sent == [
        ("DELETE", f"/v1/email_addresses/idn_{ADA}"), ("GET", "/v1/users"), ("GET", "/v1/users"),
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_the_question_shows_who_was_found(clerk: CommandLine, known: FakeAPI) -> None:
    terminal = clerk.on_terminal("users", "delete", "@ada", columns=200)
    terminal.expect(f"Delete ada <ada@example.com> ({ADA})")
    terminal.type("n\r")
    assert terminal.wait() == 0
    assert [request.path for request in known.requests] == ["/v1/users"]


def test_what_cannot_be_confirmed_is_not_looked_up(clerk: CommandLine, known: FakeAPI) -> None:
    result = clerk("users", "delete", "@ada")
    assert (result.code, known.requests) == (2, [])
    assert "Would ask: Delete @ada from" in result.err


def test_the_sandbox_finds_by_each_identifier(clerk: CommandLine, sandbox_api: SandboxAPI) -> None:
    identifiers = ["--email", "ada@example.com", "--phone", "+15550100001", "--username", "ada"]
    made = clerk("users", "create", *identifiers, "--external-id", "+crm", "-o", "json")
    user_id = made.json["id"]
    for name in ("ada@example.com", "+15550100001", "@ada", "ext:+crm"):
        assert clerk("users", "get", name, "-o", "json").json["id"] == user_id


@pytest.mark.steps
def test_each_kind_of_id_is_known(one_of_each: tuple[Path, dict[str, str]]) -> None:
    _, objects = one_of_each
    ids = {id for name, id in objects.items() if name != "access_token"}
    prefixes = {match[1] for id in ids if (match := re.match(r"([a-z]+_)\w*[0-9A-Za-z]{20,}$", id))}
    assert len(prefixes) > 20
    missing = sorted(prefixes - set(ID_KINDS))
    assert not missing, f"core/src/clerk_cli/commands/identifiers.py: add {missing} to ID_KINDS"


@pytest.mark.parametrize("prefix", ID_KINDS)
def test_the_command_for_a_kind_of_id_exists(prefix: str) -> None:
    assert ID_KINDS[prefix].command in installed_commands()
