"""OAuth: how applications get tokens, what these allow, and what ends them.

Sources: RFC 6749, 6750, 7636, 7662, 9068; OpenID Connect Core; and for lifetimes and scopes
https://clerk.com/docs/guides/configure/auth-strategies/oauth/how-clerk-implements-oauth
"""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import pytest
import requests
from plugins.sandbox.tests.oauth_client import URI, Client

HOUR, DAY = 3_600_000, 86_400_000
HOST = "127.0.0.1:8911"
VERIFIER = "a-code-verifier-with-43-characters-or-more-123"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
SETTINGS = "/instance/oauth_application_settings"


@pytest.fixture
def client(api: Any) -> Client:
    return Client(api)


@pytest.fixture
def opaque(api: Any, client: Client) -> Client:
    """A client that gets opaque access tokens."""
    api.ok("PATCH", SETTINGS, {"oauth_jwt_access_tokens": False})
    return client


def claims_of(api: Any, token: str, audience: str | None = None) -> Any:
    """The claims of a token, whose signature is checked with the key set."""
    key = jwt.PyJWK(api.ok("GET", "/jwks")["keys"][0])
    # The clock of the sandbox is ahead.
    return jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        audience=audience,
        options={"verify_exp": False, "verify_iat": False, "verify_nbf": False},
    )


@pytest.mark.parametrize("is_jwt", [True, False])
def test_a_code_is_exchanged_for_an_access_token_that_verifies(
    api: Any, client: Client, is_jwt: bool
) -> None:
    api.ok("PATCH", SETTINGS, {"oauth_jwt_access_tokens": is_jwt})
    tokens = client.tokens(scope="profile email", state="s")
    token = tokens.pop("access_token")
    assert tokens == {"token_type": "Bearer", "expires_in": 86_400, "scope": "profile email"}
    assert token.startswith("ey" if is_jwt else "oat_")
    status, verified = client.verify(token)
    assert (status, verified["expired"], verified["revoked"]) == (200, False, False)
    assert verified["subject"] == client.user["id"]
    assert verified["client_id"] == client.application["client_id"]
    assert verified["scopes"] == ["profile", "email"]
    assert DAY - HOUR < verified["expiration"] - verified["created_at"] <= DAY


def test_a_token_is_verified_without_the_version_and_by_the_older_field(
    api: Any, opaque: Client
) -> None:
    from clerk_cli_sandbox.application import HTTPRequest

    body = json.dumps({"secret": opaque.tokens()["access_token"]}).encode()
    target = "/oauth_applications/access_tokens/verify"
    assert api.sandbox.handle(HTTPRequest("POST", target, api.headers, body)).status == 200


def test_a_jwt_access_token_says_what_it_is_for(api: Any, client: Client) -> None:
    token = client.tokens(scope="profile")["access_token"]
    assert jwt.get_unverified_header(token)["typ"] == "at+jwt"
    claims = claims_of(api, token)
    assert (claims["sub"], claims["scope"]) == (client.user["id"], "profile")
    assert claims["client_id"] == client.application["client_id"]
    assert claims["jti"] == client.verify(token)[1]["id"]


def test_a_session_token_and_an_access_token_are_not_interchangeable(client: Client) -> None:
    assert client.verify(client.session_token())[0] == 404
    access_token = client.tokens()["access_token"]
    assert client.authorize({"authorization": f"Bearer {access_token}"}).status == 401


def test_an_access_token_expires_after_a_day(api: Any, client: Client) -> None:
    as_jwt = client.tokens()["access_token"]
    api.ok("PATCH", SETTINGS, {"oauth_jwt_access_tokens": False})
    as_text = client.tokens()["access_token"]
    api.clock.time += DAY - HOUR
    assert (client.verify(as_jwt)[0], client.verify(as_text)[0]) == (200, 200)
    api.clock.time += HOUR
    assert client.verify(as_jwt) == (200, {"active": False})
    status, body = client.verify(as_text)
    assert (status, body["errors"][0]["code"]) == (400, "bad_request")


