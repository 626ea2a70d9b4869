"""What is suggested for a word that is no command or option, with every plugin installed."""

from __future__ import annotations

import pytest

from clerk_cli.console.dispatch import RunCommand, dispatch
from clerk_cli.console.parser import LineParser
from clerk_cli.console.synonyms import COMMANDS
from clerk_cli.console.tree import Branch, root
from clerk_cli.errors import UsageError
from clerk_cli.plugins import Group
from clerk_cli.plugins.manager import Plugins


@pytest.fixture(scope="module")
def tree() -> Branch:
    return root(Plugins().groups, lambda warning: pytest.fail(warning))


def hint(tree: Branch, line: str) -> str:
    with pytest.raises(UsageError) as raised:
        dispatch(line.split(), tree, lambda: {"prl": "protect rules list"})
    return raised.value.hint or ""


@pytest.mark.parametrize(
    ("word", "suggested"),
    [
        ("delete-user", "clerk users delete"),
        ("team", "clerk organizations"),
        ("logout", "clerk config unset clerk.key"),
        ("forecast", "clerk weather"),
    ],
)
def test_a_third_party_is_suggested_only_where_nothing_of_ours_is_meant(
    word: str, suggested: str
) -> None:
    weather = Group("weather", "", "m", synonyms=("delete-user", "team", "logout", "forecast"))
    tree = root([weather, *Plugins().groups], lambda warning: pytest.fail(warning))
    assert hint(tree, word) == f"Did you mean {suggested}?"


@pytest.mark.parametrize(
    ("line", "suggested"),
    [
        ("login", "clerk init"),
        ("auth", "clerk init"),
        ("SIGNIN", "clerk init"),
        ("version", "clerk --version"),
        ("auth status", "clerk whoami"),
        ("use staging", "clerk config profile use"),
        ("ping", "clerk doctor"),
        ("config use staging", "clerk config profile use"),
        ("config list-profiles", "clerk config profile list"),
        ("config list-aliases", "clerk config alias list"),
        ("plugins add users", "clerk plugins install"),
        ("plugins add-plugin users", "clerk plugins install"),
        ("logout", "clerk config unset clerk.key"),
        ("people", "clerk users"),
        ("people list", "clerk users list"),
        ("teams", "clerk organizations"),
        ("oauth-apps", "clerk oauthapplications"),
        ("instance oauth-application-settings get", "clerk oauthapplications settings"),
        ("oidc", "clerk enterpriseconnections or clerk oauthapplications"),
        ("sso list", "clerk enterpriseconnections list"),
        ("saml", "clerk enterpriseconnections"),
        ("whitelist", "clerk restrictions"),
        ("scim", "clerk directories"),
        ("agent-tasks create", "clerk users agent-tasks create"),
        ("svix", "clerk webhooks"),
        ("directory-sync list", "clerk directories list"),
        ("coupon", "clerk billing"),
        ("proxy", "clerk domains"),
        ("members add", "clerk organizations members add"),
        ("delete-user", "clerk users delete"),
        ("user:list", "clerk users list"),
        ("create_user", "clerk users create"),
        ("list users", "clerk users list"),
        ("ban user_1", "clerk users ban"),
        ("users erase user_1", "clerk users delete"),
        ("users list-users", "clerk users list"),
        ("users search", "clerk users list"),
        ("sessions delete", "clerk sessions revoke"),
        ("usrs", "clerk users"),
        ("ornagizations", "clerk organizations"),
        ("prll", "clerk prl"),
    ],
)
def test_a_word_suggests_the_whole_command_that_it_means(
    tree: Branch, line: str, suggested: str
) -> None:
    assert hint(tree, line) == f"Did you mean {suggested}?"


def test_a_destructive_command_is_not_reached_by_a_word_that_means_another(tree: Branch) -> None:
    with pytest.raises(UsageError, match='"remove" matches: delete, remove-password'):
        dispatch(["users", "remove", "user_1"], tree, dict)


