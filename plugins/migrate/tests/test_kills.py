"""An import that is killed at a hundred points, and resumed each time."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.migration

RECORDS, POINTS = 2_000, 100
SERVED = ("--rate-limit", "80/1", "--fault", "reset:2%,lost:2%,500:1%")
SECONDS = 60


def outcomes(journal: Path) -> int:
    """How many records have an outcome, as the journal of a run that is under way says."""
    try:
        database = sqlite3.connect(f"{journal.as_uri()}?mode=ro", uri=True, timeout=5)
        query = "SELECT count(*) FROM steps WHERE state = 'done'"
        return int(database.execute(query).fetchone()[0])
    except sqlite3.OperationalError:  # it is being made
        return 0


def wait_for(number: int, journal: Path, process: Any) -> None:
    end = time.monotonic() + SECONDS
    while outcomes(journal) < number:
        assert process.poll() is None, process.communicate()[1].decode()
        assert time.monotonic() < end
        time.sleep(0.005)


def test_every_record_is_created_once_whenever_the_run_is_killed(
    serve: Callable[..., Any], write_records: Any, user: Any, clerk: Any
) -> None:
    server = serve(*SERVED)
    write_records([user(number) for number in range(RECORDS)])
    journal = clerk.directory / "run.db"
    draw = random.Random(20)
    begin = ["users.ndjson", "--journal", "run.db"]
    unknown = 0
    for point in range(POINTS):
        argv = ["--resume", "run.db"] if point else begin
        process = server.start("migrate", "import", *argv, "--rate", "780")
        wait_for((point + 1) * (RECORDS - 100) // POINTS, journal, process)
        time.sleep(draw.uniform(0, 0.04))
        process.kill()
        process.communicate()
        states = sqlite3.connect(journal).execute("SELECT state, count(*) FROM steps GROUP BY 1")
        unknown += dict(states.fetchall()).get("sending", 0)
    done = server.run("migrate", "import", "--resume", "run.db", "--rate", "780", "-o", "json")
    assert done.code == 0, done.err
    assert unknown > POINTS
    counted = server.run("users", "count", "-o", "json").json["total_count"]
    assert counted == RECORDS
    ids = Counter(found["external_id"] for found in server.users())
    assert ids == Counter({f"old_{number}": 1 for number in range(RECORDS)})
    assert server.run("migrate", "verify", "run.db").code == 0
    assert json.loads(done.out)["created"] == {"user": RECORDS}


def test_a_run_that_is_killed_during_its_check_has_sent_nothing(
    serve: Callable[..., Any], write_records: Any, user: Any, clerk: Any
) -> None:
    server = serve()
    write_records([user(number) for number in range(40_000)])
    for delay in (0.3, 0.6, 1.0):
        process = server.start("migrate", "import", "users.ndjson")
        time.sleep(delay)
        process.kill()
        process.communicate()
        assert server.users() == []
    for row in clerk("migrate", "runs", "-o", "json").json["data"]:
        refused = server.run("migrate", "import", "--resume", row["id"])
        assert refused.code == 2
        assert "interrupted during its check" in refused.err
