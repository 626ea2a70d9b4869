"""The index of plugins: valid until a file that it was made from changes."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from forked_runs import run_forked
from site_folder import describe

from clerk_cli.testing import CommandLine

MANIFEST = """
from clerk_cli.plugins import Group, hookimpl

@hookimpl
def clerk_groups():
    return [Group("weather", {help!r}, "weather_commands")]
"""
COMMANDS = """
from clerk_cli.api import Command

class Show(Command, name="weather show"):
    '''{help}'''

    def run(self, context):
        return {{"weather": "fine"}}
"""
SPY = """
import sys
from clerk_cli.__main__ import main
code = main(sys.argv[1:])
watched = ("weather", "pluggy", "clerk_cli.console.application")
loaded = [name for name in watched if name in sys.modules]
sys.stderr.write("LOADED " + " ".join(loaded))
sys.exit(code)
"""


class Site:
    """A folder with an installed plugin, and runs of the program that sees it."""

    def __init__(self, folder: Path, clerk: CommandLine) -> None:
        self.folder = folder
        self.clerk = clerk
        clerk.variables["PYTHONPATH"] = str(folder)
        if not folder.exists():
            folder.mkdir()
            self.install("1.0")

    @property
    def index(self) -> Path:
        """The file of the index."""
        (path,) = (self.clerk.home / "cache/clerk-cli").glob("index-????????")
        return path

    def install(self, version: str, help: str = "Tell the weather") -> None:
        for old in self.folder.glob("*.dist-info"):
            shutil.rmtree(old)
        self.write("weather.py", MANIFEST.format(help=help))
        self.write("weather_commands.py", COMMANDS.format(help="Show the weather."))
        described = {"distribution": "clerk-cli-weather", "version": version}
        describe(self.folder, "weather", "weather", **described)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        before = path.stat().st_mtime_ns if path.exists() else 0
        path.write_text(text)
        # A clock that is too coarse to tell two writes apart is not what is tested here.
        os.utime(path, ns=(before + 2_000_000_000, before + 2_000_000_000))

    def settle(self) -> None:
        """Run until pages of help are stored."""
        for _ in range(2):  # The first run announces the plugin in a file that is part of the key.
            self.run("--help")
            self.run("weather", "--help")

    def run(self, *argv: str, **env: str) -> tuple[str, set[str]]:
        """What was printed, and which of the modules that matter were loaded."""
        done = run_forked(self.clerk, *argv, env=env, program=SPY)
        assert "Traceback" not in done.err, done.err
        return done.out, set(done.err.rsplit("LOADED ", 1)[1].split())


@pytest.fixture
def site(clerk: CommandLine, tmp_path: Path) -> Site:
    return Site(tmp_path / "site", clerk)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the folder of ``settled_site`` is, and its copy, which is made by the first test."""
    return tmp_path_factory.mktemp("settled")


@pytest.fixture
def settled_site(clerk: CommandLine, shelf: Path) -> Site:
    """A site whose pages of help are stored, as other runs left it.

    Its paths are part of what the index is valid for, so it is always in the same place.
    """
    folder, copy = shelf / "folder", shelf / "copy"
    home = folder / "home"
    for name, value in clerk.variables.items():
        clerk.variables[name] = value.replace(str(clerk.home), str(home))
    clerk.home, clerk.directory = home, folder / "work"
    shutil.rmtree(folder, ignore_errors=True)
    if copy.exists():
        shutil.copytree(copy, folder)
        return Site(folder / "site", clerk)
    for path in (home / "tmp", clerk.directory):
        path.mkdir(parents=True)
    site = Site(folder / "site", clerk)
    site.settle()
    shutil.copytree(folder, copy)
    return site


@pytest.mark.slow
def test_help_comes_from_the_index_without_loading_anything(site: Site) -> None:
    first, loaded = site.run("--help")
    assert "weather" in loaded
    site.run("--help")
    assert site.run("--help") == (first, set())


