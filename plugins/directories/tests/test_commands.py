"""The directories commands: requests by both routes, output and usage errors."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

DIRECTORY: dict[str, Any] = {
    "object": "directory",
    "id": "scim_1",
    "name": "Staff",
    "enterprise_connection_id": "entconn_1",
    "endpoint_url": "https://scim.example.com/v2",
    "provider": "okta",
    "enabled": True,
    "group_role_mapping_enabled": False,
    "attribute_mapping": {"first_name": "name.givenName"},
    "custom_attributes": [{"name": "Cost center", "key": "cost_center"}],
}
WITH_KEY = DIRECTORY | {"api_key": "ak_the_key_itself"}
MAPPING = {
    "object": "directory_group_role_mapping",
    "id": "scim_grp_role_1",
    "directory_group_id": "00g1",
    "directory_group_display_name": "Engineering",
    "role": {"id": "role_1", "key": "org:admin"},
    "precedence": 1,
}
DELETED = {"id": "x_1", "deleted": True}
LIST = {"data": [DIRECTORY], "total_count": 1}
MAPPINGS = {"data": [MAPPING], "total_count": 1}
ROUTES = [("directories", "/v1/directories", "directory"),
          ("directories scim", "/v1/scim_directories", "scim")]  # fmt: skip
"""The words of both groups, their paths, and how the API's names of groups begin."""


@pytest.mark.parametrize(("group", "path", "word"), ROUTES, ids=["directories", "scim"])
@pytest.mark.parametrize(
    ("line", "answer", "sent"),
    [
        ("list", LIST, ("GET", "?limit=10", None)),
        ("ls --limit 5 --offset 10", LIST, ("GET", "?limit=5&offset=10", None)),
        ("get scim_1", DIRECTORY, ("GET", "/scim_1", None)),
        ("create --enterprise-connection-id entconn_1 --provider okta", WITH_KEY,
         ("POST", "", {"enterprise_connection_id": "entconn_1", "provider": "okta"})),
        ("create --enterprise-connection-id entconn_1 --provider okta --name Staff"
         " --group-role-mappings"
         """ '{"b": "role_2", "a": {"role_id": "role_1", "precedence": 3}}'""", WITH_KEY,
         ("POST", "", {"enterprise_connection_id": "entconn_1", "provider": "okta",
                       "name": "Staff", "group_role_mappings": [
                           {"WORD_group_id": "b", "role_id": "role_2"},
                           {"WORD_group_id": "a", "role_id": "role_1", "precedence": 3}]})),
        ("update scim_1 --name Staff --no-enabled -f --provider entra --group-role-mapping-enabled"
         """ --attribute-mapping '{"last_name": null}'""", DIRECTORY,
         ("PATCH", "/scim_1",
          {"name": "Staff", "enabled": False, "provider": "entra",
           "attribute_mapping": {"last_name": None}, "group_role_mapping_enabled": True})),
        ("delete scim_1 -f", DELETED, ("DELETE", "/scim_1", None)),
        ("rotate-api-key scim_1 -f", WITH_KEY, ("POST", "/scim_1/rotate_api_key", None)),
        ("mappings list scim_1", MAPPINGS, ("GET", "/scim_1/group_role_mappings", None)),
        ("mappings create scim_1 --group-id 00g1 --role-id role_1", MAPPING,
         ("POST", "/scim_1/group_role_mappings",
          {"WORD_group_id": "00g1", "role_id": "role_1"})),
        ("mappings create scim_1 --group-id 00g1 --role-id role_1 --precedence 2", MAPPING,
         ("POST", "/scim_1/group_role_mappings",
          {"WORD_group_id": "00g1", "role_id": "role_1", "precedence": 2})),
        ("""mappings replace scim_1 -f --mappings '{"b": "role_2", "a": "role_1"}'""", MAPPINGS,
         ("PUT", "/scim_1/group_role_mappings",
          {"mappings": [{"WORD_group_id": "b", "role_id": "role_2"},
                        {"WORD_group_id": "a", "role_id": "role_1"}]})),
        ("mappings replace scim_1 -f --mappings '{}'", {"data": [], "total_count": 0},
         ("PUT", "/scim_1/group_role_mappings", {"mappings": []})),
        ("mappings delete scim_1 scim_grp_role_1 -f", DELETED,
         ("DELETE", "/scim_1/group_role_mappings/scim_grp_role_1", None)),
    ],
)  # fmt: skip
def test_a_command_sends_its_request(
    clerk: CommandLine, fake_api: FakeAPI, group: str, path: str, word: str, line: str,
    answer: Any, sent: tuple[str, str, Any],
) -> None:  # fmt: skip
    fake_api.answer(answer)
    result = clerk(*group.split(), *shlex.split(line))
    assert result.code == 0, result.err
    (request,) = fake_api.requests
    method, target, body = sent
    assert (request.method, request.target) == (method, path + target)
    assert request.body == spelled(body, word)


