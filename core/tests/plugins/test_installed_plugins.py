"""Plugins as they are really installed: distributions on the path of a new process."""

from __future__ import annotations

import re
from typing import Any

import pytest
from site_folder import MANIFEST, Site

from clerk_cli import __version__
from clerk_cli.plugins import PLUGIN_API_VERSION


def test_a_third_party_plugin_is_announced_once(site: Site) -> None:
    site.install("weather")
    first = site("weather", "hello", "-o", "json")
    assert first.json == {"hello": "weather"}
    (line,) = first.err.splitlines()
    assert 'plugin "weather" (clerk-cli-weather 2.0) is loaded for the first time' in line
    assert "clerk plugins disable weather" in line
    assert site("weather", "hello").err == ""


@pytest.mark.slow
@pytest.mark.parametrize("argv", [["--help"], ["weather", "hello", "--help"], ["nope"]])
def test_a_third_party_plugin_is_announced_by_any_first_command(
    site: Site, argv: list[str]
) -> None:
    site.install("weather")
    assert "is loaded for the first time" in site(*argv).err
    assert "is loaded for the first time" not in site("weather", "hello").err


def test_completion_announces_no_plugin(site: Site) -> None:
    site.install("weather")
    assert site("__complete", "wea").err == ""
    assert "is loaded for the first time" in site("weather", "hello").err


def test_an_announcement_that_cannot_be_recorded_is_repeated(site: Site) -> None:
    site.install("weather")
    (site.clerk.home / "config").write_text("a file where the folder should be")
    for _ in range(2):
        result = site("weather", "hello")
        assert (result.code, "for the first time" in result.err) == (0, True)


@pytest.mark.slow
def test_plugins_are_excluded_by_option_and_variable(site: Site) -> None:
    site.install("weather")
    site.install("tides")
    assert "tides" in site("--help").out
    for argv, env in [(["--no-plugins"], {}), ([], {"CLERK_PLUGINS": "weather"})]:
        shown = site(*argv, "--help", **env).out
        assert "  tides" not in shown
        assert ("  weather" in shown) is bool(env)
        refused = site(*argv, "tides", "hello", **env)
        assert (refused.code, 'the plugin "tides" is not loaded' in refused.err) == (2, True)


def test_an_unknown_name_in_clerk_plugins_is_named(site: Site) -> None:
    site.install("weather")
    result = site("config", "path", CLERK_PLUGINS="weather,wether")
    assert 'CLERK_PLUGINS names "wether", which is not installed' in result.err
    assert 'names "weather"' not in result.err


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


def test_the_list_shows_what_a_plugin_adds(site: Site) -> None:
    site.install("weather")
    row = state(site, "weather")
    assert (row["version"], row["commands"], row["official"]) == ("2.0", ["weather"], False)
    assert (row["state"], row["reason"]) == ("loaded", None)
    assert "Distribution: clerk-cli-weather" in site("plugins", "show", "weather").out
    missing = site("plugins", "show", "nope")
    assert (missing.code, 'the plugin "nope" is not installed' in missing.err) == (2, True)


def test_a_plugin_that_raises_is_named_with_reason_and_remedy(site: Site) -> None:
    site.install("broken", "raise RuntimeError('no licence')")
    site.install("weather")
    result = site("weather", "hello", "-o", "json")
    assert result.json == {"hello": "weather"}
    assert (
        '⚠ plugin "broken" (clerk-cli-broken 2.0) cannot be loaded: RuntimeError: no licence; '
        "disable it with: clerk plugins disable broken\n"
    ) in result.err
    row = state(site, "broken")
    assert (row["state"], row["reason"]) == ("broken", "RuntimeError: no licence")
    assert site("plugins", "disable", "broken").code == 0
    assert site("weather", "hello").err == ""


def test_the_traceback_of_a_broken_plugin_is_shown_with_debug(site: Site) -> None:
    site.install("broken", "def tune():\n    raise RuntimeError('no licence')\ntune()\n")
    shown = site("config", "path", "--debug").err
    assert "Traceback" in shown
    assert 'site_broken.py", line 2, in tune' in shown
    assert "Traceback" not in site("config", "path").err


