"""Images are read and checked before any request, and sent in a form."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import argument, option
from clerk_cli.commands.kinds import MAX_IMAGE, Image, Upload, kind_of, read_value
from clerk_cli.commands.request import Request, put
from clerk_cli.environment import Environment
from clerk_cli.errors import UsageError

PNG = b"\x89PNG\r\n\x1a\nand so on"
GONE = "[Errno 2]"


def read(text: str, directory: Path, stdin: bytes = b"") -> Upload:
    stream = io.TextIOWrapper(io.BytesIO(stdin))
    environment = Environment(stdin=stream, directory=directory)
    upload: Upload = read_value(kind_of(Image), "file", text, environment)
    return upload


def reason(text: str, directory: Path, stdin: bytes = b"") -> str:
    with pytest.raises(UsageError) as raised:
        read(text, directory, stdin)
    return raised.value.message


class LogoSet(Command, name="logos set", route=put("/v1/logos/{logo_id}")):
    """Set a logo."""

    logo_id: str = argument("Logo")
    file: Image = argument("Image")
    uploader: str | None = option("Uploader", sends="uploader_user_id")


@pytest.mark.parametrize(
    "content",
    [
        PNG,
        b"\xff\xd8\xff\xe0",
        b"GIF87a",
        b"GIF89a",
        b"RIFF\1\2\3\4WEBPVP8 ",
        PNG.ljust(MAX_IMAGE),
    ],
    ids=["png", "jpeg", "gif87", "gif89", "webp", "largest"],
)
def test_an_image_is_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "logo").write_bytes(content)
    assert read("a/logo", tmp_path) == ("a/logo", content)
    assert read("-", tmp_path, content) == ("-", content)


def make_empty(path: Path) -> None:
    path.touch()


def make_text(path: Path) -> None:
    path.write_text("<svg/>")


def make_sound(path: Path) -> None:
    path.write_bytes(b"RIFF\1\2\3\4WAVEfmt ")


def make_short(path: Path) -> None:
    path.write_bytes(b"\x89PNG")


def make_large(path: Path) -> None:
    path.write_bytes(PNG.ljust(MAX_IMAGE + 1))


def make_nothing(_: Path) -> None:
    """Leave the path without a file."""


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (make_nothing, "file: cannot read logo.png: No such file or directory"),
        (Path.mkdir, "file: logo.png is a folder, not an image"),
        (make_empty, "file: logo.png is empty"),
        (make_text, "file: logo.png is not a PNG, JPEG, GIF, or WebP image"),
        (make_sound, "file: logo.png is not a PNG, JPEG, GIF, or WebP image"),
        (make_short, "file: logo.png is not a PNG, JPEG, GIF, or WebP image"),
        (make_large, "file: logo.png is larger than 10 MB"),
    ],
)
def test_what_is_not_an_image_is_refused(
    tmp_path: Path, make: Callable[[Path], Any], message: str
) -> None:
    make(tmp_path / "logo.png")
    assert reason("logo.png", tmp_path) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "file: stdin is empty"),
        (b"PNG", "file: stdin is not a PNG, JPEG, GIF, or WebP image"),
        (PNG.ljust(MAX_IMAGE + 1), "file: stdin is larger than 10 MB"),
    ],
    ids=["empty", "text", "large"],
)
def test_stdin_is_checked_as_a_file_is(tmp_path: Path, content: bytes, message: str) -> None:
    assert reason("-", tmp_path, content) == message


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything is readable")
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(PNG)
    (tmp_path / "logo.png").chmod(0)
    assert reason("logo.png", tmp_path) == "file: cannot read logo.png: Permission denied"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no such device")
def test_a_device_without_an_end_is_refused(tmp_path: Path) -> None:
    assert "is not a PNG" in reason("/dev/zero", tmp_path)


def test_a_file_becomes_a_part_of_a_form() -> None:
    upload = Upload(("a/logo.png", PNG))
    request = LogoSet(logo_id="l_1", file=upload).build()
    assert request == Request("PUT", "/v1/logos/l_1", body={}, files={"file": upload})
    request = LogoSet(logo_id="l_1", file=upload, uploader="user_1").build()
    assert request.body == {"uploader_user_id": "user_1"}
