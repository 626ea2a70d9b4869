"""Which tests a run takes: ``pytest`` without a file takes quick ones and samples, and CI all.

A quick run, of everything or of a part such as ``core``, takes every eighth case of each large
table, and no slow test. With ``--every-case``, as in tox, only matrices are sampled. Who names a
file, a word or a marker gets everything in it, and ``--lf`` whatever failed.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import pytest

EVERY, MAX_WHOLE = 8, 4
"""Which cases of a large table a quick run takes, and how many cases a table has that is small."""

OPTION = "--every-case"
MATRIX, SLOW = "matrix", "slow"
SAMPLE = "sample"
NOTHING, MATRICES, QUICK = "nothing", "matrices", "quick"
"""What a run leaves out: nothing, cases of matrices, or whatever would make it slow."""


class Sample(NamedTuple):
    """What a run takes.

    Args:
        left_out: What it leaves out.
        whole: The files and folders that it leaves nothing out of, as somebody named them.
    """

    left_out: str
    whole: tuple[str, ...] = ()


def add_option(parser: pytest.Parser) -> None:
    """Declare the option that CI uses."""
    parser.addoption(
        OPTION, action="store_true", help="run slow tests and all cases of tables, too"
    )


def sample_of(config: pytest.Config) -> Sample:
    """What a run takes; a worker is told by the process that started it."""
    told: dict[str, tuple[str, tuple[str, ...]]] = getattr(config, "workerinput", {})
    if SAMPLE in told:
        return Sample(*told[SAMPLE])
    if config.option.keyword or config.option.markexpr != _usual_markers(config):
        return Sample(NOTHING)
    root = config.rootpath.resolve()
    tests = {root / path for path in config.getini("testpaths")}
    start = config.invocation_params.dir
    named = {(start / argument.partition("::")[0]).resolve() for argument in config.args}
    if config.args_source is config.ArgsSource.TESTPATHS:
        named = {root}
    if config.getoption(OPTION):
        return Sample(MATRICES if root in named else NOTHING)
    # A folder of so many tests that a run of it is a run of everything there is in it.
    parts = {path for path in named if any(folder.is_relative_to(path) for folder in tests)}
    if not parts:
        return Sample(NOTHING)
    return Sample(QUICK, tuple(sorted(str(path) for path in named - parts)))


def _usual_markers(config: pytest.Config) -> str:
    """The markers of a run for which nobody passes ``-m``; without ``addopts`` there are none."""
    options: list[str] = config.getini("addopts")
    return options[options.index("-m") + 1] if "-m" in options else ""


def _failed(config: pytest.Config) -> set[str]:
    """The tests that failed, if this run is about them."""
    if not (config.getoption("lf", False) or config.getoption("failedfirst", False)):
        return set()
    assert config.cache is not None
    return set(config.cache.get("cache/lastfailed", {}))


def take_samples(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run does not take, of the tests that were collected."""
    left_out, whole = sample_of(config)
    if left_out == NOTHING:
        return
    kept = _failed(config)
    tables: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.nodeid not in kept and not any(item.path.is_relative_to(path) for path in whole):
            tables[item.nodeid.partition("[")[0]].append(item)
    dropped = {
        item
        for cases in tables.values()
        for number, item in enumerate(cases)
        if not _is_taken(left_out, number, len(cases), item)
    }
    config.hook.pytest_deselected(items=list(dropped))
    items[:] = [item for item in items if item not in dropped]


def _is_taken(left_out: str, number: int, cases: int, item: pytest.Item) -> bool:
    """Whether a run takes the case with a number, of a test with so many cases."""
    if left_out == QUICK and item.get_closest_marker(SLOW):
        return False
    is_sampled = item.get_closest_marker(MATRIX) or (left_out == QUICK and cases > MAX_WHOLE)
    return not is_sampled or number % EVERY == 0