def spelled(value: Any, word: str) -> Any:
    """A body with the names of one of the routes."""
    if isinstance(value, dict):
        return {name.replace("WORD", word): spelled(member, word) for name, member in value.items()}
    return [spelled(item, word) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "line",
    [
        "create --enterprise-connection-id entconn_1 --provider okta",
        "rotate-api-key scim_1 --force",
        "scim create --enterprise-connection-id entconn_1 --provider okta",
        "scim rotate-api-key scim_1 --force",
    ],
)
def test_a_new_api_key_is_the_only_output(clerk: CommandLine, fake_api: FakeAPI, line: str) -> None:
    fake_api.answer(WITH_KEY).answer(WITH_KEY)
    result = clerk("directories", *line.split())
    assert result.out == "ak_the_key_itself\n"
    assert "Save it now: it is not shown again" in result.err
    assert "ak_the_key" not in result.err
    assert clerk("directories", *line.split(), "-o", "json").json == WITH_KEY


def test_the_debug_log_masks_the_key(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(WITH_KEY)
    result = clerk("directories", "rotate-api-key", "scim_1", "--force", "--debug")
    assert '"api_key": "****"' in result.err
    assert "ak_the_key" not in result.err


def test_a_response_without_the_key_is_an_error(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(DIRECTORY)
    result = clerk("directories", "rotate-api-key", "scim_1", "--force")
    assert (result.code, result.out) == (1, "")


def test_a_directory_is_shown_with_what_the_identity_provider_needs(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(WITH_KEY | {"enabled": False})
    out = clerk("directories", "get", "scim_1").out
    for text in ("https://scim.example.com/v2", "entconn_1", "cost_center"):
        assert text in out
    assert [line.split()[1:] for line in out.splitlines() if "Enabled:" in line] == [["no"]]
    assert "ak_the_key" not in out


def test_mappings_show_the_names_of_groups_and_the_keys_of_roles(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    unnamed = MAPPING | {"id": "scim_grp_role_2", "directory_group_display_name": "", "role": None}
    fake_api.answer({"data": [MAPPING, unnamed], "total_count": 2})
    rows = clerk("directories", "mappings", "ls", "scim_1").out.splitlines()[1:]
    assert [row.split()[:3] for row in rows] == [
        ["scim_grp_role_1", "1", "Engineering"], ["scim_grp_role_2", "1", "00g1"],
    ]  # fmt: skip
    assert "org:admin" in rows[0]


def test_mappings_of_a_file_are_sent_as_they_are(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(WITH_KEY)
    mappings = [{"directory_group_id": "a", "role_id": "role_1", "precedence": 4}]
    (clerk.directory / "staff.yaml").write_text(
        "provider: okta\nenterprise_connection_id: entconn_1\n"
        "group_role_mappings:\n- {directory_group_id: a, role_id: role_1, precedence: 4}\n"
    )
    assert clerk("directories", "create", "--input", "staff.yaml").code == 0
    assert fake_api.requests[0].body == {
        "enterprise_connection_id": "entconn_1",
        "provider": "okta",
        "group_role_mappings": mappings,
    }


def test_the_question_names_the_group(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(MAPPINGS).answer(DELETED)
    words = ["directories", "mappings", "delete", "scim_1", "scim_grp_role_1"]
    terminal = clerk.on_terminal(*words)
    terminal.expect("Engineering")
    terminal.type("y\r")
    assert terminal.wait() == 0
    assert [request.method for request in fake_api.requests] == ["GET", "DELETE"]


@pytest.mark.parametrize("group", ["directories", "directories scim"])
@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("create --provider okta", "missing required option: --enterprise-connection-id"),
        ("create --enterprise-connection-id entconn_1", "missing required option: --provider"),
        ("create --enterprise-connection-id e --provider okta --group-role-mappings '{\"a\": 1}'",
         '--group-role-mappings: "a" has no role ID'),
        ("create --enterprise-connection-id e --provider okta --group-role-mappings '[]'",
         "--group-role-mappings: must be a JSON object"),
        ("list --limit 501", "at most 500"),
        ("update scim_1", "no changes specified"),
        ("update scim_1 --attribute-mapping @missing.json", "cannot read"),
        ("delete scim_1", "confirmation required"),
        ("rotate-api-key scim_1", "confirmation required"),
        ("mappings create scim_1 --group-id a", "missing required option: --role-id"),
        ("mappings create scim_1 --group-id a --role-id role_1 --precedence 0", "at least 1"),
        ("mappings replace scim_1 -f", "missing required option: --mappings"),
        ("mappings replace scim_1 --mappings '{}'", "confirmation required"),
        ("mappings replace scim_1 -f --mappings '{\"\": \"role_1\"}'", '"" has no role ID'),
        ("mappings replace scim_1 -f --mappings '{\"a\": {}}'", '"a" has no role ID'),
        ("mappings delete scim_1 scim_grp_role_1", "confirmation required"),
    ],
)  # fmt: skip
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, group: str, line: str, message: str
) -> None:
    assert clerk.refuses(*group.split(), *shlex.split(line), because=message)
    assert fake_api.requests == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("mappings create scim_1 --group-id a --role-id org:member", "is a role key"),
        ('mappings replace scim_1 -f --mappings {"a":"org:member"}', "is a role key"),
        ("scim mappings create scim_1 --group-id a --role-id org:member", "is a role key"),
        ("mappings replace scim_1 -f --mappings [1]", 'such as {"group": "role_123"}'),
    ],
)
def test_a_role_is_named_by_its_id(
    clerk: CommandLine, fake_api: FakeAPI, line: str, message: str
) -> None:
    assert clerk.refuses("directories", *line.split(), because=message)
    assert fake_api.requests == []
