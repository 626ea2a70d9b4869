"""The pace, on a clock of the test's and against a limit like Clerk's."""

from __future__ import annotations

import heapq
import random
from collections import deque
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from clerk_cli.api import APIError, ClerkError, ConfigError, Request, Response, UsageError
from clerk_cli_migrate.journal.steps import DONE, FAILED, READY, UNCERTAIN, USER, Step
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.running.limits import MostFailures
from clerk_cli_migrate.running.pace import Pace
from clerk_cli_migrate.running.progress import Progress
from clerk_cli_migrate.running.sending import (
    MAX_REFUSALS,
    RunEndsError,
    Sender,
    StoppedError,
)


class Clock:
    """Time that passes only when somebody waits."""

    def __init__(self) -> None:
        self.now = 1000.0

    def time(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


class Limit:
    """At most some requests in ten seconds, in whichever way a window lies."""

    def __init__(self, requests: int) -> None:
        self.requests = requests
        self.accepted: deque[float] = deque()
        self.refused: list[float] = []
        self.times: list[float] = []

    def take(self, now: float) -> float | None:
        """None, or the seconds of ``Retry-After``."""
        while self.accepted and self.accepted[0] <= now - 10:
            self.accepted.popleft()
        if len(self.accepted) < self.requests:
            self.accepted.append(now)
            self.times.append(now)
            return None
        self.refused.append(now)
        return float(max(1, round(self.accepted[0] + 10 - now)))


def run(pace: Pace, limit: Limit, clock: Clock, seconds: float) -> None:
    """Send requests; each reaches the instance later, and some much later."""
    draw = random.Random(7)
    end = clock.now + seconds
    under_way: list[tuple[float, float]] = []
    while clock.now < end:
        sent_at = pace.acquire()
        assert sent_at is not None
        late = draw.uniform(0.1, 0.6) if draw.random() < 0.1 else draw.uniform(0, 0.02)
        heapq.heappush(under_way, (sent_at + 0.05 + late, sent_at))
        while (under_way and under_way[0][0] <= clock.now + 0.001) or len(under_way) > 24:
            arrives, earlier = heapq.heappop(under_way)
            clock.now = max(clock.now, arrives)
            wait = limit.take(arrives)
            if wait is None:
                pace.answered(earlier)
            else:
                pace.slow_down(earlier, wait)


@pytest.mark.parametrize("requests", [100, 1000])
def test_nearly_all_of_the_limit_is_used_and_hardly_anything_is_refused(requests: int) -> None:
    clock, limit = Clock(), Limit(requests)
    pace = Pace(requests, clock=clock.time, wait=clock.wait)
    start = clock.now
    run(pace, limit, clock, 130)
    used = [time for time in limit.times if start + 10 <= time < start + 130]
    assert len(used) >= 0.97 * requests * 12
    assert len(limit.refused) <= 0.01 * len(used)


@pytest.mark.parametrize("requests", [50, 300])
def test_a_lower_limit_is_found_out(requests: int) -> None:
    clock, limit = Clock(), Limit(requests)
    pace = Pace(1000, clock=clock.time, wait=clock.wait)
    run(pace, limit, clock, 300)
    late = [time for time in limit.times if time > clock.now - 120]
    assert len(late) >= 0.75 * requests * 12
    assert len([time for time in limit.refused if time > clock.now - 120]) <= 0.02 * len(late)


def test_a_refusal_holds_the_run_as_a_whole() -> None:
    clock = Clock()
    pace = Pace(1000, clock=clock.time, wait=clock.wait)
    sent_at = pace.acquire()
    assert sent_at is not None
    pace.slow_down(sent_at, 7.0)
    refused = clock.now
    following = pace.acquire()
    assert following is not None
    assert following >= refused + 7


def test_requests_that_were_under_way_lower_the_limit_once() -> None:
    clock = Clock()
    pace = Pace(1000, clock=clock.time, wait=clock.wait)
    for _ in range(2):
        sent = [pace.acquire() for _ in range(200)]
        for time in sent[:150]:
            assert time is not None
            pace.answered(time)
        for time in sent[150:]:
            assert time is not None
            pace.slow_down(time, 1.0)
    assert pace.limit == 300


def test_a_single_refusal_does_not_lower_the_limit() -> None:
    clock = Clock()
    pace = Pace(1000, clock=clock.time, wait=clock.wait)
    clock.now += 30
    sent_at = pace.acquire()
    assert sent_at is not None
    pace.slow_down(sent_at, 5.0)
    assert pace.limit == 1000


def test_a_stopped_run_gets_no_turn() -> None:
    pace = Pace(10)
    pace.stop()
    assert pace.acquire() is None


@pytest.mark.parametrize(
    ("text", "failed", "done", "exceeded"),
    [
        (None, 999, 1000, False),
        ("2", 2, 3, False),
        ("2", 3, 3, True),
        ("5%", 10, 20, False),
        ("5%", 6, 100, True),
        ("5%", 5, 100, False),
    ],
)
def test_a_number_or_a_part_of_the_records_may_fail(
    text: str | None, failed: int, done: int, exceeded: bool
) -> None:
    assert MostFailures.parse(text).are_exceeded(failed, done) is exceeded


@pytest.mark.parametrize("text", ["", "-1", "101%", "some", "1.5"])
def test_other_limits_of_failures_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="neither a number nor a percentage"):
        MostFailures.parse(text)


