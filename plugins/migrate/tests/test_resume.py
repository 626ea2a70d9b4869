"""Runs that end in the middle, and are resumed."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clerk_cli.testing import CommandLine
from clerk_cli_migrate.journal.store import Journal

# A request is given up after four faults in a row, which more of them would bring about at times.
FAULTS = ("--fault", "reset:3%,lost:3%,500:2%", "--rate-limit", "400/10")


def wait_for_users(server: Any, number: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        counted = server.run("users", "count", "-o", "json").json
        if counted["total_count"] >= number:
            return
        time.sleep(0.05)
    raise AssertionError(f"there are fewer than {number} users")


@pytest.mark.faults
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_run_that_was_stopped_is_resumed_and_creates_every_user_once(
    serve: Callable[..., Any], write_records: Any, user: Any, number: int
) -> None:
    server = serve("--fault", "reset:3%,lost:3%,500:2%")
    write_records([user(index) for index in range(300)])
    process = server.start("migrate", "import", "users.ndjson", "--rate", "800")
    wait_for_users(server, 40)
    process.send_signal(number)
    process.communicate(timeout=30)
    assert process.returncode != 0
    (run,) = server.clerk("migrate", "runs", "-o", "json").json["data"]
    assert run["open"] > 0
    resumed = server.run("migrate", "import", "--resume", run["id"], "--rate", "5000", "-o", "json")
    assert resumed.code == 0, resumed.err
    ids = [found["external_id"] for found in server.users()]
    assert sorted(ids) == sorted(f"old_{index}" for index in range(300))
    assert server.run("migrate", "verify", "last").code == 0


def test_lost_connections_and_errors_create_nobody_twice(
    serve: Callable[..., Any], write_records: Any, user: Any
) -> None:
    server = serve("--fault", "reset:2%,lost:4%,503:2%")
    write_records([user(index) for index in range(100)])
    done = server.run("migrate", "import", "users.ndjson", "--rate", "5000", "-o", "json")
    assert done.code == 0, done.err
    assert len(server.users()) == 100


@pytest.mark.slow
def test_every_kind_of_object_is_created_once_over_bad_connections(
    serve: Callable[..., Any],
    write_records: Any,
    organization_records: Any,
    require_organizations: Any,
) -> None:
    server = serve("--fault", "reset:1%,lost:4%,500:1%")
    write_records(organization_records(6))
    done = server.run("migrate", "import", "users.ndjson", "--rate", "5000", "-o", "json")
    assert done.code == 0, done.err
    assert done.json["created"] == require_organizations(server, 6)


def stopped_run(server: Any, write_records: Any, user: Any) -> str:
    """A run that was stopped by its failures, with records left."""
    bad = {"password": "password"}
    write_records([user(0), *(user(number, **bad) for number in range(1, 60))])
    argv = ["migrate", "import", "users.ndjson", "--max-failures", "0", "--rate", "200"]
    done = server.run(*argv, "-o", "json")
    return str(done.json["run"])


def test_a_file_that_changed_is_refused(
    server: Any, write_records: Any, user: Any, clerk: Any
) -> None:
    run = stopped_run(server, write_records, user)
    write_records([user(7)])
    for argv in (["--resume", run], ["users.ndjson", "--resume", run]):
        refused = server.run("migrate", "import", *argv)
        assert refused.code == 2
        assert "changed since" in refused.err
    assert len(server.users()) == 1


def test_a_run_is_resumed_without_its_file(server: Any, write_records: Any, user: Any) -> None:
    run = stopped_run(server, write_records, user)
    Path(server.clerk.directory / "users.ndjson").unlink()
    again = server.run("migrate", "import", "--resume", run, "-o", "json")
    assert "--max-failures 0" in again.err
    argv = ("--resume", run, "--max-failures", "100%", "-o", "json")
    assert server.run("migrate", "import", *argv).json["open"] == 0


def test_a_journal_of_another_instance_is_refused(
    server: Any, write_records: Any, user: Any, fake_api: Any
) -> None:
    run = stopped_run(server, write_records, user)
    instance = {"object": "instance", "id": "ins_other", "environment_type": "production"}
    fake_api.answer_at("/v1/instance", instance)
    fake_api.answer_at("/v1/users/count", {"object": "total_count", "total_count": 0})
    for argv in (["import", "--resume", run], ["undo", run, "--force"], ["verify", run]):
        refused = server.clerk("migrate", *argv)
        assert refused.code == 2
        assert "the key is that of ins_other" in refused.err
    assert {sent.method for sent in fake_api.requests} == {"GET"}


@pytest.mark.slow
def test_two_runs_cannot_write_one_journal(server: Any, write_records: Any, user: Any) -> None:
    write_records([user(index) for index in range(300)])
    process = server.start("migrate", "import", "users.ndjson", "--rate", "200")
    wait_for_users(server, 5)
    refused = server.run("migrate", "import", "--resume", "last")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert refused.code == 2
    assert "another clerk process is using the journal" in refused.err


def test_a_run_that_is_over_has_nothing_left(server: Any, write_records: Any, user: Any) -> None:
    write_records([user(1)])
    server.run("migrate", "import", "users.ndjson")
    again = server.run("migrate", "import", "--resume", "last")
    assert (again.code, "nothing left to send" in again.err) == (2, True)


def test_a_run_that_is_killed_at_its_very_end_keeps_its_file_of_failures(
    server: Any, write_records: Any, user: Any
) -> None:
    write_records([user(1), user(2, password="password")])
    done = server.run("migrate", "import", "users.ndjson", "-o", "json")
    failures = Path(done.json["failures"])
    content = failures.read_bytes()
    journal = Journal(Path(done.json["journal"]))
    journal.set(state="running")
    journal.close()
    resumed = server.run("migrate", "import", "--resume", "last", "-o", "json")
    assert (resumed.json["state"], resumed.json["failed"]) == ("finished", 1)
    assert failures.read_bytes() == content
    assert b"user2@example.com" in content


def test_a_journal_that_exists_is_not_begun_again(
    server: Any, write_records: Any, user: Any, clerk: CommandLine
) -> None:
    write_records([user(1)])
    argv = ["migrate", "import", "users.ndjson", "--journal", "mine.db"]
    assert server.run(*argv).code == 0
    again = server.run(*argv)
    assert again.code == 1
    assert "already exists" in again.err
    found = json.loads(server.run("migrate", "verify", "mine.db", "-o", "json").out)
    assert found["data"] == []
