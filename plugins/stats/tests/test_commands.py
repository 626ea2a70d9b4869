"""``clerk stats``: its requests, its rows, and what it refuses."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier
from urllib.parse import parse_qs, urlsplit

import pytest

from clerk_cli.testing import CommandLine, FakeAPI, Received, SandboxAPI
from clerk_cli_stats.chart import bar_chart
from clerk_cli_stats.periods import periods


def count(number: int) -> dict[str, object]:
    return {"object": "total_count", "total_count": number}


@pytest.fixture
def counting_api(fake_api: FakeAPI, monkeypatch: pytest.MonkeyPatch) -> FakeAPI:
    """An API that answers each count by its filters, in whatever order the requests come."""
    numbers = {"": 20, "banned": 1, "last_active_at_since": 3, "limit": 4, "created_at_after": 5}

    def take(received: Received) -> tuple[int, object, dict[str, str]]:
        fake_api.requests.append(received)
        names = sorted(name for name, _ in received.query)
        number = numbers[names[0] if names else ""]
        body = {"data": [], "total_count": number} if "limit" in names else count(number)
        return 200, body, {}

    monkeypatch.setattr(fake_api, "take", take)
    return fake_api


def test_each_number_is_one_counting_request(clerk: CommandLine, counting_api: FakeAPI) -> None:
    result = clerk("stats", "--since", "1d", "--by", "day", "-o", "json")
    rows = result.json["data"]
    assert [(row["metric"], row["count"]) for row in rows] == [
        ("users", 20), ("banned_users", 1), ("active_users_1d", 3), ("active_users_7d", 3),
        ("active_users_30d", 3), ("organizations", 4), ("sign_ups", 5), ("sign_ups", 5),
    ]  # fmt: skip
    queries = [parse_qs(urlsplit(request.target).query) for request in counting_api.requests]
    assert sorted(sorted(query) for query in queries) == [
        [], ["banned"], *[["created_at_after", "created_at_before"]] * 2,
        *[["last_active_at_since"]] * 3, ["limit"],
    ]  # fmt: skip
    days = [query for query in queries if "created_at_after" in query]
    first, second = sorted(days, key=lambda query: query["created_at_after"])
    assert int(second["created_at_after"][0]) == int(first["created_at_before"][0]) - 1


def test_four_requests_are_sent_at_the_same_time(
    clerk: CommandLine, counting_api: FakeAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    together, take = Barrier(4, timeout=10), counting_api.take

    def take_together(received: Received) -> object:
        if "last_active_at_since" in received.target or "banned" in received.target:
            together.wait()
        return take(received)

    monkeypatch.setattr(counting_api, "take", take_together)
    assert clerk("stats", "--since", "1h", "--by", "day").code == 0


def test_a_key_that_is_not_accepted_is_one_request(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.fail(401, "clerk_key_invalid", "The key is invalid")
    assert clerk("stats").code == 3
    assert len(fake_api.requests) == 1


@pytest.mark.parametrize(
    ("options", "variables"),
    [(["--utc"], {"TZ": "Asia/Kolkata"}), ([], {"TZ": "No/Where"})],
    ids=["chosen", "unknown zone"],
)
def test_periods_are_of_utc_where_times_are(
    clerk: CommandLine, counting_api: FakeAPI, options: list[str], variables: dict[str, str]
) -> None:
    result = clerk("stats", "--since", "1h", "--by", "day", "-o", "json", *options, env=variables)
    assert all(row["start"].endswith("+00:00") for row in result.json["data"] if row["start"])
    assert ("is not a known time zone" in result.err) is (not options)


def test_people_get_totals_and_sign_ups(clerk: CommandLine, sandbox_api: SandboxAPI) -> None:
    clerk("users", "create", "--email", "ada@example.com")
    lines = clerk("stats", "--by", "month", "--since", "1d").out.splitlines()
    assert lines[0].split() == ["Users:", "1"]
    assert lines[-1].split() == [f"{datetime.now():%Y-%m}", "1"]


def test_organizations_that_are_turned_off_have_no_number(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    error = {"code": "organization_not_enabled_in_instance", "message": "Not enabled."}
    fake_api.answer_at("/v1/users/count", count(1))
    fake_api.answer_at("/v1/organizations", {"errors": [error]}, status=403)
    today = f"{datetime.now():%Y-%m-%d}"
    rows = clerk("stats", "--since", today, "--by", "day", "-o", "json").json["data"]
    assert [row["count"] for row in rows if row["metric"] == "organizations"] == [None]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--since 1990-01-01", "--since and --by result in more than 94 periods"),
        ("--since 95d --by day", "--since and --by result in more than 94 periods"),
        ("--since 2222-01-01", "--since: the date is in the future"),
        ("--since soon", '--since: "soon" is not a time'),
        ("--by year", '--by: "year" is not one of day, week, month'),
    ],
)
def test_what_cannot_be_counted_is_refused(
    clerk: CommandLine, fake_api: FakeAPI, options: str, message: str
) -> None:
    assert clerk.refuses("stats", *options.split(), because=message)
    assert fake_api.requests == []


@pytest.mark.parametrize(
    ("by", "starts"),
    [
        ("day", ["2026-11-24", "2026-11-25", "2026-11-26"]),
        ("week", ["2026-11-23"]),
        ("month", ["2026-11-01"]),
    ],
)
def test_periods_are_whole_and_end_now(by: str, starts: list[str]) -> None:
    now = datetime(2026, 11, 26, 12).astimezone()
    parts = list(periods(now - timedelta(days=2), now, by))
    assert [f"{part.start:%Y-%m-%d}" for part in parts] == starts
    assert parts[-1].end == now
    assert [part.end for part in parts[:-1]] == [part.start for part in parts[1:]]


def test_months_of_any_length_follow_each_other() -> None:
    start, now = datetime(2027, 1, 31).astimezone(), datetime(2028, 3, 1, 1).astimezone()
    months = [f"{part.start:%Y-%m-%d}" for part in periods(start, now, "month")]
    assert months[:3] == ["2027-01-01", "2027-02-01", "2027-03-01"]
    assert months[-2:] == ["2028-02-01", "2028-03-01"]
    assert len(months) == 15


def test_a_chart_has_a_bar_for_each_period_and_no_color() -> None:
    pytest.importorskip("plotext")
    lines = bar_chart(["2026-11", "2026-12"], [3, 10], 60) or []
    assert "2026-11" in lines[-1]
    assert "2026-12" in lines[-1]
    assert any("█" in line for line in lines)
    assert "\x1b" not in "".join(lines)
    assert max(map(len, lines)) <= 60


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "unknown-8"])
def test_a_chart_is_ascii_where_the_terminal_has_no_blocks(encoding: str) -> None:
    pytest.importorskip("plotext")
    lines = bar_chart(["2026-11", "2026-12"], [3, 10], 60, encoding) or []
    assert "".join(lines).isascii()
    assert any("###" in line for line in lines)
