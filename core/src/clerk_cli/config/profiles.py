"""The profiles file: what it says, or which line cannot be understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from clerk_cli.config.files import read_with_status
from clerk_cli.errors import ConfigError
from clerk_cli.frozen import Frozen

if TYPE_CHECKING:
    import os

    from typing_extensions import Self

    from clerk_cli.config.profiles_editor import ProfilesEditor
    from clerk_cli.plugins import Setting

GLOBAL = ""
"""The ``[default]`` section; no profile can have this name."""

DEFAULT_PROFILE = "default"
ACTIVE_KEY = "profile"

NOT_PRIVATE = 0o066
"""The permissions with which others can read or write a file."""

SIMILAR = {
    "clerkkey": "clerk.key",
    "clerkapikey": "clerk.key",
    "clerksecretkey": "clerk.key",
    "clerkurl": "clerk.api.url",
    "clerkapiurl": "clerk.api.url",
    "output": "output",
    "debug": "debug",
    "profile": ACTIVE_KEY,
}
"""Settings of the core by how people may spell them, without dots and dashes."""


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
        """The value of a key; the last one counts.

        Returns:
            An empty string for a key without a value: the profile has none, and does not take the
            one of ``[default]`` either. None where the key is absent.
        """
        entries = self._matches(profile, key)
        return entries[-1].value if entries else None

    def get_global(self, key: str) -> str | None:
        """The value of a key in the ``[default]`` section."""
        return None if key == ACTIVE_KEY else self.get(GLOBAL, key)

    def keys(self, profile: str) -> list[str]:
        """The keys of a profile, in the order of the file."""
        return list(dict.fromkeys(entry.key for entry in self._entries if entry.section == profile))

    def permission_warnings(self, settings: Iterable[Setting]) -> list[str]:
        """What other users can do with the file, where they can do anything.

        Args:
            settings: The settings of the core and of plugins, some of which are secret.
        """
        if self.status is None or not (
            self.status.st_mode & NOT_PRIVATE
            or self.path.parent.stat().st_mode & NOT_PRIVATE
            or self.path.is_symlink()
        ):
            return []
        from clerk_cli.config import masking, permissions

        holds_secret = any(
            entry.value
            and not entry.value.startswith("!")
            and masking.is_secret(entry.key, settings)
            for entry in self._entries
        )
        return permissions.warnings(self.path, self.status, holds_secret=holds_secret)

    def _parse(self) -> None:
        self._headers: list[tuple[int, str]] = []
        self._entries: list[Entry] = []
        section: str | None = None
        for index, line in enumerate(self._lines):
            text = line.strip()
            if not text:
                continue
            try:
                check_characters(text)
                if text[0] == "[":
                    section = _section(text)
                    self._headers.append((index, section))
                elif text[0] not in "#;":
                    self._entries.append(Entry(index, *_setting(section, text)))
            except ValueError as problem:
                raise ConfigError(
                    f"{self.path}, line {index + 1}: {problem}",
                    hint="Fix this line; the file is ignored until then.",
                ) from None

    def _matches(self, profile: str, key: str) -> list[Entry]:
        return [entry for entry in self._entries if (entry.section, entry.key) == (profile, key)]


@contextmanager
def edit(path: Path) -> Iterator[ProfilesEditor]:
    """Change the profiles under a lock; an exception leaves the file as it is."""
    from clerk_cli.config.files import locked, write_text
    from clerk_cli.config.profiles_editor import ProfilesEditor  # circular: only edits need it

    with locked(path):
        file = ProfilesEditor.load(path)
        before = file.render()
        yield file
        if file.render() != before:
            write_text(path, file.render())


def check_characters(text: str) -> None:
    """Refuse characters that could make one line look like two, or like another one."""
    if text.isprintable() or text.replace("\t", " ").isprintable():
        return
    if any(character < " " and character != "\t" for character in text) or any(
        "\x7f" <= character <= "\x9f" or character in "\u2028\u2029" for character in text
    ):
        raise ValueError("it contains a control character")


def _section(text: str) -> str:
    """The name of the profile in a header, or ``GLOBAL``."""
    inside, bracket, rest = text[1:].partition("]")
    if not bracket:
        raise ValueError("the closing ] is missing")
    if rest.strip() and rest.strip()[0] not in "#;":
        raise ValueError("only a comment may follow the closing ]")
    words = inside.split()
    kind = words[0].lower() if words else ""
    if kind == "default" and len(words) == 1:
        return GLOBAL
    if kind != "profile":
        raise ValueError("a section is [default] or [profile NAME]")
    name = unquoted(" ".join(words[1:]))
    if not is_name(name):
        raise ValueError("the name of the profile is missing or not valid")
    return name


def _setting(section: str | None, text: str) -> tuple[str, str, str]:
    """Section, key and value of a line."""
    key, equals, value = text.partition("=")
    key, value = key.strip(), value.strip()
    if not equals or not is_key(key):
        raise ValueError("it is not a header, a comment, or key = value")
    if section is None:
        raise ValueError("a setting needs a [default] or [profile NAME] line above it")
    if problem := problem_with_key(section, key):
        raise ValueError(problem)
    if value[:1] in ("'", '"') and value == unquoted(value):
        raise ValueError("the value begins with a quote and does not end with it")
    return section, key, unquoted(value)


def unquoted(value: str) -> str:
    """The value without a pair of quotes around it."""
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def is_key(key: str) -> bool:
    """Whether a setting can have this name."""
    plain = key.replace(".", "").replace("_", "").replace("-", "")
    return plain.isascii() and plain.isalnum()


def problem_with_key(section: str, key: str) -> str | None:
    """Why a setting would be ignored although somebody meant it."""
    similar = SIMILAR.get(key.lower().replace(".", "").replace("_", "").replace("-", ""))
    if similar is not None and similar != key:
        return f"this setting is spelled {similar}"
    if key == ACTIVE_KEY and section != GLOBAL:
        return "the active profile is selected in the [default] section"
    return None


def is_name(name: str) -> bool:
    """Whether a profile can have this name."""
    return (
        bool(name)
        and name.isprintable()
        and name == " ".join(name.split())
        and name[0] not in "\"'"
        and not any(character in name for character in "[]")
        and not any(word[0] in "#;" for word in name.split())
    )
