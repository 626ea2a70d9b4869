"""Secrets that tests plant, and the watch that looks for them in whatever the program writes.

Every secret of a fixture contains ``MARKER``, which survives JSON, HTML, URLs and base32; the watch
knows its base64 forms. Secret keys and JSON web tokens are found by their form, too.

The root ``conftest.py`` lets the watch see each run of the program in each test: its output, the
files that it writes or leaves in its home, and the arguments of the programs that it starts.
"""

from __future__ import annotations

import io
import os
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

MARKER = "pl4nted77"
SECRET_FORMS = (
    rb"\bsk_(?:test|live)_(?!sandbox)\w{6,}|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}"
    rb"|\bmt_[0-9a-f]{64}\b"
)
"""Secret keys, other than the public one of the sandbox; JSON web tokens; M2M tokens."""

SECRET_MEMBERS = re.compile(r"password|secret|token$|signing_key|totp|backup_codes?|digest|ticket")
PUBLIC_MEMBERS = re.compile(r"^skip_|_hasher$|_type$|_enabled$")
SHORTEST = 8
"""Shorter values of secret members of a request stand in other text by chance."""

MAY_PRINT = {
    "apikeys create": "the secret is shown once, when the key is created",
    "apikeys secret": "prints the secret on request",
    "m2m": "machines and their tokens have secrets that are shown on request",
    "m2mtokens": "the same, under the name that Clerk's own CLI uses",
    "sign-in-tokens create": "prints the token or its URL",
    "actor-tokens create": "prints the token or its URL",
    "testing-tokens create": "prints the token",
    "sessions token": "prints the token",
    "sessions create-token": "prints the token",
    "sessions refresh": "prints the new token",
    "--resolve": "prints a setting in full on request",
}
"""Words of command lines whose stdout is a secret, and why."""

MAY_HOLD = {
    "profiles": "the user stores keys there",
    "sandbox.db": "the instance itself, which knows its secrets",
    "before.db": "a snapshot of it, from an example",
}
"""Files of the program that hold secrets, and why."""


def planted(name: str, prefix: str = "") -> str:
    """A secret for a test, with the marker: ``sk_test_pl4nted77_client_key``.

    Args:
        name: Which one it is; names it in a failure.
        prefix: How secrets of its kind begin.
    """
    return f"{prefix}{MARKER}_{name}"


def _base64_forms(text: str) -> Iterable[bytes]:
    """The parts of a base64 text that hold a text, wherever it begins."""
    for offset in range(3):
        raw = text.encode()[(3 - offset) % 3 :]
        yield b64encode(raw[: len(raw) // 3 * 3])


_FORMS = [MARKER.encode(), MARKER.upper().encode(), MARKER.encode().hex().encode()]
_PATTERN = re.compile(b"|".join([*_FORMS, *map(re.escape, _base64_forms(MARKER)), SECRET_FORMS]))


def leaks_in(content: bytes | str) -> list[str]:
    """The places where a text or a file holds a planted secret, with what surrounds them."""
    raw = content if isinstance(content, bytes) else content.encode(errors="surrogateescape")
    return [
        raw[max(0, found.start() - 30) : found.end() + 30].decode(errors="replace")
        for found in _PATTERN.finditer(raw)
    ]


def may_print(argv: Sequence[str]) -> bool:
    """Whether a command line prints a secret on purpose."""
    line = " ".join(argv)
    return any(words in line for words in MAY_PRINT)


class Watch:
    """Collects the leaks of a test."""

    def __init__(self) -> None:
        self.leaks: list[str] = []
        self._running = 0
        self._sent: set[str] = set()
        self._written: set[str] = set()

    def take(self) -> list[str]:
        """The leaks since the last call."""
        leaks, self.leaks = self.leaks, []
        self._sent.clear()
        return leaks

    def sent(self, body: Any, *, secret: bool = False) -> None:
        """Remember the secrets in the body of a request, whatever they look like."""
        if isinstance(body, dict):
            for name, member in body.items():
                named = SECRET_MEMBERS.search(name) and not PUBLIC_MEMBERS.search(name)
                self.sent(member, secret=secret or bool(named))
        elif isinstance(body, list):
            for member in body:
                self.sent(member, secret=secret)
        elif secret and isinstance(body, str) and len(body) >= SHORTEST:
            self._sent.add(body)

    def look(self, place: str, content: bytes | str) -> None:
        """Look for secrets in a text."""
        self.leaks += [f"{place}: {leak!r}" for leak in leaks_in(content)]
        raw = content if isinstance(content, bytes) else content.encode(errors="surrogateescape")
        self.leaks += [f"{place}: {text!r}" for text in self._sent if text.encode() in raw]

    def output(self, argv: Sequence[str], out: str, err: str) -> None:
        """Look at what a command line wrote."""
        line = " ".join(argv)
        self.look(f"stderr of {line}", err)
        if not may_print(argv):
            self.look(f"stdout of {line}", out)

    def files(self, paths: Iterable[Path]) -> None:
        """Look at the files that the program wrote."""
        for path in paths:
            if not any(path.name.startswith(name) for name in MAY_HOLD) and path.is_file():
                self.look(str(path), path.read_bytes())

    def home(self, folder: Path) -> None:
        """Look at all files below the home folder of a run."""
        self.files(Path(parent, name) for parent, _, names in os.walk(folder) for name in names)

    def begin(self) -> None:
        """A run in this process begins."""
        self._running += 1

    def end(self, argv: Sequence[str], out: TextIO, err: TextIO) -> None:
        """A run in this process is over."""
        self._running -= 1
        if isinstance(out, io.StringIO) and isinstance(err, io.StringIO):
            self.output(argv, out.getvalue(), err.getvalue())
        written, self._written = self._written, set()
        self.files(Path(name) for name in written)

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note what a run in this process does; for ``sys.addaudithook``."""
        if not self._running:
            return
        if event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR):
                self._note(path)
        elif event == "os.rename":
            self._note(arguments[1])
        elif event == "subprocess.Popen":
            self._program([os.fsdecode(word) for word in arguments[1]])

    def _program(self, words: Sequence[str]) -> None:
        """Look at the arguments of a program, unless they are a command that the user stored."""
        if words[1:2] != ["-c"]:
            self.look("arguments of a program", "\0".join(words))

    def _note(self, path: object) -> None:
        if isinstance(path, (str, bytes, os.PathLike)):
            self._written.add(os.fsdecode(path))


WATCH = Watch()
