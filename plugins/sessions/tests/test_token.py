"""``clerk token`` and ``clerk testing-token``: the requests, what is printed, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI, SandboxAPI

LIVE = {"CLERK_SECRET_KEY": "sk_live_pl4nted77_0123456789"}
SESSION = {"id": "sess_1", "object": "session", "user_id": "user_1", "status": "active"}
OF_AN_ACTOR = {**SESSION, "id": "sess_0", "actor": {"sub": "user_9"}}
IN_ACME = {**SESSION, "id": "sess_2", "last_active_organization_id": "org_1"}
JWT = {"object": "token", "jwt": "eyJ.the.token"}
LIST = ("GET", "/v1/sessions?user_id=user_1&status=active&limit=100", None)
GET = ("GET", "/v1/sessions/sess_1", None)
TOKEN: tuple[str, str, Any] = ("POST", "/v1/sessions/sess_1/tokens", {})


@pytest.mark.parametrize(
    ("argv", "answers", "sent"),
    [
        ("user_1", [[OF_AN_ACTOR, SESSION]], [LIST, TOKEN]),
        (
            "user_1",
            [[], SESSION],
            [LIST, ("POST", "/v1/sessions", {"user_id": "user_1"}), TOKEN],
        ),
        (
            "user_1 --org org_1",
            [[SESSION], SESSION],
            [
                LIST,
                (
                    "POST",
                    "/v1/sessions",
                    {"user_id": "user_1", "active_organization_id": "org_1"},
                ),
                TOKEN,
            ],
        ),
        (
            "user_1 --org org_1",
            [[SESSION, IN_ACME]],
            [LIST, ("POST", "/v1/sessions/sess_2/tokens", {})],
        ),
        (
            "--session sess_1 --template a/b --expires-in 10m",
            [],
            [("POST", "/v1/sessions/sess_1/tokens/a%2Fb", {"expires_in_seconds": 600})],
        ),
        ("user_1 --session sess_1", [SESSION], [GET, TOKEN]),
    ],
    ids=["newest", "created", "created with org", "found with org", "template", "own session"],
)
def test_a_token_is_of_the_newest_session_that_fits(
    clerk: CommandLine,
    fake_api: FakeAPI,
    argv: str,
    answers: list[Any],
    sent: list[tuple[str, str, Any]],
) -> None:
    for answer in (*answers, JWT):
        fake_api.answer(answer)
    result = clerk("token", *argv.split())
    assert (result.code, result.out) == (0, "eyJ.the.token\n"), result.err
    assert [(each.method, each.target, each.body) for each in fake_api.requests] == sent


def test_a_header_is_what_curl_takes(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(JWT).answer(JWT)
    argv = ("token", "--session", "sess_1", "--header")
    assert clerk(*argv).out == "Authorization: Bearer eyJ.the.token\n"
    assert clerk(*argv, "-o", "json").json == JWT


@pytest.mark.parametrize(
    ("argv", "variables", "message"),
    [
        ("", {}, "missing required argument: userId, or --session"),
        ("user_1 --session sess_1 --org org_1", {}, "--org cannot be combined with --session"),
        ("org_1", {}, "is an organization ID"),
        ("ada@example.com -f", LIVE, "on a live instance, a token requires --session"),
        ("ada@example.com --session sess_1", LIVE, "confirmation required"),
    ],
)
def test_what_cannot_work_is_refused_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, variables: dict[str, str], message: str
) -> None:
    clerk.variables |= variables
    assert clerk.refuses("token", *argv.split(), because=message)
    assert fake_api.requests == []


def test_a_live_instance_needs_a_session_and_force(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(JWT)
    result = clerk("token", "--session", "sess_1", "-f", env=LIVE)
    assert (result.code, result.out) == (0, "eyJ.the.token\n")
    assert "Anyone with this token is signed in" in result.err
    assert "clerk impersonate" in clerk("token", "user_1", env=LIVE).err


def test_an_instance_whose_key_does_not_tell_is_asked(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    clerk.variables["CLERK_SECRET_KEY"] = "pl4nted77_without_a_prefix"
    fake_api.answer({"object": "instance", "environment_type": "production"})
    assert clerk.refuses("token", "user_1", because="requires --session")
    assert [each.target for each in fake_api.requests] == ["/v1/instance"]


def test_a_session_of_somebody_else_is_refused(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(SESSION)
    result = clerk("token", "user_2", "--session", "sess_1")
    assert (result.code, result.out) == (1, "")
    assert "session sess_1 belongs to user_1, not to user_2" in result.err


def test_a_testing_token_is_the_only_output(clerk: CommandLine, fake_api: FakeAPI) -> None:
    token = {"object": "testing_token", "token": "17-c_1", "expires_at": 1_713_880_800}
    fake_api.answer(token).answer(token)
    result = clerk("testing-token")
    assert (result.out, "pass bot protection" in result.err) == ("17-c_1\n", True)
    assert clerk("testing-token", "-o", "json").json == token
    assert [(each.method, each.target) for each in fake_api.requests] == [
        ("POST", "/v1/testing_tokens")
    ] * 2


@pytest.mark.parametrize(
    ("options", "header"),
    [("", "TOKEN,EXPIRES"), ("--fields token,expires_at", "token,expires_at")],
)
def test_the_end_of_a_testing_token_is_a_time_in_seconds(
    clerk: CommandLine, fake_api: FakeAPI, options: str, header: str
) -> None:
    fake_api.answer({"object": "testing_token", "token": "17-c_1", "expires_at": 1_713_880_800})
    result = clerk("testing-token", *options.split(), "-o", "csv", "--utc")
    assert result.out == f"{header}\n17-c_1,2024-04-23T14:00:00+00:00\n"


@pytest.fixture
def ada(sandbox_api: SandboxAPI, clerk: CommandLine) -> dict[str, Any]:
    """A user with an email address and an organization in the sandbox."""
    user: dict[str, Any] = clerk("users", "create", "--email", "ada@example.com", "-o", "json").json
    argv = ("organizations", "create", "--name", "Acme", "--slug", "acme")
    clerk(*argv, "--created-by", user["id"])
    return user


def test_the_official_sdk_accepts_the_token(
    clerk: CommandLine, sandbox_api: SandboxAPI, ada: dict[str, Any]
) -> None:
    from clerk_backend_api.security import verify_token
    from clerk_backend_api.security.types import VerifyTokenOptions

    options = VerifyTokenOptions(secret_key="sk_test_token", api_url=sandbox_api.url)
    first, second = clerk("token", "ada@example.com", "--org", "acme"), clerk("token", ada["id"])
    claims = verify_token(first.out.strip(), options)
    assert (claims["sub"], claims["o"]["slg"]) == (ada["id"], "acme")
    assert verify_token(second.out.strip(), options)["sid"] == claims["sid"]
    assert first.err == f"ℹ Created session {claims['sid']}.\n"
    assert second.err == ""
