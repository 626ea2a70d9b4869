"""Extras: what they install, and whether that is there.

The extras of the program are words of ``clerk plugins install`` and of team files, such as
``protect-ai`` and ``all``. What each installs stands in the metadata of ``clerk-cli``.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING

from clerk_cli import __version__

if TYPE_CHECKING:
    from packaging.requirements import Requirement

PROGRAM = "clerk-cli"
ALL = "all"
KEEPS_PROGRAM = f"{PROGRAM}=={__version__}"
"""A requirement with which nothing that is installed changes the program."""


def names() -> list[str]:
    """The extras of the program."""
    try:
        return distribution(PROGRAM).metadata.get_all("Provides-Extra") or []
    except PackageNotFoundError:
        return []


def requirements_of(name: str, extras: Iterable[str]) -> list[Requirement]:
    """What extras of an installed distribution add to it.

    Args:
        name: The distribution.
        extras: Its extras.
    """
    try:
        lines = distribution(name).requires or ()
    except PackageNotFoundError:
        return []
    wanted = [_parsed(line) for line in lines]
    return [
        requirement
        for requirement in wanted
        if (marker := requirement.marker)
        and not marker.evaluate({"extra": ""})
        and any(marker.evaluate({"extra": extra}) for extra in extras)
    ]


@cache
def _parsed(line: str) -> Requirement:
    """A requirement; the same ones are looked at for each extra."""
    from packaging.requirements import Requirement

    return Requirement(line)


def of_plugin(distribution: str) -> list[str]:
    """The extras of an official plugin, which extras of the program install."""
    entries = requirements_of(PROGRAM, names())
    return sorted({x for entry in entries if entry.name == distribution for x in entry.extras})


def parts_of_all() -> list[str]:
    """The extras of the program that ``all`` includes."""
    everything = _contents(ALL)
    return [name for name in names() if name != ALL and _contents(name) <= everything]


def are_installed(name: str, extras: Iterable[str]) -> bool:
    """Whether everything that extras of an installed distribution add is there."""
    return all(_is_installed(requirement) for requirement in requirements_of(name, extras))


def program_text(version: str, extras: Iterable[str]) -> str:
    """The program as a requirement."""
    listed = ",".join(dict.fromkeys(extras))
    return PROGRAM + (f"[{listed}]" if listed else "") + version


def without_marker(requirement: Requirement) -> str:
    """A requirement for an installer that need not be told of the extra it comes from."""
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    return f"{requirement.name}{extras}{requirement.specifier}"


def _contents(name: str) -> set[tuple[str, frozenset[str]]]:
    return {(entry.name, frozenset(entry.extras)) for entry in requirements_of(PROGRAM, (name,))}


def _is_installed(requirement: Requirement) -> bool:
    try:
        version = distribution(requirement.name).version
    except PackageNotFoundError:
        return False
    if not version or not requirement.specifier.contains(version, prereleases=True):
        return False
    return are_installed(requirement.name, requirement.extras)
