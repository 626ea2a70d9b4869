"""A new plugin: project file, manifest, commands, tests, workflows."""

from __future__ import annotations

import keyword
import re
from datetime import date
from pathlib import Path

from clerk_cli import __version__
from clerk_cli.errors import ConfigError, UsageError
from clerk_cli.packages import scaffold_files
from clerk_cli.plugins import ENTRY_POINT_GROUP
from clerk_cli.plugins.official import PREFIX

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def group_name(name: str) -> str:
    """The name of the group for a name or a distribution, such as ``clerk-cli-weather``.

    Raises:
        UsageError: It is not a valid group name.
    """
    name = name.removeprefix(PREFIX)
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise UsageError(
            f'"{name}" is not a valid group name',
            hint="Use lowercase letters, digits, and dashes, such as weather-report.",
        )
    return name


def scaffold(name: str, directory: Path) -> Path:
    """Write a new plugin.

    Args:
        name: The name of its group.
        directory: The folder to create its folder in.

    Returns:
        Its folder.

    Raises:
        ConfigError: The folder already exists, or cannot be written.
        UsageError: It is not a valid group name.
    """
    name = group_name(name)
    folder = directory / f"{PREFIX}{name}"
    package = f"clerk_cli_{name.replace('-', '_')}"
    spec = {
        "name": name,
        "distribution": folder.name,
        "package": package,
        "year": str(date.today().year),
        "class_name": "".join(part.capitalize() for part in name.split("-")),
    }
    files = {
        "pyproject.toml": _project(spec),
        "README.md": scaffold_files.README.format(**spec),
        "LICENSE": scaffold_files.LICENSE.format(**spec),
        ".github/workflows/test.yml": scaffold_files.CI.format(**spec),
        ".github/workflows/publish.yml": scaffold_files.PUBLISH,
        ".gitignore": "__pycache__/\n.venv/\ndist/\n",
        f"src/{package}/__init__.py": scaffold_files.MANIFEST.format(**spec),
        f"src/{package}/commands.py": scaffold_files.COMMANDS.format(**spec),
        f"src/{package}/py.typed": "",
        "tests/test_commands.py": scaffold_files.TESTS.format(**spec),
    }
    if folder.exists():
        raise ConfigError(f"{folder} already exists", hint="Choose another name or folder.")
    try:
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"cannot write {folder}: {error.strerror}") from error
    return folder


def _project(spec: dict[str, str]) -> str:
    """The project file, written with tomlkit, which quotes names where TOML requires it."""
    import tomlkit

    major, minor, *_ = __version__.split(".")
    lowest = f"{major}.{minor}" if __version__.replace(".", "").isdigit() else __version__
    document = tomlkit.document()
    document["build-system"] = {
        "requires": ["hatchling>=1.27"],
        "build-backend": "hatchling.build",
    }
    document["project"] = {
        "name": spec["distribution"],
        "version": "0.1.0",
        "description": f"The {spec['name']} commands for clerk-cli",
        "readme": "README.md",
        "requires-python": ">=3.10",
        "license": "MIT",
        "license-files": ["LICENSE"],
        "keywords": ["clerk", "cli"],
        "dependencies": [f"clerk-cli>={lowest},<{major}.{int(minor) + 1}"],
        "optional-dependencies": {"dev": ["clerk-cli[testing]", "mypy", "ruff"]},
        "entry-points": {ENTRY_POINT_GROUP: {spec["name"]: spec["package"]}},
        "urls": {
            "Source": f"https://github.com/OWNER/{spec['distribution']}",
            "Issues": f"https://github.com/OWNER/{spec['distribution']}/issues",
        },
    }
    document["tool"] = {
        "hatch": {"build": {"targets": {"wheel": {"packages": [f"src/{spec['package']}"]}}}},
        "mypy": {"strict": True},
        "ruff": {"line-length": 100},
        "pytest": {"ini_options": {"testpaths": ["tests"]}},
    }
    return tomlkit.dumps(document)
