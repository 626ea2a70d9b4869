"""The folders of configuration and cache."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from clerk_cli.config.paths import Paths
from clerk_cli.environment import Environment
from clerk_cli.startup.locations import cache_folder, config_folder

HOME = {"HOME": "/home/ada"}


@pytest.mark.parametrize(
    ("variables", "folder"),
    [
        (HOME, "/home/ada/.config/clerk/cli"),
        ({"USERPROFILE": "/home/ada"}, "/home/ada/.config/clerk/cli"),
        (HOME | {"CLERK_CONFIG_DIR": ""}, "/home/ada/.config/clerk/cli"),
        (HOME | {"CLERK_CONFIG_DIR": "/etc/clerk"}, "/etc/clerk"),
        (HOME | {"CLERK_CONFIG_DIR": "here"}, "/project/here"),
        (HOME | {"CLERK_CONFIG_DIR": "~"}, "/home/ada"),
        (HOME | {"CLERK_CONFIG_DIR": "~/clerk"}, "/home/ada/clerk"),
    ],
)
def test_the_configuration_folder_is_the_same_for_settings_and_index(
    variables: dict[str, str], folder: str
) -> None:
    environment = Environment(variables=variables, directory=Path("/project"))
    assert config_folder(variables, "/project") == folder
    assert Paths.of(environment).directory == Path(folder)


def test_a_relative_configuration_folder_is_below_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert config_folder({"CLERK_CONFIG_DIR": "here"}) == str(tmp_path / "here")


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", HOME, "/home/ada/.cache/clerk-cli"),
        ("linux", HOME | {"XDG_CACHE_HOME": "/cache"}, "/cache/clerk-cli"),
        ("darwin", HOME, "/home/ada/Library/Caches/clerk-cli"),
        ("win32", HOME | {"LOCALAPPDATA": "/local"}, "/local/clerk-cli/Cache"),
    ],
)
def test_the_cache_folder_is_where_the_platform_has_it(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], folder: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert cache_folder(variables) == folder
