"""The record of what each command imports."""

from __future__ import annotations

import json
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from benchmarks import import_sets, startup
from benchmarks.measure import Figures, Run, take
from benchmarks.peers import OFFICIAL


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "import_sets.json"
    path.write_text(json.dumps({"clerk --help": ["clerk_cli", "clerk_cli.startup.fast_path"]}))
    monkeypatch.setattr(import_sets, "RECORD", path)
    return path


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    ("found", "new"),
    [
        ({"clerk --help": ["clerk_cli", "clerk_cli.startup.fast_path"]}, {}),
        ({"clerk --help": ["clerk_cli"]}, {}),
        ({"clerk --help": ["clerk_cli", "yaml"]}, {"clerk --help": ["yaml"]}),
        ({"clerk new": ["clerk_cli"]}, {"clerk new": ["clerk_cli"]}),
    ],
)
def test_only_what_is_not_recorded_is_a_regression(
    found: dict[str, list[str]], new: dict[str, list[str]]
) -> None:
    assert import_sets.additions(found) == new


def test_every_scenario_is_recorded() -> None:
    measured = startup.runs({"http": "", "https": ""}, Path()).keys()
    assert measured - import_sets.recorded().keys() == {startup.BARE, startup.FIRST}


def test_a_heavy_module_is_seen(tmp_path: Path) -> None:
    variables = {"HOME": str(tmp_path), "CLERK_CONFIG_DIR": str(tmp_path), "CLERK_NO_INDEX": "1"}
    modules = import_sets.imported(Run(["clerk", "--help"]), variables)
    assert {"importlib.metadata", "pluggy"} <= set(modules)


def test_a_command_that_fails_is_not_measured() -> None:
    with pytest.raises(RuntimeError, match="false ended with status 1"):
        take(Run(["false"]), {"PATH": "/usr/bin:/bin"}, Figures())


def test_the_memory_is_that_of_the_command_alone() -> None:
    figures = Figures()
    take(Run(["true"]), {"PATH": "/usr/bin:/bin"}, figures)
    assert 0 < figures.peak < 20


def test_a_slow_network_is_measured_only_if_asked_for() -> None:
    urls = {"http": "http://x", "https": "https://x"}
    official = {OFFICIAL: "clerk"}
    assert startup.DISTANT not in startup.runs(urls, Path())
    assert startup.DISTANT not in startup.peer_runs(official, urls, Path())[OFFICIAL]
    far = {**urls, "far": "https://y"}
    ours = startup.runs(far, Path())[startup.DISTANT]
    theirs = startup.peer_runs(official, far, Path())[OFFICIAL][startup.DISTANT]
    assert ours.variables["CLERK_API_URL"] == "https://y"
    assert theirs.variables["CLERK_BACKEND_API_URL"] == "https://y"


def test_a_server_is_reached_through_the_delay(tmp_path: Path) -> None:
    with startup.served(3) as url, startup.delayed(url, 40) as distant:
        start = time.monotonic()
        with urlopen(f"{distant}/v1/users/count", timeout=10) as response:
            assert json.load(response)["total_count"] == 3
        assert time.monotonic() - start >= 0.08  # one to connect, one for the response
