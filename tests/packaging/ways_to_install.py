"""The ways in which people install the program, each in folders of its own and without an index."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
from clean_environments import run, succeed

PROGRAM = "clerk-cli"


class Way:
    """A way to install the program.

    Args:
        home: A folder for everything that it makes.
        links: The folders with distributions.
    """

    def __init__(self, home: Path, links: list[Path]) -> None:
        self.home = home
        self.bin = home / "bin"
        self.path = [self.bin]
        self.variables: dict[str, str] = {}
        self.folders: tuple[Path, ...] = ()
        self.links(*links)

    def links(self, *folders: Path) -> None:
        """Let all installers find what these folders have, and nothing else."""
        self.folders = folders
        # The place is always the same one: a tool of uv looks again where it was installed from.
        shelf = self.home / "shelf"
        shelf.mkdir(exist_ok=True)
        for link in shelf.iterdir():
            link.unlink()
        files = {file.name: file for folder in folders for file in folder.glob("*-*.*")}
        for name, file in files.items():
            (shelf / name).symlink_to(file)
        self._links = {
            "PIP_FIND_LINKS": str(shelf),
            "UV_FIND_LINKS": str(shelf),
            "PIP_NO_INDEX": "1",
            "UV_OFFLINE": "1",
        }

    @property
    def environment(self) -> dict[str, str]:
        """The variables of every process."""
        path = [*map(str, self.path), "/usr/local/bin", "/usr/bin", "/bin"]
        return {
            "HOME": str(self.home),
            "PATH": os.pathsep.join(path),
            "CLERK_CONFIG_DIR": str(self.home / "config"),
            "NO_COLOR": "1",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_NO_COMPILE": "1",
            "UV_NO_CONFIG": "1",
            "UV_PYTHON": sys.executable,
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_CACHE_DIR": str(self.home / "cache"),
            **self._links,
            **self.variables,
        }

    def do(self, *argv: str | Path) -> str:
        """Run a program that has to succeed; what it writes to stdout."""
        return succeed(*argv, env=self.environment, cwd=self.home)

    def run(self, *argv: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a program."""
        return run(*argv, env=self.environment | variables, cwd=self.home)

    def clerk(self, *argv: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the program that was installed."""
        return self.run(self.bin / "clerk", *argv, **variables)

    def versions(self) -> dict[str, str]:
        """The version of the program and of each plugin; nothing may differ from it in silence."""
        import json

        shown = self.clerk("plugins", "list", "-o", "json")
        rows = json.loads(shown.stdout)["data"]
        own = self.clerk("--version").stdout.split()[2]
        return {PROGRAM: own} | {row["name"]: row["version"] for row in rows}


def uv() -> str:
    """The program ``uv``; the test is skipped without it."""
    program = shutil.which("uv")
    if program is None:
        pytest.skip("uv is not installed")
    return program


def venv(way: Way, requirement: str) -> None:
    """A virtual environment with pip."""
    way.do(sys.executable, "-m", "venv", way.home / "venv")
    way.bin = way.home / "venv/bin"
    way.do(way.bin / "python", "-m", "pip", "install", "--quiet", requirement)


def uv_venv(way: Way, requirement: str) -> None:
    """A virtual environment of uv, which has no pip."""
    way.path.append(Path(uv()).parent)
    way.do(uv(), "venv", "--quiet", way.home / "venv")
    way.bin = way.home / "venv/bin"
    python = way.bin / "python"
    way.do(uv(), "pip", "install", "--quiet", "--python", python, requirement)


def uv_tool(way: Way, requirement: str) -> None:
    """A tool of uv."""
    way.path.append(Path(uv()).parent)
    way.variables |= {
        "UV_TOOL_DIR": str(way.home / "tools"),
        "UV_TOOL_BIN_DIR": str(way.bin),
    }
    way.do(uv(), "tool", "install", "--quiet", requirement)


def pipx(way: Way, requirement: str) -> None:
    """An environment of pipx."""
    way.do(sys.executable, "-m", "venv", way.home / "pipx")
    python = way.home / "pipx/bin/python"
    way.do(python, "-m", "pip", "install", "--quiet", "pipx")
    way.path.append(python.parent)
    way.variables |= {
        "PIPX_HOME": str(way.home / "pipx-home"),
        "PIPX_BIN_DIR": str(way.bin),
        "PIPX_DEFAULT_PYTHON": sys.executable,
    }
    way.do("pipx", "install", "--quiet", requirement)


def pipx_with_uv(way: Way, requirement: str) -> None:
    """An environment of pipx, into which uv installs."""
    way.path.append(Path(uv()).parent)
    way.variables["PIPX_DEFAULT_BACKEND"] = "uv"
    pipx(way, requirement)


def user_site(way: Way, requirement: str, *options: str) -> None:
    """The folder of a user, beside a Python that has no environment."""
    python = bare_python(way)
    way.variables["PYTHONUSERBASE"] = str(way.home / "user")
    way.do(python, "-m", "pip", "install", "--quiet", "--user", *options, requirement)
    way.bin = way.home / "user/bin"


def managed(way: Way, requirement: str) -> None:
    """The folder of a user, beside a Python that another program manages."""
    python = bare_python(way)
    way.variables["PYTHONUSERBASE"] = str(way.home / "user")
    (stdlib(way) / "EXTERNALLY-MANAGED").write_text("[externally-managed]\nError=Leave it alone\n")
    options = ("--user", "--break-system-packages")
    way.do(python, "-m", "pip", "install", "--quiet", *options, requirement)
    way.bin = way.home / "user/bin"


def stdlib(way: Way) -> Path:
    """The folder of the standard library of ``bare_python``."""
    return way.home / "python/lib" / Path(sysconfig.get_path("stdlib")).name


def bare_python(way: Way) -> Path:
    """A Python outside of virtual environments: links to the standard library of this one."""
    folder = stdlib(way)
    folder.mkdir(parents=True)
    for entry in Path(sysconfig.get_path("stdlib")).iterdir():
        if entry.name not in ("site-packages", "dist-packages", "EXTERNALLY-MANAGED"):
            (folder / entry.name).symlink_to(entry)
    (folder / "site-packages").mkdir()
    python = way.home / "python/bin/python3"
    python.parent.mkdir()
    python.symlink_to(Path(sys.executable).resolve())
    way.variables["PYTHONHOME"] = str(way.home / "python")
    way.do(python, "-m", "ensurepip")
    return python


WAYS: dict[str, Callable[[Way, str], None]] = {
    "venv": venv,
    "uv venv": uv_venv,
    "uv tool": uv_tool,
    "pipx": pipx,
    "user site": user_site,
}
"""Ways in which the program installs its plugins itself."""
