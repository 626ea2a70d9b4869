"""Requests on the wire, and the responses to them."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import argument
from clerk_cli.commands.request import UNKNOWN_OUTCOME, Request
from clerk_cli.commands.request import get as get_route
from clerk_cli.errors import APIError, AuthenticationError, ConfigError, ExitStatus, NetworkError

GET = Request("GET", "/v1/users")


class Thing(Command, name="thing", route=get_route("/v1/things/{thing_id}/part")):
    """Get a thing."""

    thing_id: str = argument("The thing")


def test_a_request_carries_key_version_and_program(
    connect: Any, serve: Any, response: Any, key: str
) -> None:
    server = serve(response())
    connect(server.url).send(GET)
    head = server.requests[0].lower()
    assert head.startswith("get /v1/users http/1.1\r\n")
    for line in (f"authorization: bearer {key}", "clerk-api-version: 2026-05-12"):
        assert line in head
    assert "user-agent: clerk-cli/" in head
    assert "content-type" not in head


def test_a_body_is_json(connect: Any, serve: Any, response: Any) -> None:
    server = serve(response())
    connect(server.url).send(Request("POST", "/v1/users", body={"name": "日本", "a": None}))
    head, _, body = server.requests[0].rpartition("\r\n")
    assert "content-type: application/json" in head.lower()
    assert json.loads(body) == {"name": "日本", "a": None}


@pytest.mark.parametrize(
    ("query", "target"),
    [
        ({"limit": 5, "offset": None}, "/v1/users?limit=5"),
        ({"id": ["a", "b"]}, "/v1/users?id=a&id=b"),
        ({"id": ["+a"]}, "/v1/users?id=%2Ba"),
        ({"paginated": True, "x": False}, "/v1/users?paginated=true&x=false"),
        ({"query": "a b&c=d"}, "/v1/users?query=a+b%26c%3Dd"),
        ({}, "/v1/users"),
    ],
)
def test_parameters_are_encoded_for_the_api(
    connect: Any, serve: Any, response: Any, query: Any, target: str
) -> None:
    server = serve(response())
    connect(server.url).send(Request("GET", "/v1/users", query))
    assert server.requests[0].split()[1] == target


@pytest.mark.parametrize(
    ("id", "segment"),
    [
        ("user_1", "user_1"),
        ("a/b?c#d", "a%2Fb%3Fc%23d"),
        ("../users", "..%2Fusers"),
        ("%2E%2E", "%252E%252E"),
        ("a b", "a%20b"),
        ("ü", "%C3%BC"),
    ],
)
def test_an_id_cannot_change_the_path(
    connect: Any, serve: Any, response: Any, id: str, segment: str
) -> None:
    server = serve(response())
    connect(server.url).send(Thing(thing_id=id).build())
    assert server.requests[0].split()[1] == f"/v1/things/{segment}/part"


@pytest.mark.parametrize("suffix", ["", "/", "/v1", "/v1/"])
def test_the_url_may_end_in_its_version(
    connect: Any, serve: Any, response: Any, suffix: str
) -> None:
    server = serve(response())
    connect(server.url + suffix).send(GET)
    assert server.requests[0].split()[1] == "/v1/users"


def test_a_connection_is_used_again(connect: Any, serve: Any, response: Any) -> None:
    server = serve(response(), response())
    client = connect(server.url)
    client.send(GET)
    client.send(GET)
    assert (len(server.requests), server.connections) == (2, 1)


def test_a_redirect_is_not_followed_and_gets_no_key(
    connect: Any, serve: Any, response: Any, reporter: Any
) -> None:
    target = serve(response())
    server = serve(response("", "302 Found", f"Location: {target.url}/v1/users?token=secret"))
    with pytest.raises(ConfigError, match="redirect to http://127") as raised:
        connect(server.url).send(GET)
    assert (target.requests, "secret" in raised.value.message) == ([], False)


def test_a_redirect_without_a_location_may_have_followed_a_change(
    connect: Any, serve: Any, response: Any
) -> None:
    server = serve(response("", "304 Not Modified"))
    with pytest.raises(NetworkError, match="HTTP 304 without a new location") as raised:
        connect(server.url).send(Request("POST", "/v1/users"))
    assert UNKNOWN_OUTCOME in str(raised.value.hint)


def test_a_password_of_netrc_never_replaces_the_key(
    connect: Any, serve: Any, response: Any, key: str, tmp_path: Path, monkeypatch: Any
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password hidden\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server = serve(response())
    connect(server.url).send(GET)
    assert f"Bearer {key}" in server.requests[0]


def test_a_proxy_of_the_environment_is_used(
    connect: Any, serve: Any, response: Any, monkeypatch: Any
) -> None:
    proxy = serve(response())
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", "")
    connect("http://api.example.test").send(GET)
    assert proxy.requests[0].startswith("GET http://api.example.test/v1/users ")


def test_a_response_without_a_body_is_none(connect: Any, serve: Any) -> None:
    server = serve(b"HTTP/1.1 204 No Content\r\n\r\n")
    reply = connect(server.url).send(Request("DELETE", "/v1/users/1"))
    assert (reply.status, reply.body) == (204, None)


def test_a_web_page_in_place_of_json_is_named(connect: Any, serve: Any) -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>"
    with pytest.raises(NetworkError, match="not JSON but text/html"):
        connect(serve(page).url).send(GET)


ERRORS = {
    "errors": [
        {
            "message": "is taken",
            "code": "form_identifier_exists",
            "meta": {"param_name": "username"},
        },
        {"message": "is missing", "code": "form_param_missing", "meta": {"param_name": "email"}},
    ],
    "clerk_trace_id": "trace_7",
}


def test_all_errors_of_a_response_are_reported(connect: Any, serve: Any, response: Any) -> None:
    server = serve(response(json.dumps(ERRORS), "422 Unprocessable Entity"))
    with pytest.raises(APIError) as raised:
        connect(server.url).send(GET)
    error = raised.value
    assert (error.http_status, error.trace_id) == (422, "trace_7")
    assert error.codes == ["form_identifier_exists", "form_param_missing"]


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ("<html>a whole page</html>", "502 Bad Gateway", "HTTP 502 Bad Gateway"),
        ("[]", "404 Not Found", "HTTP 404 Not Found"),
        ('{"errors": "what"}', "400 Bad Request", "what"),
        ("", "403 Forbidden", "HTTP 403 Forbidden"),
    ],
)
def test_an_error_of_another_shape_is_reported_in_one_line(
    connect: Any, serve: Any, response: Any, body: str, status: str, message: str
) -> None:
    server = serve(*[response(body, status)] * 4)
    with pytest.raises(APIError) as raised:
        connect(server.url).send(GET)
    assert raised.value.message == message


@pytest.mark.parametrize(
    ("code", "has_hint"),
    [
        ("user_banned", False),
        ("sign_up_cannot_be_updated", False),
        ("operation_not_allowed_on_primary_domain", False),
        ("not_enabled", True),
    ],
)
def test_a_forbidden_object_is_not_a_missing_feature(
    connect: Any, serve: Any, response: Any, code: str, has_hint: bool
) -> None:
    server = serve(response(f'{{"errors": [{{"code": "{code}"}}]}}', "403 Forbidden"))
    with pytest.raises(APIError) as raised:
        connect(server.url).send(GET)
    assert (raised.value.hint is not None) == has_hint


def test_a_rejected_key_is_traced_to_its_source(connect: Any, serve: Any, response: Any) -> None:
    server = serve(response('{"errors": []}', "401 Unauthorized"))
    with pytest.raises(APIError) as raised:
        connect(server.url).send(GET)
    assert raised.value.status is ExitStatus.AUTHENTICATION
    assert "env:CLERK_SECRET_KEY" in (raised.value.hint or "")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def test_a_host_that_refuses_connections_is_named(connect: Any, reporter: Any) -> None:
    port = free_port()
    with pytest.raises(NetworkError, match=rf"127\.0\.0\.1:{port} refused the connection"):
        connect(f"http://127.0.0.1:{port}").send(GET)
    assert len(reporter.waits) == 1


@pytest.mark.parametrize(
    ("proxy", "message"),
    [
        ("http://127.0.0.1:9", "the proxy refused the connection"),
        ("http://nowhere.invalid:80", "the host name of the proxy cannot be resolved"),
    ],
)
def test_a_proxy_that_does_not_answer_is_named(
    connect: Any, monkeypatch: pytest.MonkeyPatch, proxy: str, message: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(NetworkError, match=f"could not connect to nowhere.invalid: {message}"):
        connect("https://nowhere.invalid").send(GET)


def test_a_host_without_address_is_named(connect: Any) -> None:
    with pytest.raises(NetworkError, match=r"cannot resolve the host name nowhere\.invalid"):
        connect("http://nowhere.invalid").send(GET)


def test_plain_http_on_a_tls_url_is_named_and_not_retried(
    connect: Any, serve: Any, response: Any, reporter: Any
) -> None:
    server = serve(response(), timeout=0.1)
    with pytest.raises(NetworkError, match="no secure connection"):
        connect(server.url.replace("http:", "https:")).send(GET)
    assert reporter.waits == []


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://user:pass@api.clerk.com", "must not contain a user name"),
        ("https://", "is not a valid API URL"),
        ("https://x?y=z", "is not a valid API URL"),
        ("ftp://x", "unsupported URL scheme ftp"),
        ("http+sandbox2://x", "unsupported URL scheme"),
    ],
)
def test_an_invalid_url_is_rejected(connect: Any, url: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        connect(url)


@pytest.mark.parametrize("key", ["sk_test_a\nb", "sk_tést", "", "two words", "pk_test_x"])
def test_an_invalid_key_is_rejected_without_showing_it(connect: Any, key: str) -> None:
    with pytest.raises(AuthenticationError, match="env:CLERK_SECRET_KEY") as raised:
        connect("https://api.clerk.com", key=key)
    assert not key or key not in raised.value.message


def test_an_untrusted_certificate_is_rejected(
    connect: Any, secure_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    url, _ = secure_server
    with pytest.raises(NetworkError, match="no secure connection") as raised:
        connect(url).send(GET)
    assert "REQUESTS_CA_BUNDLE" in (raised.value.hint or "")


def test_a_ca_bundle_of_the_environment_is_trusted(
    connect: Any, secure_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, bundle = secure_server
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    assert connect(url).send(GET).body == {}
