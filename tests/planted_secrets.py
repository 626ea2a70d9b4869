"""Secrets that tests plant, and the watch that looks for them in whatever the program writes.

Every secret of a fixture contains ``MARKER``, which survives JSON, HTML, URLs and base32; the watch
knows its base64 forms. Secret keys and JSON web tokens are found by their form, too.

The root ``conftest.py`` lets the watch see each run of the program in each test, in its process or
in another: its output, the files that it writes or leaves in its home, and the arguments and
variables of the programs that it starts.
"""

from __future__ import annotations

import ast
import io
import os
import re
import tempfile
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from watched_runs.sitecustomize import (
    FOLDER,
    RECORD_VARIABLE,
    WORDS_AND_VARIABLES,
    added,
    program_of,
)

if TYPE_CHECKING:
    from clerk_cli.testing import Received

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
    "agent-tasks create": "prints the token or its URL",
    "people ticket": "prints a ticket, in an example for plugin authors",
    "impersonate": "prints the link with the token",
    "testing-token": "prints the token",
    " token ": "prints the token",
    "sessions create-token": "prints the token",
    "sessions refresh": "prints the new token",
    "--resolve": "prints a setting in full on request",
}
"""Words of command lines whose stdout is a secret, and why."""

MAY_HOLD = {
    "profiles": "the user stores keys there",
    "mcp.json": "the user stores variables of MCP servers there",
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


AUDITED = frozenset({"open", "os.rename", *WORDS_AND_VARIABLES})
"""Events that the watch looks at, of the many that Python raises."""

ONLY_FOR = re.compile(rf"{MARKER}_only_for_([\w-]+)")


def planted_for(program: str) -> str:
    """A secret that only the program with this word in its command line may have as a variable."""
    return planted(f"only_for_{program}")


def _base64_forms(text: str) -> Iterable[bytes]:
    """The parts of a base64 text that hold a text, wherever it begins."""
    for offset in range(3):
        raw = text.encode()[(3 - offset) % 3 :]
        yield b64encode(raw[: len(raw) // 3 * 3])


_FORMS = [
    MARKER.encode(), MARKER.upper().encode(), MARKER.encode().hex().encode(),
    *_base64_forms(MARKER),
]  # fmt: skip
_PATTERN = re.compile(b"|".join([*map(re.escape, _FORMS), SECRET_FORMS]))
_BEGINNINGS = [*_FORMS, b"sk_", b"eyJ", b"mt_"]
"""Without one of these there is no match; looking for them takes a fraction of the time."""


def leaks_in(content: bytes | str) -> list[str]:
    """The places where a text or a file holds a planted secret, with what surrounds them."""
    raw = content if isinstance(content, bytes) else content.encode(errors="surrogateescape")
    if not any(beginning in raw for beginning in _BEGINNINGS):
        return []
    return [
        raw[max(0, found.start() - 30) : found.end() + 30].decode(errors="replace")
        for found in _PATTERN.finditer(raw)
    ]


def may_print(argv: Sequence[str]) -> bool:
    """Whether a command line prints a secret on purpose."""
    line = f" {' '.join(argv)} "
    return any(words in line for words in MAY_PRINT)


class Watch:
    """Collects the leaks of a test."""

    def __init__(self) -> None:
        self.leaks: list[str] = []
        self._environments: list[Mapping[str, str]] = []
        self._sent: set[str] = set()
        self._written: set[str] = set()
        self._record: Path | None = None
        self._read = 0

    @property
    def is_running(self) -> bool:
        """Whether a run in this process is going on."""
        return bool(self._environments)

    def take(self) -> list[str]:
        """The leaks since the last call."""
        self._read_record()
        leaks, self.leaks = list(dict.fromkeys(self.leaks)), []
        self._sent.clear()
        return leaks

    def close(self) -> None:
        """Remove the record of other processes."""
        if self._record is not None:
            self._record.unlink(missing_ok=True)

    def variables(self, variables: Mapping[str, str]) -> dict[str, str]:
        """The variables that let a new process record the programs that it starts."""
        if self._record is None:
            descriptor, name = tempfile.mkstemp(prefix="started-programs-")
            os.close(descriptor)
            self._record = Path(name)
        path = os.pathsep.join(filter(None, [FOLDER, variables.get("PYTHONPATH")]))
        return {**variables, "PYTHONPATH": path, RECORD_VARIABLE: str(self._record)}

    def _read_record(self) -> None:
        """Look at the programs that other processes have started since the last time."""
        if self._record is None or self._record.stat().st_size == self._read:
            return
        with self._record.open(encoding="utf-8", errors="surrogateescape") as record:
            record.seek(self._read)
            for line in iter(record.readline, ""):
                self.program(*ast.literal_eval(line))
            self._read = record.tell()

    def received(self, request: Received) -> None:
        """Look at a request to a fake API, and remember the secrets in its body."""
        self.sent(request.body)
        content = f"{request.target} {request.headers} {request.body}"
        if ONLY_FOR.search(content):
            self.look("request", content)

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

    def files(self, paths: Iterable[str]) -> None:
        """Look at the files that the program wrote."""
        for path in paths:
            if not os.path.basename(path).startswith(tuple(MAY_HOLD)) and os.path.isfile(path):  # noqa: PTH113, PTH119 - ten thousands of files
                self.look(path, Path(path).read_bytes())

    def home(self, folder: Path) -> None:
        """Look at all files below the home folder of a run."""
        self.files(
            f"{parent}{os.sep}{name}" for parent, _, names in os.walk(folder) for name in names
        )

    def begin(self, variables: Mapping[str, str]) -> None:
        """A run in this process begins."""
        self._environments.append(variables)

    def end(self, argv: Sequence[str], out: TextIO, err: TextIO) -> None:
        """A run in this process is over."""
        self._environments.pop()
        if isinstance(out, io.StringIO) and isinstance(err, io.StringIO):
            self.output(argv, out.getvalue(), err.getvalue())
        written, self._written = self._written, set()
        self.files(written)

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note what a run in this process does; for ``sys.addaudithook``."""
        if event not in AUDITED or not self._environments:
            return
        if event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR):
                self._note(path)
        elif event == "os.rename":
            self._note(arguments[1])
        elif program := program_of(event, arguments):
            words, variables = program
            self.program(words, added(variables, os.environ, *self._environments))

    def program(self, words: Sequence[str], variables: Mapping[str, str]) -> None:
        """Look at a program that a run starts.

        Args:
            words: Its command line, where a command that the user stored may have secrets.
            variables: Those that the run itself has not.
        """
        if words[1:2] != ["-c"]:
            self.look("arguments of a program", "\0".join(words))
        for name, value in variables.items():
            owners = ONLY_FOR.findall(value)
            if not owners or any(owner not in words for owner in owners):
                self.look(f"variable {name} of {words[0]}", value)

    def _note(self, path: object) -> None:
        if isinstance(path, (str, bytes, os.PathLike)):
            self._written.add(os.fsdecode(path))


WATCH = Watch()
