"""Team files, installers, new plugins: everything that no network is needed for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from clerk_cli import __version__
from clerk_cli.errors import ConfigError, UsageError
from clerk_cli.packages import installer, team_file
from clerk_cli.packages.inventory import is_official, requirement
from clerk_cli.packages.scaffold import scaffold
from clerk_cli.packages.sync import satisfied
from clerk_cli.testing import CommandLine

TEAM = """\
# What our team uses.
[plugins]
clerk-cli = "*"  # stands for a plugin that is there

[aliases]
cl = "config list"

[defaults]
output = "json"
"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("users", f"clerk-cli-users=={__version__}"),
        ("users==0.0.9", "clerk-cli-users==0.0.9"),
        ("clerk-cli-users", f"clerk-cli-users=={__version__}"),
        ("clerk-cli-weather", "clerk-cli-weather"),
        ("Weather.Report>=2,<3", "weather-report>=2,<3"),
        ("./weather", "./weather"),
        ("dist/weather-1.0-py3-none-any.whl", "dist/weather-1.0-py3-none-any.whl"),
    ],
)
def test_names_are_completed(text: str, wanted: str) -> None:
    assert requirement(text) == wanted


@pytest.mark.parametrize("text", ["", "-e .", "a b", "--index-url=x", "users; rm"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no name of a plugin"):
        requirement(text)


def test_a_name_that_looks_official_is_not() -> None:
    assert is_official("clerk-cli-users==1.0")
    assert not is_official("clerk-cli-weather")
    assert not is_official("users")


@pytest.mark.parametrize(
    ("version", "wanted", "expected"),
    [
        ("1.2.0", "*", True),
        ("1.2.0", "1.2", True),
        ("1.2.1", "1.2", False),
        ("1.10.0", ">=1.9,<2", True),
        ("2.0", ">=1.9,<2", False),
        ("1.4.9", "~=1.4.2", True),
        ("1.5.0", "~=1.4.2", False),
        ("1.0", "!=1.0", False),
        ("", "*", False),
    ],
)
def test_versions_are_compared_as_numbers(version: str, wanted: str, expected: bool) -> None:
    assert satisfied(version, wanted) is expected


@pytest.mark.parametrize("wanted", ["latest", ">=x", "1.0 or 2.0"])
def test_what_is_no_version_is_refused(wanted: str) -> None:
    with pytest.raises(ConfigError, match="is no version"):
        satisfied("1.0", wanted)


class TestTeamFile:
    """``clerk.toml`` and ``[tool.clerk]``."""

    def test_it_is_found_above(self, tmp_path: Path) -> None:
        (tmp_path / "pyproject.toml").write_text('[tool.clerk.plugins]\nusers = "*"\n')
        inner = tmp_path / "a/b"
        inner.mkdir(parents=True)
        (inner / "pyproject.toml").write_text("[project]\nname = 'other'\n")
        found = team_file.find(inner)
        assert found == tmp_path / "pyproject.toml"
        assert team_file.load(found).plugins == {"users": "*"}

    @pytest.mark.parametrize("name", ["clerk.toml", "pyproject.toml"])
    def test_an_edit_keeps_comments_and_layout(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / name
        header = "[tool.clerk.plugins]" if name == "pyproject.toml" else "[plugins]"
        before = f"# ours\n{header}\nusers   = '*'   # everybody\n\n[other]\na = 1 # b\n"
        path.write_text(before)
        team_file.record(path, "protect", ">=1")
        text = path.read_text()
        assert 'protect = ">=1"' in text
        assert "users   = '*'   # everybody" in text
        team_file.record(path, "protect", None)
        assert path.read_text() == before

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("[plugins\n", "is not valid TOML"),
            ("[plugin]\nusers = '*'\n", r"there is no table \[plugin\]"),
            ("[plugins]\nusers = 1\n", r"\[plugins\] must hold texts"),
        ],
    )
    def test_another_shape_is_refused(self, tmp_path: Path, text: str, said: str) -> None:
        path = tmp_path / "clerk.toml"
        path.write_text(text)
        with pytest.raises(ConfigError, match=said):
            team_file.load(path)


class TestSync:
    """``clerk plugins sync``."""

    def test_a_difference_fails_the_check_and_changes_nothing(self, clerk: CommandLine) -> None:
        (clerk.directory / "clerk.toml").write_text(TEAM)
        result = clerk("plugins", "sync", "--check", "-o", "json")
        assert result.code == 1
        assert [row["kind"] for row in result.json["data"]] == ["alias", "default"]
        assert not clerk.config.exists()

    def test_aliases_and_defaults_are_made_so(self, clerk: CommandLine) -> None:
        (clerk.directory / "clerk.toml").write_text(TEAM)
        assert clerk("plugins", "sync", "--yes").code == 0
        assert clerk("cl").json["data"][0]["key"] == "clerk.key"
        assert clerk("plugins", "sync", "--check").code == 0

    def test_it_asks_first(self, clerk: CommandLine) -> None:
        (clerk.directory / "clerk.toml").write_text(TEAM)
        result = clerk("plugins", "sync")
        assert (result.code, "--yes" in result.err) == (2, True)

    def test_a_plugin_that_is_missing_is_a_difference(self, clerk: CommandLine) -> None:
        (clerk.directory / "clerk.toml").write_text('[plugins]\nclerk-cli-weather = ">=2"\n')
        result = clerk("plugins", "sync", "--check", "-o", "json")
        (row,) = result.json["data"]
        assert (row["kind"], row["name"]) == ("install", "clerk-cli-weather>=2")

    def test_a_secret_does_not_belong_there(self, clerk: CommandLine) -> None:
        (clerk.directory / "clerk.toml").write_text('[defaults]\n"clerk.key" = "sk_live_x"\n')
        result = clerk("plugins", "sync", "--check")
        assert (result.code, "clerk.key is a secret" in result.err) == (1, True)

    def test_without_a_file_it_is_said_how_to_write_one(self, clerk: CommandLine) -> None:
        result = clerk("plugins", "sync")
        assert (result.code, "there is no team file" in result.err) == (2, True)


class TestInstaller:
    """Which program installs, and what it is asked for."""

    def test_a_virtual_environment_is_pips(self) -> None:
        found = installer.detect()
        assert found.install[0] == sys.executable or found.name == "uv"

    def test_pipx_is_known_by_its_file(self, tmp_path: Path) -> None:
        (tmp_path / "pipx_metadata.json").touch()
        assert installer.detect(tmp_path).install == ("pipx", "inject", "clerk-cli")

    def test_a_tool_of_uv_keeps_what_it_had(self, tmp_path: Path) -> None:
        (tmp_path / "uv-receipt.toml").write_text(
            '[tool]\nrequirements = [{ name = "clerk-cli" }, { name = "clerk-cli-users" }]\n'
        )
        words = " ".join(installer.detect(tmp_path).install)
        assert words == "uv tool install clerk-cli --with clerk-cli-users --with"

    @pytest.mark.parametrize(
        ("argv", "shown"),
        [
            ("install users", f"install clerk-cli-users=={__version__}"),
            ("uninstall clerk-cli", "clerk-cli"),
            ("update clerk-cli-weather", "clerk-cli-weather"),
        ],
    )
    def test_the_command_is_shown_and_asked_about(
        self, clerk: CommandLine, argv: str, shown: str
    ) -> None:
        result = clerk("plugins", *argv.split())
        assert result.code == 2
        assert shown in result.err.splitlines()[0]
        assert "Pass --yes to answer yes." in result.err

    def test_a_stranger_is_shown_with_the_page_of_its_index(self, clerk: CommandLine) -> None:
        env = {"PIP_INDEX_URL": "https://packages.test/simple"}
        result = clerk("plugins", "install", "clerk-cli-weather", env=env)
        page = "https://packages.test/simple/clerk-cli-weather/"
        assert f"clerk-cli-weather is not official: {page}" in result.err

    def test_what_is_not_installed_cannot_be_uninstalled(self, clerk: CommandLine) -> None:
        assert clerk.refuses("plugins", "uninstall", "nope", because="nope is not installed")

    def test_an_installer_that_fails_is_named(self, clerk: CommandLine) -> None:
        missing = str(clerk.directory / "nowhere")
        result = clerk("plugins", "install", f"{missing}/x.whl", "--yes")
        assert result.code == 1
        assert "failed with" in result.err


def test_a_new_plugin_is_complete(clerk: CommandLine) -> None:
    result = clerk("plugins", "new", "weather-report")
    folder = clerk.directory / "clerk-cli-weather-report"
    assert f"Wrote {folder}" in result.err
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert found == {
        ".github/workflows/test.yml", ".gitignore", "README.md", "pyproject.toml",
        "src/clerk_cli_weather_report/__init__.py", "src/clerk_cli_weather_report/commands.py",
        "src/clerk_cli_weather_report/py.typed", "tests/test_commands.py",
    }  # fmt: skip
    again = clerk("plugins", "new", "weather-report")
    assert (again.code, "is there already" in again.err) == (1, True)


@pytest.mark.parametrize("name", ["", "Weather", "2nd", "a--b", "a b", "import", "../x"])
def test_a_name_that_is_none_makes_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is no name for a group"):
        scaffold(name, tmp_path)
    assert list(tmp_path.iterdir()) == []
