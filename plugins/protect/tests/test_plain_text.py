"""Keys of AI providers over plain http, through proxies and after redirects."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import FakeAPI

GENERATE = ("rules", "add", "SIGN_IN", "--generate", "block VPN users", "--yes")
VPN = "ip.privacy.is_vpn"


@pytest.mark.parametrize("name", ["openai", "anthropic"])
@pytest.mark.parametrize("place", ["variable", "profile", "command"])
@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "ai.example.com", "127.1"])
def test_a_key_does_not_go_to_another_machine_in_plain_text(
    protect: Any, name: str, place: str, host: str
) -> None:
    key = "!touch ran; echo sk-proj-key" if place == "command" else "sk-proj-key"
    variables = {f"{name.upper()}_BASE_URL": f"http://{host}:9/v1"}
    if place == "variable":
        variables[f"{name.upper()}_API_KEY"] = key
    else:
        protect.clerk.write_profiles(f"[default]\nai.{name}.key = {key}\n")
    result = protect(*GENERATE, env=variables)
    label = {"openai": "OpenAI", "anthropic": "Anthropic"}[name]
    assert (result.code, result.out) == (1, "")
    assert f"refusing to send the {label} API key to {host} without encryption" in result.err
    assert f"Use an https URL for {name.upper()}_BASE_URL" in result.err
    assert not (protect.clerk.directory / "ran").exists()


@pytest.mark.slow
def test_a_warning_is_shown_where_it_is_allowed(
    protect: Any, model: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", model.api.url)
    monkeypatch.delenv("no_proxy", raising=False)
    model.says(VPN)
    variables = {f"{model.kind.upper()}_BASE_URL": "http://ai.example.com"}
    result = protect(*GENERATE, env={**variables, "CLERK_ALLOW_INSECURE": "1"})
    assert result.code == 0, result.err
    assert "is sent to ai.example.com without encryption (CLERK_ALLOW_INSECURE=1)" in result.err


@pytest.mark.parametrize("name", ["openai", "anthropic"])
@pytest.mark.parametrize(
    "url", ["ws://0.0.0.0:9/v1", "wss://0.0.0.0:9", "0.0.0.0:9", "//h", "ftp://h"]
)
def test_a_base_url_with_another_scheme_is_refused(protect: Any, name: str, url: str) -> None:
    variable = f"{name.upper()}_BASE_URL"
    result = protect(*GENERATE, env={variable: url, f"{name.upper()}_API_KEY": "sk-proj-key"})
    assert (result.code, result.out) == (1, "")
    assert f"✗ {variable} must begin with https://" in result.err


@pytest.mark.parametrize("name", ["http_proxy", "all_proxy"])
def test_no_proxy_gets_the_key_for_this_machine(
    protect: Any, model: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    proxy = FakeAPI()
    monkeypatch.setenv(name, proxy.url)
    monkeypatch.delenv("no_proxy", raising=False)
    model.says(VPN)
    result = protect(*GENERATE)
    proxy.close()
    assert (result.code, len(model.api.requests), len(proxy.requests)) == (0, 1, 0)
    assert "encryption" not in result.err


@pytest.mark.parametrize("status", [301, 307, 308])
def test_a_redirect_is_not_followed(protect: Any, model: Any, status: int) -> None:
    other = FakeAPI()
    for _ in range(3):
        model.api.answer({}, status=status, headers={"Location": other.url})
    result = protect(*GENERATE)
    other.close()
    assert (result.code, other.requests) == (1, [])
    assert f"returned HTTP {status}" in result.err
