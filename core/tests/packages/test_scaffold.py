"""``clerk plugins new``: the files that it writes, and the names that it rejects."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from clerk_cli.errors import UsageError
from clerk_cli.packages.scaffold import scaffold
from clerk_cli.testing import CommandLine


def test_a_new_plugin_is_complete(clerk: CommandLine) -> None:
    result = clerk("plugins", "new", "weather-report")
    folder = clerk.directory / "clerk-cli-weather-report"
    assert f"Created {folder}" in result.err
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files == {
        ".github/workflows/publish.yml", ".github/workflows/test.yml", ".gitignore", "LICENSE",
        "README.md", "pyproject.toml",
        "src/clerk_cli_weather_report/__init__.py", "src/clerk_cli_weather_report/commands.py",
        "src/clerk_cli_weather_report/py.typed", "tests/test_commands.py",
    }  # fmt: skip
    again = clerk("plugins", "new", "weather-report")
    assert (again.code, "already exists" in again.err) == (1, True)


@pytest.mark.slow
def test_a_new_plugin_has_no_mistakes(clerk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk("plugins", "new", "weather-report")
    monkeypatch.setattr("sys.path", [*sys.path])
    checked = clerk("plugins", "check", "./clerk-cli-weather-report")
    assert (checked.code, checked.out) == (0, "")
    assert checked.err == "✓ No mistakes in weather-report (2 commands).\n"


@pytest.mark.parametrize(
    ("text", "because"),
    [
        (None, "has no pyproject.toml"),
        ("[project]\n", "declares no plugin"),
        ("[[[", "is not valid TOML"),
    ],
)
def test_a_folder_without_a_plugin_cannot_be_checked(
    clerk: CommandLine, text: str | None, because: str
) -> None:
    if text is not None:
        (clerk.directory / "pyproject.toml").write_text(text)
    result = clerk("plugins", "check", ".")
    assert (result.code, because in result.err) == (1 if text == "[[[" else 2, True)


@pytest.mark.parametrize("name", ["nothing", "./nothing"])
def test_what_is_not_there_cannot_be_checked(clerk: CommandLine, name: str) -> None:
    because = "is not a folder" if "/" in name else "is not installed"
    assert clerk.refuses("plugins", "check", name, because=because)


@pytest.mark.parametrize("name", ["", "Weather", "2nd", "a--b", "a b", "import", "../x"])
def test_an_invalid_name_creates_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is not a valid group name"):
        scaffold(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["config", "plugin", "users", "orgs", "clerk-cli-users", "help"])
def test_a_word_of_another_command_creates_nothing(clerk: CommandLine, name: str) -> None:
    assert clerk.refuses("plugins", "new", name, because="is already a command of clerk")
    assert list(clerk.directory.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(clerk: CommandLine) -> None:
    (clerk.directory / "file").touch()
    result = clerk("plugins", "new", "demo", "--directory", "file")
    assert (result.code, "cannot write" in result.err, "file" in result.err) == (1, True, True)