def test_an_action_of_many_groups_needs_its_group_first(tree: Branch) -> None:
    assert hint(tree, "list").startswith("Commands start with a group, such as clerk ")


@pytest.mark.parametrize("line", ["templates list", "template", "email-templates get"])
def test_words_for_an_operation_without_a_command_lead_to_requests(tree: Branch, line: str) -> None:
    assert hint(tree, line).endswith("see clerk api ls templates.")


@pytest.mark.parametrize("word", ["logs", "open", "dashboard"])
def test_words_for_what_only_the_dashboard_has_lead_there(tree: Branch, word: str) -> None:
    assert hint(tree, word).startswith("There is no command for this; use the Clerk Dashboard")


@pytest.mark.parametrize("line", ["users import", "users export", "organizations import"])
def test_imports_and_exports_are_those_of_migrate(tree: Branch, line: str) -> None:
    word = line.split()[1]
    install = "clerk plugins install migrate"
    expected = f"Use clerk migrate {word}, which {install} adds if it is missing."
    assert hint(tree, line) == expected


def test_an_abbreviation_with_its_commands_stays_one(tree: Branch) -> None:
    assert isinstance(dispatch(["use", "list"], tree, dict), RunCommand)
    assert hint(tree, "user staging") == "See clerk users --help."


@pytest.mark.parametrize("word", ["organisatons", "invit3", "org-s"])
def test_two_names_of_one_command_are_suggested_once(tree: Branch, word: str) -> None:
    lines = hint(tree, word).removeprefix("Did you mean ").rstrip("?").split(" or ")
    names = [line.removeprefix("clerk ").split() for line in lines]
    paths = [LineParser(tree, dict).parse(words).node.path for words in names]
    assert len(paths) == len(set(paths))


@pytest.mark.parametrize("line", [line for line in COMMANDS if line[0] != "-" and line != "doctor"])
def test_a_command_of_the_table_exists(tree: Branch, line: str) -> None:
    LineParser(tree, dict).parse([*line.split(), "--help"])


@pytest.mark.parametrize(
    ("option", "suggested"),
    [
        ("--json", "--output json"),
        ("--format", "--output"),
        ("--search", "--query"),
        ("--max", "--limit"),
        ("--limt", "--limit"),
        ("-L", "--limit"),
        ("-n", "--limit"),
        ("--output-format", "--output"),
    ],
)
def test_an_option_is_suggested_by_meaning_and_letters(
    tree: Branch, option: str, suggested: str
) -> None:
    assert hint(tree, f"users list {option} x") == f"Did you mean {suggested}?"


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("users delete x -y", "Did you mean --force?"),
        ("users list --quiet", "See clerk users list --help;"),
        ("users update x --name Ada", "Did you mean --first-name or --last-name?"),
    ],
)
def test_an_option_of_another_program_means_the_same_or_nothing(
    tree: Branch, line: str, advice: str
) -> None:
    assert hint(tree, line).startswith(advice)


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("restrictions import list.txt --block", "Did you mean --identifiers @list.txt?"),
        ("users list ada", "Did you mean --query ada?"),
        ("users list -- --limit", "Options go before --."),
        ("users list 5", "Did you mean --limit 5?"),
        ("users list limit=5", "Did you mean --limit 5?"),
        ("users list limit 5", "Did you mean --limit 5?"),
        ("users list json", "Did you mean --output json?"),
        ("users create ada@example.com", "Did you mean --email ada@example.com?"),
        ("sessions list user_1", "Did you mean --user-id user_1?"),
        ("organizations create Acme", "Did you mean --name Acme?"),
        ("config alias remove ul yes", "Did you mean --force?"),
        (
            "users update user_1 --first-name Ada King",
            "A value with spaces needs quotes: --first-name 'Ada King'",
        ),
    ],
)
def test_a_surplus_argument_says_where_it_belongs(tree: Branch, line: str, advice: str) -> None:
    first, second = hint(tree, line).splitlines()
    assert first == advice
    assert second.startswith("Usage: clerk ")
