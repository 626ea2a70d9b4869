"""What Windows does differently: its ways, tried on every system."""

from __future__ import annotations

import ctypes
import errno
import io
import os
import re
import select
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from clerk_cli.config.command_values import run as run_command
from clerk_cli.environment import Environment
from clerk_cli.packages import running
from clerk_cli.platform import (
    enable_escape_sequences,
    is_closed_pipe,
    kill,
    replace_file,
    set_program_aside,
    shell_command,
    split_words,
    start_command,
)
from clerk_cli.startup import standard_streams
from clerk_cli.testing import CommandLine

PROMPT = {"COMSPEC": r"C:\Windows\System32\cmd.exe"}
CODE = r"C:\Program Files\Microsoft VS Code\bin\code.cmd"


def line_in_prompt(command: list[str] | str) -> str:
    """The line that cmd.exe runs: with /s it removes the first and the last quote after /c."""
    assert isinstance(command, str)
    match = re.fullmatch(r'"[^"]*cmd\.exe" /d /s /c "(.*)"', command, re.DOTALL)
    assert match
    return match[1]


def line_for_batch_file(command: list[str] | str) -> str:
    """The line that cmd.exe runs, with parts of variables and without a meaning of "!"."""
    assert isinstance(command, str)
    assert " /e:on /v:off " in command
    return line_in_prompt(command.replace(" /e:on /v:off ", " ", 1))


@pytest.mark.parametrize(
    "line",
    [
        "op read op://vault/clerk/key",
        'op read "op://my vault/clerk/key"',
        '"C:\\Program Files\\op\\op.exe" read "op://my vault/key"',
        'pass show clerk | findstr "sk_"',
        'echo "a" & echo "b"',
    ],
)
def test_a_line_for_the_command_prompt_keeps_its_quotes(line: str) -> None:
    assert line_in_prompt(shell_command(line, PROMPT, windows=True)) == line


def test_a_line_for_the_users_shell_is_one_argument() -> None:
    assert shell_command('a "b"', {"SHELL": "/bin/zsh"}, windows=False) == [
        "/bin/zsh",
        "-c",
        'a "b"',
    ]
    assert shell_command("a", {}, windows=False) == ["/bin/sh", "-c", "a"]


def test_the_command_prompt_is_found_without_a_variable() -> None:
    assert shell_command("a", {}, windows=True) == '"cmd.exe" /d /s /c "a"'


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
def test_a_value_is_printed_by_the_way_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompt = tmp_path / "cmd.exe"
    prompt.write_text('#!/bin/sh\nprintf "<%s>" "$@"\n')
    prompt.chmod(0o755)
    started: list[Any] = []
    start = subprocess.Popen.__init__

    def windows_start(self: Any, command: Any, *more: Any, **options: Any) -> None:
        started.append((command, options["start_new_session"]))
        start(self, [str(prompt), command], *more, **options)

    monkeypatch.setattr(subprocess.Popen, "__init__", windows_start)
    environment = Environment(stdin=io.StringIO(), variables=PROMPT, directory=tmp_path)
    environment.windows = True
    value = run_command('op read "a b"', name="clerk.key", environment=environment)
    assert value == f'<"{PROMPT["COMSPEC"]}" /d /s /c "op read "a b"">'
    assert started == [(value[1:-1], False)]


