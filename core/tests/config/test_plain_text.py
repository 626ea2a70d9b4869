"""Keys over plain http."""

from __future__ import annotations

import pytest

from clerk_cli.config.plain_text import check_url
from clerk_cli.environment import Environment
from clerk_cli.errors import ConfigError
from clerk_cli.testing import CommandLine, FakeAPI


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost",
        "http://localhost:8080/v1",
        "HTTP://LOCALHOST/",
        "http://127.0.0.1:1",
        "http://127.255.0.1",
        "http://[::1]:8080",
        "https://api.clerk.com",
        "https://10.0.0.1",
        "http+sandbox://local",
    ],
)
def test_a_key_may_go_to_this_machine_or_be_encrypted(url: str) -> None:
    assert check_url(url, Environment(variables={})) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://api.clerk.com",
        "HTTP://api.clerk.com",
        " http://api.clerk.com",
        "http://10.0.0.1:8080",
        "http://0.0.0.0",
        "http://localhost.example.com",
        "http://127.0.0.1.nip.io",
        "http://127.0.0.1@example.com",
        "http://127.1",
        "http://0127.0.0.1",
        "http://2130706433",
        "http://127.0.0.256",
        "http://１２７.0.0.1",
        "http://[::2]",
        "http://[fe80::1%25lo]",
        "http://",
        "http://[::1",
    ],
)
def test_a_key_does_not_go_to_another_machine_in_plain_text(url: str) -> None:
    with pytest.raises(ConfigError, match=r"without encryption|not a valid URL"):
        check_url(url, Environment(variables={"CLERK_ALLOW_INSECURE": "true"}))


@pytest.mark.parametrize("place", ["variable", "profile", "global"])
def test_a_command_is_refused_before_a_request_and_before_a_key_is_fetched(
    things: CommandLine, place: str
) -> None:
    urls = dict.fromkeys(("profile", "global"), "")
    urls[place] = "clerk.api.url = http://api.example.com"
    things.write_profiles(
        f"[default]\n{urls['global']}\n[profile a]\nclerk.key = !touch ran; echo sk_test_x\n"
        f"{urls['profile']}\n"
    )
    variables = {"CLERK_API_URL": "http://api.example.com"} if place == "variable" else {}
    result = things("things", "list", "-p", "a", env=variables)
    assert (result.code, result.out) == (1, "")
    assert "refusing to send the secret key to api.example.com" in result.err
    assert not (things.directory / "ran").exists()


def test_a_warning_is_shown_where_it_is_allowed(
    things: CommandLine, fake_api: FakeAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_api.answer({})
    proxies = {"HTTP_PROXY": fake_api.url, "CLERK_API_URL": "http://api.example.com"}
    monkeypatch.setenv("http_proxy", fake_api.url)
    monkeypatch.delenv("no_proxy", raising=False)
    result = things("things", "list", env={**proxies, "CLERK_ALLOW_INSECURE": "1"})
    assert result.code == 0
    assert "sent to api.example.com without encryption (CLERK_ALLOW_INSECURE=1)" in result.err


@pytest.mark.parametrize("name", ["http_proxy", "all_proxy"])
def test_no_proxy_gets_the_key_for_this_machine(
    things: CommandLine, fake_api: FakeAPI, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    proxy = FakeAPI()
    monkeypatch.setenv(name, proxy.url)
    monkeypatch.delenv("no_proxy", raising=False)
    fake_api.answer({})
    assert things("things", "list").code == 0
    assert (len(fake_api.requests), len(proxy.requests)) == (1, 0)
    proxy.close()


def test_no_warning_is_shown_for_this_machine(things: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({})
    assert things("things", "list").err == ""
