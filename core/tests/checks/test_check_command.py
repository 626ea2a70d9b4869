"""``clerk plugins check``: what it takes, and plugins that end the process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clerk_cli.checks import separate
from clerk_cli.testing import CommandLine

MANIFEST = """
from clerk_cli.plugins import Group, hookimpl

@hookimpl
def clerk_groups():
    return [Group("tea", "Make tea", __name__)]
"""
COMMAND = '''
from clerk_cli.api import *

class Brew(Command, name="tea brew", examples=(Example("clerk tea brew", "Brew"),)):
    """Brew tea."""

    def run(self, context):
        return {}
'''
PROJECT = """
[project]
name = "{distribution}"
version = "1.0"

[project.entry-points."clerk_cli.plugins"]
{name} = "{module}"
"""
ROOT = Path(__file__).parents[3]


@pytest.fixture
def project(clerk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for a project, whose modules are forgotten afterwards."""
    monkeypatch.setattr("sys.path", [*sys.path])
    folder = clerk.directory / "v"
    folder.mkdir()
    return folder


def write(
    project: Path, code: str, *, name: str = "tea", distribution: str = "clerk-cli-tea"
) -> None:
    module = f"{project.parent.parent.name.replace('-', '_')}_tea"
    (project / f"{module}.py").write_text(code)
    text = PROJECT.format(name=name, module=module, distribution=distribution)
    (project / "pyproject.toml").write_text(text)


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("import os; os._exit(0)", "exit status 0"),
        ("import os; os._exit(3)", "exit status 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "signal 9"),
    ],
)
@pytest.mark.parametrize("place", ["module", "hook"])
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
def test_a_plugin_that_ends_the_process_has_a_mistake(
    clerk: CommandLine, project: Path, code: str, how: str, place: str
) -> None:
    hook = f"\n@hookimpl\ndef clerk_settings():\n    {code}\n"
    write(project, MANIFEST + COMMAND + (code if place == "module" else hook))
    result = clerk("plugins", "check", "./v", "-o", "json")
    assert result.code == 1
    (row,) = result.json["data"]
    assert (row["place"], row["message"]) == ("tea", f"importing it ends the process ({how})")


