"""Plugins as they are really installed: distributions on the path of a process of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clerk_cli import __version__
from clerk_cli.plugins import API_VERSION
from clerk_cli.testing import CommandLine, Result

MANIFEST = """
from clerk_cli.plugins import Group, hookimpl

@hookimpl
def clerk_groups():
    return [Group({name!r}, "A stranger's group", "{module}_commands")]
"""
COMMANDS = """
from clerk_cli.api import Command

class Hello(Command, name="{name} hello"):
    '''Say hello to everybody.'''

    def run(self, context):
        return {{"hello": {name!r}}}

class Fails(Command, name="{name} fails"):
    '''Fail in a way that nobody foresaw.'''

    def run(self, context):
        return {{}}["missing"]
"""


class Site:
    """A folder of installed distributions."""

    def __init__(self, folder: Path, clerk: CommandLine) -> None:
        self.folder = folder
        self.clerk = clerk
        folder.mkdir()
        clerk.variables["PYTHONPATH"] = str(folder)

    def install(
        self, name: str, manifest: str = MANIFEST, *, distribution: str = "", version: str = "2.0"
    ) -> None:
        distribution = distribution or f"clerk-cli-{name}"
        module = f"site_{name}"
        facts = {"name": name, "module": module}
        text = manifest.format(**facts) if manifest == MANIFEST else manifest
        (self.folder / f"{module}.py").write_text(text)
        (self.folder / f"{module}_commands.py").write_text(COMMANDS.format(**facts))
        info = self.folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Name: {distribution}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(f"[clerk_cli.plugins]\n{name} = {module}\n")

    def __call__(self, *argv: str, **env: str) -> Result:
        return self.clerk.process(*argv, env=env)


@pytest.fixture
def site(clerk: CommandLine, tmp_path: Path) -> Site:
    return Site(tmp_path / "site", clerk)


def test_a_stranger_is_announced_once(site: Site) -> None:
    site.install("weather")
    first = site("weather", "hello", "-o", "json")
    assert first.json == {"hello": "weather"}
    (line,) = first.err.splitlines()
    assert 'plugin "weather" (clerk-cli-weather 2.0) is loaded for the first time' in line
    assert "clerk plugins disable weather" in line
    assert site("weather", "hello").err == ""


def test_what_cannot_be_remembered_is_said_again(site: Site) -> None:
    site.install("weather")
    (site.clerk.home / "config").write_text("a file where the folder should be")
    for _ in range(2):
        result = site("weather", "hello")
        assert (result.code, "for the first time" in result.err) == (0, True)


def test_plugins_are_left_out(site: Site) -> None:
    site.install("weather")
    site.install("tides")
    assert "tides" in site("--help").out
    for argv, env in [(["--no-plugins"], {}), ([], {"CLERK_PLUGINS": "weather"})]:
        shown = site(*argv, "--help", **env).out
        assert "  tides" not in shown
        assert ("  weather" in shown) is bool(env)
        refused = site(*argv, "tides", "hello", **env)
        assert (refused.code, 'the plugin "tides" is not loaded' in refused.err) == (2, True)


def test_a_plugin_is_disabled_and_enabled(site: Site) -> None:
    site.install("weather")
    assert site("plugins", "disable", "weather").code == 0
    refused = site("weather", "hello")
    assert "clerk plugins enable weather" in refused.err
    assert state(site, "weather")["state"] == "disabled"
    assert site("plugins", "enable", "clerk-cli-weather").code == 0
    assert site("weather", "hello").code == 0


def state(site: Site, name: str) -> Any:
    rows = site("plugins", "list", "-o", "json").json["data"]
    return next(row for row in rows if row["name"] == name)


def test_the_list_tells_what_each_adds(site: Site) -> None:
    site.install("weather")
    row = state(site, "weather")
    assert (row["version"], row["commands"], row["official"]) == ("2.0", ["weather"], False)
    assert (row["state"], row["reason"]) == ("loaded", None)
    assert "Distribution: clerk-cli-weather" in site("plugins", "show", "weather").out
    missing = site("plugins", "show", "nope")
    assert (missing.code, 'there is no plugin "nope"' in missing.err) == (2, True)


def test_one_that_raises_is_named_with_its_reason(site: Site) -> None:
    site.install("broken", "raise RuntimeError('no licence')")
    site.install("weather")
    result = site("weather", "hello", "-o", "json")
    assert result.json == {"hello": "weather"}
    said = 'plugin "broken" (clerk-cli-broken 2.0) cannot be loaded: RuntimeError: no licence'
    assert said in result.err
    row = state(site, "broken")
    assert (row["state"], row["reason"]) == ("broken", "RuntimeError: no licence")


def test_one_that_is_slow_is_seen_in_the_list(site: Site) -> None:
    site.install("slow", f"import time; time.sleep(1)\n{MANIFEST.format(name='slow', module='x')}")
    assert state(site, "slow")["milliseconds"] >= 1000


def test_one_that_takes_the_word_of_another_is_named(site: Site) -> None:
    site.install("thief", MANIFEST.format(name="config", module="site_thief"))
    result = site("config", "path")
    assert result.code == 0
    assert 'plugin "thief" (clerk-cli-thief 2.0) registers the command "config"' in result.err


def test_one_for_another_interface_is_skipped_with_one_line(site: Site) -> None:
    later = API_VERSION[0] + 1
    site.install("tomorrow", f"CLERK_PLUGIN_API = {later}\nimport clerk_cli.not_yet_there")
    site.install("future", f"CLERK_PLUGIN_API = {later}")
    result = site("config", "path")
    assert result.code == 0
    (line,) = [line for line in result.err.splitlines() if "future" in line]
    assert f"it is made for version {later} of the plugin interface" in line


def test_one_of_ours_that_an_upgrade_left_behind_is_named_with_the_way_out(site: Site) -> None:
    site.install("users", version="0.0.9")
    result = site("users", "hello")
    assert result.code == 0
    (line,) = result.err.splitlines()
    assert f'plugin "users" (clerk-cli-users 0.0.9) is not of version {__version__}' in line
    assert "clerk plugins update users" in line


def test_a_plugin_that_fails_in_a_command_is_named_with_its_version(site: Site) -> None:
    site.install("weather")
    result = site("weather", "fails")
    assert result.code == 1
    assert "plugin \"weather\" (clerk-cli-weather 2.0) failed: KeyError: 'missing'" in result.err
    assert "clerk plugins disable weather" in result.err
    assert "Traceback" not in result.err
    assert "Traceback" in site("weather", "fails", "--debug").err


def test_a_new_command_is_completed(site: Site) -> None:
    site.install("weather")
    assert site("__complete", "wea").out == "weather\tA stranger's group\n"
    assert site("__complete", "weather", "").out.splitlines() == [
        "fails\tFail in a way that nobody foresaw",
        "hello\tSay hello to everybody",
    ]


PROFILE = "from clerk_cli.plugins import Profile, hookimpl\n"


def test_a_profile_and_a_format_can_come_from_a_plugin(site: Site) -> None:
    site.install(
        "extras",
        f"""{PROFILE}
class Count:
    name = "count"

    def write(self, result, view, sheet):
        sheet.stream.write(str(len(result.data)) + "\\n")

@hookimpl
def clerk_profiles():
    return [Profile("lab", {{"clerk.api.url": "https://lab.test"}})]

@hookimpl
def clerk_formats():
    return [Count()]
""",
    )
    assert site("-p", "lab", "config", "get", "clerk.api.url", "--resolve").out == (
        "https://lab.test\n"
    )
    assert int(site("config", "list", "-o", "count").out) >= 4
    assert "lab\tProfile" in site("__complete", "-p", "").out
    assert "count\tFormat" in site("__complete", "-o", "c").out
