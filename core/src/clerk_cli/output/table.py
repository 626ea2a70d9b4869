"""Tables and details for people."""

from __future__ import annotations

from collections.abc import Sequence

from clerk_cli.output.color import Palette
from clerk_cli.output.formats import Sheet
from clerk_cli.output.sanitize import clean
from clerk_cli.output.view import Column
from clerk_cli.request import Json

GAP = "  "
NARROWEST = 8
ELLIPSIS = "…"


def write_table(rows: Sequence[Json], columns: Sequence[Column], sheet: Sheet) -> None:
    """Write rows below a header; nothing at all where there are no rows.

    On a terminal, columns that may shrink are shortened to fit it. Where that is not enough, each
    row becomes a block of lines, so that no id is ever cut or wrapped.
    """
    if not rows:
        return
    palette = Palette(sheet.color)
    cells = [[clean(column.cell(row)) for column in columns] for row in rows]
    titles = [column.title for column in columns]
    widths = [max(map(cell_width, column)) for column in zip(titles, *cells, strict=True)]
    if sheet.width is not None and _total(widths) > sheet.width:
        _shrink(widths, columns, sheet.width)
        if _total(widths) > sheet.width:
            _write_blocks(cells, titles, palette, sheet)
            return
    lines = [palette.header(_line(titles, widths))]
    lines += [_line(row, widths) for row in cells]
    sheet.stream.write("\n".join(lines) + "\n")


def write_details(result: Json, lines: Sequence[Column], sheet: Sheet) -> None:
    """Write one object as lines of label and value."""
    palette = Palette(sheet.color)
    width = max(cell_width(line.title) for line in lines) + 1
    for line in lines:
        label = palette.dim(f"{line.title}:") + " " * (width - cell_width(line.title))
        sheet.stream.write(f"{label}{clean(line.cell(result))}\n")


def cell_width(text: str) -> int:
    """Columns of the terminal that a text takes."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    width: int = wcswidth(text)
    return width if width >= 0 else len(text)


def shorten(text: str, width: int) -> str:
    """The text, or as much of its start as fits in ``width`` columns with an ellipsis."""
    if cell_width(text) <= width:
        return text
    kept = text[: width - 1]
    while cell_width(kept) > width - 1:
        kept = kept[:-1]
    return kept + ELLIPSIS


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _shrink(widths: list[int], columns: Sequence[Column], limit: int) -> None:
    """Take from the widest column that may shrink, one cell at a time, until all fits."""
    floors = [max(NARROWEST, cell_width(column.title)) for column in columns]
    while _total(widths) > limit:
        candidates = [
            index
            for index, column in enumerate(columns)
            if column.shrinks and widths[index] > floors[index]
        ]
        if not candidates:
            return
        widths[max(candidates, key=widths.__getitem__)] -= 1


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (_pad(shorten(cell, width), width) for cell, width in zip(cells, widths, strict=True))
    return GAP.join(padded).rstrip()


def _pad(text: str, width: int) -> str:
    return text + " " * (width - cell_width(text))


def _write_blocks(
    cells: Sequence[Sequence[str]], titles: Sequence[str], palette: Palette, sheet: Sheet
) -> None:
    width = max(map(cell_width, titles))
    blocks = [
        "\n".join(
            f"{palette.header(_pad(title, width))}{GAP}{cell}".rstrip()
            for title, cell in zip(titles, row, strict=True)
        )
        for row in cells
    ]
    sheet.stream.write("\n\n".join(blocks) + "\n")
