"""Imports at start-up: nothing heavy before it is needed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from clerk_cli.testing import CommandLine

HEAVY = {
    "requests", "urllib3", "yaml", "inquirer", "blessed", "tenacity", "filelock", "wcwidth",
    "sqlite3", "http.server", "clerk_backend_api", "clerk_cli_users.commands",
}  # fmt: skip

REPORT = """
import atexit, sys
atexit.register(lambda: sys.stderr.write("\\nMODULES " + " ".join(sys.modules)))
from clerk_cli.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def imported(clerk: CommandLine, *argv: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", REPORT, *argv],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **clerk.variables},
        cwd=clerk.directory,
    )
    return set(done.stderr.rsplit("MODULES ", 1)[1].split())


@pytest.mark.parametrize(
    "argv",
    [
        ["--version"],
        ["--help"],
        ["config", "--help"],
        ["config", "list"],
        ["config", "get", "output"],
        ["config", "path"],
        ["config", "profile", "list"],
        ["config", "alias", "list"],
        ["whoami"],
        ["whoami", "-o", "json"],
    ],
    ids=" ".join,
)
def test_a_local_command_imports_nothing_heavy(clerk: CommandLine, argv: list[str]) -> None:
    assert imported(clerk, *argv) & HEAVY == set()


def test_the_version_imports_no_library(clerk: CommandLine) -> None:
    modules = imported(clerk, "--version")
    assert not {name for name in modules if name.split(".")[0] in ("cleo", "pluggy", "typing")}


@pytest.mark.parametrize("argv", [["--help"], ["users", "--help"], ["users", "list", "--help"]])
def test_help_does_not_import_cleo(clerk: CommandLine, argv: list[str]) -> None:
    assert not {name for name in imported(clerk, *argv) if name.split(".")[0] == "cleo"}


def test_operations_are_listed_without_the_program(clerk: CommandLine) -> None:
    imported(clerk, "--help")  # writes the index
    modules = imported(clerk, "api", "ls", "users")
    assert "clerk_cli_api.listing" in modules
    assert not {"json", "cleo", "clerk_cli.console", "clerk_cli_api.commands"} & modules


def test_help_of_a_command_imports_nothing_heavy(clerk: CommandLine) -> None:
    assert not imported(clerk, "users", "list", "--help") & (HEAVY - {"clerk_cli_users.commands"})


def test_a_command_imports_no_other_plugin(clerk: CommandLine) -> None:
    modules = imported(clerk, "users", "emails", "list", "--help")
    assert "clerk_cli_users.emails" in modules
    assert not {"clerk_cli_users.phones", "clerk_cli_sandbox.commands"} & modules


@pytest.mark.slow
@pytest.mark.parametrize(
    "argv",
    [
        ["-p", "sandbox", "users", "list"],
        ["--dry-run", "users", "delete", "user_123"],
        ["users", "list", "--columns"],
    ],
    ids=" ".join,
)
def test_a_command_that_needs_no_secure_connection_reads_no_ca_bundle(
    clerk: CommandLine, argv: list[str]
) -> None:
    assert "clerk_cli.startup.ca_bundle" not in imported(clerk, *argv)
