"""The editor of ``EDITOR`` as Windows runs it, tried here: without a shell, with backslashes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from clerk_cli.api import ConfigError, Environment
from clerk_cli_protect.editor import Draft
from clerk_cli_protect.editor_command import find_editor


@pytest.fixture
def windows(tmp_path: Path) -> Any:
    environment = Environment(variables={"COMSPEC": r"C:\Windows\cmd.exe"}, directory=tmp_path)
    environment.windows = True
    return SimpleNamespace(environment=environment, child_environment=lambda: {"A": "b"})


def editor(windows: Any, value: str) -> Any:
    windows.environment.variables["EDITOR"] = value
    return find_editor(windows)


def test_backslashes_are_parts_of_the_path(windows: Any) -> None:
    code = r"C:\Program Files\Microsoft VS Code\bin\code.cmd"
    assert editor(windows, f'"{code}" --wait').command == (code, "--wait")
    assert editor(windows, r"C:\vim\gvim.exe -f").command == (r"C:\vim\gvim.exe", "-f")


def test_a_quotation_mark_that_is_missing_is_named(windows: Any) -> None:
    with pytest.raises(ConfigError, match="cannot parse EDITOR: No closing quotation"):
        editor(windows, r'"C:\vim\gvim.exe -f')


def test_an_editor_that_is_missing_is_named_with_the_way_of_windows(
    windows: Any, tmp_path: Path
) -> None:
    missing = editor(windows, "no-such-editor --wait")
    draft = Draft(tmp_path / "rule.txt")
    draft.write([], "true")
    with pytest.raises(ConfigError, match="cannot start the editor no-such-editor --wait") as error:
        draft.edit(missing, windows.environment)
    assert error.value.hint == 'Set VISUAL or EDITOR, for example: setx EDITOR "code --wait"'


def test_a_program_with_a_space_in_its_path_edits_the_file(windows: Any, tmp_path: Path) -> None:
    folder = tmp_path / "my programs"
    folder.mkdir()
    script = folder / "edit.py"
    script.write_text("import sys; open(sys.argv[-1], 'a').write(sys.argv[1])\n")
    draft = Draft(tmp_path / "my rule.txt")
    draft.write(["a comment"], "true")
    draft.edit(editor(windows, f'"{sys.executable}" "{script}" --wait'), windows.environment)
    assert draft.read() == "true\n--wait"


def test_a_batch_file_is_started_by_the_command_prompt(
    windows: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = tmp_path / "code.cmd"
    batch.write_text("@echo off\n")
    batch.chmod(0o755)
    started: list[Any] = []

    def run(command: Any, **options: Any) -> Any:
        started.append((command, options["env"]))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    draft = Draft(tmp_path / "my rule.txt")
    draft.edit(editor(windows, f'"{batch}" --wait'), windows.environment)
    line = rf'"C:\Windows\cmd.exe" /e:on /v:off /d /s /c ""{batch}" "--wait" "{draft.path}""'
    assert started == [(line, {"A": "b"})]


def test_an_argument_that_the_command_prompt_cannot_pass_on_is_named(
    windows: Any, tmp_path: Path
) -> None:
    batch = tmp_path / "code.cmd"
    batch.write_text("@echo off\n")
    batch.chmod(0o755)
    draft = Draft(tmp_path / "my rule.txt")
    draft.write([], "true")
    reason = "cannot start the editor .*: an argument of a batch file has a line break"
    with pytest.raises(ConfigError, match=f"(?s){reason}"):
        draft.edit(editor(windows, f'"{batch}" "a\nb"'), windows.environment)
