"""A global option is declared once."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerk_cli.console import options
from clerk_cli.console.options import GLOBAL_OPTIONS, GlobalOption
from clerk_cli.console.parser import HELP, LineParser, is_on, read_global_options
from clerk_cli.console.tree import root
from clerk_cli.plugins.manager import Plugins
from clerk_cli.startup import fast_path
from clerk_cli.testing import CommandLine

REGION = GlobalOption("region", "Use a region", "r", metavar="code", setting="clerk.api.url")


@pytest.fixture
def with_region(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more entry in the table of global options."""
    monkeypatch.setattr(options, "GLOBAL_OPTIONS", (*GLOBAL_OPTIONS, REGION))


@pytest.mark.usefixtures("with_region")
@pytest.mark.parametrize("argv", [["-r", "eu://", "whoami"], ["whoami", "--region=eu://"]])
def test_a_new_option_is_parsed_and_overrides_its_setting(
    clerk: CommandLine, argv: list[str]
) -> None:
    assert clerk(*argv, "-o", "json").json["apiUrl"] == "eu://"


@pytest.mark.usefixtures("with_region")
@pytest.mark.parametrize("argv", [["--help"], ["config", "--help"], ["whoami", "--help"]])
def test_a_new_option_is_in_every_help(clerk: CommandLine, argv: list[str]) -> None:
    assert "\n  -r, --region <code>      Use a region\n" in clerk(*argv).out


@pytest.mark.usefixtures("with_region")
@pytest.mark.parametrize("words", [["--reg"], ["config", "--reg"], ["whoami", "--reg"]])
def test_a_new_option_is_completed(clerk: CommandLine, words: list[str]) -> None:
    assert clerk("__complete", *words).out == "--region\tUse a region\n"


@pytest.mark.parametrize(
    ("argv", "is_without_plugins"),
    [
        (["--no-plugins", "config", "list"], True),
        (["config", "list", "--no-plugins"], True),
        (["-p", "work", "--no-plugins"], True),
        (["--no-plugins=false", "config", "list"], False),
        (["--no-plugins", "config", "--no-plugins=false"], False),
        (["config", "get", "--", "--no-plugins"], False),
        (["--profile=--no-plugins", "whoami"], False),
        (["-p", "--no-plugins", "whoami"], False),
        (["config", "--unknown", "--no-plugins"], True),
    ],
)
def test_a_global_option_is_read_before_its_command_is_known(
    argv: list[str], is_without_plugins: bool
) -> None:
    assert is_on(read_global_options(argv), "no_plugins") is is_without_plugins


def test_a_global_option_that_is_read_early_means_the_same_to_the_parser() -> None:
    argv = ["-o", "json", "config", "--debug", "list", "-pwork", "--no-plugins", "-o=yaml"]
    tree = root(Plugins([]).groups, lambda _: None)
    assert read_global_options(argv) == LineParser(tree, dict).parse(argv).global_values


@pytest.mark.slow
def test_a_plugin_that_cannot_be_imported_is_not_imported_without_plugins(
    clerk: CommandLine, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "crash.py").write_text("import os\nos._exit(7)\n")
    info = site / "clerk_cli_crash-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: clerk-cli-crash\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[clerk_cli.plugins]\ncrash = crash\n")
    clerk.variables["PYTHONPATH"] = str(site)
    assert clerk.process("config", "list").code == 7
    assert clerk.process("config", "list", "--no-plugins").code == 0


def test_the_fast_path_knows_every_form_of_help() -> None:
    assert sorted(fast_path.HELP) == sorted(HELP) == ["--help", "-h"]


def test_the_command_lines_that_a_command_runs_inherit_what_shapes_no_output() -> None:
    inherited = [option.name for option in GLOBAL_OPTIONS if option.inherited]
    assert inherited == ["profile", "time", "utc", "dotenv", "timeout", "debug"]


@pytest.mark.parametrize(
    ("option", "value"), [("--timeout", "soon"), ("--time", "short"), ("--profile", " ")]
)
def test_a_value_that_no_command_could_use_is_refused_by_every_command(
    clerk: CommandLine, option: str, value: str
) -> None:
    result = clerk("config", "path", option, value)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"✗ {option}")
