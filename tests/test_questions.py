"""The question before a destructive command: whom it is about, and on which instance."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")

LINUS = {
    "id": "user_26a",
    "object": "user",
    "first_name": "Linus",
    "last_name": "T.",
    "primary_email_address_id": "idn_2",
    "email_addresses": [
        {"id": "idn_1", "email_address": "old@example.com"},
        {"id": "idn_2", "email_address": "linus@example.com"},
    ],
}
ACME = {"id": "org_1", "object": "organization", "name": "Acme", "slug": "acme"}
API_KEY = {"id": "ak_1", "object": "api_key", "name": "CI", "subject": "user_1"}
MACHINE = {"id": "mch_1", "object": "machine", "name": "Worker"}
OAUTH_APPLICATION = {"id": "oauthapp_1", "object": "oauth_application", "name": "Reports"}
REDIRECT = {"id": "ru_1", "object": "redirect_url", "url": "app://callback"}


@pytest.fixture
def production(clerk: CommandLine, fake_api: FakeAPI) -> CommandLine:
    """The command line with a live key in a profile."""
    assert fake_api.url == clerk.variables["CLERK_API_URL"]
    del clerk.variables["CLERK_SECRET_KEY"]
    clerk.write_profiles("[profile production]\nclerk.key = sk_live_0123456789abcdef\n")
    return clerk


def question(clerk: CommandLine, *argv: str, columns: int = 200) -> str:
    """The question that a command asks on a terminal, where it is declined."""
    terminal = clerk.on_terminal(*argv, columns=columns)
    terminal.expect("(y/N)")
    terminal.type("n\r")
    assert terminal.wait() == 0
    assert "Canceled." in terminal.err.text
    text = terminal.err.text.partition(" (y/N)")[0]
    return " ".join(text.replace("[?]", "").split())


def test_a_question_of_several_lines_has_its_mark_on_the_first(
    production: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(LINUS)
    argv = ("-p", "production", "users", "delete", "user_26a")
    terminal = production.on_terminal(*argv, columns=60)
    terminal.expect("(y/N)")
    terminal.type("n\r")
    assert terminal.wait() == 0
    lines = [line for line in terminal.err.text.splitlines() if line.strip()]
    assert lines[0].startswith("[?] Delete Linus T. ")
    assert lines[1].startswith("    ")
    assert terminal.err.text.count("[?]") == 1


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("argv", "subject", "path", "expected"),
    [
        (
            ["users", "delete", "user_26a"],
            LINUS,
            "/v1/users/user_26a",
            "Delete Linus T. <linus@example.com> (user_26a) from",
        ),
        (
            ["users", "disable-mfa", "user_26a"],
            LINUS,
            "/v1/users/user_26a",
            "Disable all MFA methods of user Linus T. <linus@example.com> (user_26a) in",
        ),
        (
            ["organizations", "delete", "acme"],
            ACME,
            "/v1/organizations/acme",
            "Delete organization Acme <acme> (org_1) with all its memberships and invitations from",
        ),
        (
            ["apikeys", "revoke", "ak_1"],
            API_KEY,
            "/v1/api_keys/ak_1",
            "Revoke API key CI (ak_1) in",
        ),
        (
            ["m2m", "machines", "rotate-secret", "mch_1"],
            MACHINE,
            "/v1/machines/mch_1",
            "Rotate the secret key of machine Worker (mch_1) in",
        ),
        (
            ["oauthapplications", "rotate-secret", "oauthapp_1"],
            OAUTH_APPLICATION,
            "/v1/oauth_applications/oauthapp_1",
            "Rotate the client secret of OAuth application Reports (oauthapp_1) in",
        ),
        (
            ["oauthapplications", "tokens", "revoke", "oauthapp_1", "--token", "oat_1"],
            OAUTH_APPLICATION,
            "/v1/oauth_applications/oauthapp_1",
            "Revoke the token of OAuth application Reports (oauthapp_1), and all tokens of its"
            " grant in",
        ),
        (
            ["enterpriseconnections", "delete", "entconn_1"],
            {"id": "entconn_1", "name": "Acme"},
            "/v1/enterprise_connections/entconn_1",
            "Delete enterprise connection Acme (entconn_1) from",
        ),
        (
            ["redirecturls", "delete", "ru_1"],
            REDIRECT,
            "/v1/redirect_urls/ru_1",
            "Delete redirect URL app://callback (ru_1) from",
        ),
        (
            ["sessions", "revoke", "sess_1"],
            {"id": "sess_1", "user_id": "user_1"},
            "/v1/sessions/sess_1",
            "Revoke session of user_1 (sess_1) in",
        ),
        (
            ["organizations", "members", "remove", "org_1", "user_26a"],
            LINUS,
            "/v1/users/user_26a",
            "Remove Linus T. <linus@example.com> (user_26a) from organization org_1 in",
        ),
        (
            ["organizations", "invitations", "revoke", "org_1", "orginv_1"],
            {"id": "orginv_1", "email_address": "ada@example.com"},
            "/v1/organizations/org_1/invitations/orginv_1",
            "Revoke invitation ada@example.com (orginv_1) in",
        ),
        (
            ["organizations", "roles", "remove-permission", "role_1", "perm_1"],
            {"id": "perm_1", "name": "Read", "key": "org:read"},
            "/v1/organization_permissions/perm_1",
            "Remove permission Read <org:read> (perm_1) from role role_1 in",
        ),
        (
            ["m2m", "machines", "remove-scope", "mch_1", "mch_2"],
            MACHINE,
            "/v1/machines/mch_1",
            "Remove scope mch_2 from machine Worker (mch_1) in",
        ),
        (
            ["users", "emails", "remove", "idn_1"],
            {"id": "idn_1", "email_address": "ada@example.com"},
            "/v1/email_addresses/idn_1",
            "Remove email address ada@example.com (idn_1) in",
        ),
        (
            ["users", "phones", "remove", "idn_1"],
            {"id": "idn_1", "phone_number": "+15555550100"},
            "/v1/phone_numbers/idn_1",
            "Remove phone number +15555550100 (idn_1) in",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_question_names_its_subject_and_the_instance_after_one_read(
    production: CommandLine,
    fake_api: FakeAPI,
    argv: list[str],
    subject: dict[str, Any],
    path: str,
    expected: str,
) -> None:
    fake_api.answer(subject)
    text = question(production, "-p", "production", *argv)
    assert text.partition("?")[0] == f"{expected} profile production (live)"
    assert [(item.method, item.path) for item in fake_api.requests] == [("GET", path)]


OTHERS = {"id": "other_1", "name": "Other", "email_address": "other@example.com"}


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("argv", "row", "path", "query", "expected"),
    [
        (
            ["invitations", "revoke", "inv_1"],
            {"id": "inv_1", "email_address": "ada@example.com"},
            "/v1/invitations",
            {"query": "inv_1"},
            "Revoke invitation ada@example.com (inv_1) in",
        ),
        (
            ["waitlist", "delete", "wle_1"],
            {"id": "wle_1", "email_address": "ada@example.com"},
            "/v1/waitlist_entries",
            {"query": "wle_1"},
            "Delete waitlist entry ada@example.com (wle_1) from",
        ),
        (
            ["waitlist", "reject", "wle_1"],
            {"id": "wle_1", "email_address": "ada@example.com"},
            "/v1/waitlist_entries",
            {"query": "wle_1"},
            "Reject waitlist entry ada@example.com (wle_1) in",
        ),
        (
            ["domains", "delete", "dmn_1"],
            {"id": "dmn_1", "name": "satellite.example.com"},
            "/v1/domains",
            {},
            "Delete domain satellite.example.com (dmn_1) from",
        ),
        (
            ["restrictions", "remove", "alid_1"],
            {"id": "alid_1", "identifier": "*@example.com"},
            "/v1/allowlist_identifiers",
            {"paginated": "true", "limit": "500"},
            "Remove *@example.com (alid_1) from its list in",
        ),
        (
            ["restrictions", "remove", "blid_1"],
            {"id": "blid_1", "identifier": "+15555550100"},
            "/v1/blocklist_identifiers",
            {},
            "Remove +15555550100 (blid_1) from its list in",
        ),
        (
            ["restrictions", "remove", "x_1", "--block"],
            {"id": "x_1", "identifier": "ada@example.com"},
            "/v1/blocklist_identifiers",
            {},
            "Remove ada@example.com (x_1) from its list in",
        ),
        (
            ["organizations", "domains", "delete", "org_1", "orgdmn_1"],
            {"id": "orgdmn_1", "name": "acme.example.com"},
            "/v1/organizations/org_1/domains",
            {"limit": "500"},
            "Delete domain acme.example.com (orgdmn_1) of organization org_1 from",
        ),
        (
            ["billing", "subscription-items", "delete", "csub_1"],
            {"id": "csub_1", "plan": {"name": "Pro"}, "payer": {"email": "ada@example.com"}},
            "/v1/billing/subscription_items",
            {"limit": "500", "include_free": "true"},
            "Cancel subscription item Pro of ada@example.com (csub_1) in",
        ),
        (
            ["protect", "rules", "delete", "SIGN_IN", "rule_1"],
            {"id": "rule_1", "expression": "ip.privacy.is_vpn", "description": "No VPN"},
            "/v1/protect/rulesets/SIGN_IN/rules",
            {"limit": "100"},
            "Delete rule No VPN (rule_1) of SIGN_IN from",
        ),
        (
            ["protect", "rules", "delete", "SIGN_IN", "rule_1"],
            {"id": "rule_1", "expression": "ip.privacy.is_vpn\n|| ip.privacy.is_tor"},
            "/v1/protect/rulesets/SIGN_IN/rules",
            {"limit": "100"},
            "Delete rule ip.privacy.is_vpn || ip.privacy.is_tor (rule_1) of SIGN_IN from",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
@pytest.mark.parametrize("is_listed", [True, False])
def test_a_question_names_its_subject_from_a_list(
    production: CommandLine,
    fake_api: FakeAPI,
    argv: list[str],
    row: dict[str, Any],
    path: str,
    query: dict[str, str],
    expected: str,
    is_listed: bool,
) -> None:
    rows = [OTHERS, row] if is_listed else [OTHERS]
    fake_api.answer({"data": rows, "total_count": 2})
    text = question(production, "-p", "production", *argv)
    if is_listed:
        assert text == f"{expected} profile production (live)?"
    else:
        assert f" {row['id']} " in text
        assert "Other" not in text
    (request,) = fake_api.requests
    assert (request.method, request.path) == ("GET", path)
    assert dict(request.query) == query


@pytest.mark.parametrize(
    ("argv", "body"),
    [
        (["users", "delete", "user_1"], LINUS),
        (["users", "disable-mfa", "user_1"], LINUS),
        (["organizations", "delete", "org_2"], ACME),
        (["organizations", "delete", "acme2"], ACME),
        (["apikeys", "revoke", "ak_2"], API_KEY),
        (["redirecturls", "delete", "ru_2"], REDIRECT),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_another_object_in_the_response_is_an_error(
    production: CommandLine, fake_api: FakeAPI, argv: list[str], body: dict[str, Any]
) -> None:
    fake_api.answer(body)
    terminal = production.on_terminal("-p", "production", *argv, columns=200)
    assert terminal.wait() == 1
    text = terminal.err.text
    assert f'the API returned "{body["id"]}" where "{argv[-1]}" was expected' in text
    assert "(y/N)" not in text
    assert [request.method for request in fake_api.requests] == ["GET"]


def test_the_id_of_the_question_is_the_one_that_is_sent(
    production: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(ACME)
    fake_api.answer({"id": "org_1", "object": "organization", "deleted": True})
    terminal = production.on_terminal("-p", "production", "orgs", "delete", "acme", columns=200)
    terminal.expect("(org_1)")
    terminal.type("y\r")
    assert terminal.wait() == 0
    assert [request.path for request in fake_api.requests] == [
        "/v1/organizations/acme", "/v1/organizations/org_1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, {"errors": [{"message": "not found", "code": "resource_not_found"}]}),
        (403, {"errors": [{"message": "forbidden", "code": "forbidden"}]}),
        (200, []),
        (200, None),
        (200, {}),
        (200, {"id": None, "first_name": 7, "email_addresses": [None], "name": ["x"]}),
    ],
)
def test_a_question_has_the_id_alone_if_its_subject_cannot_be_read(
    production: CommandLine, fake_api: FakeAPI, status: int, body: Any
) -> None:
    fake_api.answer(body, status=status)
    text = question(production, "-p", "production", "users", "delete", "user_1")
    assert text == "Delete user_1 from profile production (live)?"
    assert len(fake_api.requests) == 1


def test_a_live_profile_is_red_in_a_question(production: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"id": "user_1"})
    terminal = production.on_terminal("-p", "production", "users", "delete", "user_1")
    terminal.expect("(y/N)")
    terminal.type("n\r")
    assert terminal.wait() == 0
    assert "(\x1b[31mlive\x1b[0m)?" in terminal.err.raw


def test_a_forced_command_reads_nothing(production: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"id": "user_1", "object": "user", "deleted": True})
    terminal = production.on_terminal("-p", "production", "users", "delete", "user_1", "--force")
    assert terminal.wait() == 0
    assert [item.method for item in fake_api.requests] == ["DELETE"]


@pytest.mark.parametrize(
    "argv", [["users", "delete", "user_1"], ["orgs", "rm", "org_1"], ["apikeys", "revoke", "ak_1"]]
)
def test_a_question_without_a_terminal_reads_nothing(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str]
) -> None:
    result = clerk(*argv)
    assert (result.code, fake_api.requests) == (2, [])
    assert f"{argv[-1]} " in result.err
    assert "profile default (test)?" in result.err


@pytest.mark.parametrize("user_id", ["{0}", "{a.b}{__class__}", "{user_id}", "}{?"])
def test_braces_in_an_id_are_shown_unchanged(
    clerk: CommandLine, fake_api: FakeAPI, user_id: str
) -> None:
    fake_api.answer({"id": user_id, "first_name": user_id})
    text = question(clerk, "users", "delete", user_id)
    assert text == (f"Delete {user_id} ({user_id}) from profile default (test)?")
    fake_api.answer({"id": user_id, "banned": True})
    assert clerk("users", "ban", user_id).err == f"✓ Banned user {user_id}.\n"
    result = clerk("users", "delete", user_id)
    assert (result.code, f"Delete {user_id}" in result.err) == (2, True)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada\n✓ Deleted user_9", r"Ada\n✓ Deleted user_9"),
        ("\x1b[2JAda", r"\x1b[2JAda"),
        ("A" * 300, "A" * 59 + "…"),
        ("{profile}", "{profile}"),
    ],
)
def test_a_name_cannot_forge_what_a_question_shows(
    clerk: CommandLine, fake_api: FakeAPI, name: str, shown: str
) -> None:
    fake_api.answer({"id": "user_1", "username": name})
    assert question(clerk, "users", "delete", "user_1").startswith(f"Delete {shown} (user_1)")


@pytest.mark.parametrize("columns", [40, 80])
def test_a_question_is_complete_on_a_narrow_terminal(
    production: CommandLine, fake_api: FakeAPI, columns: int
) -> None:
    fake_api.answer(LINUS)
    argv = ("-p", "production", "users", "delete", "user_26a")
    assert question(production, *argv, columns=columns) == (
        "Delete Linus T. <linus@example.com> (user_26a) from profile production (live)?"
    )


class TestKeyFromACommand:
    """A profile whose key is printed by a command."""

    @pytest.fixture
    def vault(self, production: CommandLine) -> CommandLine:
        command = "!echo run >> runs.txt; echo sk_live_0123456789abcdef"
        production.write_profiles(f"[profile vault]\nclerk.key = {command}\n")
        production.variables["CLERK_PROFILE"] = "vault"
        return production

    def runs(self, clerk: CommandLine) -> int:
        path = clerk.directory / "runs.txt"
        return path.read_text().count("run") if path.exists() else 0

    def test_the_command_runs_once_for_the_read(
        self, vault: CommandLine, fake_api: FakeAPI
    ) -> None:
        fake_api.answer(ACME)
        assert question(vault, "orgs", "delete", "acme").endswith("from profile vault (live)?")
        assert self.runs(vault) == 1

    def test_the_command_does_not_run_for_a_question_without_a_read(
        self, vault: CommandLine, fake_api: FakeAPI
    ) -> None:
        argv = ("billing", "credits", "adjust", "user_1", "--amount", "5", "--action", "decrease")
        assert "in profile vault?" in question(vault, *argv)
        assert (self.runs(vault), fake_api.requests) == (0, [])
        assert "from profile vault?" in vault("orgs", "delete", "acme").err
        assert self.runs(vault) == 0
