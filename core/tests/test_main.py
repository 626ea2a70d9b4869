"""The end of a process of the program."""

from __future__ import annotations

import subprocess
import sys

import pytest

from clerk_cli.testing import CommandLine


def run(clerk: CommandLine, before: str, *argv: str) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own, after some code."""
    code = f"import sys; {before}; from clerk_cli.__main__ import run; sys.exit(run())"
    return subprocess.run(
        [sys.executable, "-c", code, *argv],
        capture_output=True,
        text=True,
        env=clerk.variables,
        cwd=clerk.directory,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("argv", "status"),
    [(["whoami"], 0), (["nonsense"], 2), (["config", "profile", "use", "no"], 1)],
)
def test_the_exit_status_is_that_of_the_command(
    clerk: CommandLine, argv: list[str], status: int
) -> None:
    assert run(clerk, "pass", *argv).returncode == status


@pytest.mark.slow
@pytest.mark.parametrize("argv", [["--version"], ["--help"], ["config", "path"]])
def test_an_exit_handler_is_called(clerk: CommandLine, argv: list[str]) -> None:
    done = run(clerk, "import atexit; atexit.register(print, 'bye')", *argv)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "bye"


@pytest.mark.slow
def test_other_threads_are_waited_for(clerk: CommandLine) -> None:
    work = "lambda: threading.main_thread().join() or print('done')"
    thread = f"import threading; threading.Thread(target={work}).start()"
    assert run(clerk, thread, "config", "path").stdout.endswith("done\n")


@pytest.mark.parametrize(("tracer", "cut"), [("None", "cut short\n"), ("lambda *_: None", "")])
def test_a_tracer_sees_the_interpreter_end(clerk: CommandLine, tracer: str, cut: str) -> None:
    noted = "sys.stderr.write('cut short') and sys.stderr.write(chr(10))"
    done = run(clerk, f"import os; os._exit = lambda _: {noted}; sys.settrace({tracer})", "-v")
    assert (done.returncode, done.stderr) == (0, cut)
