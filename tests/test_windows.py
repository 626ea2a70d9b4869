"""What Windows does differently, on Windows: real programs, pipes, files and consoles.

``core/tests/test_platform.py`` tries the same ways on every system.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from clerk_cli.config.command_values import run as run_command
from clerk_cli.environment import Environment
from clerk_cli.platform import enable_escape_sequences, replace_file, set_program_aside
from clerk_cli.testing import CommandLine

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="Windows is tried on Windows")


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return Environment(variables=dict(os.environ), directory=tmp_path)


def test_a_command_with_quotes_prints_a_value(environment: Environment) -> None:
    script = environment.directory / "my secrets.py"
    script.write_text("import sys; print('|'.join(sys.argv[1:]))")
    line = f'"{sys.executable}" "{script}" "two words" three'
    assert run_command(line, name="clerk.key", environment=environment) == "two words|three"


def test_an_editor_that_is_a_batch_file_gets_the_file(environment: Environment) -> None:
    folder = environment.directory / "my editors"
    folder.mkdir()
    editor, noted = folder / "edit.cmd", environment.directory / "noted.txt"
    editor.write_text(f'@echo off\n>"{noted}" echo %~1+%~2\n')
    words = environment.program_words(f'"{editor}" --wait')
    done = subprocess.run(environment.start_command([*words, "a rule.txt"]), check=False)
    assert (done.returncode, noted.read_text().strip()) == (0, "--wait+a rule.txt")


@pytest.mark.parametrize("word", ["%PATH%", "100%", 'e"f&calc', "a^b!c", "C:\\folder\\", ""])
def test_a_program_behind_a_batch_file_gets_the_argument(
    environment: Environment, word: str
) -> None:
    script, editor = environment.directory / "show.py", environment.directory / "edit.cmd"
    script.write_text("import sys; print(repr(sys.argv[1:]))")
    editor.write_text(f'@"{sys.executable}" "{script}" %*\n')
    command = environment.start_command([str(editor), word])
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == f"{[word]!r}\n"


def test_a_reader_that_is_gone_stops_the_program_quietly(clerk: CommandLine) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "clerk_cli", "commands", "-o", "json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, **clerk.variables}, cwd=clerk.directory,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(1)
    process.stdout.close()
    assert (process.wait(30), process.stderr.read()) == (0, b"")
    process.stderr.close()


def test_a_file_that_another_program_reads_is_replaced(tmp_path: Path) -> None:
    draft, target = tmp_path / "draft", tmp_path / "profiles"
    draft.write_text("new")
    target.write_text("old")

    def read() -> None:
        with target.open():
            time.sleep(0.2)

    reader = Thread(target=read)
    reader.start()
    time.sleep(0.05)
    replace_file(draft, target)
    reader.join()
    assert target.read_text() == "new"


def test_a_program_that_runs_is_replaced(tmp_path: Path) -> None:
    program = tmp_path / "clerk.exe"
    shutil.copy(Path(os.environ["SYSTEMROOT"], "System32/ping.exe"), program)
    with subprocess.Popen([program, "-n", "30", "127.0.0.1"], stdout=subprocess.DEVNULL) as running:
        try:
            with set_program_aside(program):
                program.unlink()
                program.write_text("a new version")
            assert running.poll() is None
            assert program.read_text() == "a new version"
        finally:
            running.kill()
    with set_program_aside(program, process=2):
        assert not list(tmp_path.glob(f"*.replaced-{os.getpid()}"))


def test_the_console_can_be_asked_for_escape_sequences() -> None:
    assert enable_escape_sequences() in (True, False)


def test_a_path_with_a_drive_is_not_a_name(clerk: CommandLine, tmp_path: Path) -> None:
    missing = tmp_path / "weather"
    assert missing.drive
    result = clerk("plugins", "install", str(missing), "--yes")
    assert result.code == 1
    assert "is not a valid plugin name" not in result.err


def test_a_test_on_a_terminal_is_skipped(clerk: CommandLine) -> None:
    with pytest.raises(pytest.skip.Exception):
        clerk.on_terminal("whoami")
