"""The profiles file, edited in place: comments, order and blank lines stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clerk_cli.config.files import locked, read_text, write_text
from clerk_cli.errors import ConfigError, UsageError
from clerk_cli.frozen import Frozen

GLOBAL = ""
"""The ``[default]`` section; no profile can have this name."""

DEFAULT_PROFILE = "default"
ACTIVE_KEY = "profile"


class _Entry(Frozen):
    """A line with a key: its index, its section, the key and the value."""

    index: int
    section: str | None
    key: str
    value: str


class ProfilesFile:
    """Profiles and their settings.

    A value that begins with ``!`` is a command; the ``!`` is part of the value.

    Args:
        text: The content of the file.
        path: Where it is, for messages.

    Raises:
        ConfigError: A line is not blank, a comment, a header, or ``key = value``.
    """

    def __init__(self, text: str, path: Path) -> None:
        self._path = path
        self._lines = re.findall(r"[^\n]*\n|[^\n]+", text)
        self._newline = "\r\n" if self._lines and self._lines[0].endswith("\r\n") else "\n"
        self._entries()

    @classmethod
    def load(cls, path: Path) -> ProfilesFile:
        """Read the file; an absent one is like an empty one."""
        return cls(read_text(path) or "", path)

    @property
    def active(self) -> str:
        """The profile that the file selects."""
        return self.get(GLOBAL, ACTIVE_KEY) or DEFAULT_PROFILE

    def names(self) -> list[str]:
        """The profiles that have a section, in the order of the file."""
        return list(dict.fromkeys(name for _, name in self._headers() if name))

    def exists(self, name: str) -> bool:
        """Whether a profile has a section; the default profile always exists."""
        return name == DEFAULT_PROFILE or name in self.names()

    def get(self, profile: str, key: str) -> str | None:
        """The value of a key; the last one counts, and an empty one is the same as none."""
        entries = self._matches(profile, key)
        return (entries[-1].value or None) if entries else None

    def get_global(self, key: str) -> str | None:
        """The value of a key in the ``[default]`` section."""
        return None if key == ACTIVE_KEY else self.get(GLOBAL, key)

    def keys(self, profile: str) -> list[str]:
        """The keys of a profile, in the order of the file."""
        entries = self._entries()
        return list(dict.fromkeys(entry.key for entry in entries if entry.section == profile))

    def set(self, profile: str, key: str, value: str) -> None:
        """Give a key a value, creating the section if there is none.

        Raises:
            UsageError: The name, the key or the value is not valid in the file.
        """
        _check_key(key)
        line = f"{key} = {_quoted(key, value)}{self._newline}"
        if entries := self._matches(profile, key):
            self._lines[entries[-1].index] = line
            return
        self.create(profile)
        self._lines.insert(self._end_of(profile), line)

    def unset(self, profile: str, key: str) -> bool:
        """Remove a key and return whether it was set; its section stays."""
        entries = self._matches(profile, key)
        for entry in reversed(entries):
            del self._lines[entry.index]
        return bool(entries)

    def create(self, profile: str) -> None:
        """Add an empty section, unless there is one.

        Raises:
            UsageError: The name is not valid in the file.
        """
        if profile != GLOBAL:
            _check_name(profile)
        if profile in [name for _, name in self._headers()]:
            return
        if self._lines and not self._lines[-1].endswith("\n"):
            self._lines[-1] += self._newline
        header = f"[profile {profile}]{self._newline}" if profile else f"[default]{self._newline}"
        blank = [self._newline]
        if profile == GLOBAL:
            self._lines[:0] = [header, *(blank if self._lines else [])]
        else:
            needs_blank = self._lines and self._lines[-1].strip()
            self._lines += [*(blank if needs_blank else []), header]

    def delete(self, profile: str) -> None:
        """Remove the sections of a profile; if it was active, the default one becomes active."""
        headers = [*self._headers(), (len(self._lines), None)]
        spans = [
            (start, following[0])
            for (start, name), following in zip(headers, headers[1:], strict=False)
            if name == profile
        ]
        for start, end in reversed(spans):
            del self._lines[start:end]
        if self.active == profile:
            self.unset(GLOBAL, ACTIVE_KEY)

    def use(self, profile: str) -> None:
        """Make a profile the active one."""
        if profile == DEFAULT_PROFILE:
            self.unset(GLOBAL, ACTIVE_KEY)
        else:
            self.set(GLOBAL, ACTIVE_KEY, profile)

    def render(self) -> str:
        """The text of the file."""
        return "".join(self._lines)

    def _headers(self) -> list[tuple[int, str | None]]:
        """Index and section name of each header; None for an unknown section."""
        headers = []
        for index, line in enumerate(self._lines):
            text = line.strip()
            if text.startswith("[") and text.endswith("]"):
                headers.append((index, _section(text[1:-1].strip())))
        return headers

    def _matches(self, profile: str, key: str) -> list[_Entry]:
        return [entry for entry in self._entries() if (entry.section, entry.key) == (profile, key)]

    def _entries(self) -> list[_Entry]:
        headers = dict(self._headers())
        section: str | None = None
        entries = []
        for index, line in enumerate(self._lines):
            text = line.strip()
            if index in headers:
                section = headers[index]
            elif text and text[0] not in "#;":
                key, equals, value = text.partition("=")
                if equals and key.strip():
                    entries.append(_Entry(index, section, key.strip(), _unquoted(value.strip())))
                elif section is not None:
                    raise self._broken(index, text)
        return entries

    def _broken(self, index: int, text: str) -> ConfigError:
        shown = text if len(text) <= 20 else text[:20] + "…"
        return ConfigError(
            f"{self._path}, line {index + 1}: not a header, a comment or key = value: {shown}",
            hint="Fix this line; the file is ignored until then.",
        )

    def _end_of(self, profile: str) -> int:
        """Where a new key of a profile goes: after its last line that is not blank."""
        headers = [*self._headers(), (len(self._lines), None)]
        names = [name for _, name in headers[:-1]]
        last = len(names) - 1 - names[::-1].index(profile)
        start, end = headers[last][0], headers[last + 1][0]
        while end > start + 1 and not self._lines[end - 1].strip():
            end -= 1
        if not self._lines[end - 1].endswith("\n"):
            self._lines[end - 1] += self._newline
        return end


@contextmanager
def edit(path: Path) -> Iterator[ProfilesFile]:
    """Change the profiles under a lock; an exception leaves the file as it is."""
    with locked(path):
        file = ProfilesFile.load(path)
        before = file.render()
        yield file
        if file.render() != before:
            write_text(path, file.render())


def _section(text: str) -> str | None:
    """The name of the profile, ``GLOBAL``, or None for an unknown section."""
    if text == "default":
        return GLOBAL
    word, _, name = text.partition(" ")
    return (name.strip() or None) if word == "profile" else None


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _quoted(key: str, value: str) -> str:
    """The value, in quotes where it could not be read back without them."""
    if any(character in value for character in "\n\r"):
        raise UsageError(f"the value of {key} cannot contain a line break")
    return f'"{value}"' if value != value.strip() or value != _unquoted(value) else value


def _check_key(key: str) -> None:
    if (
        not key
        or key != key.strip()
        or key[0] in "[#;"
        or any(character in key for character in "=\n\r")
    ):
        raise UsageError(f'"{key}" is not a valid name of a setting')


def _check_name(name: str) -> None:
    if not name or name != name.strip() or any(character in name for character in "[]\n\r"):
        raise UsageError(f'"{name}" is not a valid name of a profile')
