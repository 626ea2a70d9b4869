"""What workers keep to themselves, and how they end, changes no result of a run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from source_tree import ROOT
from xdist_workers import TOGETHER

CONFTEST = """
from xdist_workers import end_at_once, send_less

def pytest_configure(config):
    send_less(config)

def pytest_collection_finish(session):
    end_at_once(session)
"""
TESTS = """
import time
import pytest

@pytest.fixture
def prepared():
    time.sleep(0.02)
    yield
    assert {teardown_passes}

def test_it(prepared):
    assert {test_passes}

@pytest.mark.skip(reason="of the reason")
def test_skipped():
    pass
"""


def run(folder: Path, *options: str, **passes: bool) -> tuple[int, str]:
    """The status and the output of a run with a worker, of tests some of which pass."""
    source = TESTS.format(**{"test_passes": True, "teardown_passes": True, **passes})
    for name, text in {"conftest": CONFTEST, "test_it": source}.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "xdist", "-n1", "-rs", *options],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT / "tests"),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("path", TOGETHER)
def test_a_file_that_shares_a_worker_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("passes", "status", "summary"),
    [
        ({}, 0, "1 passed, 1 skipped"),
        ({"test_passes": False}, 1, "1 failed, 1 skipped"),
        ({"teardown_passes": False}, 1, "1 passed, 1 skipped, 1 error"),
    ],
)
def test_a_run_tells_how_each_test_ended(
    tmp_path: Path, passes: dict[str, bool], status: int, summary: str
) -> None:
    code, output = run(tmp_path, **passes)
    assert (code, re.findall(r"=+ (.*) in [\d.]+s =+$", output)) == (status, [summary])
    assert "of the reason" in output


@pytest.mark.slow
def test_the_slowest_setups_are_shown(tmp_path: Path) -> None:
    _, output = run(tmp_path, "--durations=1")
    assert re.search(r"^0\.\d+s setup +test_it\.py::test_it$", output, re.MULTILINE)
