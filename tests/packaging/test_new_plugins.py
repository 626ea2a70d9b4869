"""What ``clerk plugins new`` writes passes the linter, the type checker and its own tests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from site_folder import describe
from source_tree import ROOT
from test_plugin_docs import COMMAND, IMPORTS, PACKAGE, TEST, new_plugin

from clerk_cli.packages.scaffold import scaffold

pytestmark = pytest.mark.packaging

TOOLS = (
    ("-m", "ruff", "format", "--check", "."),
    ("-m", "ruff", "check", "."),
    ("-m", "mypy", "src", "tests"),
    ("-m", "pytest", "-q"),
)
"""What the tutorial and the workflow of a new plugin run."""


def run_tools(project: Path) -> None:
    """Run the linter, the type checker and the tests of a plugin in its folder."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(project / "src"),
        "MYPY_CACHE_DIR": str(ROOT / ".mypy_cache/scaffold"),
    }
    for tool in TOOLS:
        done = subprocess.run(
            [sys.executable, *tool],
            cwd=project,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(tool)}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("name", ["greetings", "weather-report"])
def test_a_new_plugin_passes_its_linter_type_checker_and_tests(tmp_path: Path, name: str) -> None:
    if name == "greetings":
        run_tools(new_plugin(tmp_path))
        return
    project = scaffold(name, tmp_path)
    module = "clerk_cli_weather_report"
    describe(project / "src", name, module, distribution=f"clerk-cli-{name}", version="0.1.0")
    run_tools(project)


def test_what_the_page_adds_passes_them_as_well(tmp_path: Path) -> None:
    project = new_plugin(tmp_path)
    commands, tests = project / PACKAGE / "commands.py", project / "tests/test_commands.py"
    text = commands.read_text(encoding="utf-8")
    imports = re.search(r"^from clerk_cli\.api import \(\n.*?^\)\n", text, re.DOTALL | re.MULTILINE)
    assert imports
    text = text.replace(imports[0], IMPORTS)
    commands.write_text(f"{text}\n\n{COMMAND}", encoding="utf-8")
    tests.write_text(f"{tests.read_text(encoding='utf-8')}\n\n{TEST}", encoding="utf-8")
    run_tools(project)