def test_the_traceback_of_a_module_of_commands_is_shown_with_debug(site: Site) -> None:
    site.install("weather")
    (site.folder / "site_weather_commands.py").write_text("def tune():\n    1 / 0\ntune()\n")
    shown = site("weather", "hello", "--debug").err
    assert 'site_weather_commands.py", line 2, in tune' in shown
    assert "Traceback" not in site("weather", "hello").err


def test_show_imports_the_commands_of_a_plugin(site: Site) -> None:
    site.install("weather")
    (site.folder / "site_weather_commands.py").write_text("1 / 0\n")
    assert state(site, "weather")["state"] == "loaded"
    shown = site("plugins", "show", "weather", "-o", "json")
    assert (shown.code, shown.json["state"]) == (0, "broken")
    assert "cannot be loaded: ZeroDivisionError: division by zero" in shown.json["reason"]


def test_a_field_with_an_unsupported_annotation_is_named(site: Site) -> None:
    site.install("weather")
    (site.folder / "site_weather_commands.py").write_text(
        "from clerk_cli.api import Command, option\n\n"
        "class Hello(Command, name='weather hello'):\n"
        "    how_much: dict = option('How much')\n"
    )
    error = site("weather", "hello").err
    assert "failed: DeclarationError: --how-much: unsupported annotation: <class 'dict'>" in error
    assert 'plugin "weather" (clerk-cli-weather 2.0)' in error


@pytest.mark.slow
def test_a_slow_plugin_shows_in_the_list(site: Site) -> None:
    site.install(
        "slow", f"import time; time.sleep(0.2)\n{MANIFEST.format(name='slow', module='x')}"
    )
    assert state(site, "slow")["milliseconds"] >= 200
    assert re.search(r"slow .* [1-9]\d{2,}\.\d ms +loaded", site("plugins", "list").out)


def test_a_plugin_that_declares_a_command_of_the_core_is_named(site: Site) -> None:
    site.install("thief", MANIFEST.format(name="config", module="site_thief"))
    result = site("config", "path")
    assert result.code == 0
    assert (
        '⚠ plugin "thief" (clerk-cli-thief 2.0): the command "config" is already registered by '
        "clerk itself and is ignored\n"
    ) in result.err
    row = state(site, "thief")
    assert row["reason"] == 'the command "config" is already registered by clerk itself'


def test_a_plugin_that_declares_a_command_of_another_is_named(site: Site) -> None:
    site.install("weather")
    site.install("zebra", MANIFEST.format(name="weather", module="site_zebra"))
    result = site("weather", "hello", "-o", "json")
    assert result.json == {"hello": "weather"}
    assert (
        '⚠ plugin "zebra" (clerk-cli-zebra 2.0): the command "weather" is already registered by '
        'plugin "weather" (clerk-cli-weather 2.0) and is ignored\n'
    ) in result.err


LATER = PLUGIN_API_VERSION[0] + 1


@pytest.mark.parametrize(
    "manifest",
    [
        f"CLERK_PLUGIN_API = {LATER}",
        f"CLERK_PLUGIN_API = {LATER}\nfrom clerk_cli.plugins import NotYetThere",
    ],
)
def test_a_plugin_for_another_interface_is_skipped_with_one_line(site: Site, manifest: str) -> None:
    site.install("future", manifest)
    result = site("config", "path")
    assert result.code == 0
    assert result.err == (
        '⚠ plugin "future" (clerk-cli-future 2.0) cannot be loaded: it requires version '
        f"{LATER} of the plugin interface, and clerk {__version__} has "
        f"{PLUGIN_API_VERSION[0]}.{PLUGIN_API_VERSION[1]}; upgrade clerk-cli; "
        "disable it with: clerk plugins disable future\n"
    )


def test_an_outdated_official_plugin_is_named_with_its_remedy(site: Site) -> None:
    site.install("users", version="0.0.9")
    result = site("users", "hello")
    assert result.code == 0
    assert result.err == (
        f'⚠ plugin "users" (clerk-cli-users 0.0.9): version differs from clerk {__version__}; '
        "fix it with: clerk plugins update users\n"
    )