@pytest.mark.parametrize("name", ["access_token", "refresh_token"])
def test_a_revocation_ends_all_tokens_of_the_grant_and_no_others(opaque: Client, name: str) -> None:
    grant, other = (opaque.tokens(scope="email offline_access") for _ in range(2))
    later = opaque.refresh(grant["refresh_token"])[1]["access_token"]
    assert opaque.revoke(grant[name]) == (204, None)
    for token in (grant["access_token"], later):
        assert opaque.verify(token)[0] == 400
    assert opaque.refresh(grant["refresh_token"])[1]["error"] == "invalid_grant"
    assert opaque.verify(other["access_token"])[0] == 200
    assert opaque.revoke(grant[name]) == (204, None)


def test_a_jwt_access_token_cannot_be_revoked(client: Client) -> None:
    token = client.tokens()["access_token"]
    status, body = client.revoke(token)
    assert (status, body["errors"][0]["code"]) == (400, "bad_request")
    assert client.verify(token)[0] == 200


def test_a_token_is_revoked_only_for_the_application_that_got_it(api: Any, opaque: Client) -> None:
    token = opaque.tokens()["access_token"]
    assert Client(api).revoke(token)[0] == 404
    assert opaque.verify(token)[0] == 200


@pytest.mark.parametrize("is_jwt", [True, False])
def test_tokens_end_with_their_application(api: Any, client: Client, is_jwt: bool) -> None:
    api.ok("PATCH", SETTINGS, {"oauth_jwt_access_tokens": is_jwt})
    token = client.tokens()["access_token"]
    api.ok("DELETE", client.path)
    assert client.verify(token)[0] == 404


def test_opaque_tokens_and_codes_end_with_their_user(api: Any, opaque: Client) -> None:
    tokens = opaque.tokens(scope="email offline_access")
    code = opaque.redirected()["code"]
    api.ok("DELETE", f"/users/{opaque.user['id']}")
    assert opaque.verify(tokens["access_token"])[0] == 404
    assert opaque.refresh(tokens["refresh_token"])[0] == 400
    assert opaque.exchange(grant_type="authorization_code", code=code)[0] == 400


def test_a_refresh_token_is_for_offline_access_and_stays_valid(api: Any, client: Client) -> None:
    assert "refresh_token" not in client.tokens(scope="email")
    token = client.tokens(scope="email profile offline_access")["refresh_token"]
    api.clock.time += 365 * DAY
    status, tokens = client.refresh(token, scope="email")
    assert (status, tokens["scope"], tokens["refresh_token"]) == (200, "email", token)
    assert client.refresh(token)[1]["scope"] == "email profile offline_access"
    assert client.refresh(token, scope="openid")[1]["error"] == "invalid_scope"


@pytest.mark.parametrize(
    ("defaults", "granted"),
    [(None, "profile email"), (["openid", "unheard_of"], "openid"), ([], "")],
)
def test_an_application_that_asks_for_no_scopes_gets_the_default_ones(
    api: Any, client: Client, defaults: list[str] | None, granted: str
) -> None:
    api.ok("PATCH", SETTINGS, {"default_scopes": defaults})
    assert client.tokens()["scope"] == granted


def test_a_code_is_exchanged_once_and_within_ten_minutes(api: Any, client: Client) -> None:
    code = client.redirected()["code"]
    form = {"grant_type": "authorization_code", "code": code}
    assert client.exchange(**form)[0] == 200
    assert client.exchange(**form) == (
        400,
        {"error": "invalid_grant",
         "error_description": "The code is not valid, has expired, or was used."},
    )  # fmt: skip
    code = client.redirected()["code"]
    api.clock.time += 10 * 60_000
    assert client.exchange(grant_type="authorization_code", code=code)[0] == 400


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "email private_metadata"}, "invalid_scope"),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": CHALLENGE}, "invalid_request"),
    ],
)
def test_the_application_learns_why_it_gets_no_code(
    client: Client, parameters: dict[str, str], error: str
) -> None:
    answer = client.redirected(state="s", **parameters)
    assert (answer["error"], answer["state"]) == (error, "s")
    assert "code" not in answer


