"""What counts for the run, and not only since it was resumed: failures, and progress."""

from __future__ import annotations

import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from clerk_cli_migrate.journal.steps import DONE, OPEN, READY, SENDING, USER
from clerk_cli_migrate.journal.store import Journal

FULL = Path("/dev/full")
BAD = {"password": "password"}


def resume(server: Any, *options: str) -> Any:
    return server.run("migrate", "import", "--resume", "last", "-o", "json", *options)


@pytest.fixture
def stopped(server: Any, write_records: Any, user: Any) -> Path:
    """The journal of a run of which more failed than may; only user 0 was created."""
    write_records([user(0), *(user(number, **BAD) for number in range(1, 200))])
    argv = ("migrate", "import", "users.ndjson", "--rate", "5000", "--max-failures", "2")
    done = server.run(*argv, "-o", "json")
    assert (done.code, done.json["open"] > 0) == (1, True), done.err
    return Path(done.json["journal"])


@pytest.mark.slow
@pytest.mark.parametrize("options", [[], ["--max-failures", "2"], ["--max-failures", "1%"]])
def test_a_run_that_failed_too_often_sends_nothing_when_it_is_resumed(
    server: Any, stopped: Path, options: list[str]
) -> None:
    journal = Journal(stopped)
    # A part means little before many records have an outcome.
    for step in islice(journal.steps(USER, (READY,)), 60):
        journal.finish(step, DONE)
    left = len(list(journal.steps(USER, OPEN)))
    journal.close()
    resumed = resume(server, *options)
    assert (resumed.code, resumed.json["open"]) == (1, left)
    assert f"{resumed.json['failed']} failed before it was resumed" in resumed.err
    assert "resume it with a higher limit" in resumed.err


def test_failures_before_a_run_was_resumed_count_toward_its_limit(
    server: Any, stopped: Path
) -> None:
    journal = Journal(stopped, read_only=True)
    before = journal.counts()[USER]["failed"]
    journal.close()
    resumed = resume(server, "--max-failures", str(before), "--rate", "20")
    # More than one may be under way when the limit is exceeded.
    assert before < resumed.json["failed"] < before + 30
    assert f"(--max-failures {before})" in resumed.err
    assert f"{before + 1} failed" in resumed.err


def test_progress_counts_what_was_done_before_a_run_was_resumed(server: Any, stopped: Path) -> None:
    journal = Journal(stopped, read_only=True)
    done = 200 - len(list(journal.steps(USER, OPEN)))
    journal.close()
    assert f"{done} of 200 done." in resume(server).err


@pytest.mark.slow
@pytest.mark.parametrize(("number", "words"), [(1, "1 request "), (2, "2 requests ")])
def test_requests_whose_outcome_was_unknown_are_counted_in_words(
    server: Any, stopped: Path, number: int, words: str
) -> None:
    journal = Journal(stopped)
    journal.release(journal.steps(USER, (SENDING,)))
    assert len(journal.claim(USER, number)) == number
    assert journal.counts()[USER][SENDING] == number
    journal.close()
    assert f"Looked up {words}whose outcome was unknown." in resume(server).err


@pytest.mark.slow
@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a full device")
@pytest.mark.parametrize(
    "argv", [("import", "users.ndjson"), ("import", "--resume", "last"), ("undo", "last", "-f")]
)
def test_a_full_stdout_is_not_blamed_on_the_journal(
    server: Any, stopped: Path, argv: tuple[str, ...]
) -> None:
    if argv[0] == "import":
        argv = (*argv, "--max-failures", "100%")
    with FULL.open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "clerk_cli", "migrate", *argv],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd=server.clerk.directory,
            env={**server.clerk.variables, **server.variables},
        )
    assert done.returncode == 1
    assert "cannot write to stdout: no space left on device" in done.stderr
    assert "the journal" not in done.stderr
