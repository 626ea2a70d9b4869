"""Files and stdin that the values of a command line name."""

from __future__ import annotations

import codecs
from pathlib import Path

from clerk_cli.environment import Environment, is_terminal

UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

MEBIBYTE = 1024 * 1024
MAX_INPUT = 64 * MEBIBYTE
"""Bytes that are read from stdin or a file; more is a mistake, such as a device without an end."""


def read_text(source: str, environment: Environment) -> str:
    """The text of a file, or of stdin for ``-``.

    Args:
        source: The path, from the working directory, or ``-``.
        environment: Where they are.

    Raises:
        ValueError: It cannot be read, with the reason.
    """
    return read_stdin(environment) if source == "-" else read_file(environment.path(source))


def read_stdin(environment: Environment) -> str:
    """All of stdin.

    Args:
        environment: Where it is.

    Raises:
        ValueError: It is a terminal, another value was read from it, or it is not text.
    """
    if is_terminal(environment.stdin):
        raise ValueError("- reads from stdin, which is a terminal; pipe the value to it")
    stdin = environment.take_stdin()
    # What the encoding of the terminal could not decode must not be sent as something else.
    content = getattr(stdin, "buffer", stdin).read(MAX_INPUT + 1)
    if isinstance(content, str):
        return content
    return _decode("stdin", content).replace("\r\n", "\n")


def read_file(path: Path) -> str:
    """The text of a file.

    Args:
        path: The file.

    Raises:
        ValueError: It cannot be read, or is not text.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_INPUT + 1)
    except OSError as error:
        raise ValueError(f"cannot read {path}: {error.strerror}") from None
    # PowerShell and spreadsheets write files in UTF-16; they begin with its mark.
    encoding = "utf-16" if content.startswith(UTF_16_MARKS) else "utf-8-sig"
    text = _decode(str(path), content, encoding)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(source: str, content: bytes, encoding: str = "utf-8-sig") -> str:
    if len(content) > MAX_INPUT:
        raise ValueError(f"{source} is larger than {MAX_INPUT // MEBIBYTE} MiB")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise ValueError(f"{source} is not UTF-8 text") from None
