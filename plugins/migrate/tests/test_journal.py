"""The journal: its size matters to no request."""

from __future__ import annotations

import random
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from clerk_cli_migrate.journal import steps
from clerk_cli_migrate.journal.steps import Refusal, Step
from clerk_cli_migrate.journal.store import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "folder" / "run.db", new=True)
    yield opened
    opened.close()


def user(number: int) -> Step:
    body = {"external_id": f"old_{number}", "password_digest": f"digest-of-{number}"}
    step = Step(0, steps.USER, "users.csv", number, f"old_{number}", "", body)
    return step._replace(alias=f"source_{number}")


def test_steps_are_claimed_once_and_in_order(journal: Journal) -> None:
    for number in range(5):
        journal.add(user(number))
    first, second = journal.claim(steps.USER, 3), journal.claim(steps.USER, 3)
    assert [step.key for step in (*first, *second)] == [f"old_{number}" for number in range(5)]
    assert journal.counts() == {steps.USER: {steps.SENDING: 5}}
    journal.release(first[1:])
    assert [step.key for step in journal.claim(steps.USER, 9)] == ["old_1", "old_2"]


@pytest.mark.parametrize(
    "method", ["claim", "find", "find_user", "owned", "is_open", "has_created"]
)
def test_what_every_request_asks_reads_an_index(journal: Journal, method: str) -> None:
    journal.begin()
    for number in range(300):
        journal.add(user(number)._replace(clerk_id=f"user_{number}"))
        contact = user(number)._replace(kind=steps.EMAIL, owner=f"old_{number}", alias="")
        journal.add(contact)
    journal.commit()
    plans: list[str] = []
    database = journal._database

    def explain(statement: str) -> None:
        if statement.startswith("SELECT"):
            plans.append(statement)

    database.set_trace_callback(explain)
    arguments: dict[str, tuple[object, ...]] = {
        "claim": (steps.USER, 5),
        "find": (steps.USER, "old_7"),
        "find_user": ("source_7",),
        "owned": ((steps.EMAIL,), "old_7", steps.READY),
        "is_open": (),
        "has_created": ("user_7",),
    }
    assert getattr(journal, method)(*arguments[method])
    database.set_trace_callback(None)
    assert plans
    for statement in plans:
        details = database.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
        assert not any(row[3].startswith("SCAN steps") and "INDEX" not in row[3] for row in details)
        assert any("USING INDEX steps_" in row[3] or "COVERING INDEX" in row[3] for row in details)


def test_secrets_are_gone_from_the_file(journal: Journal) -> None:
    for number in range(50):
        journal.add(user(number), {"hash": f"digest-of-{number}"})
    journal.remove_secrets()
    for path in journal.path.parent.iterdir():
        assert b"digest-of" not in path.read_bytes()
    (step, *_) = journal.steps(steps.USER, (steps.READY,))
    assert step.secrets == "password_digest"
    assert step.body == {"external_id": "old_0"}


@pytest.mark.parametrize("seed", range(6))
def test_secrets_are_gone_whatever_moved_the_rows_of_the_file(journal: Journal, seed: int) -> None:
    chance = random.Random(seed)
    journal.begin()
    for number in range(300):
        journal.add(user(number))
    journal.commit()
    waiting: list[Step] = []
    while claimed := journal.claim(steps.USER, 10):
        waiting += claimed
        chance.shuffle(waiting)
        answered = [waiting.pop() for _ in range(chance.randint(1, len(waiting)))]
        for step in answered:
            journal.finish(step, steps.DONE, clerk_id="user_" + "x" * 27, version=1795733600052)
    for step in waiting:
        journal.finish(step, steps.DONE, clerk_id="user_" + "x" * 27, version=1795733600052)
    journal.remove_secrets()
    for path in journal.path.parent.iterdir():
        assert b"digest-of" not in path.read_bytes()


def test_only_the_owner_can_read_it(journal: Journal) -> None:
    for path in journal.path.parent.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(journal.path.parent.stat().st_mode) == 0o700


def test_a_failure_is_returned_with_its_reason_and_its_record(journal: Journal) -> None:
    journal.add(user(1), {"a": 1})
    (step,) = journal.claim(steps.USER, 1)
    journal.finish(step, steps.FAILED, refusal=Refusal("code", "reason", "action"))
    (failure,) = journal.failures([steps.FAILED])
    assert failure.refusal == ("code", "reason", "action")
    assert failure.original == {"a": 1}


def test_what_is_stored_survives_another_connection(journal: Journal) -> None:
    journal.set(state="running", files=[{"name": "users.csv"}])
    journal.add(user(1))
    reader = Journal(journal.path, read_only=True)
    assert (reader.text("state"), reader.counts()) == ("running", {steps.USER: {steps.READY: 1}})
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.set(state="finished")
    reader.close()
