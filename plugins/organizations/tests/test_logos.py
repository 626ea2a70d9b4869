"""Logos of organizations: what is sent."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

WEBP = b"RIFF\x10\0\0\0WEBPVP8 and so on"
ORGANIZATION = {"id": "org_1", "name": "Acme", "has_image": True, "image_url": "https://x.io/1"}


@pytest.mark.parametrize(
    ("argv", "fields"),
    [([], {}), (["--uploader", "user_1"], {"uploader_user_id": "user_1"})],
)
def test_a_logo_is_sent_in_a_form(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], fields: dict[str, Any]
) -> None:
    (clerk.directory / "logo.webp").write_bytes(WEBP)
    fake_api.answer(ORGANIZATION)
    result = clerk("organizations", "logo", "set", "org_1", "logo.webp", *argv)
    assert result.code == 0, result.err
    (request,) = fake_api.requests
    assert (request.method, request.path) == ("PUT", "/v1/organizations/org_1/logo")
    assert request.form == {"file": ("logo.webp", "image/webp", WEBP), **fields}
    assert "https://x.io/1" in result.out


def test_a_logo_is_deleted(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(ORGANIZATION | {"has_image": False})
    assert clerk("orgs", "logo", "delete", "org_1", "-f").code == 0
    (request,) = fake_api.requests
    assert (request.method, request.target) == ("DELETE", "/v1/organizations/org_1/logo")


def test_a_file_that_is_not_an_image_is_refused_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    (clerk.directory / "logo.svg").write_text("<svg/>")
    result = clerk("orgs", "logo", "set", "org_1", "logo.svg", "--uploader", "@ada")
    assert (result.code, fake_api.requests) == (2, [])
    assert "file: logo.svg is not a PNG, JPEG, GIF, or WebP image" in result.err


def test_metadata_is_replaced(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(ORGANIZATION)
    argv = ["--public-metadata", '{"a": 1}', "--private-metadata", "{}"]
    result = clerk("orgs", "replace-metadata", "org_1", *argv)
    assert result.code == 0, result.err
    (request,) = fake_api.requests
    assert (request.method, request.target) == ("PUT", "/v1/organizations/org_1/metadata")
    assert request.body == {"public_metadata": {"a": 1}, "private_metadata": {}}
