"""Where a result is written."""

from __future__ import annotations

from typing import TextIO

from clerk_cli.frozen import Frozen


class OutputTarget(Frozen):
    """Where a result is written.

    Args:
        stream: Where the text goes.
        width: Columns of the terminal; None without a terminal, where nothing is truncated.
        color: Whether colors are wanted.
        raw_csv: Whether CSV cells that spreadsheets would run as formulas are not escaped.
    """

    stream: TextIO
    width: int | None = None
    color: bool = False
    raw_csv: bool = False
