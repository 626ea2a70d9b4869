"""The program on the path, completion, the terminal and its encoding."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from platform import python_version
from shlex import quote
from typing import TYPE_CHECKING

from clerk_cli import __version__
from clerk_cli.builtin.doctor.finding import INFO, OK, WARNING, Finding
from clerk_cli.builtin.shell_completion import setup_of
from clerk_cli.environment import is_terminal
from clerk_cli.output.times import zone_problem

if TYPE_CHECKING:
    from clerk_cli.context import Context


def check_shell(context: Context) -> Iterator[Finding]:
    """Look at the shell and the terminal that the program was started in."""
    yield Finding("version", OK, f"clerk {__version__}, Python {python_version()}")
    yield _program(context)
    yield _completion(context)
    yield _terminal(context)
    yield _encoding(context)
    if message := zone_problem(context.environment.variables):
        yield Finding("time zone", WARNING, message, "unset TZ")


def _program(context: Context) -> Finding:
    folder = Path(sys.executable).parent
    program = shutil.which("clerk", path=context.environment.variables.get("PATH", ""))
    if program is None:
        if shutil.which("clerk", path=str(folder)) is None:
            return Finding("program", INFO, "clerk is not on the PATH")
        fix = f'export PATH={quote(str(folder))}:"$PATH"'
        return Finding("program", WARNING, "clerk is not on the PATH", fix)
    if Path(program).parent != folder and Path(os.path.realpath(program)).parent != folder:
        message = f"the clerk on the PATH is {program}, this one runs in {folder}"
        return Finding("program", INFO, message)
    return Finding("program", OK, program)


def _completion(context: Context) -> Finding:
    setup = setup_of(context.environment.variables)
    if setup is None:
        return Finding("completion", INFO, "SHELL is neither bash, zsh nor fish")
    if setup.is_done:
        return Finding("completion", OK, f"on for {setup.shell} ({setup.path})")
    folder = f"mkdir -p {quote(str(setup.path.parent))} && " if setup.shell == "fish" else ""
    fix = f"{folder}echo {quote(setup.line)} >> {quote(str(setup.path))}"
    return Finding("completion", INFO, f"off for {setup.shell}", fix)


def _terminal(context: Context) -> Finding:
    environment = context.environment
    if not is_terminal(environment.stdout):
        return Finding("terminal", INFO, "stdout is not a terminal")
    name = environment.variables.get("TERM", "")
    colors = "with" if environment.colors(environment.stdout) else "without"
    asks = "" if environment.interactive else ", but stdin is not, so nothing is asked"
    text = f"{name or 'unknown'}, {environment.width} columns, {colors} colors{asks}"
    return Finding("terminal", OK, text)


def _encoding(context: Context) -> Finding:
    encoding = context.environment.encoding.lower()
    if encoding.replace("-", "") in ("utf8", "utf8sig"):
        return Finding("encoding", OK, encoding)
    message = f"stdout is {encoding}: other characters are written as escapes"
    fix = "setx PYTHONUTF8 1" if sys.platform == "win32" else "export PYTHONUTF8=1"
    return Finding("encoding", WARNING, message, fix)
