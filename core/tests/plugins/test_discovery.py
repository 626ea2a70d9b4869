"""Distributions in any state: what is malformed is named, and everything else works."""

from __future__ import annotations

from pathlib import Path

import pytest
from plugin_shelf import Shelf
from site_folder import Site

from clerk_cli.testing import CommandLine

pytestmark = pytest.mark.early

GOOD = "[clerk_cli.plugins]\nbroken = site_broken\n"
METADATA = "Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n"
FOREIGN = [
    ("[console_scripts]\nno equals sign\n", METADATA),
    ("[clerk_cli.plugins]\nno equals sign\n", METADATA),
    (b"\xff\xfe[\x00", METADATA),
    (b"[clerk_cli.plugins]\nbroken = \xff\n", ""),
]
"""Entry points that cannot be read, so that nobody knows of a plugin."""

UNIDENTIFIED = [
    (GOOD, None, "its METADATA"),
    (GOOD, "", "its METADATA has no valid name or version"),
    (GOOD, "Version: 1.0\n", "its METADATA has no valid name or version"),
    (GOOD, "Name: broken\n", "its METADATA has no valid name or version"),
    (GOOD, "Name:\nVersion:\n", "its METADATA has no valid name or version"),
    (GOOD, b"Name: \xff\nVersion: 1\n", "its METADATA is malformed"),
    (GOOD, b"\x00\x01\x02", "its METADATA"),
    (GOOD, "Name: broken\n disabled users\nVersion: 1\n", "its METADATA has no valid name"),
    (GOOD, "Name: broken\nVersion: 1\n known x\n", "its METADATA has no valid name"),
    (GOOD, "Name: br\x1b[31moken\nVersion: 1\n", "its METADATA has no valid name"),
    ("[clerk_cli.plugins]\nbroken one = x\n", METADATA, '"broken one" is not a valid plugin'),
    ("[clerk_cli.plugins]\nbroken,x = x\n", METADATA, '"broken,x" is not a valid plugin name'),
    ("[clerk_cli.plugins]\nbroken = :\n", METADATA, '":" is not a valid module'),
    ("[clerk_cli.plugins]\nbroken =\n", METADATA, '"" is not a valid module'),
    ("[clerk_cli.plugins]\nbroken = a-b!\n", METADATA, '"a-b!" is not a valid module'),
]
"""Plugins that cannot be loaded for what their distribution lacks."""


def write(site: Site, entry_points: str | bytes, metadata: str | bytes | None) -> Path:
    folder = site.folder / "broken-1.0.dist-info"
    folder.mkdir()
    for name, content in (("entry_points.txt", entry_points), ("METADATA", metadata)):
        if content is not None:
            encoded = content if isinstance(content, bytes) else content.encode()
            (folder / name).write_bytes(encoded)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(("entry_points", "metadata"), FOREIGN)
def test_malformed_entry_points_are_named_once(
    site: Site, entry_points: str | bytes, metadata: str
) -> None:
    site.install("weather")
    site("weather", "hello")
    write(site, entry_points, metadata)
    first = site("weather", "hello", "-o", "json")
    assert (first.code, first.json) == (0, {"hello": "weather"})
    line = "⚠ broken-1.0.dist-info: its entry_points.txt is malformed; reinstall or remove this"
    assert first.err.count(line) == 1
    assert "Traceback" not in first.err
    assert site("weather", "hello", "-o", "json").err == ""
    assert "Traceback" in site("plugins", "list", "--debug").err


@pytest.mark.matrix
@pytest.mark.parametrize(("entry_points", "metadata", "reason"), UNIDENTIFIED)
def test_a_plugin_of_a_malformed_distribution_is_named(
    site: Site, entry_points: str, metadata: str | bytes | None, reason: str
) -> None:
    site.install("weather")
    write(site, entry_points, metadata)
    for argv in (("weather", "hello", "-o", "json"), ("--help",), ("config", "path")):
        result = site(*argv)
        assert result.code == 0, result.err
        (line,) = [line for line in result.err.splitlines() if "broken" in line]
        assert line.startswith(f"⚠ broken-1.0.dist-info: {reason}")
    rows = site("plugins", "list", "-o", "json").json["data"]
    (row,) = [row for row in rows if row["name"].startswith("broken")]
    assert row["state"] == "broken"
    assert row["reason"].startswith(reason)
    assert not [line for line in state_of(site) if "broken" in line]