def test_an_outdated_official_plugin_that_cannot_be_imported_shows_no_traceback(site: Site) -> None:
    site.install("users", version="0.0.9")
    (site.folder / "site_users_commands.py").write_text("from clerk_cli.api import GoneLongAgo")
    result = site("users", "hello")
    assert (result.code, "Traceback" in result.err) == (1, False)
    _, error, hint = result.err.splitlines()
    assert error.startswith(
        '✗ plugin "users" (clerk-cli-users 0.0.9): the commands of "users" cannot'
    )
    assert hint.strip() == "Fix it with: clerk plugins update users"


@pytest.mark.slow
@pytest.mark.parametrize("debug", [False, True])
def test_a_plugin_that_fails_in_a_command_is_named_with_its_version(
    site: Site, debug: bool
) -> None:
    site.install("weather")
    site("weather", "hello")
    result = site("weather", "fails", *["--debug"] * debug)
    assert result.code == 1
    *traceback, error, hint = result.err.splitlines()
    assert error == "✗ plugin \"weather\" (clerk-cli-weather 2.0) failed: KeyError: 'missing'"
    assert hint.strip() == (
        "See the traceback with --debug. Disable it with: clerk plugins disable weather"
    )
    assert bool(traceback) is debug


def test_the_plugin_whose_code_fails_is_named_instead_of_that_of_the_command(site: Site) -> None:
    site.install("weather")
    site.install(
        "paper",
        """
from clerk_cli.plugins import hookimpl

from clerk_cli.api import Format

class Paper(Format):
    name = "paper"

    def write(self, result, view, target):
        raise RuntimeError("out of paper")

@hookimpl
def clerk_formats():
    return [Paper()]
""",
    )
    for argv in (("weather", "hello"), ("config", "list")):
        result = site(*argv, "-o", "paper")
        error = 'plugin "paper" (clerk-cli-paper 2.0) failed: RuntimeError: out of paper'
        assert (result.code, error in result.err) == (1, True)


def test_settings_profiles_and_formats_of_others_are_not_replaced(site: Site) -> None:
    manifest = """
from clerk_cli.plugins import Profile, Setting, hookimpl

from clerk_cli.api import Format

class Mine(Format):
    name = "json"

    def write(self, result, view, target):
        target.stream.write("mine")

@hookimpl
def clerk_settings():
    return [Setting("clerk.key", "Mine, and not secret")]

@hookimpl
def clerk_profiles():
    return [Profile("lab", {{"clerk.api.url": "https://{name}.test"}})]

@hookimpl
def clerk_formats():
    return [Mine()]
"""
    site.install("a", manifest.format(name="a"))
    site.install("b", manifest.format(name="b"))
    result = site("-p", "lab", "config", "get", "clerk.api.url", "--resolve", "-o", "json")
    assert result.json["value"] == "https://a.test"
    for declaration in (
        'plugin "a" (clerk-cli-a 2.0): the setting "clerk.key" is already registered by clerk',
        'plugin "a" (clerk-cli-a 2.0): the format "json" is already registered by clerk itself',
        'plugin "b" (clerk-cli-b 2.0): the profile "lab" is already registered by plugin "a"',
    ):
        assert declaration in result.err


def test_a_new_command_is_completed(site: Site) -> None:
    site.install("weather")
    assert site("__complete", "wea").out == "weather\tA third party's group\n"
    assert site("__complete", "weather", "").out.splitlines() == [
        "fails\tFail unexpectedly",
        "hello\tSay hello to everybody",
    ]


PROFILE = "from clerk_cli.plugins import Profile, hookimpl\n"


@pytest.mark.slow
def test_a_profile_and_a_format_can_come_from_a_plugin(site: Site) -> None:
    site.install(
        "extras",
        f"""{PROFILE}
from clerk_cli.api import Format

class Count(Format):
    name = "count"

    def write(self, result, view, target):
        target.stream.write(str(len(result.data)) + "\\n")

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
