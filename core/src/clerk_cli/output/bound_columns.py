"""Columns of a view, bound to what a run shows: times in a style, or values for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from clerk_cli.output.view import (
    MISSING,
    Column,
    ago,
    date,
    date_time,
    expiry,
    text,
    yes_no,
    yes_or_empty,
)

if TYPE_CHECKING:
    from clerk_cli.output.target import OutputTarget
    from clerk_cli.output.times import Times

Show = Callable[[object], str]
MOMENTS: tuple[Show, ...] = (ago, date, date_time, expiry)


def for_people(columns: Iterable[Column], target: OutputTarget) -> list[Column]:
    """Columns whose moments are written as the user wants them.

    Args:
        columns: The columns.
        target: Where they are written; it is asked for the style only if there are moments.
    """
    columns = list(columns)
    if not any(column.show in MOMENTS for column in columns):
        return columns
    times = times_of(target)

    def brief(value: object) -> str:
        return times.brief(value) or MISSING

    def full(value: object) -> str:
        return times.full(value) or MISSING

    def distance(value: object) -> str:
        return times.distance(value) or MISSING

    shows: dict[Show, Show] = {ago: distance, date: brief, expiry: brief, date_time: full}
    return [_with_show(column, shows.get(column.show)) for column in columns]


def for_programs(columns: Iterable[Column], target: OutputTarget) -> list[Column]:
    """Columns with moments as ISO 8601 with an offset, and booleans as ``true`` and ``false``.

    Args:
        columns: The columns; headings among them are left out.
        target: Where they are written.
    """
    times: list[Times] = []

    def exact(value: object) -> str:
        if not times:
            times.append(times_of(target))
        return times[0].exact(value) or MISSING

    shows: dict[Show, Show] = {
        **dict.fromkeys(MOMENTS, exact),
        text: _plain_text,
        yes_no: _true_or_false,
        yes_or_empty: _true_or_false,
    }
    return [
        _with_show(column, column.data or shows.get(column.show))
        for column in columns
        if not column.is_heading
    ]


def times_of(target: OutputTarget) -> Times:
    """How moments are written to a target."""
    from clerk_cli.output.times import DEFAULT

    return DEFAULT if target.times is None else target.times()


def _with_show(column: Column, show: Show | None) -> Column:
    return column if show is None else column.replace(show=show)


def _true_or_false(value: object) -> str:
    return "true" if value else "false"


def _plain_text(value: object) -> str:
    return _true_or_false(value) if isinstance(value, bool) else text(value)
