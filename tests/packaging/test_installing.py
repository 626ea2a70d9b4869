"""Plugins that the program installs itself, in every way in which people install it."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from clean_environments import VERSION, succeed
from third_party_source import tides_source
from ways_to_install import PROGRAM, WAYS, Way, managed, pipx, pipx_with_uv, uv_tool, uv_venv

pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(sys.platform == "win32", reason="folders and programs of POSIX"),
]

CANDIDATE, NEXT, PATCH = "0.2.0rc1", "0.2.0", "0.1.1"
ALL_WAYS = {**WAYS, "pipx with uv": pipx_with_uv}
Releases = Callable[[str], Path]

CLOSED = "http://127.0.0.1:9/simple"
NO_NETWORK = {
    "PIP_FIND_LINKS": "", "PIP_NO_INDEX": "0", "PIP_INDEX_URL": CLOSED, "PIP_RETRIES": "1",
    "UV_FIND_LINKS": "", "UV_OFFLINE": "0", "UV_DEFAULT_INDEX": CLOSED, "UV_HTTP_RETRIES": "0",
}  # fmt: skip
"""Variables with which installers ask an index that does not answer."""


@pytest.fixture
def way(built: Path, wheelhouse: Path, tmp_path: Path) -> Way:
    return Way(tmp_path, [built, wheelhouse])


@pytest.fixture
def tides(make_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A folder with two versions of a third party's plugin; the newer one needs a newer program."""

    def build(folder: Path) -> None:
        for version, requires in (("1.0", f"{PROGRAM}>={VERSION}"), ("2.0", f"{PROGRAM}>={PATCH}")):
            source = tides_source(folder / version, version, requires)
            hatchling = (sys.executable, "-m", "hatchling", "build", "-t", "wheel")
            succeed(*hatchling, "-d", folder, cwd=source)

    return make_once("tides", build)


@pytest.mark.parametrize("name", WAYS)
def test_the_advice_of_a_message_installs_what_is_missing(way: Way, name: str) -> None:
    WAYS[name](way, PROGRAM)
    missing = way.clerk("users", "list")
    advice = re.search(r"Install it with: clerk (plugins install users)$", missing.stderr, re.M)
    assert (missing.returncode, advice is not None) == (2, True), missing.stderr
    assert advice is not None
    failed = way.clerk(*advice[1].split(), "--yes", **NO_NETWORK)
    assert failed.returncode == 1
    last = failed.stderr.rstrip().splitlines()[-1]
    assert "there is no connection to the package index" in last, failed.stderr
    done = way.clerk(*advice[1].split(), "--yes")
    assert done.returncode == 0, done.stderr
    assert way.versions() == {PROGRAM: VERSION, "users": VERSION}
    done = way.clerk("plugins", "uninstall", "users", "--yes")
    assert done.returncode == 0, done.stderr
    assert way.versions() == {PROGRAM: VERSION}


@pytest.mark.parametrize("name", WAYS)
def test_a_team_file_holds_until_the_program_is_upgraded_and_then_again(
    way: Way, built: Path, wheelhouse: Path, releases: Releases, name: str
) -> None:
    WAYS[name](way, PROGRAM)
    team = way.home / "clerk.toml"
    for argv in (("install", "users", "jq", "--save"), ("update",)):
        done = way.clerk("plugins", *argv, "--yes")
        assert done.returncode == 0, done.stderr
        checked = way.clerk("plugins", "sync", "--check", "--exact")
        assert checked.returncode == 0, checked.stdout + checked.stderr
    assert team.read_text() == '[plugins]\nusers = "*"\njq = "*"\n'
    way.links(releases(NEXT), built, wheelhouse)
    way.do(*alone(way, name))
    checked = way.clerk("plugins", "sync", "--check", "-o", "json")
    differs = name != "uv tool"
    assert (checked.returncode, f"=={NEXT}" in checked.stdout) == (int(differs), differs)
    done = way.clerk("plugins", "sync", "--yes")
    assert done.returncode == 0, done.stderr
    assert way.versions() == {PROGRAM: NEXT, "users": NEXT}
    assert way.clerk("plugins", "sync", "--check", "--exact").returncode == 0
    team.write_text("[plugins\n")
    assert way.clerk("plugins", "sync", "--check").returncode == 2


def alone(way: Way, name: str) -> tuple[str | Path, ...]:
    """The command with which people upgrade the program, and do not think of its plugins."""
    upgrades: dict[str, tuple[str | Path, ...]] = {
        "venv": (way.bin / "python", "-m", "pip", "install", "--upgrade", PROGRAM),
        "uv venv": ("uv", "pip", "install", "-p", way.bin / "python", f"{PROGRAM}=={NEXT}"),
        "uv tool": ("uv", "tool", "upgrade", PROGRAM),
        "pipx": ("pipx", "upgrade", PROGRAM),
        "user site": (
            way.home / "python/bin/python3", "-m", "pip", "install", "--user", "-U", PROGRAM,
        ),
    }  # fmt: skip
    return upgrades[name]