@pytest.mark.skipif(sys.platform == "win32", reason="a program of POSIX in the place of taskkill")
def test_a_value_that_takes_too_long_ends_with_the_programs_of_the_prompt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taskkill = tmp_path / "taskkill"
    taskkill.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/killed\n')
    taskkill.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with subprocess.Popen(["sleep", "60"]) as process:
        kill(process, windows=True)
    assert (tmp_path / "killed").read_text() == f"/F /T /PID {process.pid}\n"
    assert process.returncode == -9


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("notepad", ["notepad"]),
        (f'"{CODE}" --wait', [CODE, "--wait"]),
        (f"{CODE} --wait", [CODE, "--wait"]),
        (f"{CODE} --wait --new-window", [CODE, "--wait", "--new-window"]),
        (CODE, [CODE]),
        (r"C:\Windows\notepad.exe", [r"C:\Windows\notepad.exe"]),
        ("code  --wait", ["code", "--wait"]),
        (r"C:\tools\vim.exe -c 'set tw=70'", [r"C:\tools\vim.exe", "-c", "'set", "tw=70'"]),
        (r'C:\tools\vim.exe "+set tw=70"', [r"C:\tools\vim.exe", "+set tw=70"]),
        (r"C:\no such\editor.exe -x", [r"C:\no", r"such\editor.exe", "-x"]),
    ],
)
def test_an_editor_of_windows_has_backslashes_and_spaces(text: str, words: list[str]) -> None:
    def which(program: str) -> str | None:
        return program if program == CODE else None

    assert split_words(text, windows=True, which=which) == words


@pytest.mark.parametrize("windows", [True, False])
def test_a_quotation_mark_that_is_missing_is_named(windows: bool) -> None:
    with pytest.raises(ValueError, match="No closing quotation"):
        split_words('"C:\\x --wait', windows=windows)


def test_words_elsewhere_are_those_of_a_shell() -> None:
    assert split_words(r"ed a\ b 'c d'", windows=False) == ["ed", "a b", "c d"]


def test_a_batch_file_is_started_by_the_command_prompt() -> None:
    words = ["code", "--wait", r"C:\Users\Ada L\rule.txt"]
    command = start_command(words, PROMPT, windows=True, which=lambda _: CODE)
    assert line_for_batch_file(command) == rf'"{CODE}" "--wait" "C:\Users\Ada L\rule.txt"'


def after_variables(line: str) -> str:
    """A line in which cmd.exe has found its variables: "cd" and "PATH" exist.

    A percent sign without a variable stays, and what follows may be the start of one.
    """
    pattern, values = re.compile(r"%(PATH|cd:~,)%", re.IGNORECASE), {"cd:~,": ""}
    position, text = 0, ""
    while position < len(line):
        if match := pattern.match(line, position):
            text, position = text + values.get(match[1], r"C:\Windows"), match.end()
        else:
            text, position = text + line[position], position + 1
    return text


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        ("", '""'),
        ("a b", '"a b"'),
        ("%PATH%", '"%PATH%"'),
        ("a%PATH%b", '"a%PATH%b"'),
        ("100%", '"100%"'),
        ("%%PATH%%", '"%%PATH%%"'),
        ("%cd:~,%", '"%cd:~,%"'),
        ("!PATH!", '"!PATH!"'),
        ('e"f&calc', '"e""f&calc"'),
        ('say "%PATH%"', '"say ""%PATH%"""'),
        ("^caret & | < >", '"^caret & | < >"'),
        ("C:\\folder\\", '"C:\\folder\\\\"'),
        ('a\\"b', '"a\\\\""b"'),
        ("a\\b", '"a\\b"'),
    ],
)
def test_an_argument_of_a_batch_file_stays_as_it_is(word: str, quoted: str) -> None:
    command = start_command(["code", word], PROMPT, windows=True, which=lambda _: CODE)
    assert after_variables(line_for_batch_file(command)) == f'"{CODE}" {quoted}'


def test_a_variable_in_the_path_of_a_batch_file_is_not_found() -> None:
    code = r"C:\Users\100%PATH%\code.cmd"
    command = start_command(["code"], PROMPT, windows=True, which=lambda _: code)
    assert after_variables(line_for_batch_file(command)) == f'"{code}"'
    assert after_variables(f'"{code}"') == r'"C:\Users\100C:\Windows\code.cmd"'


@pytest.mark.parametrize("word", ["a\nb", "a\rb"])
def test_a_line_break_does_not_get_into_a_batch_file(word: str) -> None:
    with pytest.raises(OSError, match="an argument of a batch file has a line break"):
        start_command(["code", word], PROMPT, windows=True, which=lambda _: CODE)
    assert start_command(["vi", word], PROMPT, windows=True, which=lambda _: None) == ["vi", word]


