"""Where the configuration files are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clerk_cli.frozen import Frozen

if TYPE_CHECKING:
    from clerk_cli.environment import Environment


class Paths(Frozen):
    """The configuration folder and the files in it.

    Args:
        directory: ``CLERK_CONFIG_DIR``, or ``~/.config/clerk/cli`` on every system.
    """

    directory: Path

    @classmethod
    def of(cls, environment: Environment) -> Paths:
        """The paths for an environment."""
        if chosen := environment.variable("CLERK_CONFIG_DIR"):
            return cls(environment.directory / Path(chosen).expanduser())
        home = environment.variable("HOME") or environment.variable("USERPROFILE")
        return cls((Path(home) if home else Path.home()) / ".config" / "clerk" / "cli")

    @property
    def profiles(self) -> Path:
        """Profiles and settings, as INI."""
        return self.directory / "profiles"

    @property
    def aliases(self) -> Path:
        """Command aliases, as JSON."""
        return self.directory / "aliases.json"

    @property
    def plugins(self) -> Path:
        """Which plugins are disabled or have been announced, one per line."""
        return self.directory / "plugins"
