"""What a command or group declares besides its route: a format, columns, completion, answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerk_cli.startup.cache import Index
from clerk_cli.startup.fast_path import try_fast_path
from clerk_cli.testing import CommandLine, FakeAPI


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))


@pytest.fixture
def tides(clerk: CommandLine) -> CommandLine:
    clerk.add_plugin("tides", "tides")
    return clerk


@pytest.mark.parametrize(
    ("options", "output"),
    [
        ([], '{\n  "levels": [\n    {\n      "port": "Kiel",\n      "level": 2\n    }\n  ]\n}\n'),
        (["-o", "table"], "LEVEL\n2\n"),
        (["-o", "csv"], "LEVEL\n2\n"),
    ],
)
def test_a_command_has_a_format_and_columns_of_its_own(
    tides: CommandLine, options: list[str], output: str
) -> None:
    assert tides("tides", "kiel", *options).out == output


def test_the_format_of_a_profile_wins_over_the_one_of_a_command(tides: CommandLine) -> None:
    tides.write_profiles("[profile default]\noutput = csv\n")
    assert tides("tides", "kiel").out == "LEVEL\n2\n"


def test_a_function_completes_an_argument(tides: CommandLine) -> None:
    assert tides("__complete", "tides", "k").out == "kiel\tafter tides\n"


@pytest.mark.parametrize(
    ("words", "status", "output"),
    [(["now"], 0, "low\n"), (["later"], None, ""), (["now", "-o", "json"], None, "")],
)
def test_a_group_answers_lines_without_an_option_from_the_index(
    capsys: pytest.CaptureFixture[str], words: list[str], status: int | None, output: str
) -> None:
    index = Index("", {})
    index.plugins = {"offline": {"tides": "tides"}}
    assert try_fast_path(["tides", *words], index, {}) == status
    assert capsys.readouterr().out == output


def test_a_command_may_report_its_dry_run(tides: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"name": "Kiel"})
    done = tides("dredge", "--dry-run", "-o", "json")
    assert (done.code, done.json) == (0, {"port": "Kiel"}), done.err
    assert [sent.method for sent in fake_api.requests] == ["GET"]
