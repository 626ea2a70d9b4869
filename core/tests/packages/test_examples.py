"""The examples of the commands that run an installer, with one that records how it is called."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from site_folder import Site

from clerk_cli import __version__
from clerk_cli.builtin import plugins
from clerk_cli.builtin.plugins.base import InstallerCommand
from clerk_cli.testing import CommandLine

pytestmark = pytest.mark.slow

PIP = """
import pathlib, shutil, sys
with pathlib.Path("calls").open("a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
site = pathlib.Path(__file__).parents[1]
if sys.argv[1] == "uninstall":
    for name in sys.argv[3:]:
        module = name.replace("-", "_")
        for folder in site.glob(f"{module}-*"):
            shutil.rmtree(folder)
        (site / f"{module}-0.dist-info").mkdir()  # hides what the environment of the tests has
for word in sys.argv[2:] if sys.argv[1] == "install" else ():
    name, _, version = word.replace(">=2", "==2.0").partition("==")
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    if version and not info.exists():
        info.mkdir()
        (info / "METADATA").write_text(f"Name: {name}\\nVersion: {version}\\n")
"""
COMMANDS = [
    value
    for value in vars(plugins).values()
    if isinstance(value, type) and issubclass(value, InstallerCommand) and value.spec.name
]
EXAMPLES = [example.command for command in COMMANDS for example in command.spec.examples]
USERS = f"clerk-cli-users=={__version__}"
CALLS = {
    "clerk plugins install users organizations":
        f"install {USERS} clerk-cli-organizations=={__version__}",
    "clerk plugins install 'clerk-cli-weather>=2' --save": "install clerk-cli-weather>=2",
    "clerk plugins install ./weather --yes": "install ./weather",
    "clerk plugins uninstall waitlist": "uninstall --yes clerk-cli-waitlist",
    "clerk plugins update": f"install --upgrade {USERS} clerk-cli-waitlist=={__version__}",
    "clerk plugins update users --yes": f"install --upgrade {USERS}",
    "clerk plugins sync": "install clerk-cli-weather>=2",
    "clerk plugins sync --check": "",
    "clerk plugins sync --exact --yes":
        "install clerk-cli-weather>=2\nuninstall --yes clerk-cli-waitlist",
}  # fmt: skip


@pytest.fixture
def site(clerk: CommandLine, tmp_path: Path) -> Site:
    """Two official plugins, a team file, and the installer."""
    site = Site(tmp_path / "site", clerk, forks=True)
    for name in ("users", "waitlist"):
        site.install(name, version=__version__)
    (site.folder / "pip").mkdir()
    (site.folder / "pip/__init__.py").touch()
    (site.folder / "pip/__main__.py").write_text(PIP)
    team = '[plugins]\nusers = "*"\nclerk-cli-weather = ">=2"\n'
    (clerk.directory / "clerk.toml").write_text(team)
    clerk.variables |= {"CLERK_PLUGINS": "users,waitlist", "PIP_INDEX_URL": "https://index.test"}
    return site


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_calls_the_installer(site: Site, line: str) -> None:
    words = shlex.split(line)[1:]
    confirmation = [] if {"--yes", "--check"} & set(words) else ["--yes"]
    result = site(*words, *confirmation)
    assert result.code == (1 if "--check" in words else 0), result.err
    path = site.clerk.directory / "calls"
    calls = path.read_text().splitlines() if path.exists() else []
    expected = CALLS[line].splitlines()
    assert len(calls) == len(expected)
    for call, words_of_call in zip(calls, expected, strict=True):
        # Other plugins that are installed here may be named as well.
        assert set(words_of_call.split()) <= set(call.split())


@pytest.mark.parametrize(
    ("before", "names", "after"),
    [
        ('users = ">=0.0.1"', "users", 'users = ">=0.0.1"'),
        ('users = ">=99"', "users", 'users = "*"'),
        ('clerk-cli-weather = "*"', "clerk-cli-weather", 'clerk-cli-weather = "*"'),
        ('clerk-cli-weather = "2.0"', "clerk-cli-weather", 'clerk-cli-weather = "2.0"'),
        ('clerk-cli-weather = "*"', "clerk-cli-weather>=2", 'clerk-cli-weather = ">=2"'),
        ("", "users clerk-cli-weather", 'users = "*"\nclerk-cli-weather = ">=2.0"'),
    ],
)
def test_saving_changes_an_entry_only_if_it_is_not_met(
    site: Site, before: str, names: str, after: str
) -> None:
    site.install("weather", version="2.0")
    team = site.clerk.directory / "clerk.toml"
    team.write_text(f"[plugins]\n{before}\n" if before else "[plugins]\n")
    result = site("plugins", "install", *names.split(), "--save", "--yes")
    assert result.code == 0, result.err
    assert team.read_text() == f"[plugins]\n{after}\n"
    assert ("Wrote" in result.err) is (before != after)


def test_an_extra_is_uninstalled_with_its_entry(site: Site) -> None:
    info = site.folder / "jq-1.11.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: jq\nVersion: 1.11\n")
    team = site.clerk.directory / "clerk.toml"
    team.write_text('[plugins]\njq = "*"\nusers = "*"\n')
    result = site("plugins", "uninstall", "jq", "--save", "--yes")
    assert result.code == 0, result.err
    assert (site.clerk.directory / "calls").read_text() == "uninstall --yes jq\n"
    assert team.read_text() == '[plugins]\nusers = "*"\n'


@pytest.mark.parametrize(
    ("argv", "reason"),
    [
        ("uninstall protect-ai", "Run: clerk plugins uninstall protect"),
        ("update jq", "jq is an extra of clerk"),
    ],
)
def test_an_extra_that_is_not_changed_alone_is_refused(site: Site, argv: str, reason: str) -> None:
    result = site("plugins", *argv.split(), "--yes")
    assert (result.code, reason in result.err) == (2, True), result.err


@pytest.mark.parametrize("verb", ["uninstall", "update"])
def test_a_single_file_is_named_instead_of_a_distribution(site: Site, verb: str) -> None:
    folder = site.clerk.directory / "single"
    folder.mkdir(mode=0o755)
    (folder / "ok.py").write_text("")
    site.clerk.variables["CLERK_PLUGINS"] = "ok"
    result = site("--plugins-dir", str(folder), "plugins", verb, "ok", "--yes")
    assert (result.code, (f"ok is a single-file plugin ({folder / 'ok.py'})") in result.err) == (
        2,
        True,
    )
    assert "clerk plugins disable ok" in result.err


def test_a_plugin_that_is_not_in_this_environment_is_not_installed(site: Site) -> None:
    (site.folder / "pip/__main__.py").write_text("")
    result = site("plugins", "install", "clerk-cli-weather", "--save", "--yes")
    assert (result.code, "✓" in result.err) == (1, False)
    missing = "the installer succeeded, but this environment does not have clerk-cli-weather: "
    assert missing in result.err


@pytest.mark.parametrize("option", ["--yes", "--exact"])
def test_an_installer_that_changes_nothing_is_not_believed(site: Site, option: str) -> None:
    (site.folder / "pip/__main__.py").write_text("")
    result = site("plugins", "sync", "--yes", option)
    assert (result.code, "Everything matches" in result.err) == (1, False)
    assert "this environment does not have clerk-cli-weather: " in result.err
