"""What is said about a profiles file that other users can read or change."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from clerk_cli.config.profiles import ProfilesFile
from clerk_cli.config.settings import CORE_SETTINGS
from clerk_cli.plugins import Setting
from clerk_cli.testing import CommandLine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")

KEY = "[profile a]\nclerk.key = sk_live_0123456789\n"
COMMAND = "[profile a]\nclerk.key = !op read x\n"
NOTHING = "[profile a]\nclerk.key =\noutput = json\n"
READ, CHANGE, REPLACE = "other users can read it", "Other users can change", "users can replace"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    folder.chmod(0o700)
    return folder


def warnings(folder: Path, text: str, mode: int) -> list[str]:
    path = folder / "profiles"
    path.write_text(text)
    path.chmod(mode)
    settings = [*CORE_SETTINGS, Setting("tea.recipe", "The recipe", secret=True)]
    return ProfilesFile.load(path).permission_warnings(settings)


@pytest.mark.parametrize(
    ("text", "mode", "expected"),
    [
        (KEY, 0o600, []),
        (KEY, 0o400, []),
        (KEY, 0o700, []),
        (KEY, 0o644, [READ]),
        (KEY, 0o640, [READ]),
        (KEY, 0o604, [READ]),
        (KEY, 0o666, [CHANGE]),
        (KEY, 0o620, [CHANGE]),
        (KEY, 0o602, [CHANGE]),
        ("[default]\nai.openai.key = sk-x\n", 0o644, [READ]),
        ("[default]\ntea.recipe = secret\n", 0o644, [READ]),
        (COMMAND, 0o644, []),
        (COMMAND, 0o646, [CHANGE]),
        (NOTHING, 0o644, []),
        ("", 0o644, []),
        ("", 0o622, [CHANGE]),
    ],
)
def test_a_file_that_others_can_use_gives_a_warning(
    folder: Path, text: str, mode: int, expected: list[str]
) -> None:
    texts = warnings(folder, text, mode)
    assert len(texts) == len(expected)
    assert all(part in text for part, text in zip(expected, texts, strict=True))


@pytest.mark.parametrize(("mode", "count"), [(0o700, 0), (0o755, 0), (0o775, 1), (0o1777, 1)])
def test_a_folder_that_others_can_write_gives_a_warning(
    folder: Path, mode: int, count: int
) -> None:
    folder.chmod(mode)
    texts = warnings(folder, NOTHING, 0o600)
    assert [REPLACE in text for text in texts] == [True] * count


def test_the_folder_that_a_link_points_to_counts(tmp_path: Path, folder: Path) -> None:
    dotfiles = tmp_path / "dotfiles"
    dotfiles.mkdir()
    (dotfiles / "profiles").write_text(NOTHING)
    (dotfiles / "profiles").chmod(0o600)
    dotfiles.chmod(0o777)
    (folder / "profiles").symlink_to(dotfiles / "profiles")
    (text,) = ProfilesFile.load(folder / "profiles").permission_warnings(CORE_SETTINGS)
    assert text.endswith(f"chmod go-w {dotfiles}")


def test_a_folder_of_another_user_gives_a_warning(folder: Path) -> None:
    (folder / "profiles").write_text(NOTHING)
    (folder / "profiles").chmod(0o600)
    try:
        os.chown(folder, 54321, -1)
    except PermissionError:
        pytest.skip("only root can give a folder to somebody else")
    (text,) = ProfilesFile.load(folder / "profiles").permission_warnings(CORE_SETTINGS)
    assert text.startswith(f"The folder {folder} belongs to another user (uid 54321)")


def test_an_absent_file_gives_no_warning(folder: Path) -> None:
    folder.chmod(0o777)
    assert ProfilesFile.load(folder / "profiles").permission_warnings(CORE_SETTINGS) == []


@pytest.mark.parametrize("name", ["aliases.json", "plugins", "mcp.json"])
def test_a_folder_with_other_files_gives_a_warning_too(folder: Path, name: str) -> None:
    (folder / name).write_text("")
    assert ProfilesFile.load(folder / "profiles").permission_warnings(CORE_SETTINGS) == []
    folder.chmod(0o777)
    (text,) = ProfilesFile.load(folder / "profiles").permission_warnings(CORE_SETTINGS)
    assert f"chmod go-w {folder}" in text


@pytest.mark.slow
def test_a_folder_of_another_user_with_other_files_gives_a_warning(clerk: CommandLine) -> None:
    pytest.importorskip("clerk_cli_users")
    clerk("config", "alias", "add", "ul", "--", "whoami")
    try:
        os.chown(clerk.config, 54321, -1)
    except PermissionError:
        pytest.skip("only root can give a folder to somebody else")
    clerk.config.chmod(0o755)
    for line in ("ul", "config alias list", "-p sandbox users count"):
        assert "belongs to another user (uid 54321)" in clerk(*line.split()).err


@pytest.mark.parametrize(("name", "text"), [("aliases.json", '{"ul": "whoami"}'), ("plugins", "")])
@pytest.mark.parametrize("mode", [0o666, 0o622, 0o660, 0o602])
@pytest.mark.parametrize("argv", [["whoami"], ["config", "alias", "list"], ["config", "path"]])
def test_another_file_that_others_can_write_gives_a_warning(
    clerk: CommandLine, name: str, text: str, mode: int, argv: list[str]
) -> None:
    clerk.config.mkdir(mode=0o700, parents=True)
    path = clerk.config / name
    path.write_text(text)
    path.chmod(mode)
    result = clerk(*argv)
    assert (result.code, result.err.count(f"Other users can change {path}")) == (0, 1)
    path.chmod(0o644)
    assert "Other users" not in clerk(*argv).err


@pytest.mark.parametrize("argv", [["whoami"], ["config", "list"], ["config", "profile", "list"]])
def test_a_command_shows_the_warning_with_its_fix(clerk: CommandLine, argv: list[str]) -> None:
    clerk.write_profiles(KEY)
    (clerk.config / "profiles").chmod(0o644)
    result = clerk(*argv)
    assert result.code == 0
    assert f"Fix it with: chmod 600 {clerk.config / 'profiles'}" in result.err
    assert "sk_live_0123456789" not in result.out + result.err


def test_the_fix_works(clerk: CommandLine) -> None:
    clerk.write_profiles(KEY)
    (clerk.config / "profiles").chmod(0o644)
    assert clerk("config", "set", "output", "json", "-p", "a").code == 0
    assert "⚠" not in clerk("whoami", "-p", "a").err
