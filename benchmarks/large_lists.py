"""What ``--all`` takes for a list of many users, in every format, next to fetching its bytes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

from benchmarks.measure import Figures, Run, measure
from benchmarks.startup import CLERK, served

FORMATS = {
    **{name: ("-o", name) for name in ("table", "ndjson", "csv", "json", "yaml")},
    "jq .id": ("--jq", ".id"),
    "jq select": ("--jq", "select(.banned) | .id"),
}
FETCH = """
import sys, requests
session = requests.Session()
url, total = sys.argv[1], int(sys.argv[2])
for offset in range(0, total, 500):
    assert session.get(f"{url}/v1/users?limit=500&offset={offset}").content
"""
FETCH_ONLY = "fetch only"


def figures(total: int, rounds: int, variables: Mapping[str, str]) -> dict[str, Figures]:
    """What each way takes.

    Args:
        total: How many users there are.
        rounds: How often each is run.
        variables: The environment of all runs.
    """
    with served(total) as url:
        words = ["users", "list", "--all"]
        runs = {FETCH_ONLY: Run([sys.executable, "-c", FETCH, url, str(total)])} | {
            name: Run([CLERK, *words, *options], {"CLERK_API_URL": url})
            for name, options in FORMATS.items()
        }
        return measure(runs, variables, rounds)


def table(small: Mapping[str, Figures], large: Mapping[str, Figures]) -> Iterator[str]:
    """The lines of the table."""
    yield f"{'users list --all':<20}{'seconds':>9}{'x fetch only':>14}{'MiB':>6}{'x a tenth':>11}"
    fetch = large[FETCH_ONLY].median
    for name, figures in large.items():
        growth = figures.peak / small[name].peak
        line = f"{name:<20}{figures.median:>9.2f}{figures.median / fetch:>14.1f}"
        yield f"{line}{figures.peak:>6.0f}{growth:>11.2f}"
