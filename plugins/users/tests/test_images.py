"""Profile images: what is sent, and which files are refused before any request."""

from __future__ import annotations

import pytest

from clerk_cli.testing import CommandLine, FakeAPI, SandboxAPI

PNG = b"\x89PNG\r\n\x1a\nand so on"
USER = {"id": "user_1", "has_image": True, "image_url": "https://img.clerk.com/abc"}


@pytest.mark.parametrize("word", ["set", "upload"])
def test_an_image_is_sent_in_a_form(clerk: CommandLine, fake_api: FakeAPI, word: str) -> None:
    (clerk.directory / "photos").mkdir()
    (clerk.directory / "photos" / "ada.png").write_bytes(PNG)
    fake_api.answer(USER)
    result = clerk("users", "image", word, "user_1", "photos/ada.png")
    assert result.code == 0, result.err
    (request,) = fake_api.requests
    assert (request.method, request.path) == ("POST", "/v1/users/user_1/profile_image")
    assert request.form == {"file": ("ada.png", "image/png", PNG)}
    assert "✓ Set the profile image of user user_1." in result.err
    assert "https://img.clerk.com/abc" in result.out


def test_an_image_is_deleted(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(USER | {"has_image": False})
    result = clerk("users", "image", "rm", "user_1", "-f")
    (request,) = fake_api.requests
    assert (request.method, request.path) == ("DELETE", "/v1/users/user_1/profile_image")
    assert (result.code, request.body) == (0, None)


def test_the_images_of_several_users_are_deleted(clerk: CommandLine, fake_api: FakeAPI) -> None:
    for user_id in ("user_1", "user_2"):
        fake_api.answer_at(f"/v1/users/{user_id}/profile_image", USER | {"id": user_id})
    assert clerk("users", "image", "delete", "user_1", "user_2", "-f").code == 0
    assert len(fake_api.requests) == 2


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.png", "file: cannot read missing.png: No such file or directory"),
        ("folder", "file: folder is a folder, not an image"),
        ("text.png", "file: text.png is not a PNG, JPEG, GIF, or WebP image"),
        ("large.png", "file: large.png is larger than 10 MB"),
    ],
)
def test_what_is_not_an_image_is_refused_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, name: str, message: str
) -> None:
    (clerk.directory / "folder").mkdir()
    (clerk.directory / "text.png").write_text("pl4nted77")
    (clerk.directory / "large.png").write_bytes(PNG.ljust(10 * 1024 * 1024 + 1))
    result = clerk("users", "image", "set", "@ada", name)
    assert (result.code, result.out, fake_api.requests) == (2, "", [])
    assert f"✗ {message}" in result.err
    assert "pl4nted77" not in result.err


def test_an_image_can_come_from_stdin(clerk: CommandLine, sandbox_api: SandboxAPI) -> None:
    user_id = clerk("users", "create", "--username", "ada", "-o", "json").json["id"]
    result = clerk("users", "image", "set", "@ada", "-", "-o", "json", stdin="GIF89a and so on")
    assert (result.code, result.json["has_image"]) == (0, True), result.err
    assert sandbox_api.requests[-1].form == {"file": ("stdin", "image/gif", b"GIF89a and so on")}
    assert clerk("users", "image", "delete", user_id, "-f", "-o", "json").json["has_image"] is False


def test_an_image_that_the_api_refuses_is_an_error(clerk: CommandLine, fake_api: FakeAPI) -> None:
    (clerk.directory / "ada.png").write_bytes(PNG)
    fake_api.fail(413, "image_too_large", "Image too large")
    result = clerk("users", "image", "set", "user_1", "ada.png")
    assert (result.code, result.out) == (1, "")
    assert "image_too_large" in result.err
