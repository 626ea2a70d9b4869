"""Whether errors are JSON, before a command is known: on a line that cannot be parsed, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clerk_cli.console.parser import read_global_options
from clerk_cli.errors import ClerkError

if TYPE_CHECKING:
    from clerk_cli.console.catalog import Catalog
    from clerk_cli.environment import Environment


def wants_json(argv: Sequence[str], environment: Environment, catalog: Catalog) -> bool:
    """Whether errors are written as JSON: by ``-o``, else by the setting of the profile.

    Args:
        argv: The command line.
        environment: Variables that settings depend on.
        catalog: The plugins, which may add formats.
    """
    options = read_global_options(list(argv))
    try:
        name = (
            options["output"][-1]
            if "output" in options
            else _setting(options.get("profile", [None])[-1], environment, catalog)
        ).lower()
    except (ClerkError, OSError):
        return False
    from clerk_cli.output.formats import core_formats

    formats = {format.name: format for format in core_formats()}
    # Plugins that are not loaded yet may be what failed, so that none is loaded for this.
    if name not in formats and (plugins := catalog.loaded_plugins):
        formats = plugins.formats
    return name in formats and formats[name].json_errors


def _setting(profile: str | None, environment: Environment, catalog: Catalog) -> str:
    """The output format of the profile; a command that prints it is not run for an error."""
    from clerk_cli.config.profiles import ProfilesFile
    from clerk_cli.config.settings import Flags, Settings

    file = ProfilesFile.load(catalog.paths.profiles)
    settings = Settings(environment, catalog.paths, file, (), Flags(profile))
    return settings.lookup("output").text or ""
