"""What the configuration commands show of a secret, and what they store of a command."""

from __future__ import annotations

import pytest

from clerk_cli.testing import CommandLine

KEY = "sk_live_0123456789abcdef"
URL = "https://ada:hunter22secret@api.example.com/v1?key=hunter22secret"


@pytest.mark.parametrize(
    "argv",
    [
        ["whoami"],
        ["whoami", "-o", "json"],
        ["config", "list"],
        ["config", "list", "-o", "csv"],
        ["config", "get", "clerk.api.url"],
        ["config", "get", "note"],
        ["config", "profile", "show"],
        ["config", "profile", "show", "-o", "yaml"],
        ["config", "set", "note", KEY, "-o", "json"],
    ],
    ids=lambda argv: " ".join(argv[:3]),
)
def test_a_key_under_any_name_and_a_secret_in_a_url_are_masked(
    clerk: CommandLine, argv: list[str]
) -> None:
    clerk.write_profiles(
        f"[profile default]\nclerk.key = {KEY}\nclerk.api.url = {URL}\nnote = {KEY}\n"
    )
    result = clerk(*argv)
    assert result.code == 0
    assert KEY not in result.out + result.err
    assert "hunter22secret" not in result.out + result.err


def test_a_url_without_a_secret_is_shown_as_it_is(clerk: CommandLine) -> None:
    url = "https://api.example.com:8443/base"
    clerk("config", "set", "clerk.api.url", url)
    assert clerk("config", "get", "clerk.api.url").out == f"{url}\n"


def test_the_value_that_is_used_is_printed_in_full_on_request(clerk: CommandLine) -> None:
    clerk.write_profiles(f"[profile default]\nclerk.api.url = {URL}\n")
    assert clerk("config", "get", "clerk.api.url", "--resolve").out == f"{URL}\n"


@pytest.mark.parametrize(
    ("argv", "stdin"),
    [
        (["config", "set", "clerk.key", "!touch ran"], ""),
        (["config", "set", "clerk.key", "-"], "!touch ran\n"),
        (["config", "profile", "create", "a", "--api-key", "!touch ran"], ""),
        (["config", "profile", "create", "a", "--api-key", "-"], "!touch ran\n"),
        (["config", "profile", "update", "b", "--api-key=!touch ran"], ""),
    ],
)
def test_a_value_becomes_a_command_on_request_only(
    clerk: CommandLine, argv: list[str], stdin: str
) -> None:
    clerk.write_profiles("[profile b]\n")
    result = clerk(*argv, stdin=stdin)
    assert (result.code, "a value that begins with ! is a command" in result.err) == (2, True)
    assert (clerk.config / "profiles").read_text() == "[profile b]\n"


def test_an_empty_key_is_shown_as_not_set(clerk: CommandLine) -> None:
    clerk.write_profiles(f"[default]\nclerk.key = {KEY}\n[profile a]\nclerk.key =\n")
    for argv in (["config", "profile", "show", "a"], ["config", "get", "clerk.key", "-p", "a"]):
        assert "(not set)" in clerk(*argv).out


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "http://u:hunter22secret@host",
        "https://host?key=hunter22secret",
        "https://host/v1#hunter22secret",
        "host",
        "https://",
        "https://[::1",
        "https://host:port",
    ],
)
def test_a_url_that_no_command_could_use_is_not_stored(clerk: CommandLine, url: str) -> None:
    result = clerk("config", "set", "clerk.api.url", url)
    assert (result.code, "✗ clerk.api.url must" in result.err) == (2, True)
    assert "hunter22secret" not in result.err
    assert not (clerk.config / "profiles").exists()


FORGED = "a\n✓ Deleted everything"


@pytest.mark.parametrize("argv", [["whoami"], ["config", "list"], ["config", "profile", "list"]])
@pytest.mark.parametrize("variable", ["CLERK_PROFILE", "CLERK_API_URL", "CLERK_SECRET_KEY"])
def test_a_line_break_in_a_value_forges_no_line(
    clerk: CommandLine, argv: list[str], variable: str
) -> None:
    result = clerk(*argv, env={variable: FORGED})
    lines = [*result.out.splitlines(), *result.err.splitlines()]
    assert not [line for line in lines if line.startswith("✓")]


@pytest.mark.parametrize(
    "argv", [["config", "list"], ["config", "get", "note"], ["plugins", "list"], ["whoami"],
             ["config", "alias", "list"], ["config", "profile", "list"], ["completion", "bash"]],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("line", ["csv.raw = 7", "debug = maybe", "output = xml"])
def test_a_stored_value_that_is_not_valid_stops_no_command_that_could_fix_it(
    clerk: CommandLine, argv: list[str], line: str
) -> None:
    clerk.write_profiles(f"[profile default]\n{line}\n")
    result = clerk(*argv)
    assert result.code == 0
    assert "✗" not in result.err


def test_a_debug_value_that_is_not_valid_is_named_with_the_fix(clerk: CommandLine) -> None:
    pytest.importorskip("clerk_cli_users")
    clerk.write_profiles("[profile default]\ndebug = maybe\n")
    fix = "clerk config set debug false -p default"
    assert fix in clerk("whoami").err
    failed = clerk("users", "list", env={"CLERK_SECRET_KEY": KEY})
    assert (failed.code, fix in failed.err) == (1, True)
