"""From the names that people use for plugins to the requirements that installers take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from clerk_cli import __version__
from clerk_cli.errors import UsageError
from clerk_cli.packages import extras as program_extras
from clerk_cli.packages.extras import PROGRAM
from clerk_cli.packages.versions import satisfied
from clerk_cli.plugins.official import EXTRAS, OFFICIAL, PREFIX, find_official_plugin

ARCHIVES = (".whl", ".tar.gz", ".zip")
EXAMPLES = "For example: users, clerk-cli-weather, 'clerk-cli-weather>=2' or ./weather"
_DRIVE = re.compile(r"[A-Za-z]:/")
_REQUIREMENT = re.compile(
    r"""(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)
    (?:\[(?P<extras>[A-Za-z0-9._,\s-]+)\])?
    \s*(?P<version>(?:[=<>!~].*)?)""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Requirement:
    """A distribution to install, or extras of the program.

    Args:
        text: The requirement as installers take it.
        name: The distribution; empty for a file, a folder or a URL.
        version: The versions that are allowed, such as ``>=2,<3``; empty for any.
        extras: The extras of the distribution.
    """

    text: str
    name: str = ""
    version: str = ""
    extras: tuple[str, ...] = ()

    @property
    def official(self) -> bool:
        """Whether it is a plugin of this project, or an extra of the program."""
        return self.name == PROGRAM or is_official(self.name)

    @property
    def label(self) -> str:
        """Its name in messages."""
        return ", ".join(self.extras) if self.name == PROGRAM else self.name or self.text

    @property
    def team_name(self) -> str:
        """Its name in a team file: ``users``, ``protect-ai``, ``protect[openai]``."""
        if self.name == PROGRAM:
            return self.label
        extras = f"[{','.join(self.extras)}]" if self.extras else ""
        return short_name(self.name) + extras

    @property
    def program_extras(self) -> tuple[str, ...]:
        """The extras of the program that install it; none for a third party's."""
        if self.name == PROGRAM:
            return self.extras
        return (short_name(self.name),) if self.official else ()

    @property
    def distributions(self) -> list[str]:
        """The requirement, without extras of the program: those are what they install."""
        if self.name != PROGRAM:
            return [self.text]
        wanted = program_extras.requirements_of(PROGRAM, self.extras)
        return [program_extras.without_marker(requirement) for requirement in wanted]

    @property
    def contents(self) -> list[str]:
        """The distributions that it installs itself; none for a path or a URL."""
        if self.name != PROGRAM:
            return [self.name] if self.name else []
        return [entry.name for entry in program_extras.requirements_of(PROGRAM, self.extras)]

    @property
    def plugins(self) -> list[str]:
        """The distributions that should have plugins."""
        if self.name != PROGRAM:
            return self.contents
        return [name for name in self.contents if is_official(name)]


def parse_requirement(text: str) -> Requirement:
    """The requirement behind what a user asks for.

    Args:
        text: ``users``, ``protect[openai]``, ``protect-ai``, ``clerk-cli-weather>=2``, or a path
            such as ``./weather``. What is official has the version of this program.

    Raises:
        UsageError: It is not a valid plugin name, or one that nobody can mean.
    """
    stripped = text.strip()
    if _is_path_or_url(stripped):
        return Requirement(stripped)
    match = _REQUIREMENT.fullmatch(stripped)
    if match is None:
        raise UsageError(f'"{text}" is not a valid plugin name', hint=EXAMPLES)
    name, version = distribution_name(match["name"]), match["version"]
    listed = (match["extras"] or "").split(",")
    extras = tuple(normalized_name(extra.strip()) for extra in listed if extra.strip())
    if name == PROGRAM:
        if extras or normalized_name(match["name"]) == PROGRAM:
            raise UsageError(f'"{text}" is not a plugin', hint=EXAMPLES)
        extras = (normalized_name(match["name"]),)
    elif not name.startswith(PREFIX):
        raise UsageError(f'"{match["name"]}" is not an official plugin', hint=_other_names(name))
    if name == PROGRAM or is_official(name):
        if not satisfied(__version__, version):
            raise UsageError(
                f"{stripped}: official plugins have the same version as clerk, which is "
                f"{__version__}",
                hint=f"Omit the version: {match['name']}",
            )
        version = f"=={__version__}"
    if is_official(name):
        _check_extras(name, extras)
    suffix = f"[{','.join(extras)}]" if extras else ""
    return Requirement(name + suffix + version, name, version, extras)


def require_name(requirement: Requirement, hint: str) -> None:
    """Refuse a requirement for the team file that others could not install.

    Args:
        requirement: The requirement.
        hint: What to do instead.

    Raises:
        UsageError: It is a path or a URL.
    """
    if not requirement.name:
        message = f'"{requirement.text}" is a path or URL, which cannot be in a team file'
        raise UsageError(message, hint=hint)


def of_distribution(name: str) -> Requirement:
    """The requirement for an installed plugin, whatever it is called.

    Args:
        name: Its distribution.
    """
    return parse_requirement(name) if is_official(name) else Requirement(name, name)


def _check_extras(plugin: str, extras: tuple[str, ...]) -> None:
    """Refuse extras that an official plugin does not have; installers would only warn."""
    declared = program_extras.of_plugin(plugin)
    unknown = [extra for extra in extras if extra not in declared]
    if unknown:
        name = short_name(plugin)
        hint = f"Its extras are {', '.join(declared)}." if declared else f"Omit it: {name}"
        raise UsageError(f"{name} has no extra {', '.join(unknown)}", hint=hint)


def _is_path_or_url(text: str) -> bool:
    """Whether a text names a file, a folder or a URL, on Windows also with a drive letter."""
    if text.startswith((".", "/", "~")) or text.endswith(ARCHIVES):
        return True
    return "://" in text or "\\" in text or bool(_DRIVE.match(text))


def distribution_name(name: str) -> str:
    """The distribution that a name means: ``users`` is ``clerk-cli-users``.

    A root word of an official plugin means it too, so that ``orgs`` is never a third party's; an
    extra of the program, such as ``protect-ai``, means ``clerk-cli``; others are unchanged.
    """
    normalized = normalized_name(name)
    if official := find_official_plugin(normalized, exactly=True):
        return f"{PREFIX}{official}"
    return PROGRAM if normalized in program_extras.names() else normalized


def near_official(name: str) -> str | None:
    """The official plugin or extra that a name nearly is."""
    words = {word: plugin for plugin, roots in OFFICIAL.items() for word in (plugin, *roots)}
    words |= {extra: extra for extra in EXTRAS}
    close = get_close_matches(name.removeprefix(PREFIX), words, n=1, cutoff=0.7)
    return words[close[0]] if close else None


def short_name(distribution: str) -> str:
    """The name of a distribution in a team file: ``users`` for ``clerk-cli-users``."""
    return distribution.removeprefix(PREFIX) if is_official(distribution) else distribution


def normalized_name(name: str) -> str:
    """The name of a distribution in the form that is equal for all its spellings."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_official(distribution: str) -> bool:
    """Whether a distribution is one of this project."""
    return distribution.startswith(PREFIX) and distribution.removeprefix(PREFIX) in OFFICIAL


def _other_names(name: str) -> str:
    """What somebody may have meant with a name that no plugin has."""
    near = near_official(name)
    meant = f"Did you mean {near}? " if near else ""
    return f"{meant}The names of other plugins begin with {PREFIX}, such as {PREFIX}{name}."
