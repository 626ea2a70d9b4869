"""Which cases of a table are run: ``pytest`` without a file takes every eighth, and CI more.

A quick run, of everything or of one part such as ``core``, takes every eighth case of each table
with more cases than that. With ``--every-case``, as in tox, only matrices are sampled. Who names a
file, a word or a marker gets every case of it.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = {ROOT / part for part in ("core", "core/tests", "plugins", "examples", "tests")}
"""Folders of so many tests that a run of one is a run of everything there is in it."""

EVERY = 8
OPTION = "--every-case"
MATRIX = "matrix"
SAMPLED = "sampled"
NOTHING, MATRICES, TABLES = "nothing", "matrices", "tables"
"""What a run takes samples of."""


def add_option(parser: pytest.Parser) -> None:
    """Declare the option that CI uses."""
    parser.addoption(OPTION, action="store_true", help="run every case of tables, not every eighth")


def sampled(config: pytest.Config) -> str:
    """What a run takes samples of; a worker is told by the process that started it."""
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
    return TABLES if is_everything or folders <= PARTS else NOTHING


def take_samples(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run does not take, of the tests that were collected."""
    what = sampled(config)
    if what == NOTHING:
        return
    tables: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if what == TABLES or item.get_closest_marker(MATRIX):
            tables[item.nodeid.partition("[")[0]].append(item)
    left_out = {
        item
        for cases in tables.values()
        if len(cases) > EVERY or cases[0].get_closest_marker(MATRIX)
        for number, item in enumerate(cases)
        if number % EVERY
    }
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]
