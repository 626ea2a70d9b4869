"""Images that commands upload, read and checked before any request; what is shown of a file."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from clerk_cli.environment import Environment, is_terminal

if TYPE_CHECKING:
    from clerk_cli.results import APIObject

STDIN = "-"
"""What stands for stdin in place of a path."""

OTHER_TYPE = "application/octet-stream"
HEAD = 12
"""How many bytes tell the type of an image."""


def image_type(content: bytes) -> str | None:
    """The media type of an image that Clerk accepts, by its first bytes; None for anything else.

    Args:
        content: The image, or its first bytes.
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if content[:4] == b"RIFF" and content[8:HEAD] == b"WEBP":
        return "image/webp"
    return None


def media_type(content: bytes) -> str:
    """The media type that a file is sent with.

    Args:
        content: The file, or its first bytes.
    """
    return image_type(content) or OTHER_TYPE


def file_name(name: str) -> str:
    """The name that a file is sent with: without the folders of this computer.

    Args:
        name: The first part of an ``Upload``.
    """
    return "stdin" if name == STDIN else PurePath(name).name


def described(name: str, content: bytes) -> APIObject:
    """What people and programs are shown of a file that is sent, instead of its bytes.

    Args:
        name: The first part of an ``Upload``.
        content: Its bytes.
    """
    return {
        "name": file_name(name),
        "path": name,
        "type": media_type(content),
        "size": len(content),
    }


def description_line(file: APIObject) -> str:
    """The same in words.

    Args:
        file: What ``described`` returned.
    """
    return f"{file['name']} ({file['type']}, {file['size']:,} bytes)"


def read_image(text: str, environment: Environment, limit: int) -> bytes:
    """The bytes of an image in a file, or on stdin for ``-``.

    Args:
        text: The path, from the working directory, or ``-``.
        environment: Where they are.
        limit: How many bytes it may have.

    Raises:
        ValueError: It cannot be read, is too large, or is not an image that Clerk accepts.
    """
    if text == STDIN:
        label, content = "stdin", _read_stdin(environment, limit)
    else:
        label, content = text, _read_file(environment.path(text), text, limit)
    if not content:
        raise ValueError(f"{label} is empty")
    if image_type(content[:HEAD]) is None:
        raise ValueError(f"{label} is not a PNG, JPEG, GIF, or WebP image")
    if len(content) > limit:
        raise ValueError(f"{label} is larger than {limit // 1024 // 1024} MB")
    return content


def _read_stdin(environment: Environment, limit: int) -> bytes:
    if is_terminal(environment.stdin):
        raise ValueError("- reads from stdin, which is a terminal; pipe the image to it")
    stdin = environment.take_stdin()
    content = getattr(stdin, "buffer", stdin).read(limit + 1)
    return content if isinstance(content, bytes) else content.encode(errors="surrogateescape")


def _read_file(path: Path, text: str, limit: int) -> bytes:
    if path.is_dir():
        raise ValueError(f"{text} is a folder, not an image")
    try:
        with path.open("rb") as stream:
            return stream.read(limit + 1)
    except OSError as error:
        raise ValueError(f"cannot read {text}: {error.strerror}") from None
