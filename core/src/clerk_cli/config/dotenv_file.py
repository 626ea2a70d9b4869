"""Reading one ``.env`` file: which files are read, which are trusted, and how they are encoded."""

from __future__ import annotations

import codecs
import os
import stat
from pathlib import Path

from clerk_cli.config.dotenv_syntax import VARIABLE, value_of
from clerk_cli.config.files import (
    BINARY,
    MAX_BYTES,
    WITHOUT_WAITING,
)
from clerk_cli.errors import ConfigError

PIPE_SECONDS = 2.0

ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Marks at the beginning of a file, the longer ones before those that they begin with."""


def read_key(path: Path, *, wait: bool) -> tuple[str, str] | None:
    """The key in a ``.env`` file, and why it should not be trusted.

    Args:
        path: The file, or whatever has its name.
        wait: Whether a pipe is read.

    Returns:
        The key, and the reason, empty where there is none. None where the file has no key, or is a
        folder.

    Raises:
        ConfigError: It cannot be read, or its key cannot be understood.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | WITHOUT_WAITING | BINARY)
    except FileNotFoundError:
        raise _problem(path, "it is a link to a file that does not exist") from None
    except OSError as error:
        if path.is_dir():
            return None
        raise _problem(path, error.strerror) from error
    try:
        status = os.fstat(descriptor)
        content = _content(path, descriptor, status, wait=wait)
    except OSError as error:
        raise _problem(path, error.strerror) from error
    finally:
        os.close(descriptor)
    if content is None:
        return None
    try:
        value = value_of(_decode(content))
    except ValueError as problem:
        raise _problem(path, str(problem)) from None
    if not value:
        return None
    from clerk_cli.config.permissions import distrust

    return value, distrust(path, status)


def _content(path: Path, descriptor: int, status: os.stat_result, *, wait: bool) -> bytes | None:
    kind = stat.S_IFMT(status.st_mode)
    if kind == stat.S_IFDIR or os.path.samestat(status, Path(os.devnull).stat()):
        return None
    if kind == stat.S_IFIFO:
        return _read_pipe(path, descriptor) if wait else None
    if kind != stat.S_IFREG:
        raise _problem(path, "it is not a file")
    with os.fdopen(descriptor, "rb", closefd=False) as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise _problem(path, "it is larger than 1 MiB")
    return content


def _read_pipe(path: Path, descriptor: int) -> bytes:
    """What somebody writes into a pipe, such as a secrets manager, until they close it."""
    from clerk_cli.config.pipes import read_pipe

    content = read_pipe(descriptor, PIPE_SECONDS, MAX_BYTES)
    if content is None:
        raise _problem(path, "it is a pipe that did not answer within two seconds")
    if len(content) > MAX_BYTES:
        raise _problem(path, "it is larger than 1 MiB")
    return content


def _decode(content: bytes) -> str:
    """The text of a file; bytes that are not text are marked by surrogates or U+FFFD."""
    name = VARIABLE.encode()
    text = None
    for mark, encoding in ENCODINGS:
        if content.startswith(mark):
            text = content[len(mark) :].decode(encoding, _errors(encoding))
            break
    else:
        for encoding in ("utf-16-le", "utf-16-be"):
            place = content.find(VARIABLE.encode(encoding))
            if place >= 0 and place % 2 == 0:
                text = content.decode(encoding, _errors(encoding))
    if text is None:
        text = content.decode("utf-8", "surrogateescape")
    if name in content and VARIABLE not in text:
        raise ValueError("its encoding is not clear")
    return text


def _errors(encoding: str) -> str:
    return "surrogateescape" if encoding == "utf-8" else "replace"


def _problem(path: Path, reason: str | None) -> ConfigError:
    return ConfigError(
        f"cannot read the secret key in {path}: {reason}",
        hint="Fix the file, or choose a profile that has a key with -p NAME.",
    )