def test_an_upgrade_of_a_uv_tool_upgrades_its_plugins(
    way: Way, built: Path, wheelhouse: Path, releases: Releases
) -> None:
    uv_tool(way, PROGRAM)
    done = way.clerk("plugins", "install", "users", "clerk-cli-audit", "--yes")
    assert done.returncode == 0, done.stderr
    way.links(releases(NEXT), built, wheelhouse)
    way.do("uv", "tool", "upgrade", PROGRAM)
    # The example is made for this version; without it nothing keeps the program from the next one.
    assert way.versions() == {PROGRAM: VERSION, "users": VERSION, "audit": "1.0.0"}
    assert way.clerk("plugins", "uninstall", "clerk-cli-audit", "--yes").returncode == 0
    way.do("uv", "tool", "upgrade", PROGRAM)
    assert way.versions() == {PROGRAM: NEXT, "users": NEXT}


def test_a_pin_of_a_uv_tool_is_repaired_by_an_update(
    way: Way, built: Path, wheelhouse: Path, releases: Releases
) -> None:
    uv_tool(way, PROGRAM)
    way.do("uv", "tool", "install", PROGRAM, "--with", f"clerk-cli-users=={VERSION}")
    way.links(releases(NEXT), built, wheelhouse)
    way.do("uv", "tool", "upgrade", PROGRAM)
    assert way.versions() == {PROGRAM: VERSION, "users": VERSION}
    assert way.clerk("plugins", "update", "--yes").returncode == 0
    way.do("uv", "tool", "upgrade", PROGRAM)
    assert way.versions() == {PROGRAM: NEXT, "users": NEXT}


def test_an_upgrade_of_pipx_with_its_plugins_upgrades_them(
    way: Way, built: Path, wheelhouse: Path, releases: Releases
) -> None:
    WAYS["pipx"](way, PROGRAM)
    assert way.clerk("plugins", "install", "users", "--yes").returncode == 0
    way.links(releases(NEXT), built, wheelhouse)
    way.do("pipx", "upgrade", "--include-injected", PROGRAM)
    assert way.versions() == {PROGRAM: NEXT, "users": NEXT}


@pytest.mark.parametrize("name", WAYS)
def test_pre_releases_of_the_program_and_of_plugins_are_installed_together(
    way: Way, built: Path, wheelhouse: Path, releases: Releases, tides: Path, name: str
) -> None:
    way.links(releases(CANDIDATE), built, wheelhouse, tides)
    WAYS[name](way, f"{PROGRAM}[sandbox]>={CANDIDATE}")
    done = way.clerk("plugins", "install", "users", "clerk-cli-tides<2", "--yes")
    assert done.returncode == 0, done.stderr
    ours = {PROGRAM: CANDIDATE, "users": CANDIDATE, "sandbox": CANDIDATE}
    assert way.versions() == ours | {"tides": "1.0"}


@pytest.mark.parametrize("name", ALL_WAYS)
def test_official_plugins_leave_the_program_as_it_is_where_a_newer_one_exists(
    way: Way, built: Path, wheelhouse: Path, releases: Releases, name: str
) -> None:
    ALL_WAYS[name](way, PROGRAM)
    way.links(releases(PATCH), built, wheelhouse)
    for argv in ("install users", "install users sandbox", "update"):
        done = way.clerk("plugins", *argv.split(), "--yes")
        assert done.returncode == 0, done.stderr
    assert way.versions() == {PROGRAM: VERSION, "users": VERSION, "sandbox": VERSION}


@pytest.mark.parametrize("name", ALL_WAYS)
def test_a_third_partys_plugin_leaves_the_program_as_it_is(
    way: Way, built: Path, wheelhouse: Path, releases: Releases, tides: Path, name: str
) -> None:
    ALL_WAYS[name](way, f"{PROGRAM}[users]")
    way.links(releases(PATCH), built, wheelhouse, tides)
    refused = way.clerk("plugins", "install", "clerk-cli-tides>=2", "--yes")
    assert (refused.returncode, "tides" in refused.stderr) == (1, True)
    assert way.versions() == {PROGRAM: VERSION, "users": VERSION}
    for argv in ("install sandbox clerk-cli-tides", "update clerk-cli-tides"):
        done = way.clerk("plugins", *argv.split(), "--yes")
        assert done.returncode == 0, done.stderr
    ours = {PROGRAM: VERSION, "users": VERSION, "sandbox": VERSION}
    assert way.versions() == ours | {"tides": "1.0"}


def test_a_plugin_that_kept_a_uv_tool_back_does_not_do_so_later(
    way: Way, built: Path, wheelhouse: Path, releases: Releases, tides: Path
) -> None:
    uv_tool(way, PROGRAM)
    way.links(releases(PATCH), built, wheelhouse, tides)
    assert way.clerk("plugins", "install", "clerk-cli-tides", "users", "--yes").returncode == 0
    way.do("uv", "tool", "upgrade", PROGRAM)
    assert way.versions() == {PROGRAM: PATCH, "users": PATCH, "tides": "2.0"}


