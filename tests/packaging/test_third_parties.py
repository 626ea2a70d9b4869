"""A stranger's plugin: the example from its wheel, and a new one as it is scaffolded."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from clean_environments import EXAMPLE

pytestmark = pytest.mark.packaging


def test_the_example_adds_its_command_everywhere(install: Any, built: Path) -> None:
    environment = install("clerk-cli[protect]")
    assert "audit" not in environment.clerk("--help").stdout
    environment.install(next(built.glob("clerk_cli_audit-*.whl")))
    assert "  audit " in environment.clerk("--help").stdout
    assert environment.clerk("__complete", "aud").stdout.startswith("audit\t")
    listed = environment.clerk("plugins", "list")
    assert "audit" in listed.stdout
    assert 'plugin "audit" (clerk-cli-audit 1.0.0) is loaded for the first time' in listed.stderr
    assert "billing" not in listed.stdout


def test_the_example_passes_its_own_tests(install: Any, built: Path, tmp_path: Path) -> None:
    environment = install("clerk-cli[users,testing]", next(built.glob("clerk_cli_audit-*.whl")))
    shutil.copytree(EXAMPLE / "tests", tmp_path / "tests")
    done = environment.python("-m", "pytest", "-q", tmp_path / "tests", cwd=tmp_path)
    assert done.returncode == 0, done.stdout


def test_a_new_plugin_works_and_passes_its_tests(install: Any, tmp_path: Path) -> None:
    environment = install("clerk-cli[testing]")
    made = environment.clerk("plugins", "new", "demo", "--directory", str(tmp_path))
    assert made.returncode == 0, made.stderr
    environment.install(tmp_path / "clerk-cli-demo")
    hello = environment.clerk("demo", "hello", "-o", "json")
    assert (hello.returncode, '"greeting": "Hello!"' in hello.stdout) == (0, True)
    done = environment.python("-m", "pytest", "-q", cwd=tmp_path / "clerk-cli-demo")
    assert done.returncode == 0, done.stdout


def test_a_plugin_is_installed_and_uninstalled_by_the_program_itself(
    install: Any, built: Path, wheelhouse: Path
) -> None:
    environment = install("clerk-cli", pip=True)
    links = {"PIP_FIND_LINKS": f"{built} {wheelhouse}", "PIP_NO_INDEX": "1"}
    done = environment.clerk("plugins", "install", "users", "--yes", **links)
    assert done.returncode == 0, done.stderr
    assert "  users" in environment.clerk("--help").stdout
    done = environment.clerk("plugins", "uninstall", "users", "--yes", **links)
    assert done.returncode == 0, done.stderr
    assert "  users" not in environment.clerk("--help").stdout
