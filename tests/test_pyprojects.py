"""The plugins' project files say the same, and all versions agree."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from clerk_cli import __version__
from clerk_cli.plugins.official import OFFICIAL

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
PLUGINS = sorted(path.parent.name for path in (ROOT / "plugins").glob("*/pyproject.toml"))


def load(path: Path) -> Any:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def normalized_name(name: str) -> str:
    text = (ROOT / "plugins" / name / "pyproject.toml").read_text(encoding="utf-8")
    text = re.sub(r"^description = .*$", "description = …", text, flags=re.MULTILINE)
    text = re.sub(r"^\[project\.optional-dependencies\]\n(?:\w.*\n)+\n", "", text, flags=re.M)
    text = re.sub(r'^(dependencies = \["clerk-cli[^"]*").*\]$', r"\1]", text, flags=re.MULTILINE)
    return text.replace(name, "NAME")


@pytest.mark.parametrize("name", PLUGINS)
def test_a_plugins_project_file_differs_in_name_description_and_libraries_alone(name: str) -> None:
    assert normalized_name(name) == normalized_name(PLUGINS[0])


@pytest.mark.parametrize("name", PLUGINS)
def test_a_plugin_has_the_version_of_the_core_and_an_extra_with_it(name: str) -> None:
    project = load(ROOT / "plugins" / name / "pyproject.toml")["project"]
    assert project["version"] == __version__
    extras = load(ROOT / "pyproject.toml")["project"]["optional-dependencies"]
    assert extras[name] == [f"clerk-cli-{name}=={__version__}"]
    assert name in extras["all"][0]


def test_the_core_has_one_version() -> None:
    assert load(ROOT / "pyproject.toml")["project"]["version"] == __version__


@pytest.mark.parametrize("name", PLUGINS)
def test_a_plugin_is_official_and_tested(name: str) -> None:
    assert name in OFFICIAL
    assert f"./plugins/{name}" in (ROOT / "tox.ini").read_text(encoding="utf-8")
    assert (ROOT / "plugins" / name / "README.md").stat().st_size > 200
