"""Which journal a run has, what stays in it, and how a run is continued."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clerk_cli_migrate.journal.store import Journal

DIGEST = "$2a$10$abcdefghijklmnopqrstuuJDWZnYHmUPuGdRvTMNFGsRrPzX9zB9e"


def with_digest(user: Any, number: int) -> dict[str, Any]:
    record: dict[str, Any] = user(number, password_digest=DIGEST, password_hasher="bcrypt")
    return record


def files_with_digests(folder: Path) -> list[str]:
    return [
        path.name
        for path in folder.iterdir()
        if path.suffix != ".ndjson" and DIGEST.encode() in path.read_bytes()
    ]


def wait_for_users(server: Any, number: int) -> None:
    end = time.monotonic() + 60
    while server.run("users", "count", "-o", "json").json["total_count"] < number:
        assert time.monotonic() < end
        time.sleep(0.05)


def stop_at(server: Any, number: int, *argv: str) -> None:
    process = server.start("migrate", "import", "users.ndjson", *argv)
    wait_for_users(server, number)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)


@pytest.mark.slow
def test_a_run_that_was_undone_is_not_resumed_and_has_no_digests(
    server: Any, write_records: Any, user: Any, clerk: Any
) -> None:
    write_records([with_digest(user, number) for number in range(150)])
    stop_at(server, 5, "--rate", "200")
    assert files_with_digests(clerk.config / "migrations")
    undone = server.run("migrate", "undo", "last", "--force")
    assert undone.code == 0, undone.err
    assert files_with_digests(clerk.config / "migrations") == []
    resumed = server.run("migrate", "import", "--resume", "last")
    assert (resumed.code, "was deleted by clerk migrate undo" in resumed.err) == (2, True)
    assert server.users() == []


def kill_in_check(server: Any, journal: Path, *argv: str) -> None:
    process = server.start("migrate", "import", "users.ndjson", *argv)
    end = time.monotonic() + 60
    while not journal.with_name(f"{journal.name}-wal").exists():
        assert time.monotonic() < end
        time.sleep(0.02)
    time.sleep(0.4)
    process.kill()
    process.communicate()


@pytest.mark.faults
def test_a_check_that_was_killed_leaves_no_circle(
    server: Any, write_records: Any, user: Any, clerk: Any
) -> None:
    many = [with_digest(user, number) for number in range(30_000)]
    journal = clerk.directory / "mine.db"
    write_records(many)
    kill_in_check(server, journal, "--journal", "mine.db")
    assert journal.exists()
    resumed = server.run("migrate", "import", "--resume", "mine.db")
    assert (resumed.code, "interrupted during its check" in resumed.err) == (2, True)
    assert list(clerk.directory.glob("mine.db*")) == []
    kill_in_check(server, journal, "--journal", "mine.db")
    write_records(many[:2])
    done = server.run("migrate", "import", "users.ndjson", "--journal", "mine.db")
    assert done.code == 0, done.err
    assert len(server.users()) == 2


def test_a_journal_elsewhere_is_found_by_its_name(
    server: Any, write_records: Any, user: Any, clerk: Any
) -> None:
    write_records([user(1)])
    assert server.run("migrate", "import", "users.ndjson").code == 0
    write_records([user(2)])
    (clerk.directory / "sub").mkdir()
    done = server.run("migrate", "import", "users.ndjson", "--journal", "sub/custom.db")
    assert "clerk migrate verify custom" in done.err
    assert server.run("migrate", "verify", "custom").code == 0
    listed = server.run("migrate", "runs", "-o", "json").json["data"]
    assert len(listed) == 2
    assert listed[0]["id"] == "custom"
    undone = server.run("migrate", "undo", "last", "--force", "-o", "json")
    assert (undone.json["run"], undone.json["deleted"]) == ("custom", {"user": 1})


def test_the_last_run_is_the_one_that_began_last(
    server: Any, write_records: Any, user: Any, clerk: Any
) -> None:
    folder = clerk.config / "migrations"
    for number, name in enumerate(("zzz.db", "aaa.db")):
        write_records([user(number)])
        folder.mkdir(parents=True, exist_ok=True)
        done = server.run("migrate", "import", "users.ndjson", "--journal", str(folder / name))
        assert done.code == 0, done.err
    undone = server.run("migrate", "undo", "last", "--dry-run", "-o", "json")
    assert undone.json["run"] == "aaa"
    shown = server.run("migrate", "undo", "last", "--dry-run")
    assert "Would be deleted: 1 user" in shown.out


def test_the_question_of_undo_names_run_files_and_numbers(
    server: Any, write_records: Any, user: Any
) -> None:
    write_records([user(1), user(2)])
    run = server.run("migrate", "import", "users.ndjson", "-o", "json").json["run"]
    asked = server.run("migrate", "undo", "last")
    assert asked.code == 2
    assert f"Delete 2 users that run {run} created from users.ndjson in instance ins_" in asked.err


@pytest.mark.slow
def test_a_run_is_continued_at_its_rate_and_with_its_limit_of_failures(
    server: Any, write_records: Any, user: Any
) -> None:
    write_records([user(number) for number in range(100)])
    stop_at(server, 5, "--rate", "150", "--max-failures", "7", "--failures", "f.ndjson")
    (row,) = server.run("migrate", "runs", "-o", "json").json["data"]
    for options, expected in (([], 150), (["--rate", "5000"], 5000)):
        if options:
            server.run("migrate", "import", "--resume", "last", *options)
        journal = Journal(Path(row["journal"]), read_only=True)
        terms: Any = journal.get("terms")
        journal.close()
        assert (terms["rate"], terms["most_failures"]) == (expected, "7")
        assert Path(terms["failures"]).name == "f.ndjson"
    assert len(server.users()) == 100


def test_a_journal_of_another_sandbox_is_refused(
    serve: Callable[..., Any], write_records: Any, user: Any
) -> None:
    first, second = serve(), serve()
    write_records([user(1)])
    assert first.run("migrate", "import", "users.ndjson").code == 0
    for argv in (["verify", "last"], ["undo", "last", "--force"]):
        refused = second.run("migrate", *argv)
        assert (refused.code, first.url in refused.err) == (2, True)
    assert len(first.users()) == 1


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits another process")
def test_a_full_disk_ends_a_run_that_can_be_resumed(
    server: Any, write_records: Any, user: Any
) -> None:
    write_records([user(number) for number in range(200)])
    process = server.start("migrate", "import", "users.ndjson", "--rate", "400")
    wait_for_users(server, 10)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    messages = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 1
    assert "free space" in messages
    assert "report it" not in messages
    resumed = server.run("migrate", "import", "--resume", "last", "--rate", "5000")
    assert resumed.code == 0, resumed.err
    assert sorted(found["external_id"] for found in server.users()) == sorted(
        f"old_{number}" for number in range(200)
    )


@pytest.mark.migration
def test_a_sandbox_with_a_limit_refuses_little(
    serve: Callable[..., Any], write_records: Any, user: Any
) -> None:
    server = serve("--rate-limit", "100/2")
    write_records([user(number) for number in range(300)])
    done = server.run("migrate", "import", "users.ndjson", "-o", "json")
    assert done.code == 0, done.err
    assert done.json["created"] == {"user": 300}


def test_nothing_is_created_twice_and_nothing_is_to_be_compared(
    server: Any, write_records: Any, user: Any
) -> None:
    write_records([user(1)])
    server.run("migrate", "import", "users.ndjson")
    again = server.run("migrate", "import", "users.ndjson")
    assert (again.code, "Created nothing" in again.err) == (0, True)
    assert "Compare the users" not in again.err


@pytest.mark.slow
def test_a_rehearsal_says_that_users_may_not_fit(
    server: Any, write_records: Any, user: Any
) -> None:
    write_records([user(number) for number in range(120)])
    done = server.run("migrate", "import", "users.ndjson", "--rehearse", "-o", "json")
    assert done.code == 0, done.err
    assert any("would have 120 users" in text for text in done.json["unknown"])
    assert done.json["estimate"] == "12 s"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
def test_a_full_standard_output_is_not_blamed_on_the_journal(
    server: Any, write_records: Any, user: Any, clerk: Any
) -> None:
    write_records([user(1)])
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "clerk_cli", "migrate", "import", "users.ndjson"],
            check=False, stdout=full, stderr=subprocess.PIPE, text=True, cwd=clerk.directory,
            env={**clerk.variables, **server.variables},
        )  # fmt: skip
    assert done.returncode == 1
    assert "cannot write to stdout" in done.stderr
    assert "cannot be written" not in done.stderr
