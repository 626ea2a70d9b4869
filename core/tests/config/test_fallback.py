"""Stored values that are not valid: they stop no command that could fix them."""

from __future__ import annotations

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

COMMANDS = [
    ["whoami"],
    ["config", "list"],
    ["config", "get", "output"],
    ["config", "path"],
    ["config", "profile", "list"],
    ["config", "profile", "show"],
    ["config", "alias", "list"],
    ["config", "set", "clerk.key", "sk_test_x"],
    ["config", "unset", "debug"],
    ["plugins", "list"],
    ["completion", "bash"],
]


@pytest.mark.parametrize("argv", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("value", ["xml", "tabel", "!exit 3"])
def test_a_command_of_the_core_uses_the_table_and_shows_the_fix(
    clerk: CommandLine, argv: list[str], value: str
) -> None:
    clerk.write_profiles(f"[default]\nprofile = my app\n[profile my app]\noutput = {value}\n")
    result = clerk(*argv)
    assert result.code == 0, result.err
    assert "; using table. Fix it with: clerk config set output table -p 'my app'" in result.err


def test_the_fix_works(clerk: CommandLine) -> None:
    clerk.write_profiles("[profile default]\noutput = xml\n")
    assert clerk("config", "set", "output", "table", "-p", "default").code == 0
    assert "using table" not in clerk("whoami").err


def test_a_value_in_the_default_section_is_named_with_its_file(clerk: CommandLine) -> None:
    clerk.write_profiles("[default]\noutput = xml\n")
    result = clerk("whoami")
    assert f"Fix output in the [default] section of {clerk.config / 'profiles'}" in result.err
    assert clerk("-o", "json", "whoami").json["profile"] == "default"


@pytest.mark.parametrize("argv", [["--help"], ["config", "--help"], ["help", "config"], ["-v"]])
def test_help_ignores_invalid_settings(clerk: CommandLine, argv: list[str]) -> None:
    clerk.write_profiles("[default]\noutput = xml\ndebug = maybe\n")
    assert (clerk(*argv).code, clerk(*argv).err) == (0, "")


@pytest.mark.parametrize("argv", COMMANDS, ids=" ".join)
def test_a_bad_debug_value_stops_no_command_of_the_core(
    clerk: CommandLine, argv: list[str]
) -> None:
    clerk.write_profiles("[default]\ndebug = maybe\n")
    assert clerk(*argv).code == 0


@pytest.mark.parametrize("setting", ["output = xml", "debug = maybe", "output = !exit 3"])
def test_a_command_that_calls_the_api_is_stopped(
    things: CommandLine, fake_api: FakeAPI, setting: str
) -> None:
    things.write_profiles(f"[default]\n{setting}\n")
    result = things("things", "list")
    assert (result.code in (1, 2), result.out, fake_api.requests) == (True, "", [])


def test_a_bad_format_on_the_command_line_is_a_usage_error(clerk: CommandLine) -> None:
    assert clerk.refuses("whoami", "-o", "xml", because='unknown output format "xml"')


@pytest.mark.parametrize("value", ["xml", "JSONL", "table,json", "ta ble"])
def test_a_format_that_does_not_exist_is_not_stored(clerk: CommandLine, value: str) -> None:
    assert clerk.refuses("config", "set", "output", value, because="output must be one of table")
    assert not (clerk.config / "profiles").exists()


@pytest.mark.parametrize("key", ["clerk_key", "Clerk.Key", "CLERK_SECRET_KEY", "profile", "a b"])
def test_a_setting_that_could_not_be_read_back_is_not_stored(clerk: CommandLine, key: str) -> None:
    assert clerk.refuses("config", "set", key, "x", because="is not a valid setting name")
    assert not (clerk.config / "profiles").exists()


def test_a_broken_env_file_does_not_stop_the_commands_that_show_the_key(
    clerk: CommandLine,
) -> None:
    (clerk.directory / ".env").write_text("CLERK_SECRET_KEY=${KEY}\n")
    for argv in (["whoami"], ["config", "list"]):
        result = clerk(*argv)
        assert (result.code, "refers to another variable" in result.err) == (0, True)
