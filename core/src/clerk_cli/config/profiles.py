"""The profiles file, edited in place: comments, order and blank lines stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from clerk_cli.config.files import (
    belongs_to_somebody_else,
    locked,
    read_with_status,
    write_text,
)
from clerk_cli.config.profile_lines import (
    ACTIVE_KEY,
    DEFAULT_PROFILE,
    GLOBAL,
    check_characters,
    check_key,
    check_name,
    quoted,
    section_of,
    setting_of,
)
from clerk_cli.errors import ConfigError
from clerk_cli.frozen import Frozen

if TYPE_CHECKING:
    import os

    from typing_extensions import Self

    from clerk_cli.plugins import Setting

__all__ = ["DEFAULT_PROFILE", "GLOBAL", "ProfilesFile", "edit"]

NOT_PRIVATE = 0o066
"""The permissions with which others can read or write a file."""


class Entry(Frozen):
    """A line with a key: its index, its section, the key and the value."""

    index: int
    section: str
    key: str
    value: str


class ProfilesFile:
    """Profiles and their settings.

    A value that begins with ``!`` is a command; the ``!`` is part of the value.

    Args:
        text: The content of the file.
        path: Where it is, for messages.
        status: The owner and the mode of the file; None if it does not exist.

    Raises:
        ConfigError: A line is not blank, a comment, a header, or ``key = value``. The message has
            its number and never its text, which may hold a key.
    """

    def __init__(self, text: str, path: Path, status: os.stat_result | None = None) -> None:
        self.path = path
        self.status = status
        self._lines = re.findall(r"[^\n]*\n|[^\n]+", text)
        self._newline = "\r\n" if self._lines and self._lines[0].endswith("\r\n") else "\n"
        self._parse()

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file; an absent one is like an empty one."""
        text, status = read_with_status(path)
        return cls(text or "", path, status)

    @property
    def active(self) -> str:
        """The profile that the file selects."""
        return self.get(GLOBAL, ACTIVE_KEY) or DEFAULT_PROFILE

    def names(self) -> list[str]:
        """The profiles that have a section, in the order of the file."""
        return list(dict.fromkeys(name for _, name in self._headers if name))

    def exists(self, name: str) -> bool:
        """Whether a profile has a section; the default profile always exists."""
        return name == DEFAULT_PROFILE or name in self.names()

    def get(self, profile: str, key: str) -> str | None:
        """The value of a key; the last one wins.

        Returns:
            An empty string for a key without a value: the profile has none, and does not take the
            one of ``[default]`` either. None where the key is absent.
        """
        entries = self._matches(profile, key)
        return entries[-1].value if entries else None

    def get_global(self, key: str) -> str | None:
        """The value of a key in the ``[default]`` section."""
        return None if key == ACTIVE_KEY else self.get(GLOBAL, key)

    def values(self, profile: str, key: str) -> set[str]:
        """The different values that a key has; only the last one is used."""
        return {entry.value for entry in self._matches(profile, key)}

    def keys(self, profile: str) -> list[str]:
        """The keys of a profile, in the order of the file."""
        return list(dict.fromkeys(entry.key for entry in self._entries if entry.section == profile))

    def permission_warnings(self, settings: Iterable[Setting]) -> list[str]:
        """What other users can do with the file, where they can do anything.

        Args:
            settings: The settings of the core and of plugins, some of which are secret.
        """
        try:
            folder = self.path.parent.stat()
        except OSError:  # There is no folder yet.
            return []
        mode = self.status.st_mode if self.status else 0
        if not (
            (mode | folder.st_mode) & NOT_PRIVATE
            or belongs_to_somebody_else(folder)
            or self.path.is_symlink()
        ):
            return []
        from clerk_cli.config import masking, permissions

        if self.status is None:
            # Other files may be there: aliases, the record of plugins, MCP servers.
            return permissions.warnings_of_folder(self.path) if self._has_neighbors() else []
        holds_secret = any(
            entry.value
            and not entry.value.startswith("!")
            and masking.is_secret(entry.key, settings)
            for entry in self._entries
        )
        return permissions.warnings(self.path, self.status, holds_secret=holds_secret)

    def _has_neighbors(self) -> bool:
        """Whether there is anything in the folder, as far as one may see."""
        try:
            return any(self.path.parent.iterdir())
        except OSError:
            return True

    def set(self, profile: str, key: str, value: str) -> None:
        """Give a key a value, creating the section if there is none.

        Raises:
            UsageError: The name, the key or the value is not valid in the file.
        """
        check_key(profile, key)
        line = f"{key} = {quoted(key, value)}".rstrip() + self._newline
        if entries := self._matches(profile, key):
            self._lines[entries[-1].index] = line
        else:
            self.create(profile)
            self._lines.insert(self._end_of(profile), line)
        self._parse()

    def unset(self, profile: str, key: str) -> bool:
        """Remove a key and return whether it was set; its section stays."""
        entries = self._matches(profile, key)
        for entry in reversed(entries):
            del self._lines[entry.index]
        self._parse()
        return bool(entries)

    def create(self, profile: str) -> None:
        """Add an empty section, unless there is one.

        Raises:
            UsageError: The name is not valid in the file.
        """
        if profile != GLOBAL:
            check_name(profile)
        if profile in [name for _, name in self._headers]:
            return
        self._end_last_line()
        header = f"[profile {profile}]{self._newline}" if profile else f"[default]{self._newline}"
        blank = [self._newline]
        if profile == GLOBAL:
            self._lines[:0] = [header, *(blank if self._lines else [])]
        else:
            needs_blank = self._lines and self._lines[-1].strip()
            self._lines += [*(blank if needs_blank else []), header]
        self._parse()

    def delete(self, profile: str) -> None:
        """Remove the sections of a profile; if it was active, the default one becomes active."""
        headers = [*self._headers, (len(self._lines), None)]
        spans = [
            (start, following[0])
            for (start, name), following in zip(headers, headers[1:], strict=False)
            if name == profile
        ]
        for start, end in reversed(spans):
            del self._lines[start:end]
        self._parse()
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

    def _parse(self) -> None:
        self._headers: list[tuple[int, str]] = []
        self._entries: list[Entry] = []
        self._entries_by_key: dict[tuple[str, str], list[Entry]] = {}
        section: str | None = None
        for index, line in enumerate(self._lines):
            text = line.strip()
            if not text:
                continue
            try:
                check_characters(text)
                if text[0] == "[":
                    section = section_of(text)
                    self._headers.append((index, section))
                elif text[0] not in "#;":
                    entry = Entry(index, *setting_of(section, text))
                    self._entries.append(entry)
                    name = (entry.section, entry.key)
                    self._entries_by_key.setdefault(name, []).append(entry)
            except ValueError as problem:
                raise ConfigError(
                    f"{self.path}, line {index + 1}: {problem}",
                    hint="Fix this line; the file is ignored until then.",
                ) from None

    def _matches(self, profile: str, key: str) -> list[Entry]:
        return self._entries_by_key.get((profile, key), [])

    def _end_of(self, profile: str) -> int:
        """Where a new key of a profile goes: after its last line that is not blank."""
        starts = [index for index, _ in self._headers]
        last = max(number for number, (_, name) in enumerate(self._headers) if name == profile)
        start, end = starts[last], [*starts, len(self._lines)][last + 1]
        while end > start + 1 and not self._lines[end - 1].strip():
            end -= 1
        if end == len(self._lines):
            self._end_last_line()
        return end

    def _end_last_line(self) -> None:
        if self._lines and not self._lines[-1].endswith("\n"):
            self._lines[-1] += self._newline


@contextmanager
def edit(path: Path) -> Iterator[ProfilesFile]:
    """Change the profiles under a lock; an exception leaves the file as it is."""
    with locked(path):
        file = ProfilesFile.load(path)
        before = file.render()
        yield file
        if file.render() != before:
            write_text(path, file.render())
