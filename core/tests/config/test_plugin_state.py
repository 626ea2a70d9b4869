"""The file that says which plugins are disabled."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from forked_runs import run_forked

from clerk_cli.config.plugin_state import edit, load
from clerk_cli.errors import ConfigError
from clerk_cli.testing import CommandLine


@pytest.mark.parametrize(
    "text",
    [
        "disabled weather\n",
        "disabled\tweather",
        "  Disabled   weather  \r\n",
        "# mine\n\ndisabled weather\nknown clerk-cli-weather\n",
        "\ufeffdisabled weather\n",
    ],
)
def test_a_disabled_plugin_is_read_as_people_write_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "plugins").write_text(text, encoding="utf-8", newline="")
    assert load(tmp_path / "plugins").disabled == {"weather"}


@pytest.mark.parametrize(
    "line",
    [
        "weather",
        "disabled",
        "disable weather",
        "disabled: weather",
        "disabled=weather",
        "disabled weather users",
        "disabled weather # for now",
        "disabled weat\u200bher",
        "# a note\rdisabled weather",
        "known",
    ],
)
def test_a_line_that_cannot_be_understood_is_named_and_never_overwritten(
    tmp_path: Path, line: str
) -> None:
    path = tmp_path / "plugins"
    path.write_text(f"known a\n{line}\n", encoding="utf-8", newline="")
    with pytest.raises(ConfigError, match="plugins, line 2: it must be"), edit(path):
        raise AssertionError
    assert path.read_bytes() == f"known a\n{line}\n".encode()


@pytest.mark.parametrize("name", ["weather", "two words", "100%", "%20", "#x", "日本", "a\u200bb"])
def test_any_name_is_read_back(tmp_path: Path, name: str) -> None:
    path = tmp_path / "plugins"
    with edit(path) as state:
        state.disabled |= {name, "other"}
        state.announced.add(name)
    assert (load(path).disabled, load(path).announced) == ({name, "other"}, {name})


def test_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "plugins"
    path.write_text("disabled b\n# why: see the wiki\n")
    with edit(path) as state:
        state.disabled.add("a")
    assert path.read_text() == "# why: see the wiki\ndisabled a\ndisabled b\n"


def test_a_misspelled_line_stops_every_command_before_a_plugin_is_loaded(
    clerk: CommandLine,
) -> None:
    clerk.config.mkdir(parents=True, exist_ok=True)
    (clerk.config / "plugins").write_text("disbled weather\n")
    result = run_forked(clerk, "whoami")
    assert (result.code, "plugins, line 1" in result.err) == (1, True)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="links and owners of POSIX")
@pytest.mark.parametrize("thing", ["loop", "dangling", "folder", "unknown owner"])
def test_what_stands_in_the_place_of_the_file_is_named_although_the_index_is_there(
    clerk: CommandLine, thing: str
) -> None:
    for _ in range(2):  # The first run makes the index, the second one uses it.
        assert run_forked(clerk, "config", "path").code == 0
    path = clerk.config / "plugins"
    clerk.config.mkdir(exist_ok=True)
    if thing == "folder":
        path.mkdir()
    elif thing == "unknown owner":
        path.write_text("")
        try:
            os.chown(path, 54321, -1)
        except PermissionError:
            pytest.skip("only root can give a file to somebody else")
    else:
        path.symlink_to(path if thing == "loop" else "nowhere")
    for _ in range(2):
        result = run_forked(clerk, "config", "path")
        assert (result.code, result.out) == (1, "")
        assert str(path) in result.err
