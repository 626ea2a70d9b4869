"""Parsing command lines, the step before cleo."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import argument, flag, option, switch
from clerk_cli.commands.kinds import Csv
from clerk_cli.commands.list_commands import Page
from clerk_cli.commands.request import get
from clerk_cli.console.parser import LineParser, ParsedLine
from clerk_cli.console.tree import Branch, Leaf, root
from clerk_cli.errors import UsageError
from clerk_cli.plugins import Group


class UsersList(Page, name="users list", aliases=("ls",), route=get("/v1/users")):
    """List."""

    order_by: str | None = option("Sort field")
    email: Csv | None = option("Emails")
    name: str | None = option("A field that cleo could not have")
    query: str | None = option("Query", short="q")
    force: bool = flag("Force", short="f")
    verified: bool | None = switch("Verified")


class UsersLock(Command, name="users lock"):
    """Lock."""

    user_id: str = argument("User")


class UsersGet(Command, name="users get"):
    """Get."""

    user_id: str = argument("User")


class UsersExport(Command, name="users export", extension=True):
    """An extension."""


class UsersEmailsList(Command, name="users emails list", aliases=("ls",)):
    """List the emails."""

    user_id: str = argument("User")


class WhoAmI(Command, name="whoami"):
    """Who."""


class AliasAdd(Command, name="config alias add", passthrough=True):
    """Take everything."""

    name: str = argument("Name")
    command: list[str] = argument("Command")


class Pair(Command, name="config pair"):
    """Two arguments."""

    key: str = argument("Key")
    value: str = argument("Value")
    needed: str = option("Required")


GROUPS = (
    Group(
        "users", "Users", __name__, ("user",), (Group("emails", "Emails", __name__, ("email",)),)
    ),
    Group("whoami", "Who", __name__),
    Group("config", "Config", __name__, groups=(Group("alias", "Aliases", __name__),)),
    Group("jwks", "Keys", __name__),
    Group("jwttemplates", "Templates", __name__, ("jwt",)),
    Group("init", "Init", __name__),
    Group("instance", "Instance", __name__),
    Group("shop", "A third-party plugin", __name__),
    Group("wonder", "A third-party plugin", __name__),
)


def parse(line: str | list[str], aliases: Mapping[str, str] | None = None) -> ParsedLine:
    words = line.split() if isinstance(line, str) else line
    parser = LineParser(root(GROUPS, lambda _: None), lambda: aliases or {})
    return parser.parse(words)


@pytest.mark.parametrize(
    ("line", "command", "values", "global_values"),
    [
        ("users list", UsersList, {}, {}),
        ("us ls --limit 5", UsersList, {"limit": ["5"]}, {}),
        ("USERS LIST", UsersList, {}, {}),
        ("user list --order-by -created_at", UsersList, {"order_by": ["-created_at"]}, {}),
        ("users list --limit=-1", UsersList, {"limit": ["-1"]}, {}),
        ("users list --limit -1", UsersList, {"limit": ["-1"]}, {}),
        ("users list --query -", UsersList, {"query": ["-"]}, {}),
        ("users list --name -hello", UsersList, {"name": ["-hello"]}, {}),
        ("users list -qx", UsersList, {"query": ["x"]}, {}),
        ("users list -q=x", UsersList, {"query": ["x"]}, {}),
        ("users list -fq x", UsersList, {"force": ["true"], "query": ["x"]}, {}),
        ("users list --email a --email b,c", UsersList, {"email": ["a", "b,c"]}, {}),
        ("users list --verified", UsersList, {"verified": ["true"]}, {}),
        ("users list --verified --no-verified", UsersList, {"verified": ["true", "false"]}, {}),
        ("users list --no-verified", UsersList, {"verified": ["false"]}, {}),
        ("users list --verified=false", UsersList, {"verified": ["false"]}, {}),
        ("users list --no-verified=false", UsersList, {"verified": ["true"]}, {}),
        ("--profile users users list", UsersList, {}, {"profile": ["users"]}),
        ("-p users users list", UsersList, {}, {"profile": ["users"]}),
        (
            "-p us config alias add a b",
            AliasAdd,
            {"name": ["a"], "command": ["b"]},
            {"profile": ["us"]},
        ),
        ("users -p prod list", UsersList, {}, {"profile": ["prod"]}),
        ("users --debug list", UsersList, {}, {"debug": ["true"]}),
        (
            "users emails -p prod list u1",
            UsersEmailsList,
            {"user_id": ["u1"]},
            {"profile": ["prod"]},
        ),
        ("-pprod -o=json users list", UsersList, {}, {"profile": ["prod"], "output": ["json"]}),
        ("-o json users list -o yaml", UsersList, {}, {"output": ["json", "yaml"]}),
        ("users list --debug=false", UsersList, {}, {"debug": ["false"]}),
        ("users emails ls u1", UsersEmailsList, {"user_id": ["u1"]}, {}),
        ("user email list u1", UsersEmailsList, {"user_id": ["u1"]}, {}),
        ("users get -- -u1", UsersGet, {"user_id": ["-u1"]}, {}),
        ("users get users", UsersGet, {"user_id": ["users"]}, {}),
        ("w", WhoAmI, {}, {}),
        ("whoami", WhoAmI, {}, {}),
        (
            "config alias add prl -- protect rules list",
            AliasAdd,
            {"name": ["prl"], "command": ["--", "protect", "rules", "list"]},
            {},
        ),
        (
            "config alias add prl protect rules list --limit 5 -p x",
            AliasAdd,
            {"name": ["prl"], "command": ["protect", "rules", "list", "--limit", "5", "-p", "x"]},
            {},
        ),
    ],
)
def test_a_line_is_parsed_into_a_command_and_values(
    line: str,
    command: type[Command],
    values: dict[str, list[str]],
    global_values: dict[str, list[str]],
) -> None:
    parsed = parse(line)
    assert isinstance(parsed.node, Leaf)
    assert parsed.node.command is command
    assert (parsed.values, parsed.global_values) == (values, global_values)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("usrs list", 'unknown command "usrs" for "clerk"'),
        ("users lst", 'unknown command "lst" for "clerk users"'),
        ("in", 'ambiguous command "in" matches: init, instance'),
        ("jw", 'ambiguous command "jw" matches: jwks, jwttemplates'),
        ("users l", 'ambiguous command "l" matches: list, lock'),
        ("--nope users list", 'unknown option "--nope" for "clerk"'),
        ("--limit 5 users list", 'unknown option "--limit" for "clerk"'),
        ("users --limit 5 list", 'unknown option "--limit" for "clerk users"'),
        ("users list --nope", 'unknown option "--nope" for "clerk users list"'),
        ("users get -hello", 'unknown option "-hello" for "clerk users get"'),
        ("users -Vx", 'unknown option "-Vx" for "clerk users"'),
        ("users list -z", 'unknown option "-z" for "clerk users list"'),
        ("users list --lim 5", 'unknown option "--lim" for "clerk users list"'),
        ("users list --version", 'unknown option "--version" for "clerk users list"'),
        ("users list --limit", "--limit requires a value"),
        ("users list --limit --debug", "--limit requires a value, but is followed by --debug"),
        ("users list -o", "-o requires a value"),
        ("users list --debug=maybe", '--debug takes true or false, not "maybe"'),
        ("users list extra", "expected no arguments, got 1: extra"),
        ("users get", "missing required argument: userId"),
        ("users get a b", "expected 1 argument (userId), got 2: a b"),
        ("config pair", "missing required arguments: key and value"),
        ("config pair a b c", "expected 2 arguments (key and value), got 3: a b c"),
        ("config pair a b", "missing required option: --needed"),
        ("config alias add", "missing required arguments: name and command"),
        ("organizations list", 'the command "organizations" is not installed'),
        ("prot rul list", 'the command "protect" is not installed'),
    ],
)
def test_an_invalid_line_is_a_usage_error_of_one_sentence(line: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse(line)
    assert raised.value.message == message


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("usrs list", "users"),
        ("users lst", "list"),
        ("users list --limt 5", "--limit"),
        ("users list --limit --debug", "--limit=--debug"),
        ("orgs list", "clerk plugins install organizations"),
        ("users get", "Usage: clerk users get <userId> [options]"),
        ("users get a b", "Usage: clerk users get <userId> [options]"),
        ("config pair a b", "Usage: clerk config pair <key> <value> --needed <needed>"),
    ],
)
def test_a_usage_error_has_a_hint(line: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse(line)
    assert hint in (raised.value.hint or "")


@pytest.mark.parametrize(
    ("word", "path"),
    [("jwt", "jwttemplates"), ("w", "whoami"), ("s", "shop"), ("u", "users"), ("ini", "init")],
)
def test_an_abbreviation_finds_its_command(word: str, path: str) -> None:
    node = parse([word]).node
    assert " ".join(node.path) == path


def test_a_plugin_never_makes_a_documented_abbreviation_ambiguous() -> None:
    assert parse("w").node.path == ("whoami",)
    assert parse("wo").node.path == ("wonder",)


def test_an_extension_gives_way_at_a_documented_abbreviation() -> None:
    emails = parse("users e").node
    assert emails.path == ("users", "emails")


def test_a_line_that_stops_at_a_group_means_the_group() -> None:
    assert isinstance(parse("users emails").node, Branch)


@pytest.mark.parametrize("line", ["users list -h", "users list --help", "-h users list"])
def test_the_help_option_counts_anywhere(line: str) -> None:
    assert parse(line).wants("help")


def test_the_help_option_does_not_require_arguments() -> None:
    assert parse("users get --help").wants("help")


ALIASES = {
    "ul": "users list",
    "u": "users get",
    "users": "whoami",
    "a": "b",
    "b": "a",
    "q": "ul -qx",
}


@pytest.mark.parametrize(
    ("line", "command", "values"),
    [
        ("ul --limit 3", UsersList, {"limit": ["3"]}),
        ("-o json ul", UsersList, {}),
        ("q --limit 3", UsersList, {"query": ["x"], "limit": ["3"]}),
        ("u 1", UsersGet, {"user_id": ["1"]}),
        ("users list", UsersList, {}),
    ],
)
def test_an_alias_wins_over_abbreviations_and_never_over_commands(
    line: str, command: type[Command], values: dict[str, list[str]]
) -> None:
    parsed = parse(line, ALIASES)
    assert isinstance(parsed.node, Leaf)
    assert (parsed.node.command, parsed.values) == (command, values)


def test_a_circular_alias_is_refused() -> None:
    with pytest.raises(UsageError, match="circular: a -> b -> a"):
        parse("a", ALIASES)


def test_aliases_are_not_read_for_a_command() -> None:
    def read() -> Mapping[str, str]:
        raise AssertionError

    parser = LineParser(root(GROUPS, lambda _: None), read)
    assert parser.parse(["users", "list"]).node.path == ("users", "list")
