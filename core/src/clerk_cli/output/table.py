"""Tables and details for people."""

from __future__ import annotations

from collections.abc import Sequence

from clerk_cli.output.bound_columns import for_people, times_of
from clerk_cli.output.color import Palette
from clerk_cli.output.fitting import GAP, Fit, fit
from clerk_cli.output.sanitize import clean, is_plain
from clerk_cli.output.target import OutputTarget
from clerk_cli.output.view import Column, date
from clerk_cli.output.width import cell_width
from clerk_cli.results import APIObject

ELLIPSIS = "…"
UPDATED = "(updated)"
INDENT = "  "


def write_table(rows: Sequence[APIObject], columns: Sequence[Column], target: OutputTarget) -> None:
    """Write rows below a header; an empty list writes nothing.

    On a terminal, times lose their hours, optional columns are left out and truncatable ones are
    shortened to fit. Where that is not enough, each row becomes a block of lines, so that ids are
    never cut or wrapped.
    """
    if not rows:
        return
    writer = TableListWriter(columns, target)
    writer.add(list(rows))
    writer.end(len(rows))


class TableListWriter:
    """Writes a table while its rows are read; the first rows decide how wide its columns are.

    Args:
        columns: The columns.
        target: Where to write it.
    """

    def __init__(self, columns: Sequence[Column], target: OutputTarget) -> None:
        self._unbound = columns
        self._columns = for_people(columns, target)
        self._readers = [column.cells() for column in self._columns]
        self._target = target
        self._palette = Palette(target.color)
        self._titles = [clean(column.title) for column in columns]
        self._fit: Fit | None = None
        self._left_out: tuple[str, ...] = ()
        self._pattern = ""
        """Pads the cells of a row, as far as they are ASCII."""
        self._has_dates = any(column.show is date for column in columns)

    def add(self, rows: list[APIObject]) -> None:
        """Write more rows; the first ones below the header."""
        cells = list(map(self._cells, rows))
        if self._fit is None:
            self._fit = layout = self._fitted(cells)
            cells = [[row[index] for index in layout.visible] for row in cells]
            if not layout.has_blocks and self._target.header:
                header = _line(self._titles, layout.widths)
                self._target.stream.write(self._palette.header(header) + "\n")
        else:
            layout = self._fit
            if layout.has_blocks:
                self._target.stream.write("\n")
        if layout.has_blocks:
            self._write_blocks(cells)
            return
        self._target.stream.write("\n".join(map(self._line, cells)) + "\n")

    def end(self, count: int | None) -> None:
        """Tell which columns were left out: a table has no footer."""
        if self._left_out and self._target.left_out is not None:
            self._target.left_out(self._left_out)

    def _cells(self, row: APIObject) -> list[str]:
        cells = [read(row) for read in self._readers]
        return cells if is_plain("".join(cells)) else list(map(clean, cells))

    def _fitted(self, cells: list[list[str]]) -> Fit:
        """How the table fits; from here on there are only the columns that are shown."""
        target = self._target
        titles = self._titles if target.header else [""] * len(self._titles)
        layout = fit(
            self._unbound,
            titles,
            cells,
            target.width,
            cuts_times=self._has_dates and times_of(target).can_be_cut,
            wide=target.wide,
        )
        self._left_out = tuple(
            title for index, title in enumerate(self._titles) if index not in layout.visible
        )
        self._unbound = [self._unbound[index] for index in layout.visible]
        self._columns = [self._columns[index] for index in layout.visible]
        self._readers = [self._readers[index] for index in layout.visible]
        self._titles = [self._titles[index] for index in layout.visible]
        self._pattern = GAP.join(f"%-{width}s" for width in layout.widths)
        return layout

    def _line(self, cells: list[str]) -> str:
        assert self._fit is not None
        if self._target.width is None and not self._target.color and "".join(cells).isascii():
            return (self._pattern % tuple(cells)).rstrip()
        cut = self._target.width is not None
        return self._colored_line(cells, self._fit.widths, cut=cut)

    def _colored_line(self, cells: Sequence[str], widths: Sequence[int], *, cut: bool) -> str:
        if cut and self._has_dates:
            cells = [
                cell[:width] if column.show is date else cell
                for cell, width, column in zip(cells, widths, self._unbound, strict=True)
            ]
        if not (self._target.color and any(column.is_status for column in self._columns)):
            return _line(cells, widths, cut=cut)
        pairs = zip(cells, widths, self._columns, strict=True)
        padded = [
            (_pad(shorten(cell, width) if cut else cell, width), column)
            for cell, width, column in pairs
        ]
        text, column = padded[-1]
        padded[-1] = (text.rstrip(), column)
        return GAP.join(
            self._palette.status(text) if column.is_status else text for text, column in padded
        )

    def _write_blocks(self, cells: Sequence[Sequence[str]]) -> None:
        width = max(map(cell_width, self._titles))
        blocks = [
            "\n".join(
                f"{self._palette.header(_pad(title, width))}{GAP}"
                f"{self._palette.status(cell) if column.is_status else cell}".rstrip()
                for title, cell, column in zip(self._titles, row, self._columns, strict=True)
            )
            for row in cells
        ]
        self._target.stream.write("\n\n".join(blocks) + "\n")


def write_details(result: APIObject, lines: Sequence[Column], target: OutputTarget) -> None:
    """Write an object as lines of label and value, in parts below their headings.

    What an update changed is marked with a word, not by its color alone.
    """
    palette = Palette(target.color)
    lines = for_people(lines, target)
    indent = INDENT if any(line.is_heading for line in lines) else ""
    labels = [clean(line.title) for line in lines if not line.is_heading]
    width = max(map(cell_width, labels), default=0) + 1
    is_below_heading = False
    for line in lines:
        title = clean(line.title)
        if line.is_heading:
            is_below_heading = True
            target.stream.write(f"\n{palette.bold(title)}\n")
            continue
        margin = indent if is_below_heading else ""
        room = width + len(indent) - len(margin)
        label = margin + palette.dim(f"{title}:") + " " * (room - cell_width(title))
        cell = clean(line.cell(result))
        if target.width is not None:
            cell = _wrapped(cell, target.width, width + len(indent) + 1)
        shown = palette.status(cell) if line.is_status else cell
        mark = palette.green(UPDATED) if line.updated else ""
        target.stream.write(f"{label}{GAP.join(filter(None, (shown, mark)))}\n")


def _wrapped(text: str, limit: int, margin: int) -> str:
    """A detail in lines that fit a terminal, broken at spaces only: an ID stays whole.

    Args:
        text: The text.
        limit: The width of the terminal.
        margin: The width of the labels.
    """
    if margin + cell_width(text) <= limit:
        return text
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and margin + cell_width(longer) > limit:
            lines.append(word)
        else:
            lines[-1] = longer
    return ("\n" + " " * margin).join(lines)


def shorten(text: str, width: int) -> str:
    """The text, truncated with an ellipsis if it takes more than ``width`` columns."""
    if cell_width(text) <= width:
        return text
    start = text[: width - 1]
    while cell_width(start) > width - 1:
        start = start[:-1]
    return start + ELLIPSIS


def _line(cells: Sequence[str], widths: Sequence[int], *, cut: bool = True) -> str:
    if cut:
        cells = list(map(shorten, cells, widths))
    pad = str.ljust if "".join(cells).isascii() else _pad
    return GAP.join(map(pad, cells, widths)).rstrip()


def _pad(text: str, width: int) -> str:
    return text + " " * (width - cell_width(text))
