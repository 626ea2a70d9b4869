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
    ("argv", "message"),
    [
        ("domains add", "missing required option: --name"),
        ("domains update dmn_1", "nothing to change"),
        ("domains delete dmn_1", "confirmation required"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses(*argv.split(), because=message)
    assert fake_api.requests == []
