"""Where the configuration files are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clerk_cli.frozen import Frozen
from clerk_cli.startup.locations import config_folder

if TYPE_CHECKING:
    from clerk_cli.environment import Environment


"""The permissions with which others can write a file."""


class Paths(Frozen):
    """The configuration folder and the files in it.

    Args:
        directory: ``CLERK_CONFIG_DIR``, or ``~/.config/clerk/cli`` on every system.
    """

    directory: Path

    @classmethod
    def of(cls, environment: Environment) -> Paths:
        """The paths for an environment."""
        return cls(Path(config_folder(environment.variables, str(environment.directory))))

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
