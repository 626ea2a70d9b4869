"""Drift from a team file: versions of official plugins, extras, and names that mean nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from site_folder import Site

from clerk_cli import __version__
from clerk_cli.packages.extras import are_installed
from clerk_cli.testing import CommandLine

pytestmark = pytest.mark.early
OLD = "0.0.9"


@pytest.fixture
def site(clerk: CommandLine, tmp_path: Path) -> Site:
    """An environment in which of our plugins at most those are loaded that a test installs."""
    clerk.variables["CLERK_PLUGINS"] = "users,protect,weather"
    site = Site(tmp_path / "site", clerk, forks=True)
    (site.folder / "pip.py").touch()  # what shows a command needs an installer, and runs none
    return site


def write(site: Site, text: str) -> Path:
    path = site.clerk.directory / "clerk.toml"
    path.write_text(text)
    return path


def install(site: Site, name: str, version: str = __version__, requires: str = "") -> None:
    site.install(name, version=version)
    info = site.folder / f"clerk_cli_{name}-{version}.dist-info"
    with (info / "METADATA").open("a") as file:
        file.write(requires)


def differences(site: Site) -> list[dict[str, Any]]:
    result = site("plugins", "sync", "--check", "-o", "json")
    rows: list[dict[str, Any]] = json.loads(result.out)["data"]
    assert result.code == (1 if rows else 0), result.err
    return rows


@pytest.mark.slow
@pytest.mark.parametrize("entry", ['users = "*"', 'users = ">=0.0.9"', 'jq = ">=0.0.9"'])
def test_a_plugin_of_another_version_than_the_core_is_drift(site: Site, entry: str) -> None:
    install(site, "users", OLD)
    write(site, f"[plugins]\n{entry}\n")
    row = {"kind": "install", "name": "users", "present": OLD, "wanted": f"=={__version__}"}
    assert row in differences(site)
    shown = site("plugins", "sync").err
    assert f"clerk-cli-users=={__version__}" in shown


def test_a_plugin_of_the_version_of_the_core_is_none(site: Site) -> None:
    install(site, "users")
    write(site, '[plugins]\nusers = "*"\n')
    assert differences(site) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["users", "clerk-cli-users", "clerk-cli", "protect-ai"])
def test_another_version_of_an_official_plugin_is_one_of_clerk_itself(
    site: Site, name: str
) -> None:
    install(site, "users")
    write(site, f'[plugins]\n{name} = "==0.0.9"\n')
    row = {"kind": "clerk", "name": "clerk-cli", "present": __version__, "wanted": "==0.0.9"}
    assert differences(site) == [row]
    result = site("plugins", "sync", "--yes")
    assert result.code == 1
    assert f"clerk.toml requires clerk ==0.0.9, but this is {__version__}" in result.err
    assert re.search(r"Run: .* install .*'clerk-cli\[(all|users)\]==0.0.9'\n", result.err)


@pytest.mark.slow
def test_the_versions_of_all_official_entries_are_one_requirement(site: Site) -> None:
    install(site, "users")
    write(site, '[plugins]\nclerk-cli = ">=98"\nusers = "<100"\njq = ">=97"\n')
    wanted = ">=98,<100,>=97"
    row = {"kind": "clerk", "name": "clerk-cli", "present": __version__, "wanted": wanted}
    assert differences(site) == [row]
    assert f"]{wanted}'" in site("plugins", "sync", "--yes").err


@pytest.mark.slow
@pytest.mark.parametrize("name", ["protect-ai", "protect[openai]"])
def test_an_extra_is_there_with_everything_that_it_installs(site: Site, name: str) -> None:
    write(site, f'[plugins]\n"{name}" = "*"\n')
    install(site, "protect", requires='Requires-Dist: nowhere>=1; extra == "openai"\n')
    row = {"kind": "install", "name": name, "present": __version__, "wanted": "*"}
    assert differences(site) == [row]
    info = site.folder / "nowhere-0.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: nowhere\nVersion: 0.1\n")
    assert differences(site) == [row]
    (info / "METADATA").write_text("Name: nowhere\nVersion: 1.1\n")
    assert differences(site) == []


def test_the_plugins_of_an_extra_are_listed(site: Site) -> None:
    write(site, '[plugins]\nprotect-ai = "*"\n')
    install(site, "protect")
    install(site, "weather")
    result = site("plugins", "sync", "--check", "--exact", "-o", "json")
    removed = {row["name"] for row in json.loads(result.out)["data"] if row["kind"] == "remove"}
    assert ("clerk-cli-weather" in removed, "clerk-cli-protect" in removed) == (True, False)


def test_an_extra_without_requirements_is_installed() -> None:
    assert are_installed("clerk-cli", ["testing"])
    assert are_installed("clerk-cli", [])
    assert not are_installed("clerk-cli-weather", ["x"]) or are_installed("nowhere", [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            '[defaults]\n"weather.unit" = "metric"\n',
            '[defaults] "weather.unit" is not a setting of clerk or its plugins; see clerk config',
        ),
        (
            '[defaults]\n"clerk.key.name" = "x"\n',
            '[defaults] "clerk.key.name" is not a setting of clerk or its plugins; did you mean',
        ),
        (
            '[defaults]\n"weather.units" = "metric"\n',
            '[defaults] "weather.units" is not a setting of clerk or its plugins',
        ),
        (
            '[aliases]\nxl = "whoami --lmit 3"\n',
            '[aliases] "xl": unknown option "--lmit"',
        ),
        (
            '[aliases]\nwx = "weathr now"\n',
            '[aliases] "wx": unknown command "weathr" for "clerk"',
        ),
    ],
)
def test_an_entry_that_means_nothing_is_named_with_its_key(
    site: Site, text: str, problem: str
) -> None:
    site.clerk.variables["CLERK_PLUGINS"] = "nothing"
    path = write(site, text)
    result = site.clerk("plugins", "sync", "--check")
    assert f"{path}: {problem}" in result.err


def test_an_alias_of_a_plugin_that_is_not_there_is_named_unless_it_is_listed(site: Site) -> None:
    site.clerk.variables["CLERK_PLUGINS"] = "nothing"
    write(site, '[aliases]\nul = "users list"\n')
    result = site.clerk("plugins", "sync", "--check")
    missing = 'command "users" is not installed. Install it with: clerk plugins install users'
    excluded = 'plugin "users" is not loaded. It is excluded by'
    assert re.search(rf'\[aliases\] "ul": the ({missing}|{excluded})', result.err)
    write(site, '[plugins]\nusers = "*"\n[aliases]\nul = "users list"\n')
    result = site.clerk("plugins", "sync", "--check")
    assert ("not installed. Install it" in result.err, result.code) == (False, 1)


@pytest.mark.parametrize(
    "text",
    [
        '[plugins]\nclerk-cli-weather = "*"\n[defaults]\n"weather.units" = "metric"\n',
        '[plugins]\nclerk-cli-weather = "*"\n[aliases]\nwx = "weather now"\n',
        '[aliases]\nxx = "yy"\nyy = "config list"\n',
        '[aliases]\nxx = "config list"\n',
    ],
)
def test_what_a_listed_plugin_may_bring_is_not_named(clerk: CommandLine, text: str) -> None:
    (clerk.directory / "clerk.toml").write_text(text)
    result = clerk("plugins", "sync", "--check")
    assert (result.code, "[defaults]" in result.err, "[aliases]" in result.err) == (1, False, False)


@pytest.mark.slow
def test_a_version_of_the_team_holds_for_install_and_update(site: Site) -> None:
    install(site, "weather", "2.0")
    write(site, '[plugins]\nclerk-cli-weather = "2.1.0"\n')
    for verb in ("install", "update"):
        shown = site("plugins", verb, "clerk-cli-weather").err
        assert "clerk-cli-weather==2.1.0" in shown
    shown = site("plugins", "install", "clerk-cli-weather>=3").err
    assert "clerk-cli-weather>=3" in shown