@pytest.mark.parametrize(
    "parameters",
    [{"client_id": "unheard-of"}, {"redirect_uri": "https://evil.example"}, {"redirect_uri": ""}],
)
def test_nobody_is_redirected_to_an_uri_that_is_not_registered(
    api: Any, parameters: dict[str, str]
) -> None:
    client = Client(api, redirect_uris=[URI, "app://other"])
    response = client.authorize(**parameters)
    assert (response.status, response.headers.get("Location")) == (400, None)


def test_the_only_redirect_uri_need_not_be_said(client: Client) -> None:
    code = client.redirected(redirect_uri="")["code"]
    form = {**client.credentials(), "grant_type": "authorization_code", "code": code}
    assert client.send("POST", "/oauth/token", **form).status == 200


def test_another_redirect_uri_than_that_of_the_code_is_refused(client: Client) -> None:
    code = client.redirected()["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": "app://other"}
    assert client.exchange(**form)[1]["error"] == "invalid_grant"


def test_a_user_consents_with_the_token_of_a_session(api: Any, client: Client) -> None:
    cookie = {"cookie": f"theme=dark; __session={client.session_token()}"}
    assert "code" in client.redirected(cookie)
    for headers in ({"cookie": "__session=x.y.z"}, {"authorization": "Basic eDp5"}):
        response = client.authorize(headers)
        assert response.status == 401
        assert "no page to sign in on" in json.loads(response.body)["errors"][0]["long_message"]
    stale = {"authorization": f"Bearer {client.session_token()}"}
    api.clock.time += HOUR
    assert client.authorize(stale).status == 401
    fresh = {"authorization": f"Bearer {client.session_token()}"}
    api.ok("POST", f"/sessions/{client.session['id']}/revoke")
    assert client.authorize(fresh).status == 401


def test_pkce_protects_a_code(client: Client) -> None:
    challenge = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    for verifier, status in (("", 400), ("another", 400), (VERIFIER, 200)):
        code = client.redirected(**challenge)["code"]
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        assert client.exchange(**form)[0] == status


@pytest.mark.parametrize("options", [{"public": True}, {"pkce_required": True}])
def test_an_application_may_have_to_use_pkce(api: Any, options: dict[str, bool]) -> None:
    client = Client(api, **options)
    assert client.redirected()["error"] == "invalid_request"
    code = client.redirected(code_challenge=CHALLENGE, code_challenge_method="S256")["code"]
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER}
    assert client.exchange(**form)[0] == 200