@pytest.mark.slow
@pytest.mark.matrix
@pytest.mark.parametrize(
    "argv",
    [
        ["weather"], ["weather", "--help"], ["weather", "show", "-h"], ["help", "wea", "sh"], [],
        ["-o", "json", "weather"], ["weather", "show", "--help", "-o=json"],
        ["commands", "--output", "json"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_page_of_help_is_stored(site: Site, argv: list[str]) -> None:
    site.run("config", "path")
    first, _ = site.run(*argv)
    assert site.run(*argv) == (first, set())


@pytest.mark.slow
def test_a_command_is_never_mistaken_for_help(site: Site) -> None:
    for _ in range(2):
        assert "Usage:" in site.run("weather", "show", "--help")[0]
        assert site.run("weather", "show", "-o", "json")[0] == '{\n  "weather": "fine"\n}\n'
        assert "fine" in site.run("weather", "show")[0]


@pytest.mark.slow
def test_the_description_of_all_commands_is_made_again_when_a_plugin_changes(site: Site) -> None:
    site.run("config", "path")
    site.run("commands", "-o", "json")
    site.write("weather_commands.py", COMMANDS.format(help="Show the forecast."))
    assert "Show the forecast" in site.run("commands", "-o", "json")[0]
    document = site.index.with_name(f"{site.index.name}.commands")
    document.write_text("cut off")
    assert "Show the forecast" in site.run("commands", "-o", "json")[0]


@pytest.mark.slow
def test_completion_comes_from_the_index(site: Site) -> None:
    for words in (["we"], ["weather", ""], ["weather", "show", "--pro"]):
        site.run("config", "path")
        first, _ = site.run("__complete", *words)
        assert first
        assert site.run("__complete", *words) == (first, set())


@pytest.mark.slow
def test_a_command_loads_no_other_plugins_manifest(settled_site: Site) -> None:
    settled_site.run("config", "path")
    settled_site.run("config", "path")
    _, loaded = settled_site.run("config", "path")
    assert "weather" not in loaded


def remove(site: Site) -> None:
    shutil.rmtree(site.folder / "clerk_cli_weather-1.0.dist-info")


def upgrade(site: Site) -> None:
    site.install("2.0", "Tell tomorrow's weather")


def edit_manifest(site: Site) -> None:
    site.write("weather.py", MANIFEST.format(help="Tell the tides"))


def edit_commands(site: Site) -> None:
    site.write("weather_commands.py", COMMANDS.format(help="Show the sky."))


def disable(site: Site) -> None:
    run_forked(site.clerk, "plugins", "disable", "weather")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "argv", "gone", "there"),
    [
        (remove, ["--help"], "weather", "config"),
        (upgrade, ["--help"], "Tell the weather", "Tell tomorrow's weather"),
        (edit_manifest, ["--help"], "Tell the weather", "Tell the tides"),
        (edit_commands, ["weather", "--help"], "Show the weather", "Show the sky"),
        (disable, ["--help"], "weather", "config"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_change_is_noticed(
    settled_site: Site, change: Callable[[Site], None], argv: list[str], gone: str, there: str
) -> None:
    assert gone in settled_site.run(*argv)[0]
    change(settled_site)
    shown, _ = settled_site.run(*argv)
    assert gone not in shown
    assert there in shown


@pytest.mark.slow
def test_a_new_plugin_is_noticed(settled_site: Site) -> None:
    (settled_site.folder / "tides.py").write_text(
        MANIFEST.replace('"weather"', '"tides"').format(help="x")
    )
    describe(settled_site.folder, "tides", "tides", distribution="clerk-cli-tides", version="1.0")
    assert "  tides" in settled_site.run("--help")[0]


@pytest.mark.slow
def test_a_selection_of_plugins_has_its_own_index(settled_site: Site) -> None:
    assert "weather" not in settled_site.run("--help", CLERK_PLUGINS="users")[0]
    assert "weather" not in settled_site.run("--no-plugins", "--help")[0]
    assert "weather" in settled_site.run("--help")[0]


@pytest.mark.slow
def test_a_width_has_its_own_pages(settled_site: Site) -> None:
    wide, narrow = (settled_site.run("--help", COLUMNS=columns)[0] for columns in ("100", "45"))
    assert len(narrow.splitlines()) > len(wide.splitlines())


@pytest.mark.faults
@pytest.mark.parametrize("damage", ["", "x", "cut", "flip"])
def test_a_damaged_index_is_replaced(settled_site: Site, damage: str) -> None:
    expected = settled_site.run("--help")[0]
    raw = settled_site.index.read_bytes()
    flipped = bytes([*raw[:40], raw[40] ^ 255, *raw[41:]])
    settled_site.index.write_bytes({"cut": raw[:50], "flip": flipped}.get(damage, damage.encode()))
    assert settled_site.run("--help")[0] == expected
    assert settled_site.run("--help") == (expected, set())


def test_the_index_is_private(settled_site: Site) -> None:
    assert stat.S_IMODE(settled_site.index.stat().st_mode) == 0o600


@pytest.mark.slow
def test_an_index_that_cannot_be_written_is_not_needed(site: Site) -> None:
    (site.clerk.home / "cache").write_text("no folder")
    for _ in range(2):
        assert "weather" in site.run("--help")[0]


def test_the_index_can_be_turned_off(site: Site) -> None:
    assert "weather" in site.run("--help", CLERK_NO_INDEX="1")[1]
    assert not (site.clerk.home / "cache").exists()


@pytest.mark.slow
def test_a_broken_plugin_is_reported_every_time(site: Site) -> None:
    site.write("weather.py", "raise RuntimeError('no license')")
    for _ in range(2):
        done = site.clerk.process("--help")
        assert "no license" in done.err


@pytest.mark.faults
def test_an_index_written_by_many_processes_is_intact(site: Site) -> None:
    command = [sys.executable, "-c", SPY, "weather", "--help"]
    running = [
        subprocess.Popen(command, env=site.clerk.variables, stdout=subprocess.PIPE, stderr=-3)
        for _ in range(8)
    ]
    pages = {process.communicate()[0] for process in running}
    assert len(pages) == 1
    site.settle()
    assert site.run("weather", "--help")[1] == set()
