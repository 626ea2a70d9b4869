"""The ``console`` blocks of Markdown pages: commands after ``$ ``, and what they print.

In what a page shows, ``…`` stands for any text, and on a line of its own for any lines. Times and
ages differ from day to day, and the widths of columns with them, so that neither is compared.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from typing import NamedTuple

from clerk_cli.testing import CommandLine

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PROMPT, CONTINUATION, ELISION = "$ ", "> ", "…"
SHELL_SIGNS = ("|", ">", "<", "$", "`", ";", "&")
"""What only a shell understands; alone in quotes it is given to a shell as well."""

TOOLS = ("curl", "jq")
"""Programs that pages use and not every machine has."""

EXPORT = re.compile(r"export (\w+)=(.*)", re.DOTALL)
TIME = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2})?(?:[+-]\d{2}:\d{2}|Z)?")
AGE = re.compile(r"\bjust now\b|\bin \d+ [a-z]+\b|\b\d+ [a-z]+ ago\b")


class Step(NamedTuple):
    """A command, and what a page shows as its output.

    Args:
        command: The command line, without the prompt.
        output: Everything up to the next prompt.
    """

    command: str
    output: str


def steps_of(page: str) -> list[Step]:
    """The commands of a page, in order.

    Args:
        page: The text of the page.
    """
    steps: list[Step] = []
    for block in BLOCK.findall(page):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            first, *lines = part.rstrip("\n").split("\n")
            command = [first]
            while lines and (lines[0].startswith(CONTINUATION) or command[-1].endswith("\\")):
                command.append(lines.pop(0).removeprefix(CONTINUATION))
            steps.append(Step("\n".join(command), "\n".join(lines)))
    return steps


def missing_tools(steps: list[Step]) -> list[str]:
    """The programs that the commands use and this machine does not have."""
    used = {word for step in steps for word in re.findall(r"[\w-]+", step.command)}
    return [tool for tool in TOOLS if tool in used and shutil.which(tool) is None]


def differences(shown: str, printed: str) -> list[str]:
    """The lines of a page that were not printed, and the printed ones that it does not show.

    Args:
        shown: What the page shows.
        printed: What the program printed, its two streams in any order.
    """
    rest = [_normal(line) for line in printed.splitlines() if line.strip()]
    missing: list[str] = []
    lines = [line for line in shown.splitlines() if line.strip()]
    for line in lines:
        if line.strip() == ELISION:
            continue
        pattern = ".*".join(map(re.escape, _normal(line).split(ELISION)))
        found = next((each for each in rest if re.fullmatch(pattern, each)), None)
        if found is None:
            missing.append(f"- {line}")
        else:
            rest.remove(found)
    is_partial = any(line.strip() == ELISION for line in lines)
    return missing + ([] if is_partial else [f"+ {line}" for line in rest])


def _normal(line: str) -> str:
    """A line without what differs from day to day."""
    return " ".join(AGE.sub("AGE", TIME.sub("TIME", line)).split())


class ConsoleSession:
    """A person at a shell: what is exported stays, and ``$?`` is the last exit status.

    What is only a ``clerk`` command runs in this process, everything else in bash.

    Args:
        clerk: Runs the commands; its home and working directory are the person's.
    """

    def __init__(self, clerk: CommandLine) -> None:
        self._clerk = clerk
        self._status = 0
        programs = clerk.home / "programs"
        programs.mkdir()
        program = programs / "clerk"
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m clerk_cli "$@"\n')
        program.chmod(0o755)
        clerk.variables["PATH"] = os.pathsep.join([str(programs), clerk.variables["PATH"]])

    def run(self, command: str) -> str:
        """Run a command and return what it prints.

        Args:
            command: The command line.
        """
        if export := EXPORT.fullmatch(command):
            return self._export(export[1], export[2])
        if command.startswith("clerk ") and not any(sign in command for sign in SHELL_SIGNS):
            result = self._clerk(*shlex.split(command)[1:])
            self._status = result.code
            return result.out + result.err
        done = self._shell(command)
        return done.stdout + done.stderr

    def _export(self, name: str, value: str) -> str:
        if not any(sign in value for sign in SHELL_SIGNS):
            self._clerk.variables[name] = "".join(shlex.split(value))
            return ""
        done = self._shell(f"printf %s {value}")
        self._clerk.variables[name] = done.stdout
        return done.stderr

    def _shell(self, command: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            ["bash", "-c", f"(exit {self._status})\n{command}"],
            env=self._clerk.variables,
            cwd=self._clerk.directory,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        self._status = done.returncode
        return done