def basic(client: Client, secret: str) -> dict[str, str]:
    pair = f"{client.application['client_id']}:{secret}"
    return {"authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def test_a_client_proves_itself_with_its_current_secret(api: Any, client: Client) -> None:
    old = client.application["client_secret"]
    assert client.tokens(basic(client, old))["token_type"] == "Bearer"
    new = api.ok("POST", f"{client.path}/rotate_secret")["client_secret"]
    for headers in (basic(client, old), basic(client, ""), {"authorization": "Basic é"}):
        status, body = client.exchange(headers, grant_type="authorization_code", code="x")
        assert (status, body["error"]) == (401, "invalid_client")
    assert client.tokens(basic(client, new))["token_type"] == "Bearer"


def test_an_application_that_was_public_needs_a_secret(api: Any) -> None:
    client = Client(api, public=True)
    api.ok("PATCH", client.path, {"public": False})
    status, body = client.exchange(grant_type="refresh_token")
    assert (status, body["error"]) == (401, "invalid_client")


def test_other_grants_are_refused(client: Client) -> None:
    assert client.exchange(grant_type="password")[1]["error"] == "unsupported_grant_type"
    assert client.exchange()[1]["error"] == "unsupported_grant_type"
    assert client.exchange(grant_type="refresh_token")[1]["error"] == "invalid_grant"


def test_tokens_are_not_cached(client: Client) -> None:
    form = client.credentials() | {"grant_type": "refresh_token"}
    assert client.send("POST", "/oauth/token", **form).headers["Cache-Control"] == "no-store"


def test_scopes_decide_what_an_application_learns_of_a_user(client: Client) -> None:
    def info(scope: str) -> set[str]:
        token = client.tokens(scope=scope)["access_token"]
        response = client.send("GET", "/oauth/userinfo", {"authorization": f"Bearer {token}"})
        body = json.loads(response.body)
        assert (response.status, body["user_id"]) == (200, client.user["id"])
        return set(body) - {"object", "instance_id", "user_id", "sub"}

    assert info("openid") == set()
    assert info("email") == {"email", "email_verified"}
    assert info("profile") == {
        "given_name", "family_name", "name", "username", "preferred_username", "picture",
    }  # fmt: skip
    assert info("public_metadata") == {"public_metadata", "unsafe_metadata"}


def test_a_token_that_is_not_valid_shows_nothing(api: Any, client: Client) -> None:
    token = client.tokens()["access_token"]
    for header in ("", "Bearer oat_x", f"Basic {token}"):
        response = client.send("GET", "/oauth/userinfo", {"authorization": header})
        assert response.status == 401
        assert "invalid_token" in response.headers["WWW-Authenticate"]
    api.ok("DELETE", f"/users/{client.user['id']}")
    headers = {"authorization": f"Bearer {token}"}
    assert client.send("GET", "/oauth/userinfo", headers).status == 401


def test_an_id_token_names_the_user_for_the_application(api: Any, client: Client) -> None:
    assert "id_token" not in client.tokens(scope="email")
    token = client.tokens(scope="openid email", nonce="n-1")["id_token"]
    claims = claims_of(api, token, audience=client.application["client_id"])
    assert (claims["sub"], claims["nonce"]) == (client.user["id"], "n-1")
    assert claims["email"] == client.user["email_addresses"][0]["email_address"]
    assert claims["exp"] - claims["iat"] == 86_400


def test_an_application_introspects_its_own_tokens(api: Any, opaque: Client) -> None:
    def introspected(client: Client, token: str) -> Any:
        response = client.send("POST", "/oauth/token_info", token=token, **client.credentials())
        return json.loads(response.body)

    token = opaque.tokens(scope="email")["access_token"]
    info = introspected(opaque, token)
    assert (info["active"], info["scope"], info["sub"]) == (True, "email", opaque.user["id"])
    assert introspected(Client(api), token) == {"active": False}
    opaque.revoke(token)
    assert introspected(opaque, token) == {"active": False}
    assert opaque.send("POST", "/oauth/token_info", token=token).status == 401


def test_the_endpoints_are_where_the_client_finds_the_sandbox(api: Any, client: Client) -> None:
    api.headers["host"] = HOST
    application = api.ok("GET", client.path)
    assert api.ok("GET", "/oauth_applications")["data"] == [application]
    paths = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")
    for path in paths:
        metadata = json.loads(client.send("GET", path, {"host": HOST}).body)
        assert metadata["issuer"] == f"http://{HOST}"
        assert metadata["authorization_endpoint"] == application["authorize_url"]
        assert metadata["token_endpoint"] == application["token_fetch_url"]
        assert metadata["userinfo_endpoint"] == application["user_info_url"]
        assert metadata["introspection_endpoint"] == application["token_introspection_url"]
        assert "client_id_metadata_document_supported" not in metadata
        keys = json.loads(client.send("GET", urlsplit(metadata["jwks_uri"]).path).body)
        assert keys == api.ok("GET", "/jwks")
    api.ok("PATCH", SETTINGS, {"client_id_metadata_documents_advertised": True})
    metadata = json.loads(client.send("GET", paths[0]).body)
    assert metadata["client_id_metadata_document_supported"] is True


def test_the_flow_runs_over_http(client: Client, serve_api: Callable[..., str]) -> None:
    url, timeout = serve_api(), 10
    metadata = requests.get(f"{url}/.well-known/openid-configuration", timeout=timeout).json()
    assert metadata["issuer"] == url
    redirection = requests.get(
        metadata["authorization_endpoint"],
        params={"client_id": client.application["client_id"], "response_type": "code",
                "redirect_uri": URI, "scope": "openid email"},
        headers={"Authorization": f"Bearer {client.session_token()}"},
        allow_redirects=False,
        timeout=timeout,
    )  # fmt: skip
    code = dict(parse_qsl(urlsplit(redirection.headers["Location"]).query))["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": URI}
    auth = (client.application["client_id"], client.application["client_secret"])
    tokens = requests.post(metadata["token_endpoint"], form, auth=auth, timeout=timeout).json()
    header = {"Authorization": f"Bearer {tokens['access_token']}"}
    info = requests.get(metadata["userinfo_endpoint"], headers=header, timeout=timeout).json()
    assert info["sub"] == client.user["id"]
    claims = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    assert claims["iss"] == url


def test_a_body_that_is_not_a_form_is_refused(client: Client) -> None:
    from clerk_cli_sandbox.application import HTTPRequest

    for raw in (b"\xff\xfe", "&".join(f"a{number}=1" for number in range(200)).encode()):
        response = client.api.sandbox.handle(HTTPRequest("POST", "/oauth/token", {}, raw))
        assert response.status == 400
        assert json.loads(response.body)["errors"][0]["code"] == "request_body_invalid"


@pytest.mark.parametrize(("method", "path", "status"), [
    ("POST", "/oauth/authorize", 405), ("GET", "/oauth/token", 405),
    ("GET", "/oauth/unheard-of", 404), ("GET", "/.well-known/unheard-of", 404),
    ("GET", "/v1/oauth/userinfo", 401),
])  # fmt: skip
def test_other_paths_of_the_frontend_api_are_refused(
    client: Client, method: str, path: str, status: int
) -> None:
    response = client.send(method, path)
    assert response.status == status
    assert "errors" in json.loads(response.body)


FIELDS = (
    "client_id", "client_secret", "redirect_uri", "response_type", "scope", "state", "nonce",
    "code_challenge", "code_challenge_method", "code", "code_verifier", "grant_type",
    "refresh_token", "token",
)  # fmt: skip
HOSTILE = ("", "\0", "é", "x" * 20_000, "a b", '"\\', "x.y.z", "..", "\U0001f4a5", "code_", "[]")


@pytest.mark.matrix
@pytest.mark.parametrize("field", FIELDS)
def test_hostile_fields_break_nothing(api: Any, client: Client, field: str) -> None:
    from clerk_cli_sandbox.rooms import frontend_operations

    challenge = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    for value in HOSTILE:
        bearer = {"authorization": f"Bearer {client.session_token()}"}
        answer = client.authorize(bearer, **{**challenge, "scope": "openid", field: value})
        assert answer.status in (302, 400)
        form = {
            **client.credentials(),
            "grant_type": "authorization_code",
            "code": client.redirected(**challenge)["code"],
            "code_verifier": VERIFIER,
            "redirect_uri": URI,
            field: value,
        }
        for operation in frontend_operations():
            target = f"{operation.pattern}?{urlencode(form)}"
            assert client.send(operation.method, target, bearer, **form).status < 500


@pytest.mark.parametrize("value", ["Basic", "Basic é", "Bearer é", "Bearer a.b.c", "Bearer", "é"])
def test_hostile_headers_break_nothing(client: Client, value: str) -> None:
    from clerk_cli_sandbox.rooms import frontend_operations

    for operation in frontend_operations():
        headers = {"authorization": value, "cookie": value}
        assert client.send(operation.method, operation.pattern, headers).status < 500
