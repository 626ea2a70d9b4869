"""Changing the profiles file in place: comments, order and blank lines stay."""

from __future__ import annotations

from clerk_cli.config.profiles import (
    ACTIVE_KEY,
    DEFAULT_PROFILE,
    GLOBAL,
    ProfilesFile,
    check_characters,
    is_key,
    is_name,
    problem_with_key,
)
from clerk_cli.errors import UsageError


class ProfilesEditor(ProfilesFile):
    """Profiles and their settings, to be changed."""

    def set(self, profile: str, key: str, value: str) -> None:
        """Give a key a value, creating the section if there is none.

        Raises:
            UsageError: The name, the key or the value is not valid in the file.
        """
        _check_key(profile, key)
        line = f"{key} = {_quoted(key, value)}".rstrip() + self._newline
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
            _check_name(profile)
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


def _quoted(key: str, value: str) -> str:
    """The value, in quotes where it could not be read back without them."""
    try:
        check_characters(value)
        value.encode()
    except ValueError:
        raise UsageError(
            f"the value of {key} cannot contain line breaks or other control characters"
        ) from None
    return f'"{value}"' if value != value.strip() or value[:1] in ("'", '"') else value


def _check_key(section: str, key: str) -> None:
    problem = problem_with_key(section, key) if is_key(key) else ""
    if problem is not None:
        raise UsageError(
            f'"{key}" is not a valid name of a setting' + (f": {problem}" if problem else ""),
            hint="Use: clerk config profile use NAME" if key == ACTIVE_KEY else None,
        )


def _check_name(name: str) -> None:
    if not is_name(name):
        raise UsageError(f'"{name}" is not a valid name of a profile')
