"""Where a result is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from clerk_cli.frozen import Frozen

if TYPE_CHECKING:
    from clerk_cli.output.times import Times


class OutputTarget(Frozen):
    """Where a result is written.

    Args:
        stream: Where the text goes.
        width: Columns of the terminal; None without a terminal, where nothing is truncated.
        color: Whether colors are wanted.
        raw_csv: Whether CSV cells that spreadsheets would run as formulas are not escaped.
        wide: Whether lists have all their columns.
        times: Returns how moments are written; None for the default.
        header: Whether tables and CSV begin with the titles of their columns.
        left_out: Told the titles of the columns for which the terminal has no room.
    """

    stream: TextIO
    width: int | None = None
    color: bool = False
    raw_csv: bool = False
    wide: bool = False
    times: Callable[[], Times] | None = None
    header: bool = True
    left_out: Callable[[tuple[str, ...]], None] | None = None
