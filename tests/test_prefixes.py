"""The abbreviations that Clerk's own CLI documents, with every plugin installed."""

from __future__ import annotations

import pytest
from every_leaf import installed_tree

from clerk_cli.console.parser import LineParser
from clerk_cli.errors import UsageError

ADVICE = "set extension=True in the Group or Command that Clerk's own CLI lacks"


def resolve(line: str) -> str:
    parser = LineParser(installed_tree(), dict)
    return " ".join(parser.parse([*line.split(), "--help"]).node.path)


@pytest.mark.steps
@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("conf prof li", "config profile list"),
        ("w", "whoami"),
        ("us ls", "users list"),
        *[(f"{word}", name) for word, name in {
            "b": "billing", "apik": "apikeys", "c": "config", "d": "domains", "ini": "init",
            "ins": "instance", "inv": "invitations", "jwk": "jwks", "jwt": "jwttemplates",
            "m": "m2m", "o": "organizations", "r": "restrictions", "s": "sessions",
            "p": "protect", "u": "users", "user": "users",
            "orgs": "organizations", "session": "sessions",
            "api-keys": "apikeys", "invite": "invitations",
        }.items()],
        *[(f"config {word}", f"config {name}") for word, name in {
            "a": "alias", "g": "get", "l": "list", "pa": "path", "pr": "profile", "s": "set",
            "u": "unset",
        }.items()],
        *[(f"config profile {word}", f"config profile {name}") for word, name in {
            "c": "create", "d": "delete", "l": "list", "p": "path", "s": "show", "up": "update",
            "us": "use",
        }.items()],
        *[(f"config alias {word}", f"config alias {name}") for word, name in {
            "a": "add", "l": "list", "p": "path", "r": "remove",
        }.items()],
        *[(f"users {word}", f"users {name}") for word, name in {
            "ban": "ban", "co": "count", "cr": "create", "e": "emails", "g": "get", "li": "list",
            "de": "delete", "lo": "lock", "p": "phones", "unb": "unban", "unl": "unlock",
            "up": "update", "v": "verify-password",
        }.items()],
        ("prot rul list", "protect rules list"),
        ("p s", "protect schema"),
        ("p ru l", "protect rules list"),
        ("p ru r", "protect rules reorder"),
        ("orgs mem l", "organizations members list"),
        ("billing items ls", "billing subscription-items list"),
        ("billing p", "billing plans"),
        ("billing pr", "billing prices"),
        ("orgs de", "organizations delete"),
        ("orgs do", "organizations domains"),
        ("sessions rev", "sessions revoke"),
        ("m2m tokens v", "m2m tokens verify"),
        ("oauth tok v", "oauthapplications tokens verify"),
        ("oa ls", "oauthapplications list"),
        ("m2m m get-s", "m2m machines get-secret"),
        ("dir map ls", "directories mappings list"),
        ("we u", "webhooks url"),
        ("users agent r", "users agent-tasks revoke"),
        ("directory scim m l", "directories scim mappings list"),
        ("e l", "enterpriseconnections list"),
        ("enterprise-c t s", "enterpriseconnections test-runs start"),
    ],
)  # fmt: skip
def test_an_abbreviation_means_its_command(line: str, path: str) -> None:
    try:
        meant = resolve(line)
    except UsageError as error:
        meant = f"{error}: {ADVICE}"
    assert meant == path


@pytest.mark.steps
@pytest.mark.parametrize(
    ("line", "candidates"),
    [
        ("i", "init, instance, invitations"),
        ("in", "init, instance, invitations"),
        ("j", "jwks, jwttemplates"),
        ("jw", "jwks, jwttemplates"),
        ("config p", "path, profile"),
        ("config profile u", "update, use"),
        ("users c", "count, create"),
        ("users l", "list, lock"),
        ("users u", "unban, unlock, update"),
        ("users un", "unban, unlock"),
        ("a", "agents, api, apikeys"),
        ("co", "commands, completion, config"),
    ],
)
def test_an_ambiguous_abbreviation_is_an_error_with_the_candidates(
    line: str, candidates: str
) -> None:
    with pytest.raises(UsageError) as raised:
        resolve(line)
    assert str(raised.value).endswith(f"matches: {candidates}"), ADVICE


@pytest.mark.parametrize(
    ("line", "candidates"),
    [
        ("users r", "delete, remove-password, replace-metadata"),
        ("users d", "delete, disable-mfa"),
        ("orgs d", "delete, domains"),
        ("orgs r list", "delete, replace-metadata, role-sets, roles"),
        ("orgs r delete role_1", "delete, replace-metadata, role-sets, roles"),
        ("sessions r", "refresh, revoke"),
        ("s revoke sess_1", "sandbox, sessions, signups, stats"),
        ("r remove alid_1", "redirecturls, restrictions"),
        ("p rules flush SIGN_IN", "plugins, protect"),
        ("o delete oauthapp_1", "oauthapplications, organizations"),
    ],
)
def test_a_destructive_command_is_never_reached_by_a_contested_abbreviation(
    line: str, candidates: str
) -> None:
    with pytest.raises(UsageError, match=f"matches: {candidates}$"):
        resolve(line)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("users rm", "users delete"),
        ("USERS RM", "users delete"),
        ("us em rm", "users emails remove"),
        ("orgs mem rem", "organizations members remove"),
        ("restrictions ls", "restrictions list"),
        ("users remove-p", "users remove-password"),
        ("users del", "users delete"),
        ("organizations del", "organizations delete"),
    ],
)
def test_a_destructive_command_is_reached_by_its_alias_or_a_unique_abbreviation(
    line: str, path: str
) -> None:
    assert resolve(line) == path


@pytest.mark.parametrize("line", ["domains r", "jwt r", "redirecturls rem", "m2m machines r"])
def test_a_commands_alias_cannot_be_abbreviated(line: str) -> None:
    with pytest.raises(UsageError, match=r"ambiguous|unknown"):
        resolve(line)


@pytest.mark.parametrize("word", ["a", "ap"])
def test_a_prefix_of_api_never_means_apikeys(word: str) -> None:
    with pytest.raises(UsageError, match=f'ambiguous command "{word}" matches: .*api, apikeys'):
        resolve(word)


def test_api_is_a_command_in_any_case() -> None:
    assert (resolve("api"), resolve("API")) == ("api", "api")
