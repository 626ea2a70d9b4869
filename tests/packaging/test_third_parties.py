"""Third-party plugins: the example from its wheel, and a new one from the scaffold."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from clean_environments import EXAMPLE, ROOT, run

pytestmark = pytest.mark.packaging


def test_the_example_adds_its_command_everywhere(install: Any, built: Path) -> None:
    environment = install("clerk-cli[protect]")
    assert "audit" not in environment.clerk("--help").stdout
    environment.install(next(built.glob("clerk_cli_audit-*.whl")))
    shown = environment.clerk("--help")
    assert "  audit " in shown.stdout
    announcement = 'plugin "audit" (clerk-cli-audit 1.0.0) is loaded for the first time'
    assert announcement in shown.stderr
    assert environment.clerk("__complete", "aud").stdout.startswith("audit\t")
    listed = environment.clerk("plugins", "list")
    assert "audit" in listed.stdout
    assert (announcement in listed.stderr, "billing" in listed.stdout) == (False, False)


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
    done = environment.python("-m", "pytest", "-q", tmp_path / "clerk-cli-demo", cwd=tmp_path)
    assert done.returncode == 0, done.stdout


def test_the_first_lines_of_the_tutorial_work_unchanged(
    install: Any, built: Path, wheelhouse: Path, tmp_path: Path
) -> None:
    environment = install("clerk-cli", pip=True)
    page = (ROOT / "docs/plugins/tutorial.md").read_text(encoding="utf-8")
    lines = re.search(r"```sh\n(.*?)```", page, re.DOTALL)
    assert lines
    variables = {
        "PATH": f"{environment.bin}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(tmp_path),
        "PIP_FIND_LINKS": f"{built} {wheelhouse}",
        "PIP_NO_INDEX": "1",
    }
    (tmp_path / "work").mkdir()
    checks = "python -m ruff check\npython -m mypy src tests\nclerk plugins check .\n"
    script = f"set -e\n{lines[1]}\n{checks}"
    done = run("bash", "-c", script, env=variables, cwd=tmp_path / "work")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 passed" in done.stdout
    assert "Hello!" in done.stdout
    assert "Success: no issues found" in done.stdout


def test_a_plugin_is_installed_and_uninstalled_by_the_program_itself(
    install: Any, built: Path, wheelhouse: Path
) -> None:
    environment = install("clerk-cli", pip=True)
    links = {"PIP_FIND_LINKS": f"{built} {wheelhouse}", "PIP_NO_INDEX": "1"}
    done = environment.clerk("plugins", "install", "users", "--yes", **links)
    assert done.returncode == 0, done.stderr
    assert "  users" in environment.clerk("--help").stdout
    assert "Successfully installed clerk-cli-users-" in done.stderr
    done = environment.clerk("plugins", "uninstall", "users", "--yes", **links)
    assert done.returncode == 0, done.stderr
    assert "  users" not in environment.clerk("--help").stdout


def test_a_team_file_is_applied_from_an_empty_environment_to_no_difference(
    install: Any, built: Path, wheelhouse: Path, tmp_path: Path
) -> None:
    environment = install("clerk-cli[jwks]", pip=True)
    links = {"PIP_FIND_LINKS": f"{built} {wheelhouse}", "PIP_NO_INDEX": "1"}
    team = tmp_path / "clerk.toml"
    team.write_text('# ours\n[plugins]\nusers = "*"  # everybody\nclerk-cli-audit = ">=1"\n')

    def clerk(*argv: str) -> Any:
        return run(
            environment.bin / "clerk", *argv, env=environment.variables | links, cwd=tmp_path
        )

    assert clerk("plugins", "sync", "--check", "--exact").returncode == 1
    done = clerk("plugins", "sync", "--exact", "--yes")
    assert done.returncode == 0, done.stderr
    assert clerk("plugins", "sync", "--check", "--exact").returncode == 0
    listed = clerk("plugins", "list", "-o", "json")
    assert [row["name"] for row in json.loads(listed.stdout)["data"]] == ["audit", "users"]
    assert "for the first time" not in listed.stderr
    assert clerk("plugins", "install", "jwks", "--save", "--yes").returncode == 0
    assert clerk("plugins", "uninstall", "clerk-cli-audit", "--save", "--yes").returncode == 0
    assert team.read_text() == ('# ours\n[plugins]\nusers = "*"  # everybody\njwks = "*"\n')
