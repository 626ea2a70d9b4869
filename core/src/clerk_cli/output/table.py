"""Tables and details for people."""

from __future__ import annotations

from collections.abc import Sequence

from clerk_cli.output.color import Palette
from clerk_cli.output.sanitize import clean, is_plain
from clerk_cli.output.target import OutputTarget
from clerk_cli.output.view import Column
from clerk_cli.output.width import cell_width
from clerk_cli.results import APIObject

GAP = "  "
MIN_COLUMN_WIDTH = 8
ELLIPSIS = "…"


def write_table(rows: Sequence[APIObject], columns: Sequence[Column], target: OutputTarget) -> None:
    """Write rows below a header; an empty list writes nothing.

    On a terminal, truncatable columns are shortened to fit. Where that is not enough, each row
    becomes a block of lines, so that ids are never cut or wrapped.
    """
    if not rows:
        return
    TableListWriter(columns, target).add(list(rows))


class TableListWriter:
    """Writes a table while its rows are read; the first rows decide how wide its columns are.

    Args:
        columns: The columns.
        target: Where to write it.
    """

    def __init__(self, columns: Sequence[Column], target: OutputTarget) -> None:
        self._columns = columns
        self._target = target
        self._begun = False
        self._widths: list[int] = []
        self._pattern = ""
        """Pads the cells of a row, as far as they are ASCII."""
        self._blocks = False

    def add(self, rows: list[APIObject]) -> None:
        """Write more rows; the first ones below the header."""
        cells = list(map(self._cells, rows))
        titles = [clean(column.title) for column in self._columns]
        palette = Palette(self._target.color)
        if not self._begun:
            self._begun = True
            self._widths, self._blocks = _widths(titles, cells, self._columns, self._target.width)
            self._pattern = GAP.join(f"%-{width}s" for width in self._widths)
            if not self._blocks:
                self._target.stream.write(palette.header(self._line(titles)) + "\n")
        elif self._blocks:
            self._target.stream.write("\n")
        if self._blocks:
            _write_blocks(cells, titles, palette, self._target)
            return
        self._target.stream.write("\n".join(map(self._line, cells)) + "\n")

    def end(self, count: int | None) -> None:
        """Do nothing: a table has no footer."""

    def _cells(self, row: APIObject) -> list[str]:
        cells = [column.cell(row) for column in self._columns]
        return cells if is_plain("".join(cells)) else list(map(clean, cells))

    def _line(self, cells: list[str]) -> str:
        if self._target.width is not None:
            cells = list(map(shorten, cells, self._widths))
        if "".join(cells).isascii():
            return (self._pattern % tuple(cells)).rstrip()
        return GAP.join(map(_pad, cells, self._widths)).rstrip()


def write_details(result: APIObject, lines: Sequence[Column], target: OutputTarget) -> None:
    """Write an object as lines of label and value."""
    palette = Palette(target.color)
    titles = [clean(line.title) for line in lines]
    width = max(map(cell_width, titles)) + 1
    for title, line in zip(titles, lines, strict=True):
        label = palette.dim(f"{title}:") + " " * (width - cell_width(title))
        target.stream.write(f"{label}{clean(line.cell(result))}\n")


def shorten(text: str, width: int) -> str:
    """The text, truncated with an ellipsis if it takes more than ``width`` columns."""
    if cell_width(text) <= width:
        return text
    start = text[: width - 1]
    while cell_width(start) > width - 1:
        start = start[:-1]
    return start + ELLIPSIS


def _widths(
    titles: Sequence[str],
    cells: Sequence[Sequence[str]],
    columns: Sequence[Column],
    limit: int | None,
) -> tuple[list[int], bool]:
    """The width of each column, and whether rows have to become blocks of lines."""
    widths = [max(map(cell_width, column)) for column in zip(titles, *cells, strict=True)]
    if limit is None or _total(widths) <= limit:
        return widths, False
    _shrink(widths, columns, limit)
    return widths, _total(widths) > limit


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _shrink(widths: list[int], columns: Sequence[Column], limit: int) -> None:
    """Narrow the widest truncatable column, one terminal column at a time, until the row fits."""
    floors = [max(MIN_COLUMN_WIDTH, cell_width(column.title)) for column in columns]
    while _total(widths) > limit:
        candidates = [
            index
            for index, column in enumerate(columns)
            if column.truncatable and widths[index] > floors[index]
        ]
        if not candidates:
            return
        widths[max(candidates, key=widths.__getitem__)] -= 1


def _pad(text: str, width: int) -> str:
    return text + " " * (width - cell_width(text))


def _write_blocks(
    cells: Sequence[Sequence[str]], titles: Sequence[str], palette: Palette, target: OutputTarget
) -> None:
    width = max(map(cell_width, titles))
    blocks = [
        "\n".join(
            f"{palette.header(_pad(title, width))}{GAP}{cell}".rstrip()
            for title, cell in zip(titles, row, strict=True)
        )
        for row in cells
    ]
    target.stream.write("\n\n".join(blocks) + "\n")