def test_a_limit_that_is_a_guess_is_lowered_by_the_first_refusal() -> None:
    clock, limit = Clock(), Limit(100)
    pace = Pace(10_000, clock=clock.time, wait=clock.wait, is_guess=True)
    run(pace, limit, clock, 60)
    assert pace.limit <= 110
    later = [time for time in limit.refused if time > limit.refused[0] + 10]
    assert len(later) <= 10
    assert len(limit.accepted) > 80


def test_a_guess_is_not_lowered_below_what_clerk_documents() -> None:
    clock = Clock()
    pace = Pace(10_000, clock=clock.time, wait=clock.wait, is_guess=True)
    sent_at = pace.acquire()
    assert sent_at is not None
    pace.slow_down(sent_at, 1)
    assert pace.limit == 100


def test_the_progress_of_a_continued_run_is_that_of_the_whole() -> None:
    context = SimpleNamespace(
        messages=SimpleNamespace(progress=lambda text: None),
        environment=SimpleNamespace(is_watched=False),
    )
    progress = Progress(context, 41, {DONE: 38, FAILED: 2})  # type: ignore[arg-type]
    progress.count(FAILED)
    assert (progress.sent, progress.done, progress.failed) == (1, 41, 3)
    assert progress._line(progress.started).startswith("41 of 41")


def test_a_request_that_was_never_sent_is_not_unknown(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "run.db", new=True)
    journal.add(Step(0, USER, "users.ndjson", 1, "old_1", "", {"external_id": "old_1"}))
    pace = Pace(10, 10)
    pace.stop()
    (step,) = journal.claim(USER, 1)
    sender = Sender(SimpleNamespace(), journal, pace)  # type: ignore[arg-type]
    with pytest.raises(StoppedError):
        sender.perform(step)
    assert journal.counts() == {USER: {READY: 1}}
    journal.close()


def test_a_run_ends_that_the_instance_always_refuses_for_its_pace(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "run.db", new=True)
    journal.add(Step(0, USER, "users.ndjson", 1, "old_1", "", {"external_id": "old_1"}))
    clock = Clock()
    times: list[float] = []

    def refuse(request: Request) -> None:
        times.append(clock.now)
        raise APIError(429, [{"code": "too_many_requests", "message": "slower"}])

    (step,) = journal.claim(USER, 1)
    pace = Pace(10, 10, clock.time, clock.wait)
    sender = Sender(SimpleNamespace(send=refuse), journal, pace)  # type: ignore[arg-type]
    with pytest.raises(RunEndsError):
        sender.perform(step)
    assert len(times) == MAX_REFUSALS
    assert times[-1] - times[0] >= MAX_REFUSALS - 1
    assert journal.counts() == {USER: {READY: 1}}
    journal.close()


@pytest.mark.parametrize("fails_first", [False, True])
@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (APIError(401, [{"code": "secret_key_invalid"}]), RunEndsError),
        (ConfigError("a redirect is not followed"), ConfigError),
    ],
)
def test_a_step_stays_uncertain_if_what_follows_ends_the_run(
    tmp_path: Path, error: ClerkError, raised: type[Exception], fails_first: bool
) -> None:
    journal = Journal(tmp_path / "run.db", new=True)
    journal.add(Step(0, USER, "users.ndjson", 1, "old_1", "", {"external_id": "old_1"}))
    failures = [APIError(500, []), error] if fails_first else [error]

    def answer(request: Request) -> Response:
        if request.method == "GET":
            return Response(200, [])
        raise failures.pop(0)

    environment = SimpleNamespace(sleep=lambda seconds: None)
    context: Any = SimpleNamespace(send=answer, environment=environment)
    (step,) = journal.claim(USER, 1)
    with pytest.raises(raised):
        Sender(context, journal, Pace(100, 10)).perform(step)
    (left,) = journal.claim(USER, 1)
    assert (left.version == UNCERTAIN) is fails_first
    journal.close()