def state_of(site: Site) -> list[str]:
    path = site.clerk.config / "plugins"
    return path.read_text().splitlines() if path.exists() else []


@pytest.mark.slow
@pytest.mark.matrix
@pytest.mark.parametrize(
    "prepare",
    [
        lambda folder: folder.mkdir(),
        lambda folder: folder.write_text("a file instead of a folder"),
        lambda folder: folder.symlink_to("nowhere"),
        lambda folder: folder.symlink_to(folder.name),
    ],
    ids=["empty", "file", "dangling link", "circular link"],
)
@pytest.mark.parametrize("name", ["broken-1.0.dist-info", ".dist-info", "~roken-1.0.dist-info"])
def test_an_odd_dist_info_changes_nothing(site: Site, name: str, prepare: object) -> None:
    site.install("weather")
    assert callable(prepare)
    prepare(site.folder / name)
    result = site("weather", "hello", "-o", "json")
    assert (result.code, result.json) == (0, {"hello": "weather"})
    assert "Traceback" not in result.err
    assert site("plugins", "list").code == 0


def test_a_spoiled_record_of_plugins_is_ignored(site: Site) -> None:
    site.install("weather")
    site.clerk.config.mkdir()
    (site.clerk.config / "plugins").write_text("known None\n\nknown broken-1.0.dist-info\n")
    result = site("weather", "hello", "-o", "json")
    assert (result.code, result.json) == (0, {"hello": "weather"})


def test_the_first_of_two_distributions_with_one_name_counts(site: Site, tmp_path: Path) -> None:
    site.install("weather", version="2.0")
    older = tmp_path / "older"
    older.mkdir()
    info = older / "clerk_cli_weather-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: clerk-cli-weather\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[clerk_cli.plugins]\nweather = gone\n")
    result = site("plugins", "show", "weather", "-o", "json", PYTHONPATH=f"{site.folder}:{older}")
    assert (result.json["version"], result.json["state"]) == ("2.0", "loaded")


@pytest.mark.slow
def test_a_finder_that_fails_is_named(site: Site) -> None:
    site.install("weather")
    (site.folder / "sitecustomize.py").write_text(
        "import sys\nclass Broken:\n"
        "    def find_spec(self, *a): return None\n"
        "    def find_distributions(self, *a): raise RuntimeError('no')\n"
        "sys.meta_path.append(Broken())\n"
    )
    result = site.clerk.process("config", "path")
    assert result.code == 0, result.err
    assert result.err.count("sys.meta_path: it cannot list distributions") == 1


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"url": 1}', '{"dir_info": {}}', b"\xff", '{"url": null}']
)
def test_a_malformed_origin_is_left_empty(site: Site, content: str | bytes) -> None:
    site.install("weather")
    path = site.folder / "clerk_cli_weather-2.0.dist-info/direct_url.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    row = site("plugins", "show", "weather", "-o", "json").json
    assert row["origin"] in ("", "index", "1", "None")


def test_an_exception_in_official_code_of_the_core_names_no_plugin(
    clerk: CommandLine, shelf: Shelf
) -> None:
    commands = (
        "from clerk_cli.api import Command\n"
        "class Hello(Command, name='users hello'):\n    '''Say hello.'''\n\n"
        "    def run(self, context): return {1, 2}\n"
    )
    manifest = (
        "from clerk_cli.plugins import Group, hookimpl\n"
        "@hookimpl\ndef clerk_groups():\n"
        "    return [Group({!r}, 'Hello', __name__ + '_commands')]\n"
    )
    shelf.add("users", manifest.format("users"), commands=commands, distribution="clerk-cli-users")
    shelf.add(
        "zoo", manifest.format("zoo"), commands=commands.replace("users", "zoo"),
        distribution="clerk-cli-zoo", version="1",
    )  # fmt: skip
    clerk.plugins = shelf.plugins()
    assert "✗ unexpected " in clerk("users", "hello").err
    assert 'plugin "zoo" (clerk-cli-zoo 1) failed' in clerk("zoo", "hello").err
