"""Session tokens, verified by a JWT library and by Clerk's SDK."""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

import jwt
import pytest

from clerk_cli.testing import CommandLine, SandboxAPI


@pytest.fixture
def session(api: Any, make_user: Any) -> Any:
    user = make_user(username="ada", first_name="Ada", public_metadata={"plan": "gold"})
    return api.ok("POST", "/sessions", {"user_id": user["id"]})


def claims_of(api: Any, token: str) -> Any:
    (key,) = api.ok("GET", "/jwks")["keys"]
    options: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
    return jwt.decode(token, jwt.PyJWK(key).key, algorithms=["RS256"], options=options)


def test_a_token_can_be_verified_with_the_key_set(api: Any, session: Any) -> None:
    token = api.ok("POST", f"/sessions/{session['id']}/tokens", {"expires_in_seconds": 90})["jwt"]
    claims = claims_of(api, token)
    assert (claims["sub"], claims["sid"]) == (session["user_id"], session["id"])
    assert claims["exp"] - claims["iat"] == 90


def test_a_missing_cryptography_package_is_reported(
    clerk: CommandLine, sandbox_api: SandboxAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    result = clerk("jwks", "get")
    assert result.code == 1
    assert 'needs the Python package "cryptography" to sign tokens' in result.err
    assert "clerk plugins install sandbox" in result.err


def test_the_signing_key_does_not_change(api: Any) -> None:
    assert api.ok("GET", "/jwks") == api.ok("GET", "/jwks")


def test_the_link_of_an_agent_task_has_a_ticket_for_the_user(api: Any, make_user: Any) -> None:
    user = make_user(username="ada")
    task = {
        "on_behalf_of": {"identifier": "ada"},
        "permissions": "*",
        "agent_name": "tester",
        "task_description": "Log in",
        "redirect_url": "http://localhost:3000",
    }
    first, second = (api.ok("POST", "/agents/tasks", task) for _ in range(2))
    assert first["task_id"] == first["agent_task_id"] != second["agent_task_id"]
    claims = claims_of(api, first["url"].partition("?ticket=")[2])
    assert (claims["sub"], claims["eid"]) == (user["id"], first["agent_task_id"])
    assert claims["session_max_duration"] == 1800
    assert claims["redirect_url"] == "http://localhost:3000"


def test_a_template_sets_the_claims_of_a_token(api: Any, session: Any) -> None:
    body = {
        "name": "mine",
        "lifetime": 300,
        "claims": {
            "who": "{{user.first_name}} ({{user.id}})",
            "meta": ["{{user.public_metadata}}"],
        },
    }
    api.ok("POST", "/jwt_templates", body)
    token = api.ok("POST", f"/sessions/{session['id']}/tokens/mine", {})["jwt"]
    claims = claims_of(api, token)
    assert claims["who"] == f"Ada ({session['user_id']})"
    assert claims["meta"] == [{"plan": "gold"}]
    assert claims["exp"] - claims["iat"] == 300


def test_an_ended_session_has_no_tokens(api: Any, session: Any) -> None:
    api.ok("POST", f"/sessions/{session['id']}/revoke")
    assert api.errors("POST", f"/sessions/{session['id']}/tokens", {})[0] == 404


def test_the_official_sdk_verifies_a_token(clerk: Any, tmp_path: Any) -> None:
    from threading import Thread

    from clerk_backend_api.security import verify_token
    from clerk_backend_api.security.types import VerifyTokenOptions

    from clerk_cli_sandbox.local.instance import open_sandbox
    from clerk_cli_sandbox.transports.server import make_server

    server = make_server(open_sandbox(tmp_path / "db"), "127.0.0.1", 0, allow_remote=False)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    clerk.variables |= {"CLERK_API_URL": server.url, "CLERK_SECRET_KEY": "sk_test_tokens"}
    try:
        user = clerk("users", "list", "--limit", "1", "-o", "json").json["data"][0]["id"]
        session = clerk("sessions", "create", "--user-id", user, "-o", "json").json["id"]
        token = clerk("sessions", "create-token", session).out.strip()
        options = VerifyTokenOptions(secret_key="sk_test_tokens", api_url=server.url)
        assert verify_token(token, options)["sub"] == user
        assert clerk("jwks", "get", "-o", "json").json["keys"][0]["alg"] == "RS256"
    finally:
        server.shutdown()
        server.server_close()
        server.sandbox.store.close()
        thread.join()


def test_links_and_tokens_are_about_the_domain_of_the_instance(api: Any, make_user: Any) -> None:
    user = make_user(username="ada")
    assert api("POST", "/instance/change_domain", {"home_url": "https://example.com"})[0] == 202
    task = {
        "on_behalf_of": {"user_id": user["id"]},
        "permissions": "*",
        "agent_name": "tester",
        "task_description": "Log in",
        "redirect_url": "https://example.com",
    }
    for host, path, body in (
        ("accounts", "/sign_in_tokens", {"user_id": user["id"]}),
        ("accounts", "/actor_tokens", {"user_id": user["id"], "actor": {"sub": "support"}}),
        ("clerk", "/agents/tasks", task),
    ):
        assert api.ok("POST", path, body)["url"].startswith(f"https://{host}.example.com/v1/")
    machine = api.ok("POST", "/machines", {"name": "worker"})
    api.headers = {"authorization": f"Bearer {machine['secret_key']}"}
    token = api("POST", "/m2m_tokens", {"token_format": "jwt"})[1]["token"]
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert claims["iss"] == "https://clerk.example.com"