def test_a_program_is_started_directly() -> None:
    words = ["notepad", "a b"]
    notepad = r"C:\Windows\notepad.EXE"
    assert start_command(words, {}, windows=True, which=lambda _: notepad) == [notepad, "a b"]
    assert start_command(words, {}, windows=True, which=lambda _: None) == words
    assert start_command(words, {}, windows=False) == words


class Kernel:
    """The functions of kernel32 that concern consoles.

    Args:
        modes: The mode of each stream that is a console, by the number of its handle.
        refuses: Whether the console is too old for escape sequences.
    """

    def __init__(self, modes: dict[int, int], *, refuses: bool = False) -> None:
        self.modes = modes

        def get_handle(number: int) -> int:
            return -number

        def get_mode(handle: Any, mode: Any) -> int:
            if handle.value not in modes:
                return 0
            mode._obj.value = modes[handle.value]
            return 1

        def set_mode(handle: Any, mode: int) -> int:
            if refuses:
                return 0
            modes[handle.value] = mode
            return 1

        self.GetStdHandle, self.GetConsoleMode, self.SetConsoleMode = get_handle, get_mode, set_mode


def test_escape_sequences_are_switched_on_for_each_console() -> None:
    kernel = Kernel({11: 0b0011, 12: 0b0111})
    assert enable_escape_sequences(kernel)
    assert kernel.modes == {11: 0b0111, 12: 0b0111}
    assert kernel.GetStdHandle.restype is ctypes.c_void_p  # type: ignore[attr-defined]


def test_a_file_is_not_a_console() -> None:
    kernel = Kernel({12: 0b0011})
    assert enable_escape_sequences(kernel)
    assert kernel.modes == {12: 0b0111}


def test_a_console_without_escape_sequences_gets_neither_color_nor_progress(
    clerk: CommandLine,
) -> None:
    assert not enable_escape_sequences(Kernel({11: 0b0011}, refuses=True))
    script = (
        "import os; from clerk_cli import platform; from clerk_cli.startup import standard_streams;"
        "platform.enable_escape_sequences = lambda: False; os.name = 'nt';"
        "standard_streams.repair(); print(os.environ['TERM'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env={**clerk.variables, "TERM": "xterm"},
    )  # fmt: skip
    assert done.stdout == "dumb\n"


@pytest.mark.parametrize(
    ("error", "windows", "closed"),
    [
        (OSError(errno.EPIPE, "Broken pipe"), False, True),
        (OSError(errno.EPIPE, "Broken pipe"), True, True),
        (OSError(errno.EINVAL, "Invalid argument"), True, True),
        (OSError(errno.EINVAL, "Invalid argument"), False, False),
        (OSError(errno.ENOSPC, "No space left on device"), True, False),
    ],
)
def test_a_closed_pipe_is_told_from_other_failures(
    error: OSError, windows: bool, closed: bool
) -> None:
    assert is_closed_pipe(error, windows=windows) == closed
    stdout = standard_streams.output_error(error, windows=windows)
    assert stdout.errno == (errno.EPIPE if closed else error.errno)


def test_a_pipe_without_data_is_closed_by_its_number() -> None:
    error = OSError("The pipe is being closed")
    error.winerror = 232  # type: ignore[attr-defined]
    assert is_closed_pipe(error, windows=True)


