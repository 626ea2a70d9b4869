"""Which columns of a table fit a terminal, and how wide they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from clerk_cli.output.view import Column, date
from clerk_cli.output.width import cell_width

GAP = "  "
MIN_COLUMN_WIDTH, COMFORTABLE_WIDTH = 8, 24
"""The fewest columns of a truncatable cell, and those that optional columns have to leave it."""

DATE_WIDTH = len("2026-11-25")


class Fit(NamedTuple):
    """How a table fits a terminal.

    Args:
        visible: The positions of the columns that are shown.
        widths: Their widths.
        has_blocks: Whether each row becomes a block of lines instead, with all its columns.
    """

    visible: list[int]
    widths: list[int]
    has_blocks: bool = False


def fit(
    columns: Sequence[Column],
    titles: Sequence[str],
    cells: Sequence[Sequence[str]],
    limit: int | None,
    *,
    cuts_times: bool,
    wide: bool,
) -> Fit:
    """How a table fits.

    Times lose their hours first. Then optional columns are left out, the last one first, until
    truncatable ones keep a comfortable width, and these are shortened at last.

    Args:
        columns: The columns, before they were bound.
        titles: Their titles.
        cells: The first rows.
        limit: The width of the terminal; None without one.
        cuts_times: Whether the first ten characters of a moment are its date.
        wide: Whether nothing may be left out or shortened.
    """
    natural = [max(map(cell_width, column)) for column in zip(titles, *cells, strict=True)]
    visible = list(range(len(columns)))
    if limit is None or _total(natural) <= limit:
        return Fit(visible, natural)
    if wide:
        return Fit(visible, natural, has_blocks=True)
    widths = list(natural)
    if cuts_times:
        for index, column in enumerate(columns):
            if column.show is date:
                widths[index] = min(widths[index], max(DATE_WIDTH, cell_width(titles[index])))
    comfortable = [
        min(width, COMFORTABLE_WIDTH) if column.truncatable else width
        for width, column in zip(widths, columns, strict=True)
    ]
    for index in reversed(range(len(columns))):
        if _total([comfortable[i] for i in visible]) <= limit:
            break
        if columns[index].optional:
            visible.remove(index)
    shown = [widths[index] for index in visible]
    _shrink(shown, [columns[index] for index in visible], limit)
    if _total(shown) > limit:
        return Fit(list(range(len(columns))), natural, has_blocks=True)
    return Fit(visible, shown)


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _shrink(widths: list[int], columns: Sequence[Column], limit: int) -> None:
    """Narrow the widest truncatable column, one terminal column at a time, until the row fits.

    The first of them is what the others are about: it stays comfortable for as long as possible.
    """
    floors = [max(MIN_COLUMN_WIDTH, cell_width(column.title)) for column in columns]
    truncatable = [index for index, column in enumerate(columns) if column.truncatable]
    for first_floor in (COMFORTABLE_WIDTH, 0):
        while _total(widths) > limit:
            candidates = [
                index
                for index in truncatable
                if widths[index] > max(floors[index], first_floor * (index == truncatable[0]))
            ]
            if not candidates:
                break
            widths[max(candidates, key=widths.__getitem__)] -= 1
