"""``clerk plugins sync``: from a team file to this environment."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clerk_cli import __version__
from clerk_cli.errors import UsageError
from clerk_cli.packages.versions import satisfied, together
from clerk_cli.testing import CommandLine

TEAM = """\
# What our team uses.
[plugins]
clerk-cli = "*"  # stands for a plugin that is there

[aliases]
cfl = "config list"

[defaults]
output = "json"
"""


def write(clerk: CommandLine, text: str) -> Path:
    path = clerk.directory / "clerk.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("version", "wanted", "expected"),
    [
        ("1.2.0", "*", True),
        ("1.2.0", "1.2", True),
        ("1.2.1", "1.2", False),
        ("1.2.1", "==1.2.*", True),
        ("1.10.0", ">=1.9,<2", True),
        ("2.0", ">=1.9,<2", False),
        ("1.4.9", "~=1.4.2", True),
        ("1.5.0", "~=1.4.2", False),
        ("1.0", "!=1.0", False),
        ("2.0rc1", ">=2.0", False),
        ("2.0rc1", ">=2.0rc1", True),
        ("", "*", False),
    ],
)
def test_versions_are_compared_as_installers_do(version: str, wanted: str, expected: bool) -> None:
    assert satisfied(version, wanted) is expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (["*", ""], ""),
        (["1.2", ">=1"], "==1.2,>=1"),
        ([">=1.1", "<2", ">=1.1"], ">=1.1,<2"),
        ([">1.1.0", "<1.1.1"], ">1.1.0,<1.1.1"),
        (["<2", "!=1.0"], "<2,!=1.0"),
        (["~=1.4.2", "!=1.4.2"], "~=1.4.2,!=1.4.2"),
        (["==1.2.*", "<1.3"], "==1.2.*,<1.3"),
        ([">=2.0rc1", "<3"], ">=2.0rc1,<3"),
    ],
)
def test_versions_of_several_entries_hold_together(wanted: list[str], expected: str) -> None:
    assert together(wanted) == expected


@pytest.mark.parametrize(
    "wanted", [[">=2", "<2"], ["1.0", "2.0"], ["~=1.4", ">=2"], [">=2.0rc1", "<2.0"]]
)
def test_versions_that_contradict_each_other_are_refused(wanted: list[str]) -> None:
    with pytest.raises(UsageError, match="no version of clerk satisfies"):
        together(wanted)


@pytest.mark.parametrize("wanted", ["latest", ">=x", "1.0 or 2.0"])
def test_an_invalid_version_is_rejected(wanted: str) -> None:
    with pytest.raises(UsageError, match="is not a valid version"):
        satisfied("1.0", wanted)


def test_a_difference_fails_the_check_and_changes_nothing(clerk: CommandLine) -> None:
    write(clerk, TEAM)
    result = clerk("plugins", "sync", "--check", "-o", "json")
    assert result.code == 1
    assert [row["kind"] for row in result.json["data"]] == ["alias", "default"]
    assert not clerk.config.exists()


def test_aliases_and_defaults_are_shown_and_applied(clerk: CommandLine) -> None:
    before = write(clerk, TEAM).read_text()
    result = clerk("plugins", "sync", "--yes")
    assert result.code == 0
    assert "alias cfl = config list" in result.err
    assert "default output = json" in result.err
    assert clerk("cfl").json["data"][0]["key"] == "clerk.key"
    assert clerk("plugins", "sync", "--check").code == 0
    assert (clerk.directory / "clerk.toml").read_text() == before


def test_every_change_is_shown_before_the_prompt(clerk: CommandLine) -> None:
    write(clerk, f'{TEAM}"weather.units" = "metric"\n')
    result = clerk("plugins", "sync")
    assert (result.code, "--yes" in result.err) == (2, True)
    shown = result.err.partition("confirmation required")[0]
    assert "default weather.units = metric" in shown
    assert "alias cfl = config list" in shown


@pytest.mark.parametrize("answer", ["n\r", "\x03"])
def test_an_answer_of_no_changes_nothing(clerk: CommandLine, answer: str) -> None:
    write(clerk, TEAM)
    terminal = clerk.on_terminal("plugins", "sync")
    terminal.expect("Make 2 changes?")
    terminal.type(answer)
    assert terminal.wait() == (0 if answer == "n\r" else 130)
    assert not (clerk.config / "aliases.json").exists()


def test_a_plugin_that_is_missing_is_a_difference(clerk: CommandLine) -> None:
    write(clerk, '[plugins]\nclerk-cli-weather = ">=2"\n')
    (row,) = clerk("plugins", "sync", "--check", "-o", "json").json["data"]
    expected = {"kind": "install", "name": "clerk-cli-weather", "present": "", "wanted": ">=2"}
    assert row == expected


def test_a_third_party_plugin_is_shown_with_its_page_before_it_is_installed(
    clerk: CommandLine,
) -> None:
    write(clerk, '[plugins]\nclerk-cli-weather = ">=2"\n')
    env = {"PIP_INDEX_URL": "https://packages.test/simple"}
    result = clerk("plugins", "sync", env=env)
    assert result.code == 2
    page = "https://packages.test/simple/clerk-cli-weather/"
    assert f"clerk-cli-weather>=2 is not official: {page}" in result.err
    assert re.search(r"install .*'clerk-cli-weather>=2'", result.err)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[defaults]\n"clerk.key" = "sk_live_x"\n', "clerk.key is a secret"),
        ('[defaults]\n"ai.openai.key" = "x"\n', "ai.openai.key is a secret"),
        ('[defaults]\nnote = "sk_live_x"\n', "note is a secret"),
        ('[defaults]\nnote = "key: sk_live_x"\n', "note is a secret"),
        ('[defaults]\n"CLERK.KEY" = "x"\n', "CLERK.KEY is a secret"),
        ('[defaults]\n"weather.token" = "x"\n', "weather.token is a secret"),
        ('[defaults]\noutput = "!cat key"\n', "output is a command"),
        ('[defaults]\nnote = " !cat key"\n', "note is a command"),
        ('[defaults]\n"clerk.api.url" = "!cat url"\n', "clerk.api.url is a command"),
        ('[defaults]\n"clerk.api.url" = "https://x.test"\n', "clerk.api.url cannot be set"),
        ('[defaults]\n"Clerk.API.URL " = "https://x.test"\n', "Clerk.API.URL  cannot be set"),
        ('[defaults]\nprofile = "production"\n', "profile cannot be set in a team file"),
        ('[defaults]\n"ai.provider" = "openai"\n', "ai.provider cannot be set in a team file"),
        ('[defaults]\n"ai.mcp.config" = "mcp.json"\n', "ai.mcp.config cannot be set"),
        ('[defaults]\n"AI.Any" = "x"\n', "AI.Any cannot be set in a team file"),
        ('[defaults]\noutput = "xml"\n', "output must be one of table, json"),
        ('[defaults]\noutput = "JSON5"\n', "output must be one of table, json"),
        ('[defaults]\n"a = b" = "c"\n', "a = b"),
        ('[defaults]\n"a\\nclerk.key" = "c"\n', "clerk.toml: a"),
        ('[defaults]\nnote = "a\\n[profile live]"\n', "note"),
        ('[defaults]\ndebug = "perhaps"\n', "debug must be true or false"),
        ('[aliases]\nconfig = "users list"\n', '"config" is already a command'),
        ('[aliases]\n"a b" = "users list"\n', '"a b" is not a valid name of an alias'),
        ('[aliases]\nul = "users \'list"\n', 'alias "ul" cannot be split into words'),
        ('[aliases]\nul = "users list --token sk_live_x"\n', 'alias "ul" contains a secret key'),
        ('[defaults]\n"foo.password" = "hunter2"\n', "foo.password is a secret"),
        ('[defaults]\n"Foo.Passphrase" = "hunter2"\n', "Foo.Passphrase is a secret"),
        ('[defaults]\n"foo.api-key" = "hunter2"\n', "foo.api-key is a secret"),
        ('[defaults]\n"foo.credentials" = "hunter2"\n', "foo.credentials is a secret"),
        ('[defaults]\n"foo.url" = "https://u:hunter2@x.test"\n', "foo.url is a secret"),
        ('[defaults]\n"foo.url" = "https://x.test?key=hunter2"\n', "foo.url is a secret"),
        ('[defaults]\n"foo.url" = "https://x.test/a?a=b&sig=hunter2"\n', "foo.url is a secret"),
        ('[defaults]\nnote = "whsec_0123456789"\n', "note is a secret"),
        ('[defaults]\nnote = "Bearer 0123456789abc"\n', "note is a secret"),
        (
            '[aliases]\nzz = "config set clerk.api.url https://x.test"\n',
            'the alias "zz" changes the API URL',
        ),
        (
            '[aliases]\nzz = "config profile update live --api-url https://x.test"\n',
            'the alias "zz" changes the API URL',
        ),
        ('[plugins]\nusers = "latest"\n', '"latest" is not a valid version'),
        ('[plugins]\n"../weather" = "*"\n', '"../weather" is a path or URL'),
        ('[plugins]\n"--pre" = "*"\n', "is not a valid plugin name"),
        ('[plugins]\n"clerk-cli-weather>=2" = "*"\n', "has a version in its name"),
        ('[plugins]\n"clerk-cli-weather ~= 2" = "2.0"\n', "has a version in its name"),
        (f'[plugins]\n"users=={__version__}" = "*"\n', "has a version in its name"),
        ('[plugins]\nclerk-cli = ">=2"\nusers = "<2"\n', "no version of clerk satisfies >=2,<2"),
        ('[plugins]\n"users[nope]" = "*"\n', "users has no extra nope"),
    ],
)
def test_an_invalid_or_unshareable_entry_rejects_the_team_file(
    clerk: CommandLine, text: str, reason: str
) -> None:
    write(clerk, text)
    for option in ("--check", "--yes"):
        result = clerk("plugins", "sync", option)
        assert (result.code, result.out) == (2, "")
        first = result.err.splitlines()[0]
        assert "clerk.toml" in first
        assert reason in first
    assert not clerk.config.exists()


@pytest.mark.parametrize(
    "entry",
    [
        '[defaults]\n"clerk.key" = "sk_live_do_not_show"\n',
        '[defaults]\n"a.password" = "do_not_show"\n',
        '[defaults]\n"a.url" = "https://u:do_not_show@x.test"\n',
        '[aliases]\nst = "users create --password do_not_show"\n',
    ],
)
def test_a_refused_secret_is_not_shown(clerk: CommandLine, entry: str) -> None:
    write(clerk, entry)
    result = clerk("plugins", "sync", "--check")
    assert (result.code, "do_not_show" in result.err + result.out) == (2, False)


@pytest.mark.parametrize(
    "command",
    [
        "config set ai.mcp.config /x",
        "config set --type=command clerk.key evil",
        "config unset clerk.key",
        "config profile use evil",
        "config profile delete live",
        "config alias add x users delete",
        "config",
        "conf set note x",
        "c s note x",
        "CONFIG SET note x",
        "-o json config set note x",
        "--timeout 5 config set note x",
        "-p live config -o json set note x",
        "clerk config set note x",
        "plugins install ./evil --yes",
        "plugins new x",
        "plugins sync --yes",
        "plugin install evil",
        "pl i evil",
        "init",
        "ini",
        "-p live users delete",
        "-plive users list",
        "users list --profile live",
        "users list --profile=live",
        "--dotenv users list",
        "protect rules add SIGN_IN -g x --mcp-config ./evil.json",
        "protect rules add SIGN_IN -g x --mcp-config=evil.json",
        "users lock --failures ~/.bashrc user_1",
        "users lock --failures=ran $@",
        "yy users lock user_1 --failures ran",
        "doctor --fix",
        "doc --offline --fix",
        "!touch ran",
        "'!touch' ran",
        "zz set note x",
        "yy config set note x",
        "yy -p live users list",
        "$1 set note x",
        "config $1 note x",
        "users create --password hunter22",
        "users create --password=hunter22",
        "apikeys verify --secret hunter22",
        "users list password=hunter22",
        "users verify-password user_1 --new-password hunter22",
        "users list --api-key hunter22",
        "waitlist list --query https://u:hunter22@x.test",
        "",
        " ",
        "clerk",
    ],
)
def test_an_alias_of_a_team_that_changes_this_computer_is_refused(
    clerk: CommandLine, command: str
) -> None:
    write(clerk, f'[aliases]\nxx = "{command}"\n')
    clerk.config.mkdir(parents=True)
    (clerk.config / "aliases.json").write_text('{"yy": "$@", "zz": "config"}')
    result = clerk("plugins", "sync", "--yes")
    first = result.err.splitlines()[0]
    assert result.code == 2, result.err
    assert 'alias "xx"' in first
    assert "hunter22" not in result.err
    assert (clerk.config / "aliases.json").read_text() == '{"yy": "$@", "zz": "config"}'
    assert clerk("config", "alias", "list").code == 0


@pytest.mark.parametrize(
    "command",
    [
        "users list --banned",
        "config list",
        "config get output",
        "config profile show",
        "--timeout 5 plugins list",
        "whoami",
        "users create --skip-password-checks --email a@b.co",
        "users create --password -",
        "users create --password=- --email a@b.co",
        "users create --password=$1",
        "users list --query $1",
        "organizations roles create --key org:x --name X",
        "protect rules list SIGN_IN",
        "invitations list",
        "users reset-password user_1",
        "api-keys list",
    ],
)
def test_an_alias_of_a_team_may_run_other_commands(clerk: CommandLine, command: str) -> None:
    write(clerk, f'[aliases]\nxx = "{command}"\n')
    result = clerk("plugins", "sync", "--yes")
    assert result.code == 0, result.err
    assert clerk("config", "alias", "list", "-o", "json").json["data"] == [
        {"name": "xx", "command": command}
    ]


@pytest.mark.parametrize("name", ["us", "u", "US", "conf", "org", "billi", "in", "prot"])
def test_an_alias_of_a_team_never_takes_an_abbreviation(clerk: CommandLine, name: str) -> None:
    write(clerk, f'[aliases]\n{name} = "users delete"\n')
    result = clerk("plugins", "sync", "--yes")
    assert (result.code, clerk.config.exists()) == (2, False)
    assert f'"{name}"' in result.err.splitlines()[0]


def test_a_missing_team_file_is_named_with_an_example(clerk: CommandLine) -> None:
    result = clerk("plugins", "sync")
    assert (result.code, "no team file in" in result.err) == (2, True)
