"""Clerk's own SDKs, unmodified, accept the sandbox's tokens, and refuse those that they must."""

from __future__ import annotations

import gc
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
import pytest
from npm_packages import npm_install
from plugins.sandbox.tests.oauth_client import Client

ORIGIN = "https://app.example.com"
ELSEWHERE = "https://elsewhere.example.com"
SCRIPTS = Path(__file__).with_name("node")
TIMEOUT = 60
PERMISSIONS = ["org:dashboard:manage", "org:dashboard:read", "org:teams:manage"]


@dataclass
class Tokens:
    """A user in an organization, and the tokens of the user's sessions.

    Args:
        user_id: The user.
        organization_id: The organization, in which the user is an administrator.
        active: A token of a session in the organization, issued for ``ORIGIN``.
        personal: The same without the organization.
        unaddressed: A token that was issued for no origin.
        expired: A token that has expired.
    """

    user_id: str
    organization_id: str
    active: str
    personal: str
    unaddressed: str
    expired: str


@pytest.fixture
def tokens(api: Any, make_user: Any) -> Tokens:
    from clerk_cli_sandbox.application import now

    user = make_user(username="ada")
    admin = next(
        row for row in api.ok("GET", "/organization_roles")["data"] if "admin" in row["key"]
    )
    for key in PERMISSIONS[:2]:
        body = {"key": key, "name": key, "description": key}
        permission = api.ok("POST", "/organization_permissions", body)
        api.ok("POST", f"/organization_roles/{admin['id']}/permissions/{permission['id']}")
    organization = api.ok("POST", "/organizations", {"name": "Acme", "created_by": user["id"]})

    def token(organization_id: str | None = None, origin: str | None = ORIGIN) -> str:
        body = {"user_id": user["id"], "active_organization_id": organization_id or ""}
        session = api.ok("POST", "/sessions", body)
        api.headers.pop("origin", None)
        api.headers |= {"origin": origin} if origin else {}
        return str(api.ok("POST", f"/sessions/{session['id']}/tokens", {})["jwt"])

    # SDKs compare the times in tokens with their own clock.
    api.sandbox._clock = lambda: now() - 3_600_000
    expired = token(organization["id"])
    api.sandbox._clock = now
    return Tokens(
        user_id=user["id"],
        organization_id=organization["id"],
        active=token(organization["id"]),
        personal=token(),
        unaddressed=token(origin=None),
        expired=expired,
    )


def damaged(token: str) -> str:
    """The token with another signature."""
    head, _, signature = token.rpartition(".")
    return f"{head}.{'A' * len(signature)}"


