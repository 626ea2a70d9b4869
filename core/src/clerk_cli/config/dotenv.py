"""The secret key of a project, from a ``.env`` file."""

from __future__ import annotations

import re
from pathlib import Path

from clerk_cli.frozen import Frozen

VARIABLE = "CLERK_SECRET_KEY"

_LINE = rf"""(?x)^\s*(?:export\s+)?{VARIABLE}\s*=\s*
    (?: "(?P<double>[^"]*)" | '(?P<single>[^']*)' | (?P<bare>.*?) )
    \s*(?:(?:^|(?<=\s)|(?<=["']))\#.*)?$"""


class DotenvKey(Frozen):
    """A secret key and the ``.env`` file that holds it."""

    path: Path
    value: str


def find_key(directory: Path) -> DotenvKey | None:
    """The nearest ``.env`` file with a key, from ``directory`` upwards.

    A file without a key, or one that cannot be read, does not end the search.
    """
    for folder in (directory, *directory.parents):
        path = folder / ".env"
        value = _read(path)
        if value:
            return DotenvKey(path, value)
    return None


def _read(path: Path) -> str | None:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    for line in text.splitlines():
        if match := re.match(_LINE, line):
            return next((group for group in match.groups() if group is not None), None)
    return None
