"""Tables and details for people."""

from __future__ import annotations

from collections.abc import Sequence

from clerk_cli.output.color import Palette
from clerk_cli.output.formats import OutputTarget
from clerk_cli.output.sanitize import clean
from clerk_cli.output.view import Column
from clerk_cli.output.width import cell_width
from clerk_cli.results import APIObject

GAP = "  "
NARROWEST = 8
ELLIPSIS = "…"


def write_table(rows: Sequence[APIObject], columns: Sequence[Column], target: OutputTarget) -> None:
    """Write rows below a header; nothing at all where there are no rows.

    On a terminal, columns that may shrink are shortened to fit it. Where that is not enough, each
    row becomes a block of lines, so that no id is ever cut or wrapped.
    """
    if not rows:
        return
    TableListWriter(columns, target).add(list(rows))


class TableListWriter:
    """A table that is written while its rows come; the first rows decide how wide columns are.

    Args:
        columns: The columns.
        target: What it is written on.
    """

    def __init__(self, columns: Sequence[Column], target: OutputTarget) -> None:
        self._columns = columns
        self._sheet = target
        self._widths: list[int] | None = None
        self._blocks = False

    def add(self, rows: list[APIObject]) -> None:
        """Write more rows, below the header the first time."""
        cells = [[clean(column.cell(row)) for column in self._columns] for row in rows]
        titles = [column.title for column in self._columns]
        palette = Palette(self._sheet.color)
        if self._widths is None:
            self._widths, self._blocks = _widths(titles, cells, self._columns, self._sheet.width)
            if not self._blocks:
                self._sheet.stream.write(palette.header(_line(titles, self._widths)) + "\n")
        elif self._blocks:
            self._sheet.stream.write("\n")
        if self._blocks:
            _write_blocks(cells, titles, palette, self._sheet)
            return
        cut = self._sheet.width is not None
        lines = [_line(row, self._widths, cut=cut) for row in cells]
        self._sheet.stream.write("\n".join(lines) + "\n")

    def end(self, count: int | None) -> None:
        """Nothing ends a table."""


def write_details(result: APIObject, lines: Sequence[Column], target: OutputTarget) -> None:
    """Write one object as lines of label and value."""
    palette = Palette(target.color)
    width = max(cell_width(line.title) for line in lines) + 1
    for line in lines:
        label = palette.dim(f"{line.title}:") + " " * (width - cell_width(line.title))
        target.stream.write(f"{label}{clean(line.cell(result))}\n")


def shorten(text: str, width: int) -> str:
    """The text, or as much of its start as fits in ``width`` columns with an ellipsis."""
    if cell_width(text) <= width:
        return text
    kept = text[: width - 1]
    while cell_width(kept) > width - 1:
        kept = kept[:-1]
    return kept + ELLIPSIS


def _widths(
    titles: Sequence[str],
    cells: Sequence[Sequence[str]],
    columns: Sequence[Column],
    limit: int | None,
) -> tuple[list[int], bool]:
    """How wide each column is, and whether rows must become blocks of lines."""
    widths = [max(map(cell_width, column)) for column in zip(titles, *cells, strict=True)]
    if limit is None or _total(widths) <= limit:
        return widths, False
    _shrink(widths, columns, limit)
    return widths, _total(widths) > limit


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _shrink(widths: list[int], columns: Sequence[Column], limit: int) -> None:
    """Take from the widest column that may shrink, one cell at a time, until all fits."""
    floors = [max(NARROWEST, cell_width(column.title)) for column in columns]
    while _total(widths) > limit:
        candidates = [
            index
            for index, column in enumerate(columns)
            if column.truncatable and widths[index] > floors[index]
        ]
        if not candidates:
            return
        widths[max(candidates, key=widths.__getitem__)] -= 1


def _line(cells: Sequence[str], widths: Sequence[int], *, cut: bool = True) -> str:
    pairs = zip(cells, widths, strict=True)
    shown = (_pad(shorten(cell, width) if cut else cell, width) for cell, width in pairs)
    return GAP.join(shown).rstrip()


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
