"""The sandbox where its disk is full, or its file cannot be used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from clerk_cli.api import LocalError
from clerk_cli.testing import CommandLine
from clerk_cli_sandbox.storage.store import Store

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")

LIMITED = """
import resource, sys
sys.dont_write_bytecode = True
from clerk_cli.__main__ import run
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
sys.exit(run())
"""


def limited(clerk: CommandLine, size: int, *argv: str) -> subprocess.CompletedProcess[str]:
    """Run a command line in a process that cannot write files beyond a size."""
    return subprocess.run(
        [sys.executable, "-c", LIMITED, str(size), *argv], capture_output=True, text=True,
        env=clerk.variables, cwd=clerk.directory, check=False,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "argv",
    [
        ["-p", "sandbox", "users", "create", "--email", "new@example.com"],
        ["-p", "sandbox", "users", "list"],
        ["sandbox", "reset", "--force"],
        ["sandbox", "seed", "demo"],
    ],
    ids=" ".join,
)
def test_a_disk_that_takes_nothing_is_named_and_nothing_is_lost(
    clerk: CommandLine, argv: list[str]
) -> None:
    assert clerk("sandbox", "reset", "--seed", "demo", "--force").code == 0
    before = clerk("-p", "sandbox", "users", "list", "-o", "json").json["total_count"]
    done = limited(clerk, 4096, *argv)
    assert done.returncode == (0 if argv[-1] == "list" else 1)
    assert ("✗ cannot use the sandbox database " in done.stderr) is (argv[-1] != "list")
    for unhelpful in ("sandbox reset", "OperationalError", "Traceback", "plugin", "report"):
        assert unhelpful not in done.stderr
    assert clerk("-p", "sandbox", "users", "list", "-o", "json").json["total_count"] == before


@pytest.mark.parametrize("pages", [1, 20])
def test_a_full_database_says_so_and_keeps_what_it_has(tmp_path: Path, pages: int) -> None:
    store = Store(tmp_path / "sandbox.db")
    used = store._database.execute("PRAGMA page_count").fetchone()[0]
    store._database.execute(f"PRAGMA max_page_count = {used + pages}")
    store.put("user", {"id": "user_1"})
    with pytest.raises(LocalError, match="no space left for the sandbox database"):
        store.put_many("user", ({"id": f"user_{n}", "x": "y" * 9000} for n in range(500)))
    assert store.counts() == {"user": 1}
    store.put("user", {"id": "user_1", "x": "y"})
    store.close()


def test_a_database_in_a_folder_that_does_not_exist_any_longer_is_named(tmp_path: Path) -> None:
    path = tmp_path / "file" / "sandbox.db"
    path.parent.write_text("")
    with pytest.raises(LocalError, match="cannot create the sandbox database"):
        Store(path)
