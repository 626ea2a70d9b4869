"""``-o tsv``: columns with tabs between them, for spreadsheets and ``cut``."""

from __future__ import annotations

from clerk_cli.api import Json, Listing, Sheet, View


class TSVFormat:
    """Rows of cells; the columns are those of the table."""

    name = "tsv"

    def write(self, result: Json | Listing, view: View, sheet: Sheet) -> None:
        """Write a header and a line for each object."""
        rows = result.data if isinstance(result, Listing) else [result]
        columns = view.columns or view.details
        lines = [[column.title for column in columns]]
        lines += [[column.cell(row) for column in columns] for row in rows]
        for cells in lines:
            # A cell has no tab and no line break: the core shows both as escapes.
            sheet.stream.write("\t".join(cells) + "\n")
