"""Environments of pipx: what is injected, what is changed, and the program that stays."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from clerk_cli import __version__
from clerk_cli.packages import installer, pipx
from clerk_cli.packages.requirements import parse_requirement

USERS = f"clerk-cli-users=={__version__}"
KEPT = f"clerk-cli=={__version__}"
CHANGE = ["pipx", "runpip", "clerk-cli", "install"]


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    """An environment with two plugins, of which one was injected and one came with the program."""
    prefix = tmp_path / "venvs/clerk-cli"
    prefix.mkdir(parents=True)
    recorded: dict[str, object] = {"injected_packages": {"clerk_cli_tides": {}}}
    (prefix / installer.PIPX).write_text(json.dumps(recorded))
    return prefix


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {"clerk-cli-tides": "1.0", "clerk-cli-jwks": "0.0.9", "jq": "1.11"}
    monkeypatch.setattr(pipx, "version_of", lambda name: versions.get(name, ""))


def commands(prefix: Path, *names: str) -> list[list[str]]:
    return installer.detect(prefix).install([parse_requirement(name) for name in names])


@pytest.mark.parametrize("name", ["clerk-cli", "clerk-cli-work"])
def test_pipx_is_detected_by_its_file_and_called_with_the_name_of_its_environment(
    tmp_path: Path, name: str
) -> None:
    prefix = tmp_path / "venvs" / name
    prefix.mkdir(parents=True)
    (prefix / "pipx_metadata.json").touch()
    tool = installer.detect(prefix)
    assert tool.name == "pipx"
    assert tool.install([parse_requirement("users")]) == [["pipx", "inject", name, USERS]]
    assert tool.uninstall(["clerk-cli-users"]) == [["pipx", "uninject", name, "clerk-cli-users"]]
    assert tool.change_program("==9", []) == ["pipx", "runpip", name, "install", "clerk-cli==9"]


def test_pipx_looks_for_the_environment_where_it_is(prefix: Path, tmp_path: Path) -> None:
    assert installer.detect(prefix).variables == {"PIPX_HOME": str(tmp_path)}


def test_every_command_keeps_the_program(prefix: Path) -> None:
    assert installer.detect(prefix).constraint == KEPT


def test_an_injected_plugin_does_not_reinstall_what_it_requires(prefix: Path) -> None:
    words = [word for command in commands(prefix, "users", "jwks", "./weather") for word in command]
    assert "--force" not in words


def test_pipx_injects_what_an_extra_installs(prefix: Path) -> None:
    protect = f"clerk-cli-protect[anthropic,mcp,openai]=={__version__}"
    assert commands(prefix, "protect-ai") == [["pipx", "inject", "clerk-cli", protect]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("jwks", f"clerk-cli-jwks=={__version__}"),
        ("clerk-cli-tides>=2", "clerk-cli-tides>=2"),
        ("clerk-cli-tides[moon]", "clerk-cli-tides[moon]"),
        ("jq", "jq>=1.11"),
    ],
)
def test_pip_changes_what_is_installed_already(prefix: Path, name: str, text: str) -> None:
    assert commands(prefix, name) == [[*CHANGE, text, KEPT]]


def test_what_is_missing_is_injected_before_the_rest_is_changed(prefix: Path) -> None:
    assert commands(prefix, "users", "jwks") == [
        ["pipx", "inject", "clerk-cli", USERS],
        [*CHANGE, f"clerk-cli-jwks=={__version__}", KEPT],
    ]


@pytest.mark.parametrize(
    ("text", "absolute"),
    [
        ("./weather", "{folder}/weather"),
        ("dist/weather.whl", "{folder}/dist/weather.whl"),
        ("/src/weather", "/src/weather"),
        ("https://x.test/weather.whl", "https://x.test/weather.whl"),
    ],
)
def test_a_folder_or_file_is_injected_or_installed_again(
    prefix: Path, monkeypatch: pytest.MonkeyPatch, text: str, absolute: str
) -> None:
    monkeypatch.chdir(prefix)
    there = absolute.format(folder=prefix)
    inject = ["pipx", "inject", "clerk-cli", there]
    assert commands(prefix, text) == [inject, [*CHANGE, there, KEPT]]


def test_an_upgrade_keeps_the_program(prefix: Path) -> None:
    wanted = [parse_requirement(name) for name in ("jwks", "clerk-cli-tides")]
    texts = [f"clerk-cli-jwks=={__version__}", "clerk-cli-tides"]
    assert installer.detect(prefix).upgrade(wanted) == [[*CHANGE, "--upgrade", *texts, KEPT]]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["clerk-cli-tides"], ["uninject clerk-cli clerk-cli-tides"]),
        (["clerk-cli-jwks"], ["runpip clerk-cli uninstall --yes clerk-cli-jwks"]),
        (
            ["clerk-cli-jwks", "clerk-cli-tides"],
            [
                "uninject clerk-cli clerk-cli-tides",
                "runpip clerk-cli uninstall --yes clerk-cli-jwks",
            ],
        ),
    ],
)
def test_what_came_with_the_program_is_uninstalled_with_pip(
    prefix: Path, names: list[str], expected: Iterable[str]
) -> None:
    removed = installer.detect(prefix).uninstall(names)
    assert removed == [["pipx", *line.split()] for line in expected]


def test_plugins_are_added_before_others_are_removed(prefix: Path) -> None:
    changed = installer.detect(prefix).change([parse_requirement("users")], ["clerk-cli-tides"])
    assert [command[1] for command in changed] == ["inject", "uninject"]