@pytest.mark.parametrize("name", WAYS)
def test_a_team_file_is_matched_exactly_in_one_run(way: Way, tides: Path, name: str) -> None:
    WAYS[name](way, f"{PROGRAM}[users]")
    way.links(*way.folders, tides)
    team = way.home / "clerk.toml"
    for plugins in ({"sandbox", "clerk-cli-tides"}, {"users"}):
        entries = "".join(f'{plugin} = "*"\n' for plugin in plugins)
        team.write_text(f"[plugins]\n{entries}")
        done = way.clerk("plugins", "sync", "--exact", "--yes")
        assert done.returncode == 0, done.stderr
        assert way.clerk("plugins", "sync", "--exact", "--check").returncode == 0
        expected = {plugin.removeprefix("clerk-cli-") for plugin in plugins}
        assert way.versions().keys() == {PROGRAM, *expected}


@pytest.mark.parametrize("name", WAYS)
def test_a_plugin_that_came_with_the_program_is_uninstalled(way: Way, name: str) -> None:
    WAYS[name](way, f"{PROGRAM}[users]")
    done = way.clerk("plugins", "uninstall", "users", "--yes")
    assert done.returncode == 0, done.stderr
    assert way.versions() == {PROGRAM: VERSION}


@pytest.mark.parametrize("name", WAYS)
def test_a_folder_is_installed_and_installed_again(way: Way, tmp_path: Path, name: str) -> None:
    WAYS[name](way, PROGRAM)
    for version in ("1.0", "1.1"):
        tides_source(way.home / "tides", version, f"{PROGRAM}>={VERSION}")
        done = way.clerk("plugins", "install", "./tides", "--yes")
        assert done.returncode == 0, done.stderr
        assert way.versions() == {PROGRAM: VERSION, "tides": version}


def test_pipx_changes_the_environment_that_runs(way: Way) -> None:
    pipx(way, PROGRAM)
    first = way.bin
    way.variables |= {
        "PIPX_HOME": str(way.home / "another"),
        "PIPX_BIN_DIR": str(way.home / "another/bin"),
    }
    way.do("pipx", "install", "--quiet", PROGRAM)
    for argv in ("install users sandbox", "uninstall sandbox", "update"):
        done = way.clerk("plugins", *argv.split(), "--yes")
        assert done.returncode == 0, done.stderr
    assert way.versions() == {PROGRAM: VERSION, "users": VERSION}
    way.bin = way.home / "another/bin"
    assert way.bin != first
    assert way.versions() == {PROGRAM: VERSION}


def test_a_uv_tool_with_a_span_of_days_gets_plugins(way: Way) -> None:
    way.variables["UV_EXCLUDE_NEWER"] = "7 days"
    uv_tool(way, PROGRAM)
    del way.variables["UV_EXCLUDE_NEWER"]
    done = way.clerk("plugins", "install", "users", "--yes")
    assert (done.returncode, "--exclude-newer=P7D" in done.stderr) == (0, True), done.stderr
    assert way.versions() == {PROGRAM: VERSION, "users": VERSION}


@pytest.mark.parametrize("name", ["pipx", "uv tool"])
def test_a_temporary_environment_is_left_alone(way: Way, name: str) -> None:
    WAYS[name](way, PROGRAM)
    runs = {
        "pipx": ("pipx", "run", "--spec", PROGRAM, "clerk"),
        "uv tool": ("uv", "tool", "run", "--isolated", "--from", PROGRAM, "clerk"),
    }
    refused = way.run(*runs[name], "plugins", "install", "users", "--yes")
    assert (refused.returncode, "this environment is temporary" in refused.stderr) == (1, True)
    assert "pipx install 'clerk-cli[users]'" in refused.stderr


def test_a_managed_python_is_left_alone_and_the_command_for_it_works(way: Way) -> None:
    managed(way, PROGRAM)
    refused = way.clerk("plugins", "install", "users", "--yes")
    assert (refused.returncode, "managed by the system" in refused.stderr) == (1, True)
    assert "pipx install 'clerk-cli[users]'" in refused.stderr
    command = re.search(r"To change it nevertheless, run: (.*)$", refused.stderr, re.M)
    assert command
    assert way.versions() == {PROGRAM: VERSION}
    way.do(*shlex.split(command[1]))
    assert way.versions() == {PROGRAM: VERSION, "users": VERSION}


def test_an_environment_without_pip_and_uv_gets_pip_with_the_command_shown(way: Way) -> None:
    uv_venv(way, PROGRAM)
    way.path = [way.bin]
    refused = way.clerk("plugins", "install", "users", "--yes")
    assert "neither pip nor uv is available" in refused.stderr
    command = re.search(r"Install uv, or run: (.*)$", refused.stderr, re.M)
    assert command
    way.do(*shlex.split(command[1]))
    done = way.clerk("plugins", "install", "users", "--yes")
    assert done.returncode == 0, done.stderr
    assert way.versions() == {PROGRAM: VERSION, "users": VERSION}
