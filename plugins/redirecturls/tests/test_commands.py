"""The redirecturls commands: requests, output and usage errors."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

URL = {"id": "ru_1", "object": "redirect_url", "url": "myapp://callback"}
ONE = "/v1/redirect_urls/ru_1"


@pytest.mark.parametrize(
    ("argv", "answer", "sent"),
    [
        ("redirecturls list", {"data": [URL], "total_count": 1},
         ("GET", "/v1/redirect_urls?limit=10&paginated=true", None)),
        ("redirect-urls get ru_1", URL, ("GET", ONE, None)),
        ("redirecturls add --url myapp://callback", URL,
         ("POST", "/v1/redirect_urls", {"url": "myapp://callback"})),
        ("redirecturls rm ru_1 -f", {"id": "ru_1", "deleted": True}, ("DELETE", ONE, None)),
    ],
)  # fmt: skip
def test_a_command_sends_its_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, answer: Any, sent: Any
) -> None:
    fake_api.answer(answer)
    result = clerk(*argv.split())
    assert result.code == 0, result.err
    assert "ru_1" in result.out
    (request,) = fake_api.requests
    assert (request.method, request.target, request.body) == sent


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("redirecturls add", "missing required option: --url"),
        ("redirecturls delete ru_1", "confirmation required"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses(*argv.split(), because=message)
    assert fake_api.requests == []
