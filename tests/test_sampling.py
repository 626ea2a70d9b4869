"""A quick run takes samples of large tables and no slow test; a run of CI, all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
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
    Sample,
    sample_of,
    take_samples,
)  # fmt: skip
from source_tree import ROOT

CASES = {
    "test_alone": 1, "test_small": MAX_WHOLE, "test_large": 2 * EVERY + 1, "test_slow": 2,
    "test_matrix": MAX_WHOLE,
}  # fmt: skip
MARKS = {"test_slow": SLOW, "test_matrix": MATRIX}
QUICK_CASES = {"test_alone": 1, "test_small": MAX_WHOLE, "test_large": 3, "test_matrix": 1}


class Case:
    """What the sampling reads of a test item."""

    def __init__(self, name: str, number: int) -> None:
        self.path = ROOT / "tests/test_x.py"
        self.nodeid = f"tests/test_x.py::{name}[{number}]"
        self._mark = MARKS.get(name)

    def get_closest_marker(self, name: str) -> bool | None:
        return self._mark == name or None


def config_with(*arguments: str, failed: Sequence[str] = (), **options: Any) -> Any:
    """The configuration of a run with some arguments and options, after another one failed."""
    passed = {"keyword": "", "markexpr": "not faults", "addopts": ["-m", "not faults"], **options}
    source = pytest.Config.ArgsSource
    return SimpleNamespace(
        args=arguments,
        args_source=source.ARGS if arguments else source.TESTPATHS,
        ArgsSource=source,
        rootpath=ROOT,
        invocation_params=SimpleNamespace(dir=passed.get("directory", ROOT)),
        getini={"addopts": passed["addopts"], "testpaths": ["core/tests", "plugins"]}.get,
        getoption=lambda name, default=None: passed.get(name, default),
        option=SimpleNamespace(**passed),
        cache=SimpleNamespace(get=lambda key, default: dict.fromkeys(failed, True)),
        hook=SimpleNamespace(pytest_deselected=lambda items: None),
    )


def taken(config: Any) -> list[str]:
    """The cases that a run takes."""
    items: list[Any] = [Case(name, number) for name in CASES for number in range(CASES[name])]
    take_samples(config, items)
    return [item.nodeid.split("::")[1] for item in items]


@pytest.mark.parametrize(
    ("sample", "kept"),
    [
        (Sample(NOTHING), CASES),
        (Sample(MATRICES), {**CASES, "test_matrix": 1}),
        (Sample(QUICK), QUICK_CASES),
        (Sample(QUICK, (str(ROOT / "plugins"),)), QUICK_CASES),
        (Sample(QUICK, (str(ROOT / "tests/test_x.py"),)), CASES),
    ],
)
def test_a_run_leaves_out_cases_and_slow_tests(
    monkeypatch: pytest.MonkeyPatch, sample: Sample, kept: dict[str, int]
) -> None:
    monkeypatch.setattr(sampling, "sample_of", lambda _: sample)
    assert Counter(name.split("[")[0] for name in taken(config_with())) == kept


@pytest.mark.parametrize("option", ["lf", "failedfirst"])
def test_a_run_of_what_failed_leaves_none_of_it_out(option: str) -> None:
    failed = ["test_slow[1]", "test_large[3]", "test_large[4]"]
    nodes = [f"tests/test_x.py::{name}" for name in failed]
    assert not {*failed} & {*taken(config_with(failed=nodes))}
    assert {*failed} <= {*taken(config_with(failed=nodes, **{option: True}))}


@pytest.mark.parametrize(
    ("arguments", "options", "sample"),
    [
        ([], {}, Sample(QUICK)),
        ([], {"--every-case": True}, Sample(MATRICES)),
        (["."], {}, Sample(QUICK)),
        (["."], {"--every-case": True}, Sample(MATRICES)),
        (["core"], {}, Sample(QUICK)),
        (["core/tests/", "plugins"], {}, Sample(QUICK)),
        ([str(ROOT / "core")], {}, Sample(QUICK)),
        (["."], {"directory": ROOT / "core"}, Sample(QUICK)),
        (["tests"], {"directory": ROOT / "core"}, Sample(QUICK)),
        (["core/tests"], {"--every-case": True}, Sample(NOTHING)),
        (["core/tests/http"], {}, Sample(NOTHING)),
        (["plugins/users"], {}, Sample(NOTHING)),
        (["tests/test_sampling.py::test_x[a::b]"], {}, Sample(NOTHING)),
        (["core", "plugins/users/tests/test_show.py::test_x"], {},
         Sample(QUICK, (str(ROOT / "plugins/users/tests/test_show.py"),))),
        ([], {"markexpr": "matrix"}, Sample(NOTHING)),
        ([], {"keyword": "users"}, Sample(NOTHING)),
        ([], {"addopts": [], "markexpr": ""}, Sample(QUICK)),
    ],
)  # fmt: skip
def test_who_names_a_file_a_word_or_a_marker_gets_every_case(
    arguments: list[str], options: dict[str, Any], sample: Sample
) -> None:
    assert sample_of(config_with(*arguments, **options)) == sample


def test_a_worker_takes_what_it_was_told() -> None:
    told = Sample(QUICK, (str(Path("plugins/users")),))
    config = SimpleNamespace(workerinput={sampling.SAMPLE: tuple(told)})
    assert sample_of(config) == told  # type: ignore[arg-type]
