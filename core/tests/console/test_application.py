"""Complete runs of the core: errors, exit codes, streams."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clerk_cli.commands.base import Command
from clerk_cli.commands.request import get
from clerk_cli.context import Context
from clerk_cli.plugins import Group
from clerk_cli.plugins.manager import Plugins
from clerk_cli.results import Json
from clerk_cli.testing import CommandLine, FakeAPI


@pytest.mark.parametrize(
    "argv",
    [
        [], ["--help"], ["-h"], ["help"], ["config"], ["config", "--help"], ["config", "alias"],
        ["help", "config"], ["help", "config", "set"], ["config", "set", "-h"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_help_goes_to_stdout_with_exit_0(clerk: CommandLine, argv: list[str]) -> None:
    result = clerk(*argv)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Usage:\n  clerk")


@pytest.mark.parametrize("flag", ["--version", "-v", "-V"])
def test_the_version_is_printed(clerk: CommandLine, flag: str) -> None:
    assert clerk(flag).out.startswith("clerk version ")


@pytest.mark.parametrize(
    ("argv", "first_line"),
    [
        (["conifg"], '✗ unknown command "conifg" for "clerk"'),
        (["config", "nope"], '✗ unknown command "nope" for "clerk config"'),
        (["config", "p"], '✗ ambiguous command "p" matches: path, profile'),
        (["whoami", "--nope"], '✗ unknown option "--nope" for "clerk whoami"'),
        (["whoami", "extra"], "✗ expected no arguments, got 1: extra"),
        (["config", "set"], "✗ missing required argument: key"),
        (["config", "set", "clerk.key"], "✗ missing required argument: value"),
        (["config", "alias", "add", "x"], "✗ missing required argument: command"),
        (["config", "set", "k", "v", "--type=x"], '✗ --type: "x" is not one of command'),
        (["config", "list", "-o", "xml"], '✗ unknown output format "xml"'),
        (["config", "list", "-o", ""], "✗ --output requires a value"),
        (["config", "set", "debug", "maybe"], '✗ debug must be true or false, not "maybe"'),
        (["config", "alias", "add", "config", "whoami"], '✗ "config" is already a command'),
        (["config", "alias", "add", "help", "whoami"], '✗ "help" is already a command'),
        (["whoami", "--dotenv"], "✗ --dotenv: no .env file"),
        (["-p", "x", "whoami", "--dotenv"], "✗ --dotenv cannot be combined with --profile"),
        (["config", "set", "time=iso"], "✗ missing required argument: value"),
        (["init"], "✗ init requires an interactive terminal"),
    ],
)
def test_a_usage_error_is_one_line_with_exit_2(
    clerk: CommandLine, argv: list[str], first_line: str
) -> None:
    result = clerk(*argv)
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines()[0].startswith(first_line)


def test_a_deletion_without_a_terminal_requires_confirmation(clerk: CommandLine) -> None:
    clerk.write_profiles("[profile x]\noutput = json\n")
    result = clerk("config", "profile", "delete", "x")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("✗ confirmation required")
    assert "[profile x]" in (clerk.config / "profiles").read_text()


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["config", "profile", "use", "nope"], 'profile "nope" does not exist'),
        (["config", "profile", "show", "nope"], 'profile "nope" does not exist'),
        (["config", "profile", "delete", "nope", "-f"], 'profile "nope" does not exist'),
        (["config", "profile", "delete", "default", "-f"], "cannot delete the default profile"),
        (["config", "profile", "create", "there"], 'profile "there" already exists'),
        (["config", "alias", "remove", "nope"], 'alias "nope" does not exist'),
    ],
)
def test_a_failure_is_one_line_with_exit_1(
    clerk: CommandLine, argv: list[str], message: str
) -> None:
    clerk.write_profiles("[profile there]\noutput = table\n")
    result = clerk(*argv)
    assert (result.code, result.out) == (1, "")
    assert message in result.err.splitlines()[0]


class Ask(Command, name="ask", route=get("/v1/ask")):
    """Ask the API; {braces} and <b>markup</b> stay in its help."""


class Bug(Command, name="ask bug"):
    """A command with a bug."""

    def run(self, context: Context) -> Json:
        raise ZeroDivisionError("division by zero")


@pytest.fixture
def with_ask(clerk: CommandLine) -> CommandLine:
    """The command line with one command that calls the API."""
    clerk.plugins = Plugins([])
    clerk.plugins.groups.append(Group("ask", "Ask", __name__))
    return clerk


def test_a_bug_is_one_line_and_with_debug_a_traceback(clerk: CommandLine) -> None:
    clerk.plugins = Plugins([])
    clerk.plugins.groups.append(Group("ask", "Ask", __name__, groups=(Group("x", "X", ""),)))
    result = clerk("ask", "bug")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("✗ unexpected ZeroDivisionError: division by zero\n")
    assert "Traceback" not in result.err
    assert "Traceback" in clerk("ask", "bug", "--debug").err


@pytest.mark.parametrize("word", ["1", "True", "yes", "on"])
def test_a_traceback_follows_for_every_word_that_turns_debug_on(
    clerk: CommandLine, word: str
) -> None:
    clerk.plugins = Plugins([])
    clerk.plugins.groups.append(Group("ask", "Ask", __name__, groups=(Group("x", "X", ""),)))
    assert "Traceback" in clerk("ask", "bug", env={"CLERK_CLI_DEBUG": word}).err


def test_help_shows_braces_and_markup_as_they_are(with_ask: CommandLine) -> None:
    assert "Ask the API; {braces} and <b>markup</b> stay" in with_ask("ask", "--help").out


@pytest.mark.parametrize(
    ("status", "code", "message", "exit_code", "hint"),
    [
        (401, "clerk_key_invalid", "The key is invalid.", 3, "env:CLERK_SECRET_KEY"),
        (404, "resource_not_found", "No <b>user</b> </bad> was found.", 1, ""),
        (402, "plan_required", "Upgrade.", 1, "plan"),
    ],
)
def test_an_api_error_is_shown_unchanged(
    with_ask: CommandLine,
    fake_api: FakeAPI,
    status: int,
    code: str,
    message: str,
    exit_code: int,
    hint: str,
) -> None:
    fake_api.fail(status, code, message, param_name="user_id")
    result = with_ask("ask")
    shown = f"✗ {message}\n  user_id: {code}\n  HTTP {status} · trace trace_1\n"
    assert (result.code, result.out) == (exit_code, "")
    assert result.err.startswith(shown)
    assert hint in result.err


def test_a_missing_key_has_a_hint_on_how_to_start(with_ask: CommandLine) -> None:
    result = with_ask("ask")
    assert (result.code, result.out) == (3, "")
    for remedy in ("clerk init", "CLERK_SECRET_KEY", "-p sandbox"):
        assert remedy in result.err


class TestDotenv:
    """The workflow of a project with a .env file."""

    @pytest.fixture
    def project(self, with_ask: CommandLine, fake_api: FakeAPI) -> CommandLine:
        del with_ask.variables["CLERK_SECRET_KEY"]
        (with_ask.directory / ".env").write_text("CLERK_SECRET_KEY=sk_test_project_key\n")
        with_ask.write_profiles(f"[default]\nclerk.api.url = {fake_api.url}\n[profile staging]\n")
        return with_ask

    def used_key(self, clerk: CommandLine, fake_api: FakeAPI, *argv: str) -> str:
        fake_api.answer({})
        clerk(*argv)
        return fake_api.requests[-1].headers["authorization"].removeprefix("Bearer ")

    def test_its_key_is_used_if_the_profile_has_none(
        self, project: CommandLine, fake_api: FakeAPI
    ) -> None:
        assert self.used_key(project, fake_api, "ask") == "sk_test_project_key"

    def test_the_profiles_key_wins_with_a_warning_without_dotenv(
        self, project: CommandLine, fake_api: FakeAPI
    ) -> None:
        project("config", "set", "clerk.key", "sk_test_profile_key")
        assert self.used_key(project, fake_api, "ask") == "sk_test_profile_key"
        assert self.used_key(project, fake_api, "ask", "--dotenv") == "sk_test_project_key"
        fake_api.answer({})
        assert "⚠ Found .env file at" in project("ask", "-o", "json").err

    def test_a_chosen_profile_ignores_it(self, project: CommandLine) -> None:
        assert project("ask", "-p", "staging").code == 3

    @pytest.mark.parametrize("argv", [["whoami"], ["config", "list"]])
    def test_the_source_of_the_key_is_shown(self, project: CommandLine, argv: list[str]) -> None:
        project("config", "set", "clerk.key", "sk_test_profile_key")
        assert "dotenv:" not in project(*argv).out
        assert f"dotenv:{project.directory / '.env'}" in project(*argv, "--dotenv").out


def test_a_broken_profiles_file_is_named_with_its_line(clerk: CommandLine) -> None:
    clerk.write_profiles("[profile a]\nnonsense\n")
    for argv in (["whoami"], ["config", "set", "output", "json"]):
        result = clerk(*argv)
        assert result.code == 1
        assert "profiles, line 2" in result.err
    assert (clerk.config / "profiles").read_text() == "[profile a]\nnonsense\n"


def test_a_broken_aliases_file_does_not_affect_commands(clerk: CommandLine) -> None:
    clerk.config.mkdir(parents=True)
    (clerk.config / "aliases.json").write_text("{")
    assert clerk("whoami").code == 0
    assert "not valid JSON at line 1" in clerk("some-alias").err


@pytest.mark.parametrize("format", ["json", "ndjson"])
def test_an_error_is_json_for_a_program_that_reads_json(clerk: CommandLine, format: str) -> None:
    result = clerk("config", "profile", "show", "nope", "-o", format)
    import json

    assert json.loads(result.err)["exit_status"] == 1


def test_a_setting_of_the_profile_is_used(clerk: CommandLine) -> None:
    clerk.write_profiles("[profile default]\noutput = json\n")
    assert clerk("whoami").json["profile"] == "default"
    assert clerk("whoami", "-o", "table").out.startswith("Active profile")


def test_a_value_can_come_from_stdin(clerk: CommandLine) -> None:
    assert clerk("config", "set", "clerk.key", "-", stdin="sk_test_from_stdin\n").code == 0
    assert "clerk.key = sk_test_from_stdin\n" in (clerk.config / "profiles").read_text()


def test_a_plain_value_that_would_become_a_command_is_refused(clerk: CommandLine) -> None:
    result = clerk("config", "set", "clerk.key", "!rm -rf /")
    assert (result.code, "--type=command" in result.err) == (2, True)


def test_an_unknown_setting_is_stored_with_a_warning(clerk: CommandLine) -> None:
    result = clerk("config", "set", "clerk.retries", "x")
    assert (result.code, '"clerk.retries" is not a setting of clerk' in result.err) == (0, True)


def test_a_secret_is_never_echoed(clerk: CommandLine) -> None:
    secret = "sk_live_0123456789abcdef"
    results = [
        clerk("config", "set", "clerk.key", secret),
        clerk("config", "get", "clerk.key"),
        clerk("config", "list"),
        clerk("config", "profile", "show"),
        clerk("whoami", "-o", "json"),
    ]
    assert not [result for result in results if secret in result.out + result.err]
    assert clerk("config", "get", "clerk.key", "--resolve").out == f"{secret}\n"


@pytest.mark.parametrize(
    "argv",
    [
        ["config", "list"], ["config", "get", "output"], ["config", "path"], ["whoami"],
        ["config", "set", "output", "table"], ["config", "unset", "output"],
        ["config", "profile", "list"], ["config", "profile", "create", "a"],
        ["config", "profile", "show"], ["config", "profile", "path"],
        ["config", "profile", "use", "default"], ["config", "alias", "list"],
        ["config", "alias", "add", "x", "whoami"], ["config", "alias", "path"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_command_has_output_for_programs(clerk: CommandLine, argv: list[str]) -> None:
    import yaml

    assert isinstance(clerk(*argv[:2], "-o", "json", *argv[2:]).json, dict)
    if "create" not in argv:
        assert isinstance(yaml.safe_load(clerk("-o", "yaml", *argv).out), dict)


class TestProfiles:
    """What the profile commands leave in the file."""

    def test_the_advice_for_a_missing_profile_works(self, clerk: CommandLine) -> None:
        clerk("config", "profile", "create", "bare")
        assert clerk("config", "profile", "use", "bare").code == 0

    def test_a_profile_that_a_variable_selects_is_pointed_out(self, clerk: CommandLine) -> None:
        clerk("config", "profile", "create", "a")
        result = clerk("config", "profile", "use", "a", env={"CLERK_PROFILE": "b"})
        assert 'keeps "b" active' in result.err

    def test_whoami_warns_of_a_missing_profile(self, clerk: CommandLine) -> None:
        result = clerk("whoami", env={"CLERK_PROFILE": "gone"})
        assert (result.code, '"gone" does not exist' in result.err) == (0, True)


def run(clerk: CommandLine, *argv: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "clerk_cli", *argv],
        capture_output=True,
        text=True,
        check=False,
        env={**clerk.variables, **options.pop("env", {})},
        cwd=clerk.directory,
        **options,
    )


@pytest.mark.slow
def test_a_closed_pipe_is_quiet(clerk: CommandLine) -> None:
    clerk.write_profiles("".join(f"[profile p{n}]\n" for n in range(20_000)))
    line = f"'{sys.executable}' -m clerk_cli config profile list | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        capture_output=True, text=True, check=False, env=clerk.variables,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "   NAME\n")
    assert "roken" not in done.stderr


@pytest.mark.slow
def test_an_ascii_stdout_is_enough(clerk: CommandLine) -> None:
    clerk.write_profiles("[profile 日本]\nx = 1\n")
    for format_ in ("table", "json", "yaml"):
        done = run(
            clerk, "config", "profile", "list", "-o", format_, env={"PYTHONIOENCODING": "ascii"}
        )
        assert done.returncode == 0, done.stderr


def test_a_read_only_folder_is_named(clerk: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    elsewhere = {"CLERK_CONFIG_DIR": str(tmp_path / "file" / "below")}
    result = clerk("config", "set", "output", "json", env=elsewhere)
    assert (result.code, "cannot write" in result.err) == (1, True)
    assert clerk("whoami", env=elsewhere).code == 0


@pytest.mark.parametrize(
    ("argv", "setting", "cell"),
    [([], "", "'=1+1"), (["--raw-csv"], "", "=1+1"), ([], "csv.raw = true\n", "=1+1")],
)
def test_a_formula_in_a_csv_cell_is_escaped_unless_it_is_wanted(
    clerk: CommandLine, argv: list[str], setting: str, cell: str
) -> None:
    clerk.write_profiles(f"[default]\n{setting}")
    clerk.config.joinpath("aliases.json").write_text('{"a": "=1+1"}')
    result = clerk("config", "alias", "list", "-o", "csv", *argv)
    assert result.out == f"NAME,COMMAND\na,{cell}\n"
