"""The users commands: requests, output and usage errors."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from clerk_cli.testing import CommandLine, FakeAPI, SandboxAPI

ADA: dict[str, Any] = {
    "id": "user_2abcdefghijklmnopqrstuvwxyz",
    "object": "user",
    "username": None,
    "first_name": "Ada",
    "last_name": "Lovelace",
    "primary_email_address_id": "idn_2",
    "primary_phone_number_id": None,
    "email_addresses": [
        {
            "id": "idn_1",
            "object": "email_address",
            "email_address": "old@example.com",
            "verification": None,
        },
        {
            "id": "idn_2",
            "object": "email_address",
            "email_address": "ada@example.com",
            "verification": {"status": "verified", "strategy": "admin"},
        },
    ],
    "phone_numbers": [],
    "banned": False,
    "locked": True,
    "created_at": 1_700_000_000_000,
    "public_metadata": {"<b>plan": "gold</b>"},
}
AGENT_TASK = [
    "users", "agent-tasks", "create", "u1", "--agent-name", "a", "--task-description", "d",
    "--redirect-url", "https://x.io",
]  # fmt: skip
NAMELESS = {"id": "user_3", "object": "user", "username": "ghost", "created_at": 0}
COUNT = {"object": "total_count", "total_count": 4312}


def test_the_table_shows_what_one_knows_a_user_by_the_full_name_and_the_status(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer([ADA, NAMELESS]).answer(COUNT)
    header, ada, nameless = clerk("users", "list").out.splitlines()
    titles = re.split(" {2,}", header)
    assert titles == ["ID", "IDENTIFIER", "NAME", "STATUS", "LAST ACTIVE", "CREATED"]
    assert ada.split()[:5] == [ADA["id"], "ada@example.com", "Ada", "Lovelace", "locked"]
    assert nameless.split() == ["user_3", "ghost", "-", "active", "-", "-"]


@pytest.mark.parametrize(
    ("user", "identifier", "status"),
    [
        ({"phone_numbers": [{"phone_number": "+15550100001"}]}, "+15550100001", "active"),
        ({"username": "ada", "banned": True}, "ada", "banned"),
        ({"web3_wallets": [{"web3_wallet": "0xabc"}], "locked": True}, "0xabc", "locked"),
        ({"external_id": "7", "banned": True, "locked": True}, "7", "banned, locked"),
    ],
)
def test_a_user_without_email_is_listed_by_another_identifier(
    clerk: CommandLine, fake_api: FakeAPI, user: dict[str, Any], identifier: str, status: str
) -> None:
    fake_api.answer([{"id": "user_1", **user}]).answer(COUNT)
    _, row = clerk("users", "list").out.splitlines()
    assert row.split("  ")[1] == identifier
    assert status in row


def test_an_update_shows_the_user_with_what_it_changed(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer({**ADA, "password_enabled": True}).answer(ADA)
    argv = ("--first-name", "Ada", "--password", "pl4nted77_new_password")
    out = clerk("users", "update", ADA["id"], *argv, "--public-metadata", "{}").out
    marked = [line.split(":")[0].strip() for line in out.splitlines() if "(updated)" in line]
    assert marked == ["Name", "Password", "Public metadata"]


def test_the_list_tells_how_many_users_there_are(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer([ADA]).answer(COUNT)
    assert "Showing 1 of 4,312" in clerk("users", "list", "--limit", "1").err


@pytest.mark.parametrize(
    ("argv", "rows", "total", "requests"),
    [
        (["--limit", "2"], 1, 1, 1),
        (["--limit", "2", "--offset", "7"], 1, 8, 1),
        (["--limit", "2"], 0, 0, 1),
        (["--limit", "2", "--offset", "7"], 0, 4312, 2),
        (["--limit", "2"], 2, 4312, 2),
        (["--limit", "2", "--offset", "4310"], 2, 4312, 2),
    ],
)
def test_users_are_counted_only_where_the_page_does_not_tell(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], rows: int, total: int, requests: int
) -> None:
    fake_api.answer([ADA, NAMELESS][:rows]).answer(COUNT)
    assert clerk("users", "list", *argv, "-o", "json").json["total_count"] == total
    assert len(fake_api.requests) == requests


def test_a_list_whose_total_is_refused_is_shown_anyway(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer([ADA]).fail(403, "forbidden", "no count for you")
    result = clerk("users", "list", "--limit", "1", "-o", "json")
    assert (result.code, result.json) == (0, {"data": [ADA], "total_count": None})
    assert "Could not get the total: no count for you" in result.err


def test_an_empty_list_is_a_sentence_on_stderr(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer([])
    result = clerk("users", "list")
    assert (result.code, result.out, "No users found" in result.err) == (0, "", True)


@pytest.mark.parametrize(("format_", "load"), [("json", None), ("yaml", yaml.safe_load)])
def test_machine_formats_contain_the_unchanged_api_objects(
    clerk: CommandLine, fake_api: FakeAPI, format_: str, load: Any
) -> None:
    fake_api.answer([ADA]).answer(COUNT)
    result = clerk("users", "list", "--limit", "1", "-o", format_)
    data = load(result.out) if load else result.json
    assert data == {"data": [ADA], "total_count": 4312}
    assert list(data["data"][0]) == list(ADA)


@pytest.mark.parametrize(
    ("argv", "query"),
    [
        (["--email", "a@x.io, b@x.io"], [("email_address", "a@x.io"), ("email_address", "b@x.io")]),
        (
            ["--email", "a@x.io", "--email", "b@x.io"],
            [("email_address", "a@x.io"), ("email_address", "b@x.io")],
        ),
        (["--phone", "+1555"], [("phone_number", "+1555")]),
        (["--username", "x"], [("username", "x")]),
        (["--external-id", "x"], [("external_id", "x")]),
        (["--user-id", "+u1,-u2"], [("user_id", "+u1"), ("user_id", "-u2")]),
        (["--user-id", "-u2"], [("user_id", "-u2")]),
        (["--organization-id", "org_1"], [("organization_id", "org_1")]),
        (["--last-active-since", "1700000000"], [("last_active_at_after", "1700000000000")]),
    ],
)
def test_filters_apply_to_the_list_and_its_count(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], query: list[tuple[str, str]]
) -> None:
    fake_api.answer([ADA]).answer(COUNT)
    assert clerk("users", "list", "--limit", "1", "--order-by", "-created_at", *argv).code == 0
    page, count = fake_api.requests
    assert page.query == [("limit", "1"), ("order_by", "-created_at"), *query]
    assert count.query == query


@pytest.mark.parametrize(
    ("action", "status"),
    [
        ("ban", "banned"),
        ("lock", "locked"),
    ],
)
def test_an_action_shows_the_new_status(
    clerk: CommandLine, fake_api: FakeAPI, action: str, status: str
) -> None:
    fake_api.answer({**ADA, "banned": action == "ban", "locked": action == "lock"})
    result = clerk("users", action, "u1")
    assert status in result.out
    assert status in result.err.lower()


def test_get_shows_labels_and_values(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(ADA)
    out = clerk("users", "get", "u1").out
    assert "ada@example.com" in out
    assert "locked" in out
    assert '"<b>plan": "gold</b>"' in out
    assert "1970" not in out


def test_count_prints_just_the_number(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(COUNT)
    assert clerk("users", "count").out == "4312\n"


def test_count_as_json_is_the_api_object(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(COUNT)
    assert clerk("users", "count", "-o", "json").json == COUNT


@pytest.mark.parametrize(
    ("argv", "requests"),
    [
        (
            ["--public-metadata", '{"a": 1}'],
            [("PUT", "/v1/users/u1/metadata", {"public_metadata": {"a": 1}})],
        ),
        (
            ["--first-name", "Ada", "--private-metadata", "{}", "--public-metadata", '{"a": 1}'],
            [
                ("PATCH", "/v1/users/u1", {"first_name": "Ada"}),
                (
                    "PUT",
                    "/v1/users/u1/metadata",
                    {"public_metadata": {"a": 1}, "private_metadata": {}},
                ),
            ],
        ),
        (["--username", ""], [("PATCH", "/v1/users/u1", {"username": None})]),
        (
            ["--primary-email-id", "idn_1", "--primary-phone-id", "idn_2"],
            [
                (
                    "PATCH",
                    "/v1/users/u1",
                    {"primary_email_address_id": "idn_1", "primary_phone_number_id": "idn_2"},
                )
            ],
        ),
    ],
)
def test_an_update_sends_metadata_where_the_api_takes_it(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], requests: list[Any]
) -> None:
    for _ in requests:
        fake_api.answer(ADA)
    assert clerk("users", "update", "u1", *argv).code == 0
    assert [(r.method, r.target, r.body) for r in fake_api.requests] == requests


def test_an_incomplete_update_is_reported(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(ADA).fail(422, "form_param_format_invalid", "too large")
    result = clerk("users", "update", "u1", "--first-name", "A", "--public-metadata", "{}")
    assert result.code == 1
    assert "The update is incomplete" in result.err


def test_create_sends_every_option(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(ADA)
    result = clerk(
        "users", "create", "--email", "a@x.io,b@x.io", "--phone", "+15551234567",
        "--username", "ada", "--external-id", "e1", "--public-metadata", '{"a":1}',
        "--private-metadata", '{"b":2}', "--skip-password-checks", "--skip-password-requirement",
    )  # fmt: skip
    assert result.code == 0
    assert fake_api.requests[0].body == {
        "email_address": ["a@x.io", "b@x.io"],
        "phone_number": ["+15551234567"],
        "username": "ada",
        "external_id": "e1",
        "public_metadata": {"a": 1},
        "private_metadata": {"b": 2},
        "skip_password_checks": True,
        "skip_password_requirement": True,
    }


SETTINGS = [
    (["--locale", "en-US"], {"locale": "en-US"}),
    (
        ["--password-digest", "$2a$10$pl4nted77", "--password-hasher", "bcrypt"],
        {"password_digest": "$2a$10$pl4nted77", "password_hasher": "bcrypt"},
    ),
    (["--totp-secret", "PL4NTED77PNZQUYM"], {"totp_secret": "PL4NTED77PNZQUYM"}),
    (
        ["--backup-codes", "pl4nted77_a,pl4nted77_b"],
        {"backup_codes": ["pl4nted77_a", "pl4nted77_b"]},
    ),
    (["--created-at", "2020-01-31T12:00Z"], {"created_at": "2020-01-31T12:00:00.000Z"}),
    (["--legal-accepted-at", "1580472000"], {"legal_accepted_at": "2020-01-31T12:00:00.000Z"}),
    (["--skip-legal-checks"], {"skip_legal_checks": True}),
    (["--no-delete-self"], {"delete_self_enabled": False}),
    (["--create-organizations"], {"create_organization_enabled": True}),
    (["--create-organizations-limit", "0"], {"create_organizations_limit": 0}),
    (["--bypass-client-trust"], {"bypass_client_trust": True}),
]
OF_NEW_USERS = [
    (["--unsafe-metadata", '{"a":1}'], {"unsafe_metadata": {"a": 1}}),
    (
        ["--email", "a@x.io,b@x.io", "--email-status", "verified,reserved"],
        {
            "email_address": ["a@x.io", "b@x.io"],
            "email_address_identification_status": ["verified", "reserved"],
        },
    ),
    (["--phone-status", "reserved"], {"phone_number_identification_status": ["reserved"]}),
    (["--web3-wallet", "0x1,0x2"], {"web3_wallet": ["0x1", "0x2"]}),
    (["--skip-user-requirement"], {"skip_user_requirement": True}),
    (["--banned", "--locked"], {"banned": True, "locked": True}),
]
OF_UPDATES = [
    (["--primary-web3-wallet-id", "idn_3"], {"primary_web3_wallet_id": "idn_3"}),
    (["--profile-image-id", "img_1"], {"profile_image_id": "img_1"}),
    (["--notify-of-primary-email"], {"notify_primary_email_address_changed": True}),
]


@pytest.mark.parametrize(
    ("command", "argv", "body"),
    [
        *(("create", *row) for row in (*SETTINGS, *OF_NEW_USERS)),
        *(("update u1", *row) for row in (*SETTINGS, *OF_UPDATES)),
    ],
)
def test_each_option_is_a_member_of_the_body(
    clerk: CommandLine, fake_api: FakeAPI, command: str, argv: list[str], body: dict[str, Any]
) -> None:
    fake_api.answer(ADA)
    result = clerk("users", *command.split(), *argv)
    assert result.code == 0, result.err
    assert fake_api.requests[0].body == body


def test_unsafe_metadata_is_replaced_where_the_api_takes_it(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(ADA)
    assert clerk("users", "update", "u1", "--unsafe-metadata", '{"a":1}').code == 0
    (request,) = fake_api.requests
    assert (request.method, request.path) == ("PUT", "/v1/users/u1/metadata")
    assert request.body == {"unsafe_metadata": {"a": 1}}


def test_a_password_can_come_from_stdin(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(ADA)
    assert (
        clerk("users", "update", "u1", "--password", "-", stdin="s3cret pl4nted77 word\n").code == 0
    )
    assert fake_api.requests[0].body == {"password": "s3cret pl4nted77 word"}


def test_a_wrong_password_is_a_result_and_exit_1(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.fail(422, "incorrect_password", "Password is incorrect.")
    result = clerk("users", "verify-password", "u1", "--password", "x", "-o", "json")
    assert (result.code, result.json) == (1, {"verified": False})


def test_a_user_without_a_password_is_an_api_error(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.fail(400, "no_password_set", "No password set.")
    result = clerk("users", "verify-password", "u1", "--password", "x")
    assert (result.code, result.out, "no_password_set" in result.err) == (1, "", True)


def test_a_contact_list_marks_primary_and_verified_entries(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(ADA)
    header, old, new = clerk("users", "emails", "list", "u1").out.splitlines()
    assert header.split() == ["ID", "EMAIL", "VERIFIED", "PRIMARY"]
    assert old.split() == ["idn_1", "old@example.com", "no", "no"]
    assert new.split() == ["idn_2", "ada@example.com", "yes", "yes"]


def test_a_contact_list_as_json_is_unchanged(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(ADA)
    result = clerk("users", "emails", "list", "u1", "-o", "json")
    assert result.json == {"data": ADA["email_addresses"], "total_count": 2}


def test_a_contact_can_be_marked_unverified(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(ADA["email_addresses"][0])
    assert clerk("users", "phones", "update", "idn_1", "--no-verified").code == 0
    assert fake_api.requests[0].body == {"verified": False}


def test_a_delete_without_a_response_body_shows_the_id(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(status=204)
    result = clerk("users", "delete", "u1", "-f", "-o", "json")
    assert result.json == {"id": "u1", "deleted": True}


@pytest.mark.parametrize(
    ("argv", "query"),
    [
        ("--email a@b.io,c@d.io --phone +15550100001",
         "email_address=a%40b.io&email_address=c%40d.io&phone_number=%2B15550100001"),
        ("--username ada --external-id crm_1 --user-id user_1,-user_2 --organization-id org_1",
         "username=ada&external_id=crm_1&user_id=user_1&user_id=-user_2&organization_id=org_1"),
        ("--query ada --banned", "query=ada&banned=true"),
        ("--no-banned --last-active-since 1700000000",
         "banned=false&last_active_at_after=1700000000000"),
        ("--last-sign-in-after 1700000000 --last-sign-in-before 1700000001",
         "last_sign_in_at_after=1700000000000&last_sign_in_at_before=1700000001000"),
        ("--created-after 1700000000 --created-before 1700000001",
         "created_at_after=1700000000000&created_at_before=1700000001000"),
    ],
)  # fmt: skip
def test_the_list_and_the_count_of_users_take_the_same_filters(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, query: str
) -> None:
    fake_api.answer([ADA]).answer(COUNT)
    assert clerk("users", "list", *argv.split()).code == 0
    assert clerk("users", "count", *argv.split()).code == 0
    assert [request.target for request in fake_api.requests] == [
        f"/v1/users?limit=10&{query}",
        f"/v1/users/count?{query}",
    ]


@pytest.mark.parametrize(
    ("argv", "sent"),
    [
        ("add user_1 --phone +15551234567 --verified --reserved-for-second-factor",
         ("POST", "/v1/phone_numbers",
          {"user_id": "user_1", "phone_number": "+15551234567", "verified": True,
           "reserved_for_second_factor": True})),
        ("update idn_1 --no-reserved-for-second-factor",
         ("PATCH", "/v1/phone_numbers/idn_1", {"reserved_for_second_factor": False})),
    ],
)  # fmt: skip
def test_a_phone_number_can_be_a_second_factor(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, sent: Any
) -> None:
    fake_api.answer({"id": "idn_1", "phone_number": "+15551234567"})
    result = clerk("users", "phones", *argv.split())
    assert result.code == 0, result.err
    (request,) = fake_api.requests
    assert (request.method, request.target, request.body) == sent


def test_a_sign_out_revokes_each_active_session(clerk: CommandLine, fake_api: FakeAPI) -> None:
    sessions = [{"id": "sess_1"}, {"id": "sess_2"}]
    fake_api.answer({"data": sessions, "total_count": 2}).answer({"data": [], "total_count": 2})
    for session in sessions:
        fake_api.answer({**session, "status": "revoked"})
    result = clerk("users", "sign-out", "user_1", "-f")
    assert "Signed user user_1 out of 2 sessions." in result.err
    assert [(request.method, request.path) for request in fake_api.requests[1:]] == [
        ("GET", "/v1/sessions"),
        ("POST", "/v1/sessions/sess_1/revoke"),
        ("POST", "/v1/sessions/sess_2/revoke"),
    ]


def test_a_delete_without_a_terminal_needs_force(clerk: CommandLine, fake_api: FakeAPI) -> None:
    result = clerk("users", "delete", "u1")
    assert (result.code, fake_api.requests) == (2, [])
    assert "--force" in result.err


@pytest.mark.parametrize(
    ("argv", "answer", "sent"),
    [
        (
            "merge-metadata u1 --unsafe-metadata {}",
            ADA,
            ("PATCH", "/v1/users/u1/metadata", {"unsafe_metadata": {}}),
        ),
        (
            "ban u1 u2",
            [{"id": "u1"}, {"id": "u2"}],
            ("POST", "/v1/users/ban", {"user_ids": ["u1", "u2"]}),
        ),
        (
            "unban u1 u2",
            [{"id": "u1"}, {"id": "u2"}],
            ("POST", "/v1/users/unban", {"user_ids": ["u1", "u2"]}),
        ),
        (
            "remove-password u1 -f --sign-out-other-sessions",
            ADA,
            ("POST", "/v1/users/u1/remove_password", {"sign_out_of_other_sessions": True}),
        ),
        ("unlock u1", ADA, ("POST", "/v1/users/u1/unlock", None)),
        (
            "emails remove idn_1",
            {"id": "idn_1", "deleted": True},
            ("DELETE", "/v1/email_addresses/idn_1", None),
        ),
        (
            "phones remove idn_1",
            {"id": "idn_1", "deleted": True},
            ("DELETE", "/v1/phone_numbers/idn_1", None),
        ),
        ("disable-mfa u1 --force", {"user_id": "u1"}, ("DELETE", "/v1/users/u1/mfa", None)),
        (
            "organizations u1 --limit 5",
            {"data": [{"role": "org:admin"}], "total_count": 1},
            ("GET", "/v1/users/u1/organization_memberships?limit=5", None),
        ),
    ],
)
def test_an_extension_sends_its_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, answer: Any, sent: Any
) -> None:
    fake_api.answer(answer)
    result = clerk("users", *argv.split())
    assert result.code == 0, result.err
    (request,) = fake_api.requests
    assert (request.method, request.target, request.body) == sent
    assert result.out


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["users", "list", "--limit", "0"], "--limit must be at least 1, not 0"),
        (["users", "list", "--limit", "501"], "--limit must be at most 500, not 501"),
        (["users", "list", "--limit", "abc"], '--limit: "abc" is not a whole number'),
        (["users", "list", "--offset", "-1"], "--offset must be at least 0, not -1"),
        (["users", "list", "--user-id", ",".join(map(str, range(101)))], "at most 100 values"),
        (["users", "list", "-o", "xml"], 'unknown output format "xml"'),
        (["users", "get"], "missing required argument: userId"),
        (["users", "get", ""], 'userId: "" is not a valid value'),
        (["users", "get", ".."], 'userId: ".." is not a valid value'),
        (["users", "show", "a", "b"], "expected 1 argument (userId), got 2"),
        (["users", "create"], "no user attributes specified"),
        (["users", "create", "--public-metadata", '{"a": }'], "line 1, column 7"),
        (["users", "create", "--public-metadata", "[]"], "must be a JSON object"),
        (["users", "update", "u1"], "no changes specified"),
        (["users", "create", "--password-digest", "pl4nted77"], "must be used together"),
        (["users", "update", "u1", "--password-hasher", "bcrypt"], "must be used together"),
        (["users", "update", "u1", "--skip-password-checks"], "requires --password"),
        (["users", "update", "u1", "--sign-out-other-sessions"], "requires --password"),
        (["users", "emails", "add", "u1"], "missing required option: --email"),
        (["users", "emails", "update", "idn_1"], "no changes specified"),
        (["users", "verify-password", "u1"], "missing required option: --password"),
        (
            ["users", "agent-tasks", "create", "u1", "--agent-name", "a"],
            "missing required options: --task-description and --redirect-url",
        ),
        ([*AGENT_TASK, "--permissions", "read"], '--permissions: "read" is not one of *'),
        ([*AGENT_TASK, "--session-max-duration", "0"], "at least 1"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], message: str
) -> None:
    assert clerk.refuses(*argv, because=message)
    assert fake_api.requests == []


@pytest.mark.parametrize(
    ("argv", "target", "body"),
    [
        ("sign-in-tokens create u1 --expires-in 60 --organization-id org_1", "/v1/sign_in_tokens",
         {"user_id": "u1", "expires_in_seconds": 60, "org_id": "org_1"}),
        ("sign-in-tokens revoke sit_1 -f", "/v1/sign_in_tokens/sit_1/revoke", None),
        ("actor-tokens create u1 --actor u2 --session-max-duration 600", "/v1/actor_tokens",
         {"user_id": "u1", "actor": {"sub": "u2"}, "session_max_duration_in_seconds": 600}),
        ("actor-tokens revoke act_1 -f", "/v1/actor_tokens/act_1/revoke", None),
        ("agent-tasks create u1 --agent-name a --task-description d --redirect-url https://x.io",
         "/v1/agents/tasks",
         {"on_behalf_of": {"user_id": "u1"}, "permissions": "*", "agent_name": "a",
          "task_description": "d", "redirect_url": "https://x.io"}),
        ("agent-tasks create u1 --agent-name a --task-description d --redirect-url https://x.io"
         " --session-max-duration 2h --permissions *", "/v1/agents/tasks",
         {"on_behalf_of": {"user_id": "u1"}, "permissions": "*", "agent_name": "a",
          "task_description": "d", "redirect_url": "https://x.io",
          "session_max_duration_in_seconds": 7200}),
        ("agent-tasks revoke sit_1 -f", "/v1/agents/tasks/sit_1/revoke", None),
    ],
)  # fmt: skip
def test_a_sign_in_link_is_the_only_output(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, target: str, body: Any
) -> None:
    created = {"id": "sit_1", "user_id": "u1", "url": "https://x.io/ticket"}
    fake_api.answer(created | {"agent_task_id": "sit_1", "agent_id": "agent_1"})
    result = clerk("users", *argv.split())
    (request,) = fake_api.requests
    assert (request.method, request.target, request.body) == ("POST", target, body)
    assert result.out == "https://x.io/ticket\n" if "create" in argv else "sit_1" in result.out


def test_a_new_user_can_be_read(clerk: CommandLine, sandbox_api: SandboxAPI) -> None:
    argv = ["users", "create", "--email", "ada@example.com", "--first-name", "Ada"]
    user = clerk(*argv, "-o", "json").json
    assert clerk("users", "get", user["id"], "-o", "json").json == user
    assert [request.method for request in sandbox_api.requests] == ["POST", "GET"]
    duplicate = clerk(*argv)
    assert (duplicate.code, "form_identifier_exists" in duplicate.err) == (1, True)


def test_a_wide_csv_has_every_scalar_field_whatever_the_users_have(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer([ADA]).answer([NAMELESS])
    ada, nameless = (clerk("users", "list", "-wo", "csv", "--utc").out for _ in range(2))
    header, row = (line.split(",") for line in ada.splitlines())
    assert nameless.splitlines()[0].split(",") == header
    assert len(set(header)) == len(header) == 38
    cells = dict(zip(header, row, strict=True))
    assert cells["EMAIL"] == cells["IDENTIFIER"] != ""
    assert cells["BANNED"] == "false"
    assert cells["CREATED"] == "2023-11-14T22:13:20+00:00"


@pytest.mark.parametrize(
    ("options", "profile", "zone", "created", "warning"),
    [
        (["--utc"], "", "", "2023-11-14 22:13Z", ""),
        ([], "utc = true\n", "", "2023-11-14 22:13Z", ""),
        ([], "time = iso\nutc = yes\n", "", "2023-11-14T22:13:20+00:00", ""),
        (["--time", "iso", "--utc"], "time = relative\n", "", "2023-11-14T22:13:20+00:00", ""),
        ([], "time = relative\n", "", "years ago", ""),
        (["--utc"], "time = soon\n", "", "2023-11-14 22:13Z", 'not "soon" (profile); using local'),
        ([], "", "Mars/Phobos", "2023-11-14 22:13Z", '"Mars/Phobos" is not a known time zone'),
    ],
)
def test_times_are_in_the_style_and_zone_that_is_chosen(
    clerk: CommandLine, fake_api: FakeAPI, options: list[str], profile: str, zone: str,
    created: str, warning: str,
) -> None:  # fmt: skip
    clerk.write_profiles(f"[profile default]\n{profile}")
    fake_api.answer([ADA]).answer(COUNT)
    result = clerk("users", "list", *options, env={"TZ": zone})
    assert created in result.out
    assert warning in result.err
    assert result.err.count("⚠") == bool(warning)


def test_an_unknown_style_of_times_is_refused_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    assert clerk.refuses("users", "list", "--time", "soon", because='"soon" is not one of local')
