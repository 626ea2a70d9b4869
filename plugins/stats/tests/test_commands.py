"""``clerk stats``: its requests, its rows, and what it refuses."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from clerk_cli.testing import CommandLine, FakeAPI, SandboxAPI
from clerk_cli_stats.chart import bar_chart
from clerk_cli_stats.periods import periods


def count(number: int) -> dict[str, object]:
    return {"object": "total_count", "total_count": number}


def test_each_number_is_one_counting_request(clerk: CommandLine, fake_api: FakeAPI) -> None:
    for number in (20, 1, 3, 7, 9):
        fake_api.answer(count(number))
    fake_api.answer({"data": [], "total_count": 4})
    for number in (5, 6):
        fake_api.answer(count(number))
    result = clerk("stats", "--since", "1d", "--by", "day", "-o", "json")
    rows = result.json["data"]
    assert [(row["metric"], row["count"]) for row in rows] == [
        ("users", 20), ("banned_users", 1), ("active_users_1d", 3), ("active_users_7d", 7),
        ("active_users_30d", 9), ("organizations", 4), ("sign_ups", 5), ("sign_ups", 6),
    ]  # fmt: skip
    queries = [parse_qs(urlsplit(request.target).query) for request in fake_api.requests]
    assert [sorted(query) for query in queries] == [
        [], ["banned"], *[["last_active_at_since"]] * 3, ["limit"],
        *[["created_at_after", "created_at_before"]] * 2,
    ]  # fmt: skip
    first, second = queries[-2:]
    assert int(second["created_at_after"][0]) == int(first["created_at_before"][0]) - 1


def test_people_get_totals_and_sign_ups(clerk: CommandLine, sandbox_api: SandboxAPI) -> None:
    clerk("users", "create", "--email", "ada@example.com")
    lines = clerk("stats", "--by", "month", "--since", "1d").out.splitlines()
    assert lines[0].split() == ["Users:", "1"]
    assert lines[-1].split() == [f"{datetime.now():%Y-%m}", "1"]


def test_organizations_that_are_turned_off_have_no_number(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    for _ in range(5):
        fake_api.answer(count(1))
    fake_api.fail(403, "organization_not_enabled_in_instance", "Organizations are not enabled.")
    fake_api.answer(count(1))
    today = f"{datetime.now():%Y-%m-%d}"
    rows = clerk("stats", "--since", today, "--by", "day", "-o", "json").json["data"]
    assert [row["count"] for row in rows if row["metric"] == "organizations"] == [None]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--since 1990-01-01", "--since and --by ask for more than 94 periods"),
        ("--since 95d --by day", "--since and --by ask for more than 94 periods"),
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