class OpenElsewhere:
    """Replaces a file that other programs have open a number of times."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.waits: list[float] = []

    def replace(self, source: Path, target: Path) -> None:
        if self.times:
            self.times -= 1
            raise PermissionError(errno.EACCES, "Access is denied", str(target))
        source.replace(target)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    (tmp_path / "profiles").write_text("old")
    path = tmp_path / "draft"
    path.write_text("new")
    return path


def test_a_file_that_is_open_for_a_moment_is_replaced(draft: Path, tmp_path: Path) -> None:
    other = OpenElsewhere(4)
    replace_file(
        draft, tmp_path / "profiles", windows=True, sleep=other.waits.append, replace=other.replace
    )
    assert (tmp_path / "profiles").read_text() == "new"
    assert other.waits == [0.01, 0.02, 0.04, 0.08]


def test_a_file_that_stays_open_is_an_error_after_a_second(draft: Path, tmp_path: Path) -> None:
    other = OpenElsewhere(1000)
    with pytest.raises(PermissionError):
        replace_file(
            draft, tmp_path / "profiles", windows=True, sleep=other.waits.append,
            replace=other.replace,
        )  # fmt: skip
    assert 1 <= sum(other.waits) < 1.5
    assert (tmp_path / "profiles").read_text() == "old"


def test_other_systems_do_not_wait_for_permission(draft: Path, tmp_path: Path) -> None:
    other = OpenElsewhere(1)
    with pytest.raises(PermissionError):
        replace_file(
            draft, tmp_path / "profiles", windows=False, sleep=other.waits.append,
            replace=other.replace,
        )  # fmt: skip
    assert other.waits == []


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "Scripts/clerk.exe"
    path.parent.mkdir()
    path.write_text("version 1")
    return path


def test_an_installer_replaces_the_running_program(program: Path) -> None:
    running = program.stat().st_ino
    with set_program_aside(program, windows=True, process=1):
        assert program.read_text() == "version 1"
        assert program.stat().st_ino != running, "the installer would meet the running file"
        program.unlink()
        program.write_text("version 2")
    assert program.read_text() == "version 2"
    aside = program.with_name("clerk.exe.replaced-1")
    assert aside.stat().st_ino == running
    with set_program_aside(program, windows=True, process=2):
        assert not aside.exists()
    assert {path.name for path in program.parent.iterdir()} == {
        "clerk.exe", "clerk.exe.replaced-2",
    }  # fmt: skip


def test_a_program_that_an_installer_lost_comes_back(program: Path) -> None:
    with pytest.raises(KeyboardInterrupt), set_program_aside(program, windows=True):
        program.unlink()
        raise KeyboardInterrupt
    assert [path.name for path in program.parent.iterdir()] == ["clerk.exe"]
    assert program.read_text() == "version 1"


def names_beside(program: Path) -> list[str]:
    return sorted(path.name for path in program.parent.iterdir())


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), MemoryError()])
def test_a_copy_that_fails_leaves_the_program_alone(
    program: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    running = program.stat().st_ino

    def write_half(path: Path, content: bytes) -> int:
        with path.open("wb") as stream:
            stream.write(content[:4])
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", write_half)
        expected = nullcontext() if isinstance(error, OSError) else pytest.raises(type(error))
        with expected, set_program_aside(program, windows=True, process=1):
            assert (names_beside(program), program.stat().st_ino) == (["clerk.exe"], running)
    assert (names_beside(program), program.read_text()) == (["clerk.exe"], "version 1")
    with set_program_aside(program, windows=True, process=2):
        assert program.read_text() == "version 1"


@pytest.mark.parametrize("step", ["rename", "replace"])
@pytest.mark.parametrize("error", [OSError(errno.EBUSY, "It is scanned"), KeyboardInterrupt()])
def test_a_copy_that_cannot_take_the_place_of_the_program_goes_away(
    program: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, step: str
) -> None:
    way = getattr(Path, step)

    def fail_once(path: Path, target: Path) -> Path:
        if target.name in ("clerk.exe.replaced-1", "clerk.exe") and failures:
            raise failures.pop()
        return Path(way(path, target))

    failures = [error]
    monkeypatch.setattr(Path, step, fail_once)
    expected = nullcontext() if isinstance(error, OSError) else pytest.raises(KeyboardInterrupt)
    with expected, set_program_aside(program, windows=True, process=1):
        assert names_beside(program) == ["clerk.exe"]
    assert (names_beside(program), program.read_text()) == (["clerk.exe"], "version 1")
    assert not failures


def test_a_copy_that_a_killed_process_left_goes_the_next_time(program: Path) -> None:
    program.with_name("clerk.exe.replaced-1.copy").write_text("ver")
    with set_program_aside(program, windows=True, process=2):
        assert names_beside(program) == ["clerk.exe", "clerk.exe.replaced-2"]


def test_other_systems_leave_the_program_alone(program: Path) -> None:
    with set_program_aside(program, windows=False):
        assert [path.name for path in program.parent.iterdir()] == ["clerk.exe"]


@pytest.mark.parametrize("name", ["clerk", "clerk.exe"])
def test_the_installer_of_plugins_finds_the_running_program(
    program: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setattr(sys, "argv", [str(program.with_name(name)), "plugins", "install", "x"])
    environment = Environment(stdin=io.StringIO(), variables=dict(os.environ), directory=tmp_path)
    environment.windows = True
    script = f"import os; os.replace({str(program)!r}, {str(tmp_path / 'old')!r}); print('done')"
    shown: list[str] = []
    running.run([sys.executable, "-c", script], environment, show=shown.append)
    assert shown == ["done\n"]
    names = {path.name for path in program.parent.iterdir()}
    assert names == {"clerk.exe"}, "the installer took the copy, so the program is put back"
    assert program.read_text() == "version 1"


class Poller:
    """What poll says of a device on macOS: that it is not open."""

    def register(self, descriptor: int, mask: int) -> None:
        self.descriptor = descriptor

    def poll(self, timeout: int) -> list[tuple[int, int]]:
        return [(self.descriptor, select.POLLNVAL)]


@pytest.mark.skipif(not hasattr(select, "poll"), reason="there is no poll")
@pytest.mark.parametrize(("system", "writable"), [("darwin", True), ("linux", False)])
def test_a_terminal_of_macos_is_not_taken_for_a_closed_pipe(
    monkeypatch: pytest.MonkeyPatch, system: str, writable: bool
) -> None:
    monkeypatch.setattr(select, "poll", Poller)
    monkeypatch.setattr(sys, "platform", system)
    with Path(os.devnull).open("w") as device:
        assert is_writable(device) == writable


@pytest.mark.skipif(not hasattr(select, "poll"), reason="there is no poll")
def test_a_pipe_of_macos_whose_reader_is_gone_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    monkeypatch.setattr(sys, "platform", "darwin")
    with os.fdopen(writer, "w") as pipe:
        assert not is_writable(pipe)


def is_writable(stream: Any) -> bool:
    try:
        standard_streams.require_writable(stream)
    except standard_streams.OutputError as error:
        return error.errno != errno.EPIPE
    return True


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="consoles are prepared at the start there")
@pytest.mark.parametrize("words", [["--help"], ["whoami"], ["config", "list"]])
def test_a_command_that_writes_no_file_does_not_import_the_ways(
    clerk: CommandLine, words: list[str]
) -> None:
    script = (
        f"import sys; from clerk_cli.__main__ import main; main({words!r});"
        "sys.stderr.write(str('clerk_cli.platform' in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env=clerk.variables, cwd=clerk.directory,
    )  # fmt: skip
    assert done.stderr.endswith("False")


@pytest.fixture
def without_terminals(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def remove() -> None:
        for name in ("termios", "pty", "fcntl"):
            monkeypatch.setitem(sys.modules, name, None)

    return remove


def test_a_test_on_a_terminal_is_skipped_where_there_is_none(
    clerk: CommandLine, without_terminals: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_terminals()
    monkeypatch.delitem(sys.modules, "clerk_cli.testing.terminal", raising=False)
    with pytest.raises(pytest.skip.Exception, match="there are no pseudo-terminals"):
        clerk.on_terminal("whoami")
    assert clerk("--version").code == 0


def test_a_module_that_uses_terminals_can_be_collected_where_there_is_none(
    without_terminals: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_terminals()
    monkeypatch.delitem(sys.modules, "clerk_cli.testing.terminal", raising=False)
    terminal = import_module("clerk_cli.testing.terminal")
    with pytest.raises(pytest.skip.Exception):
        terminal.Screen(80)
