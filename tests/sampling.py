"""Which tests a run takes: ``pytest`` without a file takes quick ones and samples, and CI all.

A quick run, of everything or of one part such as ``core``, takes every eighth case of each large
table, and no slow test. With ``--every-case``, as in tox, only matrices are sampled. Who names a
file, a word or a marker gets everything in it.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = {ROOT / part for part in ("core", "core/tests", "plugins", "examples", "tests")}
"""Folders of so many tests that a run of one is a run of everything there is in it."""

EVERY, MAX_WHOLE = 8, 4
"""Which cases of a large table a quick run takes, and how many cases a table has that is small."""

OPTION = "--every-case"
MATRIX, SLOW = "matrix", "slow"
SAMPLED = "sampled"
NOTHING, MATRICES, QUICK = "nothing", "matrices", "quick"
"""What a run leaves out: nothing, cases of matrices, or whatever would make it slow."""


def add_option(parser: pytest.Parser) -> None:
    """Declare the option that CI uses."""
    parser.addoption(OPTION, action="store_true", help="run slow tests and every case of tables")


def sampled(config: pytest.Config) -> str:
    """What a run leaves out; a worker is told by the process that started it."""
    told: dict[str, str] = getattr(config, "workerinput", {})
    if SAMPLED in told:
        return told[SAMPLED]
    ordinary = config.getini("addopts")
    is_marked = config.option.markexpr != ordinary[ordinary.index("-m") + 1]
    if config.option.keyword or is_marked:
        return NOTHING
    is_everything = config.args_source is config.ArgsSource.TESTPATHS
    if config.getoption(OPTION):
        return MATRICES if is_everything else NOTHING
    folders = {(config.invocation_params.dir / argument).resolve() for argument in config.args}
    return QUICK if is_everything or folders <= PARTS else NOTHING


def take_samples(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run does not take, of the tests that were collected."""
    what = sampled(config)
    if what == NOTHING:
        return
    tables: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        tables[item.nodeid.partition("[")[0]].append(item)
    left_out = {
        item
        for cases in tables.values()
        for number, item in enumerate(cases)
        if not _is_taken(what, number, len(cases), item)
    }
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def _is_taken(what: str, number: int, cases: int, item: pytest.Item) -> bool:
    """Whether a run takes the case with a number, of a test with so many cases."""
    if what == QUICK and item.get_closest_marker(SLOW):
        return False
    is_sampled = item.get_closest_marker(MATRIX) or (what == QUICK and cases > MAX_WHOLE)
    return not is_sampled or number % EVERY == 0