@pytest.fixture
def two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the time that a check may take."""
    monkeypatch.setattr(separate, "MAX_SECONDS", 2.0)
    monkeypatch.setattr(separate, "LAST_SECONDS", 1.0)


HOOK = "@hookimpl\ndef clerk_settings():\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "place", "line"),
    [
        (f"{HOOK}    while True: pass\n", "clerk_settings", "while True: pass"),
        (f"def wait():\n    time.sleep(600)\n{HOOK}    wait()\n", "clerk_settings",
         "time.sleep(600)"),
        ("subprocess.run(['sleep', '600'])\n", "", "subprocess.run(['sleep', '600'])"),
    ],
    ids=["loop", "sleep", "program"],
)  # fmt: skip
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
@pytest.mark.usefixtures("two_seconds")
def test_a_plugin_that_does_not_return_has_a_mistake_with_its_place(
    clerk: CommandLine, project: Path, code: str, place: str, line: str
) -> None:
    write(project, f"import subprocess, time\n{MANIFEST}{COMMAND}{code}")
    module = next(project.glob("*.py"))
    result = clerk("plugins", "check", "./v", "-o", "json")
    assert result.code == 1
    (row,) = result.json["data"]
    message = "it did not return within 2 seconds"
    assert (row["place"], row["message"]) == (place or module.stem, message)
    source, _, number = row["source"].rpartition(":")
    assert source == str(module)
    assert module.read_text().splitlines()[int(number) - 1].strip() == line


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
@pytest.mark.usefixtures("two_seconds")
def test_a_plugin_that_stops_all_threads_has_a_mistake(clerk: CommandLine, project: Path) -> None:
    write(project, f"{MANIFEST}{COMMAND}import re\nre.match('(a*)*b', 'a' * 60)\n")
    (row,) = clerk("plugins", "check", "./v", "-o", "json").json["data"]
    assert (row["place"], row["message"]) == ("tea", "it did not return within 2 seconds")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
@pytest.mark.usefixtures("two_seconds")
def test_a_program_that_the_plugin_started_ends_with_the_check(
    clerk: CommandLine, project: Path
) -> None:
    note = project / "pid"
    start = "import subprocess\nprocess = subprocess.Popen(['sleep', '600'])\n"
    write(project, f"{MANIFEST}{COMMAND}{start}open({str(note)!r}, 'w').write(str(process.pid))\n")
    assert clerk("plugins", "check", "./v").code == 0
    assert has_ended(int(note.read_text()))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
@pytest.mark.usefixtures("two_seconds")
def test_a_process_that_the_plugin_forked_does_not_hold_up_the_check(
    clerk: CommandLine, project: Path
) -> None:
    fork = "import os, time\nif not os.fork():\n    time.sleep(600)\n"
    write(project, f"{MANIFEST}{COMMAND}{fork}")
    started = time.monotonic()
    assert clerk("plugins", "check", "./v").code == 0
    assert time.monotonic() - started < 2


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
def test_an_interrupted_check_ends_the_process_of_the_plugin(
    clerk: CommandLine, project: Path
) -> None:
    note = project / "pid"
    loop = f"import os\nopen({str(note)!r}, 'w').write(f'{{os.getpid()}}.')\nwhile True: pass\n"
    write(project, f"{MANIFEST}{COMMAND}{loop}")
    with subprocess.Popen(
        [sys.executable, "-m", "clerk_cli", "plugins", "check", "./v"], stderr=subprocess.PIPE,
        env=os.environ | clerk.variables, cwd=clerk.directory, start_new_session=True,
    ) as check:  # fmt: skip
        while not (note.exists() and note.read_text().endswith(".")):
            time.sleep(0.01)
        check.send_signal(signal.SIGINT)
        assert check.wait(10) == 130
    process = int(note.read_text().rstrip("."))
    assert process != check.pid
    assert has_ended(process)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process without it")
def test_a_check_that_does_not_return_also_ends_without_a_process_of_its_own(
    clerk: CommandLine, project: Path
) -> None:
    write(project, f"{MANIFEST}{COMMAND}\nwhile True:\n    pass\n")
    script = (
        "import os; del os.fork; from clerk_cli.checks import separate;"
        "separate.MAX_SECONDS = 2; from clerk_cli.__main__ import main;"
        "main(['plugins', 'check', './v'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False,
        env=os.environ | clerk.variables, cwd=clerk.directory, timeout=60,
    )  # fmt: skip
    assert (done.returncode, "_tea.py" in done.stderr) == (1, True), done.stderr


def has_ended(process: int) -> bool:
    """Whether a process ends within a second; one whose parent is gone may remain as a zombie."""
    for _ in range(100):
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
        ).stdout.strip()
        if not state or state.startswith("Z"):
            return True
        time.sleep(0.01)
    return False


def test_what_the_plugin_prints_is_not_taken_for_a_result(
    clerk: CommandLine, project: Path
) -> None:
    write(project, f"import os\nprint('NOISE')\nos.system('echo NOISE')\n{MANIFEST}{COMMAND}")
    result = clerk("plugins", "check", "./v")
    assert (result.code, result.out) == (0, "")
    assert result.err == "✓ No mistakes in tea (1 command).\n"


def test_mistakes_have_files_and_lines(clerk: CommandLine, project: Path) -> None:
    write(project, MANIFEST + COMMAND.replace('    """Brew tea."""\n', ""))
    (row,) = clerk("plugins", "check", "./v", "-o", "json").json["data"]
    assert row["message"] == "it has no docstring, which is its help"
    assert row["source"].endswith("_tea.py:10")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("users", 'its name is reserved for the official plugin "users"'),
        ('"we ather"', '"we ather" is not a valid plugin name'),
    ],
)
def test_a_name_that_the_loader_refuses_is_a_mistake(
    clerk: CommandLine, project: Path, name: str, message: str
) -> None:
    write(project, MANIFEST + COMMAND, name=name)
    result = clerk("plugins", "check", "./v", "-o", "json")
    assert message in [row["message"] for row in result.json["data"]]


def test_a_value_that_does_not_name_a_module_is_refused(clerk: CommandLine, project: Path) -> None:
    write(project, MANIFEST)
    path = project / "pyproject.toml"
    path.write_text(PROJECT.format(name="tea", module="a b", distribution="clerk-cli-tea"))
    because = 'the plugin "tea": "a b" is not a valid module'
    assert clerk.refuses("plugins", "check", "./v", because=because)


@pytest.mark.matrix
@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "plugins").iterdir()))
def test_the_folder_of_an_official_plugin_has_no_mistakes(
    clerk: CommandLine, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("sys.path", [*sys.path])
    result = clerk("plugins", "check", str(ROOT / "plugins" / name))
    assert (result.code, result.out) == (0, ""), result.out


def test_a_folder_that_looks_like_a_name_is_pointed_out(clerk: CommandLine, project: Path) -> None:
    result = clerk("plugins", "check", project.name)
    assert (result.code, "To check the folder: clerk plugins check ./v" in result.err) == (2, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with a name")
def test_a_pipe_is_not_a_file(clerk: CommandLine, project: Path) -> None:
    os.mkfifo(project / "pipe.py")
    assert clerk.refuses("plugins", "check", "./v/pipe.py", because="pipe.py is not a file")


@pytest.mark.parametrize("name", ["us", "conf", "test"])
def test_a_new_plugin_is_not_named_like_an_abbreviation(clerk: CommandLine, name: str) -> None:
    because = f'"{name}" is an abbreviation of the command "'
    assert clerk.refuses("plugins", "new", name, because=because)
    assert list(clerk.directory.iterdir()) == []
