"""``clerk plugins check``: what it takes, and plugins that end the process."""

from __future__ import annotations

import os
import sys
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
    assert (row["place"], row["message"]) == ("tea", f"it ends the process that imports it ({how})")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
def test_a_plugin_that_does_not_end_has_a_mistake(
    clerk: CommandLine, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(separate, "SECONDS", 0.5)
    write(project, f"{MANIFEST}{COMMAND}\n@hookimpl\ndef clerk_settings():\n    while True: pass\n")
    result = clerk("plugins", "check", "./v", "-o", "json")
    assert result.code == 1
    (row,) = result.json["data"]
    assert row["message"] == "it does not end within 0.5 seconds"


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
