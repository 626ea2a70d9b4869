"""Whether an installer did what it was asked for: that it succeeded does not say so."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from clerk_cli import __version__
from clerk_cli.errors import ClerkError
from clerk_cli.packages.extras import are_installed
from clerk_cli.packages.inventory import version_of
from clerk_cli.packages.requirements import Requirement
from clerk_cli.packages.versions import satisfied

HINT = "Its output is above. To see which clerk this is: clerk doctor"


def is_met(requirement: Requirement) -> bool:
    """Whether a requirement is installed, with its extras; a path or a URL is taken to be.

    Raises:
        UsageError: Its version is not valid.
    """
    wanted = f"=={__version__}" if requirement.official else requirement.version
    present = [version_of(name) for name in requirement.plugins]
    if not all(satisfied(version, wanted) for version in present):
        return False
    return not requirement.name or are_installed(requirement.name, requirement.extras)


def check_installed(requirements: Iterable[Requirement]) -> None:
    """Make sure that requirements are in this environment.

    Raises:
        ClerkError: One of them is not, although the installer succeeded.
    """
    missing = [entry.label for entry in requirements if not is_met(entry)]
    if missing:
        names = ", ".join(missing)
        raise ClerkError(
            f"the installer succeeded, but this environment does not have {names}: {sys.prefix}",
            hint=HINT,
        )


def check_uninstalled(names: Iterable[str]) -> None:
    """Make sure that distributions are not in this environment.

    Raises:
        ClerkError: One of them is, although the installer succeeded.
    """
    left = [name for name in names if version_of(name)]
    if left:
        names = ", ".join(left)
        raise ClerkError(
            f"the installer succeeded, but this environment still has {names}: {sys.prefix}",
            hint=f"{HINT}\nAnother plugin may require it.",
        )
