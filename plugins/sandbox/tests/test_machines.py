"""API keys, machines and M2M tokens."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def subject(make_user: Any) -> str:
    return str(make_user(username="deployer")["id"])


@pytest.fixture
def key(api: Any, subject: str) -> Any:
    status, key = api("POST", "/api_keys", {"name": "Deploy", "subject": subject})
    assert status == 201
    return key


def test_a_key_shows_its_secret_only_when_created(api: Any, key: Any) -> None:
    assert key["secret"].startswith("ak_")
    later = api.ok("GET", f"/api_keys/{key['id']}")
    assert "secret" not in later
    assert not [name for name in later if name.startswith("_")]
    assert api.ok("GET", f"/api_keys/{key['id']}/secret") == {"secret": key["secret"]}


def test_a_revoked_key_is_invalid_and_unlisted(api: Any, key: Any, subject: str) -> None:
    assert api.ok("POST", "/api_keys/verify", {"secret": key["secret"]})["id"] == key["id"]
    path = f"/api_keys/{key['id']}/revoke"
    assert api.ok("POST", path, {"revocation_reason": "leaked"})["revocation_reason"] == "leaked"
    assert api.errors("POST", "/api_keys/verify", {"secret": key["secret"]})[0] == 400
    assert api.ok("GET", f"/api_keys?subject={subject}")["total_count"] == 0
    path = f"/api_keys?subject={subject}&include_invalid=true"
    assert api.ok("GET", path)["total_count"] == 1


def test_a_key_expires(api: Any, subject: str) -> None:
    body = {"name": "Short", "subject": subject, "seconds_until_expiration": 1}
    key = api("POST", "/api_keys", body)[1]
    api.sandbox.now()
    assert api.ok("GET", f"/api_keys/{key['id']}")["expired"] is True


def test_an_expired_key_is_invalid(api: Any, subject: str) -> None:
    body = {"name": "Short", "subject": subject, "seconds_until_expiration": 1.0}
    key = api("POST", "/api_keys", body)[1]
    api.sandbox.now()
    verify = api.errors("POST", "/api_keys/verify", {"secret": key["secret"]})
    assert verify == (400, [("bad_request", None)])


def test_the_keys_of_a_deleted_subject_are_invalid(api: Any, make_user: Any) -> None:
    user, machine = make_user(username="ada"), api.ok("POST", "/machines", {"name": "Backend"})
    organization = api.ok("POST", "/organizations", {"name": "Acme"})
    for path, subject in (
        ("/users", user["id"]),
        ("/organizations", organization["id"]),
        ("/machines", machine["id"]),
    ):
        key = api("POST", "/api_keys", {"name": "Deploy", "subject": subject})[1]
        api.ok("DELETE", f"{path}/{subject}")
        assert api.errors("POST", "/api_keys/verify", {"secret": key["secret"]})[0] == 404


def test_the_subject_of_a_key_can_be_changed(api: Any, key: Any) -> None:
    other = api.ok("POST", "/organizations", {"name": "Acme"})["id"]
    assert api.ok("PATCH", f"/api_keys/{key['id']}", {"subject": other})["subject"] == other
    assert api.ok("GET", f"/api_keys?subject={other}")["total_count"] == 1


def test_a_machine_key_does_not_manage_api_keys(api: Any, machine: Any, subject: str) -> None:
    api.headers = {"authorization": f"Bearer {machine['secret_key']}"}
    assert api.errors("GET", f"/api_keys?subject={subject}")[0] == 401


def test_a_list_of_keys_needs_a_subject(api: Any) -> None:
    assert api.errors("GET", "/api_keys") == (400, [("form_param_missing", "subject")])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "ab", "subject": f"user_{'0' * 27}"}, "name"),
        ({"name": "abc", "subject": "x"}, "subject"),
    ],
)
def test_an_invalid_key_is_rejected(api: Any, body: Any, field: str) -> None:
    status, ((_, error_field),) = api.errors("POST", "/api_keys", body)
    assert (status, error_field) == (400, field)


@pytest.fixture
def machine(api: Any) -> Any:
    return api.ok("POST", "/machines", {"name": "Backend"})


def test_a_scope_lasts_until_the_other_machine_is_deleted(api: Any, machine: Any) -> None:
    other = api.ok("POST", "/machines", {"name": "Other"})
    path = f"/machines/{machine['id']}"
    api.ok("POST", f"{path}/scopes", {"to_machine_id": other["id"]})
    assert api.errors("POST", f"{path}/scopes", {"to_machine_id": other["id"]})[0] == 409
    (scoped_machine,) = api.ok("GET", path)["scoped_machines"]
    assert scoped_machine["id"] == other["id"]
    api.ok("DELETE", f"/machines/{other['id']}")
    assert api.ok("GET", path)["scoped_machines"] == []


def test_a_scope_can_be_removed_once(api: Any, machine: Any) -> None:
    body = {"name": "Other", "scoped_machines": [machine["id"]]}
    path = f"/machines/{api.ok('POST', '/machines', body)['id']}/scopes/{machine['id']}"
    assert api.ok("DELETE", path)["deleted"] is True
    assert api.errors("DELETE", path)[0] == 404


def test_a_token_needs_the_key_of_its_machine(api: Any, machine: Any) -> None:
    assert api.errors("POST", "/m2m_tokens", {})[0] == 401
    api.headers = {"authorization": f"Bearer {machine['secret_key']}"}
    status, token = api("POST", "/m2m_tokens", {"claims": {"a": 1}})
    assert (status, token["subject"], token["claims"]) == (201, machine["id"], {"a": 1})
    assert token["expiration"] - token["created_at"] == 3600 * 1000
    assert api.errors("GET", "/users")[0] == 401


def test_a_replaced_key_cannot_create_tokens(api: Any, machine: Any) -> None:
    path = f"/machines/{machine['id']}/secret_key"
    rotated = api.ok("POST", f"{path}/rotate", {"previous_token_ttl": 0})
    assert api.ok("GET", path) == rotated
    api.headers = {"authorization": f"Bearer {machine['secret_key']}"}
    assert api.errors("POST", "/m2m_tokens", {})[0] == 401


def test_revoked_tokens_are_listed_separately(api: Any, machine: Any) -> None:
    secret_key, path = dict(api.headers), f"/m2m_tokens?subject={machine['id']}"
    api.headers = {"authorization": f"Bearer {machine['secret_key']}"}
    token = api("POST", "/m2m_tokens", {})[1]
    api.headers = secret_key
    assert api.ok("GET", path)["total_count"] == 1
    api.ok("POST", f"/m2m_tokens/{token['id']}/revoke", {})
    assert api.ok("GET", path) == {"m2m_tokens": [], "total_count": 0}
    assert api.ok("GET", f"{path}&revoked=true")["total_count"] == 1


def test_some_operations_work_without_the_version_in_the_path(api: Any) -> None:
    from clerk_cli_sandbox.application import HTTPRequest

    for target, status in ((f"/api_keys?subject=user_{27 * '1'}", 200), ("/users", 404)):
        assert api.sandbox.handle(HTTPRequest("GET", target, api.headers)).status == status


def test_the_command_line_creates_and_verifies_a_token(clerk: Any) -> None:
    def run(*argv: str) -> Any:
        return clerk("-p", "sandbox", *argv)

    pytest.importorskip("clerk_cli_m2m")
    machine = run("m2m", "machines", "create", "--name", "Backend", "-o", "json").json
    token = run("m2m", "tokens", "create", "--machine-id", machine["id"]).out.strip()
    assert run("m2m", "tokens", "verify", "--token", token).code == 0
    page = run("m2m", "tokens", "list", "-o", "json").json
    assert (page["total_count"], page["data"][0]["subject"]) == (1, machine["id"])
