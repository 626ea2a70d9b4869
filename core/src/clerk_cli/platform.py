"""What Windows does differently from other systems, with both ways side by side.

Each function takes the way as an argument, so that both can be tested anywhere. The module is
imported only where the difference matters, and never by a command that just calls the API.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import subprocess

WINDOWS = os.name == "nt"
"""Whether this is Windows."""

BATCH_FILES = (".cmd", ".bat")
"""Programs that only the command prompt can start; editors install themselves as such files."""

STDOUT_HANDLE, STDERR_HANDLE, ESCAPE_SEQUENCES = -11, -12, 0x0004
"""Numbers of ``GetStdHandle``, and the mode ``ENABLE_VIRTUAL_TERMINAL_PROCESSING``."""

NO_DATA, BROKEN_PIPE = 232, 109
"""Windows errors of a pipe whose reader is gone."""

REPLACE_SECONDS, FIRST_DELAY = 1.0, 0.01
"""How long another program may have a file open that is to be replaced, and the first wait."""

ASIDE = ".replaced-"
"""What the name of a program that was set aside has before the ID of its process."""

Which = Callable[[str], "str | None"]


def shell_command(
    line: str, variables: Mapping[str, str], *, windows: bool = WINDOWS
) -> list[str] | str:
    """How a line for the user's shell is started.

    With ``/s`` the command prompt removes the outer quotes and no other ones. A list would get its
    quotes escaped, which the command prompt does not understand.

    Args:
        line: The line.
        variables: The environment variables.
        windows: Whether this is Windows.

    Returns:
        What ``subprocess`` takes.
    """
    if not windows:
        return [variables.get("SHELL") or "/bin/sh", "-c", line]
    return f'"{variables.get("COMSPEC") or "cmd.exe"}" /d /s /c "{line}"'


def kill(process: subprocess.Popen[bytes], *, windows: bool = WINDOWS) -> None:
    """Kill a program with those that it started: its process group, if it leads one.

    The command prompt would leave the program that it runs behind.

    Args:
        process: The program.
        windows: Whether this is Windows.
    """
    if windows:
        import subprocess

        words = ("taskkill", "/F", "/T", "/PID", str(process.pid))
        with suppress(OSError):
            subprocess.run(words, capture_output=True, check=False)
    elif os.getpgid(process.pid) == process.pid:
        os.killpg(process.pid, 9)
    process.kill()


def split_words(text: str, *, windows: bool = WINDOWS, which: Which | None = None) -> list[str]:
    """The words of a setting that names a program and its arguments.

    On Windows a backslash is a part of a path, only double quotes are quotes, and the path of a
    program that exists may have spaces.

    Args:
        text: The text, such as the value of ``EDITOR``.
        windows: Whether this is Windows.
        which: Finds a program; None for ``shutil.which``.

    Raises:
        ValueError: A quotation mark is missing.
    """
    if not windows:
        import shlex

        return shlex.split(text)
    which = which or _which
    if not text.lstrip().startswith('"'):
        blanks = [position for position, letter in enumerate(text) if letter == " "]
        for end in [len(text), *reversed(blanks)]:
            program = text[:end].strip()
            if " " in program and '"' not in program and which(program):
                return [program, *_split_quoted(text[end:])]
    return _split_quoted(text)


def _split_quoted(text: str) -> list[str]:
    """Words between spaces that are not in double quotes."""
    import shlex

    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split = True
    lexer.quotes, lexer.escape, lexer.commenters = '"', "", ""
    return list(lexer)


def start_command(
    words: Sequence[str],
    variables: Mapping[str, str],
    *,
    windows: bool = WINDOWS,
    which: Which | None = None,
) -> list[str] | str:
    """How a program is started; on Windows also one that is a batch file, such as ``code``.

    Args:
        words: The program and its arguments.
        variables: The environment variables.
        windows: Whether this is Windows.
        which: Finds a program, also without the end of its name; None for ``shutil.which``.

    Returns:
        What ``subprocess`` takes.
    """
    if not windows:
        return list(words)
    program = (which or _which)(words[0]) or words[0]
    if not program.lower().endswith(BATCH_FILES):
        return [program, *words[1:]]
    line = " ".join((f'"{program}"', *map(_quoted_for_prompt, words[1:])))
    return shell_command(line, variables, windows=True)


def _quoted_for_prompt(word: str) -> str:
    """A word that the command prompt hands to a batch file as it is.

    The prompt replaces variables also in quotes, where a percent sign cannot be escaped: an empty
    part of a variable behind it ends what could be a name. Two quotes are one for every program.
    """
    without_variables = word.replace("%", "%%cd:~,%")
    escaped = re.sub(r'(\\*)("|$)', lambda match: match[1] * 2 + match[2] * 2, without_variables)
    return f'"{escaped}"'


def _which(program: str) -> str | None:
    import shutil

    return shutil.which(program)


def enable_escape_sequences(kernel: Any = None) -> bool:
    """Let the console of Windows understand the sequences for colors and the cursor.

    Args:
        kernel: The functions of ``kernel32``; None for those of this computer.

    Returns:
        False if there is a console that does not.
    """
    import ctypes

    if kernel is None:
        kernel = getattr(ctypes, "WinDLL")("kernel32")  # noqa: B009 - other systems lack it
    kernel.GetStdHandle.restype = ctypes.c_void_p
    understood = True
    for number in (STDOUT_HANDLE, STDERR_HANDLE):
        handle, mode = ctypes.c_void_p(kernel.GetStdHandle(number)), ctypes.c_uint32()
        if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
            continue  # It is a file or a pipe.
        if not mode.value & ESCAPE_SEQUENCES:
            wanted = mode.value | ESCAPE_SEQUENCES
            understood &= bool(kernel.SetConsoleMode(handle, wanted))
    return understood


def is_closed_pipe(error: OSError, *, windows: bool = WINDOWS) -> bool:
    """Whether a write failed because the reader of a pipe is gone; Windows says EINVAL.

    Args:
        error: The error of the write.
        windows: Whether this is Windows.
    """
    if error.errno == errno.EPIPE:
        return True
    code = getattr(error, "winerror", None)
    return windows and (error.errno == errno.EINVAL or code in (NO_DATA, BROKEN_PIPE))


def replace_file(
    source: Path,
    target: Path,
    *,
    windows: bool = WINDOWS,
    sleep: Callable[[float], None] = time.sleep,
    replace: Callable[[Path, Path], object] | None = None,
) -> None:
    """Replace a file in one step. On Windows it may be open in another program for a moment.

    Args:
        source: The new file.
        target: The file.
        windows: Whether this is Windows.
        sleep: Waits.
        replace: Replaces a file; None for the system's way.

    Raises:
        OSError: It cannot be replaced, or is still open after a second.
    """
    delay, waited = FIRST_DELAY, 0.0
    while True:
        try:
            (replace or Path.replace)(source, target)
        except PermissionError:
            if not windows or waited >= REPLACE_SECONDS:
                raise
        else:
            return
        sleep(delay)
        waited += delay
        delay = min(delay * 2, REPLACE_SECONDS / 4)


@contextmanager
def set_program_aside(
    program: Path | None = None, *, windows: bool = WINDOWS, process: int | None = None
) -> Iterator[None]:
    """Let an installer replace this program while it runs.

    Windows cannot write or delete the file of a program that runs, but rename it. A copy takes its
    place, which is complete before anything is renamed; the renamed file goes the next time.

    Args:
        program: The file of the program; None for that of this process.
        windows: Whether this is Windows.
        process: The ID of this process.
    """
    program = program or _program_file(sys.argv[0])
    if not windows or program is None:
        yield
        return
    for old in program.parent.glob(f"{program.name}{ASIDE}*"):
        with suppress(OSError):  # It still runs.
            old.unlink()
    aside = program.with_name(f"{program.name}{ASIDE}{process or os.getpid()}")
    copy = program.with_name(f"{aside.name}.copy")
    try:
        with suppress(OSError):  # Then the installer says what it cannot do.
            copy.write_bytes(program.read_bytes())
            program.rename(aside)
            copy.rename(program)
        yield
    finally:
        with suppress(OSError):
            copy.unlink(missing_ok=True)
        if not program.exists() and aside.exists():
            aside.rename(program)


def _program_file(name: str) -> Path | None:
    """The file that was started; scripts of Windows have no ``.exe`` in their name of it."""
    candidates = (Path(name), Path(f"{name}.exe"))
    return next((p for p in candidates if p.suffix.lower() == ".exe" and p.is_file()), None)
