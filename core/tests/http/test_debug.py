"""The log of ``--debug``."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.commands.request import Request
from clerk_cli.errors import ClerkError, NetworkError


def test_the_log_shows_everything_but_secrets(
    connect: Any, serve: Any, response: Any, reporter: Any, key: str
) -> None:
    server = serve(response('{"id": "user_1", "secret": "hidden_too", "note": "' + key + '"}'))
    body = {"first_name": "Ada", "password": "hidden word"}
    connect(server.url, debug=True).send(Request("POST", "/v1/users", {"code": "hidden"}, body))
    log = "\n".join(reporter.log)
    assert f"[DEBUG] --> POST {server.url}/v1/users?code=****" in log
    assert "Authorization: ****" in log
    assert '"first_name": "Ada"' in log
    assert "(200)" in log
    for secret in (key, "hidden"):
        assert secret not in log


def test_a_long_body_is_truncated(connect: Any, serve: Any, response: Any, reporter: Any) -> None:
    server = serve(response('{"text": "' + "x" * 5000 + '"}'))
    connect(server.url, debug=True).send(Request("GET", "/v1/users"))
    assert "more characters)" in reporter.log[-1]
    assert len(reporter.log[-1]) < 2100


def test_a_file_is_sent_in_a_form_and_logged_without_its_bytes(
    connect: Any, serve: Any, response: Any, reporter: Any
) -> None:
    server = serve(response("{}"))
    files = {"file": ("secret folder/lögo.png", b"\x89PNG\r\n\x1a\nbytes"), "other": ("-", b"text")}
    request = Request("PUT", "/v1/logo", body={"by": "user_1"}, files=files)
    connect(server.url, debug=True).send(request)
    sent = server.requests[-1]
    assert 'name="file"; filename="lögo.png"\r\nContent-Type: image/png\r\n' in sent
    assert 'filename="stdin"\r\nContent-Type: application/octet-stream\r\n' in sent
    assert 'name="by"\r\n\r\nuser_1\r\n' in sent
    assert "secret folder" not in sent
    log = "\n".join(reporter.log)
    assert "    file: lögo.png (image/png, 13 bytes)\n" in log
    assert "    other: stdin (application/octet-stream, 4 bytes)\n" in log
    assert "PNG\r" not in log
    assert "secret folder" not in log


SECRET = "Corr3ct-Horse"
ECHOES = {
    "a message of the API": '{{"errors": [{{"message": "{0}!", "code": "form_password_x"}}]}}',
    "details of the API": '{{"errors": [{{"message": "no", "meta": {{"seen": ["{0}"]}}}}]}}',
    "a trace ID": '{{"errors": [], "clerk_trace_id": "{0}"}}',
    "a page of a proxy": "<html>you sent {0}</html>",
}


@pytest.mark.parametrize("template", ECHOES.values(), ids=ECHOES)
@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("secret", ["key", "other key", "body", "query"])
def test_an_echoed_secret_is_masked(
    connect: Any,
    serve: Any,
    response: Any,
    reporter: Any,
    key: str,
    template: str,
    debug: bool,
    secret: str,
) -> None:
    other_key = "ak_0123456789"
    echo = {"key": key, "other key": other_key}.get(secret, SECRET)
    request = Request(
        "POST",
        "/v1/users",
        query={"token": SECRET} if secret == "query" else {},
        body={"password": SECRET if secret == "body" else "x"},
    )
    server = serve(response(template.format(echo), "422 Unprocessable Entity"))
    with pytest.raises(ClerkError) as raised:
        connect(server.url, debug=debug).send(request, key=other_key if "other" in secret else None)
    error: Any = raised.value
    parts = [error.message, error.hint, str(error), error.errors, error.trace_id, *reporter.log]
    assert echo not in str(parts)
    if "form_password_x" in template:
        assert error.codes == ["form_password_x"]


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("302 Found", ["Location: https://me:Corr3ct-Horse@x.io/Corr3ct-Horse"]),
        ("200 Corr3ct-Horse", ["Content-Type: text/Corr3ct-Horse"]),
        ("400 Corr3ct-Horse", []),
    ],
)
def test_a_secret_in_a_header_or_status_line_is_masked(
    connect: Any, serve: Any, reporter: Any, status: str, headers: list[str]
) -> None:
    head = "\r\n".join([f"HTTP/1.1 {status}", "Content-Length: 1", *headers])
    server = serve(f"{head}\r\n\r\nx".encode())
    with pytest.raises(ClerkError) as raised:
        connect(server.url, debug=True).send(Request("POST", "/v1/x", body={"password": SECRET}))
    assert SECRET not in str([raised.value.message, raised.value.hint, *reporter.log])


@pytest.mark.parametrize(
    "proxy", ["http://me:Corr3ct-Horse@127.0.0.1:9", "socks5://me:Corr3ct-Horse@127.0.0.1:9"]
)
def test_the_password_of_a_proxy_is_never_shown(
    connect: Any, reporter: Any, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)
    monkeypatch.setenv("NO_PROXY", "")
    with pytest.raises(NetworkError) as raised:
        connect("http://api.example.test", debug=True).send(Request("GET", "/v1/users"))
    shown = str([raised.value.message, raised.value.hint, *reporter.log, *reporter.warnings])
    assert SECRET not in shown


@pytest.mark.parametrize("url", ["https://x.io?key=hidden", "ftp://x.io/hidden?key=hidden"])
def test_a_rejected_url_is_shown_without_secrets(connect: Any, url: str) -> None:
    with pytest.raises(ClerkError) as raised:
        connect(url)
    assert "key=hidden" not in raised.value.message
