"""The project files: official plugins are alike, versions agree, and every list is complete."""

from __future__ import annotations

import re
import runpy
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from every_leaf import installed_commands
from test_distributions import LISTS

from clerk_cli import __version__
from clerk_cli.plugins.manager import Plugins
from clerk_cli.plugins.official import find_official_plugin, has_low_prefix_priority

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
NAMES = sorted(path.parent.name for path in (ROOT / "plugins").glob("*/pyproject.toml"))
TOOL: Any = runpy.run_path(str(ROOT / ".github/release/list_plugins.py"))
WRITE = "python .github/release/list_plugins.py"

NAME = "specimen"
"""A plugin that exists in these tests only: no resource of the API will take its name."""

MANIFEST = """
from clerk_cli.plugins import Group, Profile, Setting, hookimpl

@hookimpl
def clerk_groups():
    return [
        Group("specimen", "Manage specimens", "clerk_cli_specimen.commands", ("specimens",)),
        Group("samples", "List samples", "clerk_cli_specimen.samples", extension=True),
    ]

@hookimpl
def clerk_settings():
    return [Setting("cabinet.key", "Cabinet key", secret=True)]

@hookimpl
def clerk_profiles():
    return [Profile("samples")]
"""
FILES = {"LICENSE", "README.md", "pyproject.toml", "src", "tests"}
"""All that the folder of a plugin has."""

WITH_MORE = {
    "billing", "instance", "migrate", "organizations", "protect", "sandbox", "sessions", "users",
}  # fmt: skip
"""Plugins with many subgroups, hooks, or entry points of their own."""

GENERATED = {"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", "build", "dist"}
"""What tools put there, which is not in the repository."""


def load(path: Path) -> Any:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def without_differences(name: str) -> str:
    text = (ROOT / "plugins" / name / "pyproject.toml").read_text(encoding="utf-8")
    text = re.sub(r"^description = .*$", "description = …", text, flags=re.MULTILINE)
    text = re.sub(
        r'^\[project\.entry-points\."clerk_cli_\w+\..+"\]\n(?:\w.*\n)+\n', "", text, flags=re.M
    )
    text = re.sub(r"^\[project\.optional-dependencies\]\n(?:\w.*\n)+\n", "", text, flags=re.M)
    text = re.sub(r'^(dependencies = \["clerk-cli[^"]*").*\]$', r"\1]", text, flags=re.MULTILINE)
    return text.replace(name, "NAME")


@pytest.mark.steps
@pytest.mark.parametrize("name", NAMES)
def test_a_plugins_project_file_differs_in_name_description_and_libraries_alone(name: str) -> None:
    assert without_differences(name) == without_differences(NAMES[0]), (
        f"make plugins/{name}/pyproject.toml like plugins/{NAMES[0]}/pyproject.toml"
    )


@pytest.mark.steps
@pytest.mark.parametrize("name", NAMES)
def test_a_plugin_is_installed_for_the_tests(name: str) -> None:
    installed = {owner.name for owner, _ in Plugins().declared_groups}
    command = "pip install --no-deps --no-build-isolation"
    assert name in installed, f"run .venv/bin/{command} -e plugins/{name}"


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WITH_MORE])
def test_a_plugins_project_file_and_manifest_have_at_most_40_lines(name: str) -> None:
    folder = ROOT / "plugins" / name
    files = (folder / "pyproject.toml", folder / f"src/clerk_cli_{name}/__init__.py")
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert len([line for line in lines if line.strip()]) <= 40


@pytest.mark.steps
@pytest.mark.parametrize("name", NAMES)
def test_a_plugin_has_the_version_of_the_core_and_a_readme(name: str) -> None:
    folder = ROOT / "plugins" / name
    assert load(folder / "pyproject.toml")["project"]["version"] == __version__
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "To develop it:" not in readme, (
        f"make plugins/{name}/README.md like plugins/{NAMES[0]}/README.md"
    )
    assert len(readme) > 200


@pytest.mark.steps
@pytest.mark.parametrize("name", NAMES)
def test_a_plugin_has_a_license_tests_and_types_and_no_leftovers(name: str) -> None:
    folder = ROOT / "plugins" / name
    files = {path.name for path in folder.iterdir()} - GENERATED
    assert not FILES - files, f"plugins/{name} lacks {sorted(FILES - files)}"
    assert not files - FILES, f"delete {sorted(files - FILES)} from plugins/{name}"
    assert (folder / f"src/clerk_cli_{name}/py.typed").exists(), "add an empty py.typed"
    license_ = (folder / "LICENSE").read_text(encoding="utf-8")
    assert license_ == (ROOT / "LICENSE").read_text(encoding="utf-8"), "copy LICENSE"


def test_the_core_has_one_version() -> None:
    assert load(ROOT / "pyproject.toml")["project"]["version"] == __version__


