"""A quick run takes every eighth case of large tables, and leaves no test out altogether."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
import sampling
from sampling import EVERY, MATRICES, MATRIX, NOTHING, TABLES, sampled, take_samples

CASES = {"test_alone": 1, "test_small": EVERY, "test_large": 2 * EVERY + 1, "test_matrix": EVERY}


class Case:
    """What the sampling reads of a test item."""

    def __init__(self, name: str, number: int) -> None:
        self.nodeid = f"tests/test_x.py::{name}[{number}]"
        self._is_matrix = name == "test_matrix"

    def get_closest_marker(self, name: str) -> bool | None:
        return (self._is_matrix and name == MATRIX) or None


@pytest.mark.parametrize(
    ("what", "kept"),
    [
        (NOTHING, CASES),
        (MATRICES, {**CASES, "test_matrix": 1}),
        (TABLES, {**CASES, "test_large": 3, "test_matrix": 1}),
    ],
)
def test_a_run_keeps_some_cases_of_each_test(
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
        (EVERYTHING, [], False, "", TABLES),
        (EVERYTHING, [], True, "", MATRICES),
        (NAMED, ["core"], False, "", TABLES),
        (NAMED, ["core/tests", "plugins"], False, "", TABLES),
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
