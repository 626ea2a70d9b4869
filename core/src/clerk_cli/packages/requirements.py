"""What people ask for by name, and what an installer is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clerk_cli import __version__
from clerk_cli.errors import UsageError
from clerk_cli.plugins.official import OFFICIAL, find_official_plugin

PREFIX = "clerk-cli-"
FILES = (".whl", ".tar.gz", ".zip")
_REQUIREMENT = re.compile(
    r"""(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)
    (?:\[(?P<extras>[A-Za-z0-9._,\s-]+)\])?
    \s*(?P<version>(?:[=<>!~].*)?)""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Requirement:
    """One thing to install.

    Args:
        text: What an installer is asked for.
        name: The distribution; empty for a file, a folder or an address.
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
        """The short way to say it."""
        return self.name or self.text


def requirement(text: str) -> Requirement:
    """What somebody means who asks for a plugin.

    Args:
        text: ``users``, ``protect[openai]``, ``clerk-cli-weather>=2``, or a path such as
            ``./weather``. A plugin of this project without a version is wanted in that of this
            program.

    Raises:
        UsageError: It is no name.
    """
    given = text.strip()
    if given.startswith((".", "/", "~")) or "://" in given or given.endswith(FILES):
        return Requirement(given)
    found = _REQUIREMENT.fullmatch(given)
    if found is None:
        raise UsageError(
            f'"{text}" is no name of a plugin',
            hint="For example: users, clerk-cli-weather, 'clerk-cli-weather>=2' or ./weather",
        )
    name, version = distribution_name(found["name"]), found["version"]
    if is_official(name) and not version:
        version = f"=={__version__}"
    extras = f"[{found['extras']}]" if found["extras"] else ""
    return Requirement(name + extras + version, name, version)


def distribution_name(name: str) -> str:
    """The distribution that a name means: ``users`` is ``clerk-cli-users``, others are as given.

    An alias of an official group means it too, so that ``orgs`` is never a stranger's.
    """
    known = normalized_name(name)
    official = find_official_plugin(known, exactly=True)
    return f"{PREFIX}{official}" if official else known


def short_name(distribution: str) -> str:
    """The name under which a team file has a distribution: ``users`` for ``clerk-cli-users``."""
    return distribution.removeprefix(PREFIX) if is_official(distribution) else distribution


def normalized_name(name: str) -> str:
    """The name of a distribution in the form in which all option_forms of it are equal."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_official(distribution: str) -> bool:
    """Whether a distribution is one of this project."""
    return distribution.startswith(PREFIX) and distribution.removeprefix(PREFIX) in OFFICIAL