@dataclass
class Request:
    """A request as the SDK for Python reads it."""

    headers: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def public_key(api: Any) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key: Any = jwt.PyJWK(api.ok("GET", "/jwks")["keys"][0]).key
    return str(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


@pytest.fixture
def authenticate(public_key: str) -> Callable[..., Any]:
    """What the SDK for Python says about a token."""
    from clerk_backend_api.security import authenticate_request
    from clerk_backend_api.security.types import AuthenticateRequestOptions

    def authenticated(token: str, **options: Any) -> Any:
        request = Request({"Authorization": f"Bearer {token}"})
        return authenticate_request(
            request, AuthenticateRequestOptions(jwt_key=public_key, **options)
        )

    return authenticated


def test_python_authenticates_a_session_in_an_organization(
    tokens: Tokens, authenticate: Callable[..., Any]
) -> None:
    state = authenticate(tokens.active, authorized_parties=[ORIGIN])
    assert state.is_signed_in, state.message
    auth = state.to_auth()
    assert (auth.sub, auth.org_id, auth.org_role) == (
        tokens.user_id, tokens.organization_id, "admin",
    )  # fmt: skip
    assert sorted(auth.org_permissions) == sorted(PERMISSIONS[:2])


def test_python_sees_no_organization_where_none_is_active(
    tokens: Tokens, authenticate: Callable[..., Any]
) -> None:
    assert authenticate(tokens.personal).to_auth().org_id is None


@pytest.mark.parametrize(
    ("name", "parties", "reason"),
    [
        ("active", [ELSEWHERE], "TOKEN_INVALID_AUTHORIZED_PARTIES"),
        ("unaddressed", [ORIGIN], "TOKEN_INVALID_AUTHORIZED_PARTIES"),
        ("expired", None, "TOKEN_EXPIRED"),
        ("damaged", None, "TOKEN_INVALID_SIGNATURE"),
    ],
)
def test_python_refuses_a_token(
    tokens: Tokens,
    authenticate: Callable[..., Any],
    name: str,
    parties: list[str] | None,
    reason: str,
) -> None:
    token = damaged(tokens.active) if name == "damaged" else getattr(tokens, name)
    state = authenticate(token, authorized_parties=parties)
    assert (state.is_signed_in, state.reason.name) == (False, reason)


def ask_node(folder: Path, url: str, questions: list[dict[str, Any]]) -> Any:
    """What the SDK for JavaScript says about tokens."""
    directory = folder / "node"
    shutil.copytree(SCRIPTS, directory)
    npm_install(directory)
    process = subprocess.run(
        ["node", "authenticate.mjs", url],
        cwd=directory,
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


@pytest.mark.javascript
def test_javascript_authenticates_and_authorizes(
    tmp_path: Path, served: str, tokens: Tokens
) -> None:
    asked = {
        "roles": ["org:admin", "org:member"],
        "permissions": PERMISSIONS,
        "plans": ["free_org", "free_user", "team"],
    }
    mine, other = {"authorizedParties": [ORIGIN]}, {"authorizedParties": [ELSEWHERE]}
    active, personal, *refused = ask_node(
        tmp_path,
        served,
        [
            {"token": tokens.active, "options": mine, **asked},
            {"token": tokens.personal, "options": mine, **asked},
            {"token": tokens.active, "options": other},
            {"token": tokens.unaddressed, "options": mine},
            {"token": tokens.expired},
            {"token": damaged(tokens.active)},
        ],
    )
    assert active == {
        "userId": tokens.user_id,
        "orgId": tokens.organization_id,
        "orgSlug": "acme",
        "orgRole": "org:admin",
        "roles": ["org:admin"],
        "permissions": PERMISSIONS[:2],
        "plans": ["free_org", "free_user"],
    }
    assert (personal["userId"], personal["orgId"]) == (tokens.user_id, None)
    assert personal["roles"] == personal["permissions"] == []
    reasons = [entry["reason"] for entry in refused]
    assert reasons[:2] == ["token-invalid-authorized-parties"] * 2
    assert reasons[2].startswith("session-token-expired")
    assert reasons[3] == "token-invalid-signature"


@pytest.fixture
def machine_tokens(api: Any, tokens: Tokens) -> dict[str, str]:
    """Tokens of a machine that may call another one, and the key of that one."""
    instance = api.headers
    receiver = api.ok("POST", "/machines", {"name": "Receiver"})
    sender = api.ok("POST", "/machines", {"name": "Sender", "scoped_machines": [receiver["id"]]})
    api.headers = {"authorization": f"Bearer {sender['secret_key']}"}
    bodies = {"opaque": {}, "jwt": {"token_format": "jwt", "claims": {"a": 1}}, "revoked": {}}
    made = {name: api("POST", "/m2m_tokens", body)[1] for name, body in bodies.items()}
    api.ok("POST", f"/m2m_tokens/{made['revoked']['id']}/revoke", {})
    api.headers = instance
    keys = {
        name: api("POST", "/api_keys", {"name": name, "subject": tokens.user_id})[1]
        for name in ("api_key", "revoked_api_key")
    }
    api.ok("POST", f"/api_keys/{keys['revoked_api_key']['id']}/revoke", {})
    return {
        **{name: token["token"] for name, token in made.items()},
        **{name: key["secret"] for name, key in keys.items()},
        "sender": sender["id"],
        "sender_key": sender["secret_key"],
        "receiver_key": receiver["secret_key"],
    }


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # The SDK does not close its client.
@pytest.mark.parametrize(
    ("name", "key", "is_valid"),
    [
        ("opaque", "receiver_key", True),
        ("opaque", "sender_key", False),
        ("revoked", "receiver_key", False),
        ("api_key", None, True),
        ("revoked_api_key", None, False),
    ],
)
def test_python_verifies_credentials_of_machines(
    served: str, machine_tokens: dict[str, str], name: str, key: str | None, is_valid: bool
) -> None:
    from clerk_backend_api.security import TokenVerificationError, verify_token
    from clerk_backend_api.security.types import VerifyTokenOptions

    options = VerifyTokenOptions(secret_key="sk_test_python", api_url=served)
    if key:
        machine_key = machine_tokens[key]
        options = VerifyTokenOptions(machine_secret_key=machine_key, api_url=served)
    if is_valid:
        verify_token(machine_tokens[name], options)
    else:
        with pytest.raises(TokenVerificationError):
            verify_token(machine_tokens[name], options)
    gc.collect()


@pytest.mark.javascript
def test_javascript_authenticates_machines(
    tmp_path: Path, served: str, tokens: Tokens, machine_tokens: dict[str, str]
) -> None:
    made = machine_tokens
    receiver = {"acceptsToken": "m2m_token", "machineSecretKey": made["receiver_key"]}
    sender = {"acceptsToken": "m2m_token", "machineSecretKey": made["sender_key"]}
    opaque, jwt_form, api_key, *refused = ask_node(
        tmp_path,
        served,
        [
            {"token": made["opaque"], "options": receiver},
            {"token": made["jwt"], "options": {"acceptsToken": "m2m_token"}},
            {"token": made["api_key"], "options": {"acceptsToken": "api_key"}},
            {"token": made["opaque"], "options": sender},
            {"token": made["revoked"], "options": receiver},
            {"token": damaged(made["jwt"]), "options": {"acceptsToken": "m2m_token"}},
            {"token": made["revoked_api_key"], "options": {"acceptsToken": "api_key"}},
            {"token": tokens.active, "options": {"acceptsToken": "m2m_token"}},
        ],
    )
    assert opaque["subject"] == jwt_form["subject"] == made["sender"]
    assert jwt_form["claims"]["a"] == 1
    assert api_key["subject"] == tokens.user_id
    assert [sorted(entry) for entry in refused] == [["reason"]] * 5


@pytest.fixture
def oauth_tokens(api: Any, tokens: Tokens) -> dict[str, str]:
    """Access tokens of an OAuth application, and the user who consented."""
    client = Client(api)
    settings = "/instance/oauth_application_settings"
    made = {"jwt": client.tokens(scope="email")["access_token"]}
    api.ok("PATCH", settings, {"oauth_jwt_access_tokens": False})
    made |= {name: client.tokens(scope="email")["access_token"] for name in ("opaque", "revoked")}
    client.revoke(made["revoked"])
    return {**made, "user_id": client.user["id"]}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # The SDK does not close its client.
@pytest.mark.parametrize(("name", "is_valid"), [("opaque", True), ("revoked", False)])
def test_python_verifies_access_tokens_of_oauth_applications(
    served: str, oauth_tokens: dict[str, str], name: str, is_valid: bool
) -> None:
    from clerk_backend_api.security import TokenVerificationError, verify_token
    from clerk_backend_api.security.types import VerifyTokenOptions

    options = VerifyTokenOptions(secret_key="sk_test_python", api_url=served)
    if is_valid:
        assert verify_token(oauth_tokens[name], options)["subject"] == oauth_tokens["user_id"]
    else:
        with pytest.raises(TokenVerificationError):
            verify_token(oauth_tokens[name], options)
    gc.collect()


@pytest.mark.javascript
def test_javascript_authenticates_oauth_applications(
    tmp_path: Path, served: str, oauth_tokens: dict[str, str]
) -> None:
    accepts = {"acceptsToken": "oauth_token"}
    opaque, jwt_form, *refused = ask_node(
        tmp_path,
        served,
        [
            {"token": oauth_tokens["opaque"], "options": accepts},
            {"token": oauth_tokens["jwt"], "options": accepts},
            {"token": oauth_tokens["revoked"], "options": accepts},
            {"token": damaged(oauth_tokens["jwt"]), "options": accepts},
            {"token": oauth_tokens["jwt"]},
        ],
    )
    for auth in (opaque, jwt_form):
        assert (auth["tokenType"], auth["scopes"]) == ("oauth_token", ["email"])
        assert auth["id"].startswith("oat_")
    assert [sorted(entry) for entry in refused] == [["reason"]] * 3
