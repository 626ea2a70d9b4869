"""A quick run takes samples of large tables and no slow test; a run of CI, all of them."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
import sampling
from sampling import (
    EVERY,
    MATRICES,
    MATRIX,
    MAX_WHOLE,
    NOTHING,
    QUICK,
    SLOW,
    sampled,
    take_samples,
)  # fmt: skip

CASES = {
    "test_alone": 1, "test_small": MAX_WHOLE, "test_large": 2 * EVERY + 1, "test_slow": 2,
    "test_matrix": MAX_WHOLE,
}  # fmt: skip
MARKS = {"test_slow": SLOW, "test_matrix": MATRIX}


class Case:
    """What the sampling reads of a test item."""

    def __init__(self, name: str, number: int) -> None:
        self.nodeid = f"tests/test_x.py::{name}[{number}]"
        self._mark = MARKS.get(name)

    def get_closest_marker(self, name: str) -> bool | None:
        return self._mark == name or None


@pytest.mark.parametrize(
    ("what", "kept"),
    [
        (NOTHING, CASES),
        (MATRICES, {**CASES, "test_matrix": 1}),
        (QUICK, {"test_alone": 1, "test_small": MAX_WHOLE, "test_large": 3, "test_matrix": 1}),
    ],
)
def test_a_run_leaves_out_cases_and_slow_tests(
    monkeypatch: pytest.MonkeyPatch, what: str, kept: dict[str, int]
) -> None:
    monkeypatch.setattr(sampling, "sampled", lambda _: what)
    items: list[Any] = [Case(name, number) for name in CASES for number in range(CASES[name])]
    config = SimpleNamespace(hook=SimpleNamespace(pytest_deselected=lambda items: None))
    take_samples(config, items)  # type: ignore[arg-type]
    assert Counter(item.nodeid.split("::")[1].split("[")[0] for item in items) == kept


EVERYTHING = pytest.Config.ArgsSource.TESTPATHS
NAMED = pytest.Config.ArgsSource.ARGS


@pytest.mark.parametrize(
    ("source", "arguments", "every_case", "marked", "what"),
    [
        (EVERYTHING, [], False, "", QUICK),
        (EVERYTHING, [], True, "", MATRICES),
        (NAMED, ["core"], False, "", QUICK),
        (NAMED, ["core/tests", "plugins"], False, "", QUICK),
        (NAMED, ["core/tests"], True, "", NOTHING),
        (NAMED, ["core/tests/http"], False, "", NOTHING),
        (NAMED, ["tests/test_sampling.py::test_x"], False, "", NOTHING),
        (EVERYTHING, [], False, "matrix", NOTHING),
    ],
)
def test_who_names_a_file_or_a_marker_gets_every_case(
    source: pytest.Config.ArgsSource,
    arguments: list[str],
    every_case: bool,
    marked: str,
    what: str,
) -> None:
    usual = "not faults"
    config = SimpleNamespace(
        args=arguments,
        args_source=source,
        ArgsSource=pytest.Config.ArgsSource,
        getini=lambda _: ["-m", usual],
        getoption=lambda _: every_case,
        invocation_params=SimpleNamespace(dir=sampling.ROOT),
        option=SimpleNamespace(keyword="", markexpr=marked or usual),
    )
    assert sampled(config) == what  # type: ignore[arg-type]
