"""From the names that people use for plugins to the requirements that installers take."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clerk_cli import __version__
from clerk_cli.errors import UsageError
from clerk_cli.plugins.official import OFFICIAL, find_official_plugin

PREFIX = "clerk-cli-"
ARCHIVES = (".whl", ".tar.gz", ".zip")
_DRIVE = re.compile(r"[A-Za-z]:/")
_REQUIREMENT = re.compile(
    r"""(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)
    (?:\[(?P<extras>[A-Za-z0-9._,\s-]+)\])?
    \s*(?P<version>(?:[=<>!~].*)?)""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Requirement:
    """A distribution to install.

    Args:
        text: The requirement as installers take it.
        name: The distribution; empty for a file, a folder or a URL.
        version: The versions that are allowed, such as ``>=2,<3``; empty for any.
    """

    text: str
    name: str = ""
    version: str = ""

    @property
    def official(self) -> bool:
        """Whether it is a plugin of this project."""
        return is_official(self.name)

    @property
    def label(self) -> str:
        """Its name in messages."""
        return self.name or self.text


def parse_requirement(text: str) -> Requirement:
    """The requirement behind what a user asks for.

    Args:
        text: ``users``, ``protect[openai]``, ``clerk-cli-weather>=2``, or a path such as
            ``./weather``. An official plugin without a version means that of this program.

    Raises:
        UsageError: It is not a valid plugin name.
    """
    stripped = text.strip()
    if _is_path_or_url(stripped):
        return Requirement(stripped)
    match = _REQUIREMENT.fullmatch(stripped)
    if match is None:
        raise UsageError(
            f'"{text}" is not a valid plugin name',
            hint="For example: users, clerk-cli-weather, 'clerk-cli-weather>=2' or ./weather",
        )
    name, version = distribution_name(match["name"]), match["version"]
    if is_official(name) and not version:
        version = f"=={__version__}"
    extras = f"[{match['extras']}]" if match["extras"] else ""
    return Requirement(name + extras + version, name, version)


def _is_path_or_url(text: str) -> bool:
    """Whether a text names a file, a folder or a URL, on Windows also with a drive letter."""
    if text.startswith((".", "/", "~")) or text.endswith(ARCHIVES):
        return True
    return "://" in text or "\\" in text or bool(_DRIVE.match(text))


def distribution_name(name: str) -> str:
    """The distribution that a name means: ``users`` is ``clerk-cli-users``, others are unchanged.

    A root word of an official plugin means it too, so that ``orgs`` is never a third party's.
    """
    normalized = normalized_name(name)
    official = find_official_plugin(normalized, exactly=True)
    return f"{PREFIX}{official}" if official else normalized


def short_name(distribution: str) -> str:
    """The name of a distribution in a team file: ``users`` for ``clerk-cli-users``."""
    return distribution.removeprefix(PREFIX) if is_official(distribution) else distribution


def normalized_name(name: str) -> str:
    """The name of a distribution in the form that is equal for all its spellings."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_official(distribution: str) -> bool:
    """Whether a distribution is one of this project."""
    return distribution.startswith(PREFIX) and distribution.removeprefix(PREFIX) in OFFICIAL
