"""The webhooks commands: requests, output and usage errors."""

from __future__ import annotations

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

URL = "https://app.svix.com/login#key=eyJhIjoxfQ=="


@pytest.mark.parametrize(
    ("line", "path"), [("create-app", "/v1/webhooks/svix"), ("url", "/v1/webhooks/svix_url")]
)
def test_a_link_is_the_only_output(
    clerk: CommandLine, fake_api: FakeAPI, line: str, path: str
) -> None:
    fake_api.answer({"svix_url": URL}).answer({"svix_url": URL})
    result = clerk("webhooks", line)
    assert result.out == f"{URL}\n"
    assert "Anyone who opens this link can manage the webhooks." in result.err
    assert URL not in result.err
    assert clerk("webhook", line, "-o", "json").json == {"svix_url": URL}
    sent = [(request.method, request.target, request.body) for request in fake_api.requests]
    assert sent == [("POST", path, None)] * 2


def test_the_debug_log_masks_the_key(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"svix_url": URL})
    result = clerk("webhooks", "url", "--debug")
    assert "https://app.svix.com/login#key=****" in result.err


def test_the_app_is_deleted_without_content(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(None, status=204).answer(None, status=204)
    assert clerk("webhooks", "delete-app", "--force", "-o", "json").json == {"deleted": True}
    fake_api.requests.clear()
    result = clerk("webhooks", "delete-app", "--force")
    assert (result.code, result.out) == (0, "DELETED\nyes\n")
    assert "Deleted the Svix app" in result.err
    (request,) = fake_api.requests
    assert (request.method, request.target, request.body) == ("DELETE", "/v1/webhooks/svix", None)


def test_a_response_without_a_link_is_an_error(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"svix_url": ""})
    result = clerk("webhooks", "url")
    assert (result.code, result.out) == (1, "")


def test_what_clerk_refuses_is_explained(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.fail(400, "svix_app_missing", "The instance has no Svix app.")
    result = clerk("webhooks", "url")
    assert result.code == 1
    assert "The instance has no Svix app." in result.err


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("delete-app", "confirmation required"),
        ("url https://example.com", "expected no arguments"),
        ("create-app --url https://example.com", "unknown option"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, line: str, message: str
) -> None:
    assert clerk.refuses("webhooks", *line.split(), because=message)
    assert fake_api.requests == []
