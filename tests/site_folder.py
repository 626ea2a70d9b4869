"""Plugins as they are really installed: distributions on the path of a new process."""

from __future__ import annotations

from pathlib import Path

from forked_runs import run_forked

from clerk_cli.testing import CommandLine, Result

MANIFEST = """
from clerk_cli.plugins import Group, hookimpl

@hookimpl
def clerk_groups():
    return [Group({name!r}, "A third party's group", "{module}_commands")]
"""
COMMANDS = """
from clerk_cli.api import Command, JsonObject, option

class Hello(Command, name="{name} hello"):
    '''Say hello to everybody.'''

    data: JsonObject | None = option("Data", sends=None)

    def run(self, context):
        return {{"hello": {name!r}}}

class Fails(Command, name="{name} fails"):
    '''Fail unexpectedly.'''

    def run(self, context):
        return {{}}["missing"]
"""


class Site:
    """A folder of installed distributions.

    Args:
        folder: The folder, which is made.
        clerk: The command line.
        forks: Whether runs are forked from a process that has imported the program.
    """

    def __init__(self, folder: Path, clerk: CommandLine, *, forks: bool = False) -> None:
        self.folder = folder
        self.clerk = clerk
        self._forks = forks
        folder.mkdir()
        clerk.variables["PYTHONPATH"] = str(folder)

    def install(
        self, name: str, manifest: str = MANIFEST, *, distribution: str = "", version: str = "2.0"
    ) -> None:
        distribution = distribution or f"clerk-cli-{name}"
        module = f"site_{name}"
        values = {"name": name, "module": module}
        text = manifest.format(**values) if manifest == MANIFEST else manifest
        (self.folder / f"{module}.py").write_text(text)
        (self.folder / f"{module}_commands.py").write_text(COMMANDS.format(**values))
        describe(self.folder, name, module, distribution=distribution, version=version)

    def __call__(self, *argv: str, **env: str) -> Result:
        if self._forks:
            return run_forked(self.clerk, *argv, env=env)
        return self.clerk.process(*argv, env=env)


def describe(folder: Path, name: str, module: str, *, distribution: str, version: str) -> None:
    """Write the dist-info folder of a distribution with one plugin."""
    info = folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Name: {distribution}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text(f"[clerk_cli.plugins]\n{name} = {module}\n")
