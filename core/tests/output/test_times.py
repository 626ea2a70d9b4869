"""Moments as text: styles, zones and ages."""

from __future__ import annotations

import io

import pytest

from clerk_cli.output.formats import CSVFormat, TableFormat
from clerk_cli.output.target import OutputTarget
from clerk_cli.output.times import Times, age, zone_problem
from clerk_cli.output.view import (
    Column,
    View,
    date,
    date_time,
    expiry,
    heading,
    text,
    yes_no,
    yes_or_empty,
)
from clerk_cli.results import APIObject, Listing

MOMENT = 1_700_000_000_000
NOW = MOMENT / 1000 + 3 * 86_400
UTC = Times(utc=True, now=NOW)
VIEW = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name", truncatable=True),
        Column("STATUS", "status", is_status=True),
        Column("EXPIRES", "expires_at", expiry),
        Column("SEEN", "seen_at", date, optional=True),
        Column("CREATED", "created_at", date),
    ),
    details=(Column("User", "id"), heading("Dates"), Column("Created", "created_at", date_time)),
    wide=(Column("LOCKED", "locked", yes_no),),
)
ROW: APIObject = {
    "id": "user_2abcdefghijklmnop",
    "name": "Ada King, Countess of Lovelace",
    "status": "banned",
    "expires_at": MOMENT,
    "seen_at": MOMENT,
    "created_at": MOMENT,
    "locked": True,
}


def table(width: int | None = None, *, color: bool = False, wide: bool = False) -> str:
    """The list of one row."""
    out = io.StringIO()
    target = OutputTarget(out, width, color, wide=wide, times=lambda: UTC)
    TableFormat().write(Listing([ROW]), VIEW, target)
    return out.getvalue()


@pytest.mark.parametrize(
    ("times", "brief", "full"),
    [
        (UTC, "2023-11-14 22:13Z", "2023-11-14 22:13Z (3 days ago)"),
        (Times("iso", utc=True, now=NOW), "2023-11-14T22:13:20+00:00", "2023-11-14T22:13:20+00:00"),
        (Times("relative", utc=True, now=NOW), "3 days ago", "3 days ago"),
    ],
)
def test_a_style_writes_a_moment_of_lists_and_of_details(
    times: Times, brief: str, full: str
) -> None:
    assert (times.brief(MOMENT), times.full(MOMENT)) == (brief, full)
    assert times.exact("2023-11-14T22:13:20Z") == "2023-11-14T22:13:20+00:00"


@pytest.mark.parametrize("style", ["local", "iso", "relative"])
@pytest.mark.parametrize("value", [MOMENT // 1000, MOMENT / 1000])
def test_a_moment_in_seconds_is_the_same_moment(value: float, style: str) -> None:
    times = Times(style, utc=True, now=NOW)
    for write in (times.brief, times.full, times.distance, times.exact):
        assert write(value) == write(MOMENT)


@pytest.mark.parametrize("style", ["local", "iso"])
def test_a_date_is_itself_however_old_it_is(style: str) -> None:
    times = Times(style, utc=True)
    assert times.exact("1970-01-02T00:00:00Z") == "1970-01-02T00:00:00+00:00"
    assert times.brief("1970-01-02T00:00:00Z").startswith("1970-01-02")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (0, ""),
        ("", ""),
        (True, "?"),
        ([], "?"),
        ("soon", "?"),
        (10**20, f"1{'0' * 20}"),
    ],
)
def test_an_unreadable_time_costs_its_cell_and_a_missing_one_is_empty(
    value: object, cell: str
) -> None:
    assert {UTC.brief(value), UTC.full(value), UTC.exact(value)} == {cell}


@pytest.mark.parametrize("value", [1e308, -1e308, 10**20, 10**400])
@pytest.mark.parametrize("style", ["local", "iso", "relative"])
def test_a_moment_that_no_calendar_has_is_its_number(value: float, style: str) -> None:
    times = Times(style, utc=True, now=NOW)
    assert {times.brief(value), times.full(value), times.exact(value)} == {str(value)}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "just now"), (-59, "just now"), (30, "in less than a minute"),
        (-60, "1 minute ago"), (-7_300, "2 hours ago"), (86_400 * 40, "in 1 month"),
        (-86_400 * 800, "2 years ago"),
    ],
)  # fmt: skip
def test_an_age_has_its_largest_unit(seconds: float, words: str) -> None:
    assert age(seconds) == words


@pytest.mark.parametrize("name", ["", "UTC", "Europe/Berlin", ":UTC", "EST5EDT", "<+03>-3"])
def test_a_known_zone_is_not_named(name: str) -> None:
    assert zone_problem({"TZ": name}) is None


def test_an_unknown_zone_is_named() -> None:
    assert zone_problem({"TZ": "Mars/Phobos"}) == (
        'TZ: "Mars/Phobos" is not a known time zone; times are in UTC'
    )


def test_a_narrow_terminal_gets_dates_then_fewer_columns_then_shorter_names() -> None:
    assert "2023-11-14 22:13Z  2023-11-14 22:13Z  2023-11-14 22:13Z" in table(200)
    dates = table(104)
    assert "2023-11-14 22:13Z  2023-11-14  2023-11-14" in dates
    assert "…" in dates
    fewer = table(90)
    assert "SEEN" not in fewer
    assert "CREATED" in fewer
    assert "…" in table(80)
    assert table(60).startswith("ID       user_2abcdefghijklmnop\n")


def test_a_wide_list_has_every_column_and_shortens_nothing() -> None:
    assert "LOCKED" in table(wide=True)
    assert "LOCKED   yes" in table(60, wide=True)
    assert "Countess of Lovelace" in table(60, wide=True)


def test_a_status_is_colored_by_its_meaning_and_the_word_stays() -> None:
    assert "\x1b[31mbanned\x1b[0m" in table(color=True)
    assert "banned" in table()


def test_csv_has_exact_times_and_booleans_whatever_the_terminal_is() -> None:
    out = io.StringIO()
    view = View(
        columns=(
            Column("TIME", "created_at", date),
            Column("FLAG", "locked", yes_or_empty),
            Column("OTHER", "other", yes_no),
            Column("ANY", "any", text),
            Column("SUM", "sum", lambda value: f"${value}", data=str),
        )
    )
    row = {"created_at": MOMENT, "locked": False, "other": 1, "any": True, "sum": 5}
    target = OutputTarget(out, 20, True, times=lambda: Times("relative", utc=True, now=NOW))
    CSVFormat().write(Listing([row]), view, target)
    assert out.getvalue() == (
        "TIME,FLAG,OTHER,ANY,SUM\n2023-11-14T22:13:20+00:00,false,true,true,5\n"
    )


def test_details_have_parts_and_mark_what_an_update_sent() -> None:
    out = io.StringIO()
    view = VIEW.marked(["created_at", "password"])
    TableFormat().write(ROW, view, OutputTarget(out, times=lambda: UTC))
    assert out.getvalue() == (
        "User:       user_2abcdefghijklmnop\n"
        "\nDates\n"
        "  Created:  2023-11-14 22:13Z (3 days ago)  (updated)\n"
        "  Password: (updated)\n"
    )
