"""A plugin of a third party, for the version of the program that a test needs."""

from __future__ import annotations

from pathlib import Path

PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "clerk-cli-tides"
version = "{version}"
dependencies = ["{requires}"]

[project.entry-points."clerk_cli.plugins"]
tides = "clerk_cli_tides"
"""


def tides_source(folder: Path, version: str, requires: str) -> Path:
    """Write the source of the plugin.

    Args:
        folder: The folder, which may have another version.
        version: The version of the plugin.
        requires: What it requires.

    Returns:
        The folder.
    """
    package = folder / "src/clerk_cli_tides"
    package.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(PROJECT.format(version=version, requires=requires))
    (package / "__init__.py").write_text("")
    return folder