@pytest.mark.steps
def test_every_file_that_lists_the_official_plugins_is_complete() -> None:
    missing = TOOL["missing_lines"](TOOL["official_plugins"](ROOT), ROOT)
    commands = installed_commands()
    for name in NAMES:
        words = LISTS.get(name, f"{name} list").split()
        if not any(" ".join(words[:length]) in commands for length in range(1, len(words) + 1)):
            path = "tests/packaging/test_distributions.py"
            missing.append(f'{path}: add "{name}": "…" to LISTS, a command that lists or reads')
    advice = f"run {WRITE}, and add by hand what it cannot write:"
    assert not missing, "\n".join([advice, *missing])


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The files that list plugins, with an official plugin that none of them lists."""
    for name in {entry.path for entry in (*TOOL["LINES"], *TOOL["PAGES"])}:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for name in NAMES:
        shutil.copytree(ROOT / "plugins" / name, tmp_path / "plugins" / name)
    package = tmp_path / "plugins/specimen/src/clerk_cli_specimen"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(MANIFEST)
    project = (ROOT / "plugins/users/pyproject.toml").read_text().replace("users", "specimen")
    (tmp_path / "plugins/specimen/pyproject.toml").write_text(project)
    return tmp_path


@pytest.fixture
def plugins(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(sys, "path", sys.path[:])
    yield TOOL["official_plugins"](checkout)
    sys.modules.pop("clerk_cli_specimen", None)


def test_a_new_plugin_is_missing_from_every_file_that_lists_plugins(
    checkout: Path, plugins: Any
) -> None:
    official = "core/src/clerk_cli/plugins/official.py"
    assert {line for line in TOOL["missing_lines"](plugins, checkout) if "add" in line} == {
        f'{official}: add     "specimen": ("specimen", "specimens", "samples"),',
        f'{official}: add         "samples",',
        f'{official}: add     "cabinet.": "specimen",',
        f'{official}: add     "samples": "specimen",',
        f'pyproject.toml: add specimen = ["clerk-cli-specimen=={__version__}"]',
        f'pyproject.toml: add all = ["clerk-cli[{",".join(sorted([*NAMES, "specimen"]))},jq]"]',
        "pyproject.toml: add clerk-cli-specimen = { workspace = true }",
        'pyproject.toml: add   "plugins/specimen/src",',
        "tox.ini: add     ./plugins/specimen",
        "README.md: add a row for `clerk-cli[specimen]`",
        "docs/commands.md: add ## clerk specimen (run python docs/generate_commands.py)",
        "docs/commands.md: add ## clerk samples (run python docs/generate_commands.py)",
    }


@pytest.mark.parametrize("name", ["two-words", "clerk-cli-specimen"])
def test_a_folder_that_is_not_one_word_is_named(checkout: Path, name: str) -> None:
    (checkout / "plugins/specimen").rename(checkout / "plugins" / name)
    with pytest.raises(SystemExit, match=f"^plugins/{name}: rename it to one word"):
        TOOL["official_plugins"](checkout)


def test_the_lines_of_a_new_plugin_are_written(checkout: Path, plugins: Any) -> None:
    TOOL["write"](plugins, checkout)
    missing = TOOL["missing_lines"](plugins, checkout)
    assert {line.partition(":")[0] for line in missing} == {"README.md", "docs/commands.md"}
    project = load(checkout / "pyproject.toml")
    assert "plugins/specimen/src" in project["tool"]["mypy"]["mypy_path"]
    assert project["tool"]["uv"]["sources"]["clerk-cli-specimen"] == {"workspace": True}
    written: Any = runpy.run_path(str(checkout / "core/src/clerk_cli/plugins/official.py"))
    assert written["find_official_plugin"]("sample") == "specimen"
    assert written["owner_of"]("cabinet.key") == "specimen"
    assert written["has_low_prefix_priority"]("samples")


def test_a_plugin_that_is_gone_is_removed_from_every_file(checkout: Path) -> None:
    plugins = [plugin for plugin in TOOL["official_plugins"](ROOT) if plugin.name != "waitlist"]
    TOOL["write"](plugins, checkout)
    assert "waitlist" not in (checkout / "core/src/clerk_cli/plugins/official.py").read_text()
    assert "clerk-cli-waitlist" not in (checkout / "pyproject.toml").read_text()


def test_nothing_changes_where_every_plugin_is_listed(checkout: Path) -> None:
    before = {path: path.read_bytes() for path in checkout.rglob("*.*") if path.is_file()}
    TOOL["write"](TOOL["official_plugins"](ROOT), checkout)
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.steps
def test_the_installed_groups_agree_with_the_table_of_official_plugins() -> None:
    for owner, group in Plugins().declared_groups:
        is_extension = group.extension or owner.third_party
        assert has_low_prefix_priority(group.name) == is_extension, (
            f"{group.name}: set extension=True in its Group, or list it in plugins/official.py"
        )
        if owner.official:
            assert find_official_plugin(group.name, exactly=True) == owner.name
