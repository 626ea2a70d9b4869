"""The domains commands: requests, output and usage errors."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

DOMAIN: dict[str, Any] = {
    "id": "dmn_1",
    "object": "domain",
    "name": "app.example.com",
    "is_satellite": True,
    "frontend_api_url": "https://clerk.app.example.com",
    "cname_targets": [{"host": "clerk.app.example.com", "value": "v.test", "required": True}],
}
PAGE = {"data": [DOMAIN], "total_count": 1}


def test_a_domain_is_looked_up_by_its_name(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(PAGE)
    out = clerk("domains", "get", "app.example.com").out
    assert "CNAME targets:      clerk.app.example.com -> v.test" in out


def test_a_domain_that_does_not_exist_is_reported_with_those_that_do(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(PAGE)
    result = clerk("domains", "get", "dmn_9")
    assert (result.code, 'domain "dmn_9" does not exist' in result.err) == (1, True)
    assert "app.example.com" in result.err


def test_an_empty_proxy_url_switches_back_to_dns(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(DOMAIN)
    assert clerk("domains", "update", "dmn_1", "--proxy-url", "").code == 0
    assert fake_api.requests[0].body == {"proxy_url": None}


@pytest.mark.parametrize(
    ("argv", "sent"),
    [
        ("domains list", ("GET", "/v1/domains", None)),
        ("domains update dmn_1 --is-secondary",
         ("PATCH", "/v1/domains/dmn_1", {"is_secondary": True})),
    ],
)  # fmt: skip
def test_a_command_sends_its_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, sent: Any
) -> None:
    fake_api.answer(PAGE if argv == "domains list" else DOMAIN)
    result = clerk(*argv.split())
    assert result.code == 0, result.err
    (request,) = fake_api.requests
    assert (request.method, request.target, request.body) == sent


CHECK = {"id": "proxchk_1", "object": "proxy_check", "domain_id": "dmn_1", "successful": True}


def test_a_proxy_is_checked_before_it_is_used(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(CHECK)
    out = clerk("domains", "check-proxy", "dmn_1", "--proxy-url", "https://a.io/__clerk").out
    (request,) = fake_api.requests
    assert (request.method, request.path) == ("POST", "/v1/proxy_checks")
    assert request.body == {"domain_id": "dmn_1", "proxy_url": "https://a.io/__clerk"}
    assert "Successful:  yes" in out


def test_the_proxy_that_a_domain_uses_is_checked(clerk: CommandLine, fake_api: FakeAPI) -> None:
    domain = {**DOMAIN, "proxy_url": "https://b.io/__clerk"}
    fake_api.answer({"data": [domain], "total_count": 1}).answer(CHECK)
    assert clerk("domains", "check-proxy", "dmn_1").code == 0
    assert fake_api.requests[1].body == {"domain_id": "dmn_1", "proxy_url": "https://b.io/__clerk"}


def test_a_domain_without_a_proxy_has_none_to_check(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(PAGE)
    result = clerk("domains", "check-proxy", "dmn_1")
    assert (result.code, len(fake_api.requests)) == (1, 1)
    assert 'domain "dmn_1" uses no proxy' in result.err


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("domains check-proxy", "missing required argument"),
        ("domains check-proxy dmn_1 --proxy-url a.io", "is not a URL such as"),
        ("domains add", "missing required option: --name"),
        ("domains update dmn_1", "no changes specified"),
        ("domains delete dmn_1", "confirmation required"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses(*argv.split(), because=message)
    assert fake_api.requests == []
