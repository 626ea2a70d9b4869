"""``clerk.toml`` and ``[tool.clerk]``: finding, reading and editing them."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerk_cli.errors import ConfigError
from clerk_cli.packages import team_file


def test_the_nearest_team_file_above_is_used(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.clerk.plugins]\nusers = "*"\n')
    inner = tmp_path / "a/b"
    inner.mkdir(parents=True)
    (inner / "pyproject.toml").write_text("[project]\nname = 'other'\n[tool]\nclerks = 1\n")
    path = team_file.find(inner)
    assert path == tmp_path / "pyproject.toml"
    assert team_file.load(path).plugins == {"users": "*"}


def test_clerk_toml_comes_before_the_project_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.clerk.plugins]\nusers = "*"\n')
    (tmp_path / "clerk.toml").write_text('[plugins]\njwks = "*"\n')
    assert team_file.find(tmp_path) == tmp_path / "clerk.toml"


@pytest.mark.parametrize("text", ["tool = 1\n", "[tool]\n", ""])
def test_a_project_file_without_a_part_for_clerk_is_skipped(tmp_path: Path, text: str) -> None:
    (tmp_path / "clerk.toml").write_text("")
    inner = tmp_path / "a"
    inner.mkdir()
    (inner / "pyproject.toml").write_text(text)
    assert team_file.find(inner) == tmp_path / "clerk.toml"


@pytest.mark.parametrize("name", ["clerk.toml", "pyproject.toml"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_an_edit_keeps_comments_and_layout(tmp_path: Path, name: str, line_end: str) -> None:
    path = tmp_path / name
    header = "[tool.clerk.plugins]" if name == "pyproject.toml" else "[plugins]"
    before = f"# ours\n{header}\nusers   = '*'   # everybody\n\n[other]\na = 1 # b\n"
    before = before.replace("\n", line_end)
    path.write_bytes(before.encode())
    team_file.record(path, {"clerk-cli-protect": ">=1"})
    text = path.read_bytes().decode()
    assert 'protect = ">=1"' in text
    assert f"users   = '*'   # everybody{line_end}" in text
    team_file.record(path, {}, ["clerk-cli-protect"])
    assert path.read_bytes().decode() == before


@pytest.mark.parametrize("spelling", ["users", "user", "clerk-cli-users", "Clerk_CLI.users"])
def test_a_plugin_is_edited_under_any_of_its_names(tmp_path: Path, spelling: str) -> None:
    path = tmp_path / "clerk.toml"
    path.write_text(f'[plugins]\n"{spelling}" = "*" # ours\n')
    team_file.record(path, {"clerk-cli-users": "==2"})
    assert path.read_text() == f'[plugins]\n"{spelling}" = "==2" # ours\n'
    team_file.record(path, {}, ["clerk-cli-users"])
    assert team_file.load(path).plugins == {}


def test_a_new_file_is_written_in_the_short_form(tmp_path: Path) -> None:
    path = tmp_path / "clerk.toml"
    team_file.record(path, {"clerk-cli-users": "==1", "clerk-cli-weather": ">=2"})
    assert path.read_text() == '[plugins]\nusers = "==1"\nclerk-cli-weather = ">=2"\n'


def test_an_edit_keeps_the_permissions_and_leaves_no_other_file(tmp_path: Path) -> None:
    path = tmp_path / "clerk.toml"
    path.write_text("[plugins]\n")
    path.chmod(0o644)
    team_file.record(path, {"clerk-cli-users": "*"})
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[plugins\n", "is not valid TOML"),
        ("[plugin]\nusers = '*'\n", r"unknown table \[plugin\]"),
        ("[plugins]\nusers = 1\n", r"\[plugins\] must be a table of strings"),
        ("plugins = 'users'\n", r"\[plugins\] must be a table of strings"),
    ],
)
def test_another_structure_is_rejected(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "clerk.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=reason):
        team_file.load(path)


def test_a_project_file_with_another_structure_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("[tool]\nclerk = 1\n")
    with pytest.raises(ConfigError, match=r"\[tool.clerk\] must be a table"):
        team_file.load(path)


@pytest.mark.parametrize("content", [b"[plugins\n", b"\xff"])
def test_an_unreadable_file_is_not_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "clerk.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"clerk\.toml"):
        team_file.record(path, {"clerk-cli-users": "*"})
    assert path.read_bytes() == content


def test_a_removed_plugin_takes_its_extras_along_and_leaves_all(tmp_path: Path) -> None:
    path = tmp_path / "clerk.toml"
    path.write_text('[plugins]\nall = "*"\nprotect-ai = "*"\n"protect[mcp]" = "*"\njq = "*"\n')
    team_file.record(path, {}, ["clerk-cli-protect"])
    assert team_file.load(path).plugins == {"all": "*", "jq": "*"}


def test_a_removed_extra_is_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "clerk.toml"
    path.write_text('[plugins]\nall = "*"\njq = "*"\nkeyring = "*"\n')
    team_file.record(path, {}, ["jq"])
    assert team_file.load(path).plugins == {"all": "*", "keyring": "*"}


def test_an_extra_is_written_under_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "clerk.toml"
    team_file.record(path, {"protect-ai": "*", "clerk-cli-protect[mcp]": "*"})
    assert team_file.load(path).plugins == {"protect-ai": "*", "protect[mcp]": "*"}
    team_file.record(path, {"Protect_AI": ">=0.1"})
    assert team_file.load(path).plugins["protect-ai"] == ">=0.1"
