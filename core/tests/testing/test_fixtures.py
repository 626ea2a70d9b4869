"""The pytest plugin for plugin authors."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clerk_cli.testing import CommandLine

pytestmark = pytest.mark.early

OTHERS = ("cacheprovider", "anyio", "hypothesispytest", "xdist")
OPTIONS = ["--rootdir=.", "--basetemp=inner", *(f"-pno:{name}" for name in OTHERS)]
"""Without these, most of the time goes to other plugins, and to the folders of earlier runs."""


@pytest.fixture
def inner(tmp_path: Path) -> InnerSuite:
    return InnerSuite(tmp_path)


class InnerSuite:
    """The test suite of a plugin author, run by pytest in a new process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, text: str) -> str:
        """Run one test that fails, and return the output of pytest."""
        (self._folder / "test_inner.py").write_text(text)
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *OPTIONS, "-s", "test_inner.py"],
            cwd=self._folder, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 1, done.stdout + done.stderr
        return done.stdout


def test_the_settings_of_the_person_who_runs_the_tests_are_ignored(
    clerk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLERK_SECRET_KEY", "sk_test_of_this_person")
    for run in (clerk, clerk.process):
        result = run("config", "get", "clerk.key", "--resolve", "-o", "json")
        assert result.json["value"] is None
    assert clerk("config", "path").out.strip() == str(clerk.config / "profiles")


def test_a_plugin_can_be_added_without_installing_it(
    clerk: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = """
from clerk_cli.plugins import Setting, hookimpl

@hookimpl
def clerk_settings():
    return [Setting("{name}.color", "Its color")]
"""
    for name in ("garden", "kitchen"):
        (tmp_path / f"not_installed_{name}.py").write_text(manifest.format(name=name))
    monkeypatch.syspath_prepend(str(tmp_path))
    clerk.add_plugin("garden", "not_installed_garden")
    clerk.add_plugin("kitchen", "not_installed_kitchen")
    shown = clerk("config", "list").out
    assert "garden.color" in shown
    assert "kitchen.color" in shown


@pytest.mark.slow
def test_an_unexpected_request_fails_the_test(inner: InnerSuite) -> None:
    output = inner.run("""
import urllib.request

def test_it(fake_api):
    try:
        urllib.request.urlopen(fake_api.url + "/v1/users")
    except OSError:
        pass
""")
    assert "unexpected requests: [Received(method='GET', target='/v1/users'" in output


@pytest.mark.slow
def test_a_failed_test_leaves_no_program_and_no_thread_behind(inner: InnerSuite) -> None:
    output = inner.run("""
def test_it(clerk, fake_api):
    terminal = clerk.on_terminal("init")
    terminal.expect("Clerk Secret Key")
    print("the program is", terminal.process_id)
    assert False, "on purpose"
""")
    assert "on purpose" in output
    process = re.search(r"the program is (\d+)", output)
    assert process
    with pytest.raises(ProcessLookupError):
        os.kill(int(process[1]), 0)
