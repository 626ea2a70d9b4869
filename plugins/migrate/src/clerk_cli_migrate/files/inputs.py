"""The files of an import: read several times, unpacked, decoded, and unchanged in between."""

from __future__ import annotations

import codecs
import hashlib
import stat
import weakref
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING, Any, cast

from clerk_cli.api import Environment, UsageError

if TYPE_CHECKING:
    from pathlib import Path

STDIN = "-"
CHUNK = 1 << 20
MAX_LINE = 16 << 20
"""Characters of the longest line; a longer one is a file that does not have lines."""

GZIP = b"\x1f\x8b"
OTHER_PACKERS = {
    b"PK\x03\x04": "a zip archive",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"\xfd7zXZ": "packed with xz",
    b"BZh": "packed with bzip2",
}
MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def title_of(name: str) -> str:
    """What people call a file by its name on the command line."""
    return "stdin" if name == STDIN else name


class InputFile:
    """A file, or standard input, which is copied so that it can be read again.

    Args:
        name: The name on the command line.
        path: The file; None if there is a copy.
        copy: A copy of what can be read only once.
    """

    def __init__(self, name: str, path: Path | None, copy: IO[bytes] | None = None) -> None:
        self.name = name
        self._path = path
        self._copy = copy
        if copy is not None:
            weakref.finalize(self, copy.close)
        self._fingerprint: str | None = None

    @property
    def title(self) -> str:
        """What people call it."""
        return title_of(self.name)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the unpacked content, in hexadecimal digits.

        Raises:
            UsageError: The file cannot be read.
        """
        if self._fingerprint is None:
            for _ in self._chunks():
                pass
        assert self._fingerprint is not None
        return self._fingerprint

    def text(self) -> Iterator[str]:
        """The text in pieces, without a byte order mark.

        Raises:
            UsageError: The file cannot be read, is damaged, changed, or is not text.
        """
        decoder: codecs.IncrementalDecoder | None = None
        line = 1
        for chunk in self._chunks():
            if decoder is None:
                mark = next((mark for mark in MARKS if chunk.startswith(mark)), b"")
                chunk = chunk[len(mark) :]
                encoding = MARKS.get(mark, "utf-8")
                decoder = codecs.getincrementaldecoder(encoding)()
            text = self._decode(decoder, chunk, line)
            line += text.count("\n")
            yield text

    def lines(self) -> Iterator[str]:
        """The lines, without their ends.

        Raises:
            UsageError: As ``text``, or a line is far too long.
        """
        rest, number = "", 1
        for text in self.text():
            parts = (rest + text).split("\n")
            rest = parts.pop()
            number += len(parts)
            if len(rest) > MAX_LINE:
                hint = (
                    "Its lines may end in CR without LF; use LF or CRLF." if "\r" in rest else None
                )
                raise self.refusal(f"is longer than {MAX_LINE >> 20} MiB", number, hint)
            yield from parts
        if rest:
            yield rest

    def refusal(self, reason: str, line: int | None = None, hint: str | None = None) -> UsageError:
        """The error for a file that cannot be used.

        Args:
            reason: What is wrong, after the name of the file or the line.
            line: Where it is.
            hint: How to fix it.
        """
        where = f"{self.title}, line {line:,}" if line else self.title
        return UsageError(f"{where}: {reason}", hint=hint)

    def _decode(self, decoder: codecs.IncrementalDecoder, chunk: bytes, line: int) -> str:
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            line += error.object[: error.start].count(b"\n")
            name = "UTF-8" if error.encoding.startswith("utf-8") else "UTF-16"
            raise self.refusal(
                f"is not {name} text", line, "Save the file as UTF-8, with one encoding throughout."
            ) from None
        if "\0" in text:
            line += text[: text.index("\0")].count("\n")
            raise self.refusal("has a NUL character", line, "Save the file as UTF-8 text.")
        return text

    def _chunks(self) -> Iterator[bytes]:
        """The unpacked content in pieces, the last of which is empty."""
        digest = hashlib.sha256()
        try:
            with ExitStack() as opened:
                stream = self._open(opened)
                while chunk := stream.read(CHUNK):
                    digest.update(chunk)
                    yield chunk
        except EOFError:
            raise self.refusal(
                "the gzip data is truncated", hint="The file is truncated: copy it again."
            ) from None
        except zlib.error as error:
            raise self.refusal(f"the gzip data is damaged: {error}") from None
        except OSError as error:
            if error.errno is None:
                raise self.refusal(f"the gzip data is damaged: {error}") from None
            raise self.refusal(f"cannot be read: {error.strerror}") from None
        fingerprint = digest.hexdigest()
        if self._fingerprint not in (None, fingerprint):
            raise self.refusal("changed while it was read", hint="Start again with the new file.")
        self._fingerprint = fingerprint
        yield b""

    def _open(self, opened: ExitStack) -> IO[bytes]:
        if self._copy is not None:
            raw: Any = _Copy(self._copy)
        else:
            assert self._path is not None
            raw = opened.enter_context(self._path.open("rb"))
        start = raw.read(6)
        raw.seek(0)
        for packer, description in OTHER_PACKERS.items():
            if start.startswith(packer):
                raise self.refusal(
                    f"is {description}", hint="Unpack it first; only gzip is read directly."
                )
        if not start.startswith(GZIP):
            return cast("IO[bytes]", raw)
        import gzip

        unpacked: Any = opened.enter_context(gzip.GzipFile(fileobj=raw, mode="rb"))
        return cast("IO[bytes]", unpacked)


class _Copy:
    """A view of a temporary file, with a position of its own."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        self._file.seek(self._position)
        content: bytes = self._file.read(size)
        self._position += len(content)
        return content

    def seek(self, position: int) -> None:
        self._position = position


def open_inputs(names: list[str], environment: Environment) -> list[InputFile]:
    """The files of a command line.

    Args:
        names: Paths from the working directory, and ``-`` for standard input.
        environment: Where they are.

    Raises:
        UsageError: A file does not exist, or is named twice.
    """
    if len(set(names)) < len(names):
        raise UsageError("a file is named more than once")
    return [_open_input(name, environment) for name in names]


def _open_input(name: str, environment: Environment) -> InputFile:
    if not _is_text(name):
        raise UsageError(
            f"the name of the file {name!a} is not UTF-8 text",
            hint="Rename the file, or pipe it: clerk migrate import - < FILE",
        )
    if name == STDIN:
        stdin = environment.stdin
        if stdin.isatty():
            raise UsageError("- reads from stdin, which is a terminal; pipe a file to it")
        return InputFile(name, None, _copied(getattr(stdin, "buffer", stdin)))
    path = environment.path(name)
    file = InputFile(name, path)
    try:
        if stat.S_ISREG(path.stat().st_mode):
            return file
        if path.is_dir():
            raise file.refusal("is a folder, not a file")
        with path.open("rb") as stream:
            return InputFile(name, None, _copied(stream))
    except OSError as error:
        raise file.refusal(f"cannot be read: {error.strerror}") from None


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _copied(stream: Any) -> IO[bytes]:
    """A copy of what can be read only once, in a temporary file that has no name."""
    import tempfile

    copy = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the import runs
    while chunk := stream.read(CHUNK):
        copy.write(chunk.encode() if isinstance(chunk, str) else chunk)
    return copy
