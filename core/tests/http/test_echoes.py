"""Secrets that a server or a proxy repeats, in whatever part of its response and in any form."""

from __future__ import annotations

import html
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from planted_secrets import MARKER, leaks_in, planted

from clerk_cli.commands.request import Request
from clerk_cli.errors import APIError, ClerkError
from clerk_cli.http.client import Client
from clerk_cli.output import STARS

KEY = planted("key_0123", "sk_live_")
ODD = planted('p&ss "wörd" <1>\\2')
MEMBERS: dict[str, Any] = {
    "password": ODD,
    "password_digest": planted("digest", "$2b$12$"),
    "totp_secret": MARKER.upper() + "TOTP",
    "backup_codes": [planted("backup_1"), planted("backup_2")],
    "signing_key": "-----BEGIN KEY-----\n" + planted("0123456789abcdef") + "\n-----END KEY-----\n",
    "token": planted("m2m", "mt_"),
    "expired_token": planted("session.x.y", "eyJ"),
    "ticket": planted("sign_in"),
    "client_secret": planted("oauth"),
    "redirect_url": f"https://x.test/cb?a=1&key={planted('redirect')}&b=2",
    "webhook_url": f"https://me:{planted('webhook')}@hooks.test/",
    "nested": [{"api_key": planted("nested")}],
}
"""The secret members of requests."""

FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "in a word": lambda text: f"x{text}y",
    "JSON": json.dumps,
    "JSON with letters": lambda text: json.dumps(text, ensure_ascii=False),
    "URL": lambda text: quote(text, safe=""),
    "form": quote_plus,
    "HTML": html.escape,
    "repr": repr,
    "Basic": lambda text: "Basic " + b64encode(f"user:{text}".encode()).decode(),
    "Basic user": lambda text: "Basic " + b64encode(f"{text}:".encode()).decode(),
    "base64": lambda text: b64encode(f"a{text}".encode()).decode(),
    "base64 in a URL": lambda text: urlsafe_b64encode(f"key={text}".encode()).decode(),
}


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    members = value.values() if isinstance(value, dict) else value
    return [text for member in members for text in strings(member)]


SECRETS = strings(MEMBERS)


def shown(error: ClerkError) -> str:
    texts = [error.message, error.hint, str(error), repr(error)]
    if isinstance(error, APIError):
        texts += [json.dumps(error.errors, ensure_ascii=False), error.trace_id]
    return "\n".join(text for text in texts if text)


def failure(client: Client, method: str = "POST") -> ClerkError:
    with pytest.raises(ClerkError) as caught:
        client.send(Request(method, "/v1/things", body=MEMBERS))
    return caught.value


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_secret_in_an_error_of_the_api_is_masked(
    connect: Any, serve: Any, response: Any, reporter: Any, form: Callable[[str], str]
) -> None:
    echo = " | ".join(form(secret) for secret in [KEY, *SECRETS])
    entry = {"message": echo, "long_message": echo, "code": "not_ok", "meta": {echo: [echo]}}
    body = json.dumps({"errors": [entry], "clerk_trace_id": echo})
    server = serve(response(body, "422 Unprocessable"))
    error = failure(connect(server.url, key=KEY, debug=True))
    assert leaks_in(shown(error)) == []
    assert leaks_in("\n".join(reporter.log)) == []
    assert isinstance(error, APIError)
    assert (error.errors[0]["code"], error.errors[0]["message"].count(" | ")) == (
        "not_ok", len(SECRETS),
    )  # fmt: skip


@pytest.mark.parametrize("code", ["form_password_pwned", "token_expired", "key=x", "secret"])
def test_the_code_of_an_error_is_not_masked(
    connect: Any, serve: Any, response: Any, code: str
) -> None:
    entry = {"message": "no", "code": code}
    server = serve(response(json.dumps({"errors": [entry]}), "422 Unprocessable"))
    error = failure(connect(server.url, key=KEY))
    assert isinstance(error, APIError)
    assert error.errors[0]["code"] == code


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        ("502 {}", (), "<html>{}</html>"),
        ("407 Proxy Authentication Required", ("Proxy-Authenticate: Basic {}",), "denied: {}"),
        ("302 Found", ("Location: https://{}@login.test/{}?next={}#{}",), ""),
        ("302 Found", ("Location: /{}",), ""),
        ("302 Found", ("Location: https://{}.login.test/",), ""),
        ("307 {}", (), "{}"),
        ("200 OK", ("Content-Type: text/{}",), "<html>{}</html>"),
        ("429 Too Many Requests", ("Retry-After: {}",), '"{}"'),
        ("403 Forbidden", (), '["{}"]'),
    ],
)
def test_a_secret_in_another_response_is_masked(
    connect: Any,
    serve: Any,
    reporter: Any,
    form: Callable[[str], str],
    status: str,
    headers: tuple[str, ...],
    body: str,
) -> None:
    echo = form(planted("password_42"))
    key = form(KEY)
    lines = [f"HTTP/1.1 {status}", *headers]
    text = body.replace("{}", f"{key} {echo}")
    head = "\r\n".join(lines).replace("{}", f"{key}-{echo}")
    raw = f"{head}\r\nContent-Length: {len(text.encode())}\r\n\r\n{text}".encode()
    server = serve(*[raw] * 5)
    client = connect(server.url, key=KEY, debug=True)
    with pytest.raises(ClerkError) as caught:
        client.send(Request("POST", "/v1/things", body={"password": planted("password_42")}))
    assert leaks_in(shown(caught.value)) == []
    assert leaks_in("\n".join([*reporter.log, *reporter.warnings])) == []


def test_a_secret_in_the_query_of_a_request_is_masked_in_the_log(
    connect: Any, serve: Any, response: Any, reporter: Any
) -> None:
    query = {"token": planted("query"), "redirect_url": f"https://x.test/?key={planted('nested')}"}
    connect(serve(response("{}")).url, key=KEY, debug=True).send(
        Request("GET", "/v1/things", query, headers={"X-Api-Key": planted("header")})
    )
    log = "\n".join(reporter.log)
    assert leaks_in(log) == []
    assert f"token={STARS}" in log


@pytest.mark.slow
@pytest.mark.parametrize(
    "proxy", ["http://me:{}@127.0.0.1:{}", "http://{}@127.0.0.1:{}/?key=x", "socks9://me:{}@x:{}"]
)
def test_the_password_of_a_proxy_is_not_shown(
    connect: Any,
    serve: Any,
    reporter: Any,
    monkeypatch: pytest.MonkeyPatch,
    proxy: str,
) -> None:
    refusal = b"HTTP/1.1 407 " + planted("proxy").encode() + b"\r\nContent-Length: 0\r\n\r\n"
    port = serve(*[refusal] * 5).url.rpartition(":")[2]
    monkeypatch.setenv("HTTPS_PROXY", proxy.format(planted("proxy"), port))
    monkeypatch.setenv("https_proxy", proxy.format(planted("proxy"), port))
    error = failure(connect("https://api.clerk.test", key=KEY, debug=True))
    assert leaks_in(shown(error)) == []
    assert leaks_in("\n".join([*reporter.log, *reporter.warnings])) == []
