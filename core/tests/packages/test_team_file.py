"""``clerk.toml`` and ``[tool.clerk]``: found, read, and edited without a trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerk_cli.errors import ConfigError
from clerk_cli.packages import team_file


def test_the_nearest_is_found_above(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.clerk.plugins]\nusers = "*"\n')
    inner = tmp_path / "a/b"
    inner.mkdir(parents=True)
    (inner / "pyproject.toml").write_text("[project]\nname = 'other'\n[tool]\nclerks = 1\n")
    found = team_file.find(inner)
    assert found == tmp_path / "pyproject.toml"
    assert team_file.load(found).plugins == {"users": "*"}


def test_a_file_of_its_own_comes_before_the_project_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.clerk.plugins]\nusers = "*"\n')
    (tmp_path / "clerk.toml").write_text('[plugins]\njwks = "*"\n')
    assert team_file.find(tmp_path) == tmp_path / "clerk.toml"


@pytest.mark.parametrize("text", ["tool = 1\n", "[tool]\n", ""])
def test_a_project_file_without_a_part_for_clerk_is_passed_over(tmp_path: Path, text: str) -> None:
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
    team_file.record(path, {"clerk-cli-protect": None})
    assert path.read_bytes().decode() == before


@pytest.mark.parametrize("spelling", ["users", "user", "clerk-cli-users", "Clerk_CLI.users"])
def test_an_edit_finds_a_plugin_under_any_of_its_names(tmp_path: Path, spelling: str) -> None:
    path = tmp_path / "clerk.toml"
    path.write_text(f'[plugins]\n"{spelling}" = "*" # ours\n')
    team_file.record(path, {"clerk-cli-users": "==2"})
    assert path.read_text() == f'[plugins]\n"{spelling}" = "==2" # ours\n'
    team_file.record(path, {"clerk-cli-users": None})
    assert team_file.load(path).plugins == {}


def test_a_new_file_is_written_in_the_short_form(tmp_path: Path) -> None:
    path = tmp_path / "clerk.toml"
    team_file.record(path, {"clerk-cli-users": "==1", "clerk-cli-weather": ">=2"})
    assert path.read_text() == '[plugins]\nusers = "==1"\nclerk-cli-weather = ">=2"\n'


def test_an_edit_leaves_the_rights_of_the_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "clerk.toml"
    path.write_text("[plugins]\n")
    path.chmod(0o644)
    team_file.record(path, {"clerk-cli-users": "*"})
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[plugins\n", "is not valid TOML"),
        ("[plugin]\nusers = '*'\n", r"there is no table \[plugin\]"),
        ("[plugins]\nusers = 1\n", r"\[plugins\] must hold texts"),
        ("plugins = 'users'\n", r"\[plugins\] must hold texts"),
    ],
)
def test_another_shape_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "clerk.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=said):
        team_file.load(path)


def test_a_project_file_with_another_shape_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("[tool]\nclerk = 1\n")
    with pytest.raises(ConfigError, match=r"\[tool.clerk\] must be a table"):
        team_file.load(path)


@pytest.mark.parametrize("content", [b"[plugins\n", b"\xff"])
def test_what_cannot_be_read_is_not_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "clerk.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"clerk\.toml"):
        team_file.record(path, {"clerk-cli-users": "*"})
    assert path.read_bytes() == content
