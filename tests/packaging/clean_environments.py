"""Clean environments, and other parts that the packaging tests share."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MEMBERS = {"clerk-cli": ROOT} | {
    f"clerk-cli-{folder.name}": folder for folder in sorted((ROOT / "plugins").iterdir())
}
TOOLS = ROOT / ".github/release"
EXAMPLE = ROOT / "examples/clerk-cli-audit"
VERSION = re.findall(r'"(.+)"', (ROOT / "core/src/clerk_cli/__init__.py").read_text())[-1]
"""The version of all distributions, as the source has it."""
PLUGINS = [name for name in MEMBERS if name != "clerk-cli"]


def run(*argv: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in argv], capture_output=True, text=True, check=False, **options
    )


def succeed(*argv: str | Path, **options: Any) -> str:
    done = run(*argv, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass(frozen=True)
class Later:
    """A later release, and the folder with its wheels."""

    version: str
    wheels: Path


class Installation:
    """A clean virtual environment with some distributions in it, installed without an index."""

    def __init__(
        self, folder: Path, links: list[Path], requirements: list[str | Path], *, pip: bool
    ) -> None:
        options = [] if pip else ["--without-pip"]
        succeed(sys.executable, "-m", "venv", *options, folder)
        self.folder = folder
        self._bin = folder / ("Scripts" if os.name == "nt" else "bin")
        self._home = folder / "home"
        self._links = [word for link in links for word in ("--find-links", link)]
        self.install(*requirements)

    def install(self, *requirements: str | Path) -> None:
        """Install more, without an index."""
        succeed(
            sys.executable, "-m", "pip", "--python", self._bin / "python", "install", "--quiet",
            "--no-index", "--no-compile", *self._links, *requirements, env=self.variables,
        )  # fmt: skip

    def python(self, *argv: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run this environment's Python."""
        return run(self._bin / "python", *argv, env=self.variables, **options)

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables of every run."""
        inherited = {k: value for k, value in os.environ.items() if not k.startswith("CLERK_")}
        return inherited | {"CLERK_CONFIG_DIR": str(self._home), "NO_COLOR": "1"}

    @property
    def bin(self) -> Path:
        """The folder with this environment's programs."""
        return self._bin

    def clerk(self, *argv: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run this environment's program."""
        return run(self._bin / "clerk", *argv, env=self.variables | variables)
