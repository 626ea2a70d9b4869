"""A bar chart in the terminal, if plotext is installed."""

from __future__ import annotations

from collections.abc import Sequence

HEIGHT = 12
MAX_WIDTH = 100
COLUMNS_OF_A_LABEL = 14

BAR_AND_FRAME = "█─│┌┐└┘┤├┬┴┼"
ASCII = str.maketrans(BAR_AND_FRAME, "#-|" + "+" * (len(BAR_AND_FRAME) - 3))
"""What the characters of a chart become where the terminal cannot show them."""


def bar_chart(
    labels: Sequence[str], counts: Sequence[int], width: int, encoding: str = "utf-8"
) -> list[str] | None:
    """The lines of a bar chart without color.

    Args:
        labels: What each bar stands for.
        counts: Their heights.
        width: The columns of the terminal.
        encoding: That of the terminal.

    Returns:
        None if plotext is not installed.
    """
    try:
        import plotext
    except ImportError:
        return None
    width = min(width, MAX_WIDTH)
    places = list(range(1, len(counts) + 1))
    step = -(-len(places) * COLUMNS_OF_A_LABEL // width)
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plot_size(width, HEIGHT)
    plotext.bar(places, list(counts), width=0.6)
    plotext.xticks(places[::step], list(labels[::step]))
    highest = max(counts)
    plotext.yticks(sorted({0, highest // 2, highest}))
    text: str = plotext.uncolorize(plotext.build())
    if not _can_show(encoding):
        text = text.translate(ASCII)
    return [line.rstrip() for line in text.splitlines()]


def _can_show(encoding: str) -> bool:
    try:
        BAR_AND_FRAME.encode(encoding)
    except (LookupError, UnicodeEncodeError):
        return False
    return True
