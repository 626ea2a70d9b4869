"""Every operation of the API through ``clerk api``, and what is said about it offline."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from clerk_cli.api import Request, Response
from clerk_cli.operations import all_operations, destroys, operation_names
from clerk_cli.testing import CommandLine, FakeAPI
from clerk_cli_api.bodies import Body
from clerk_cli_api.commands import Api
from clerk_cli_api.fields import FileContent, Item
from clerk_cli_api.operations import METHODS


def concrete(path: str) -> str:
    return re.sub(r"\{\w+\}", "id_1", path)


class Recorder:
    """A context that records requests instead of sending them."""

    format = SimpleNamespace(name="json")

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.questions: list[str] = []
        self.messages = self
        self.settings = SimpleNamespace(profile=SimpleNamespace(name="default"))

    def warn(self, text: str) -> None:
        """Accept a warning."""

    def ask_before(self, question: str, *, forced: bool) -> bool:
        """Record a question, and agree."""
        self.questions.append(question)
        return True

    def send(self, request: Request, *, key: str | None) -> Response:
        """Record a request."""
        self.requests.append(request)
        return Response(200, {})


@pytest.mark.parametrize("method", METHODS)
def test_every_operation_can_be_called(method: str) -> None:
    file = FileContent("logo.png", b"PNG")
    for operation in (item for item in all_operations() if item.method == method):
        is_form = operation.content_type == "multipart/form-data"
        recorder, path = Recorder(), concrete(operation.path)
        values = {"field": [Item("file", file)]} if is_form else {"input": Body(lambda: {"a": 1})}
        command = Api(method=method.lower(), path=path, **(values if operation.body else {}))
        command.check()
        command.run(recorder)  # type: ignore[arg-type]
        (request,) = recorder.requests
        assert (request.method, request.path) == (method, f"/v1{path}")
        assert request.files == ({"file": ("logo.png", b"PNG")} if is_form else {})
        assert request.body == ({} if is_form else {"a": 1} if operation.body else None)
        assert command.call.operation == operation
        assert bool(recorder.questions) == destroys(method, operation.path)


def test_ls_lists_what_has_a_word(clerk: CommandLine) -> None:
    assert len(clerk("api", "ls").out.splitlines()) == len(operation_names())
    assert clerk("api", "ls", "BULK").out.splitlines()[0] == (
        "POST    /invitations/bulk                                  CreateBulkInvitations"
    )
    rows = clerk("api", "ls", "CreateUser", "-o", "json").json["data"]
    assert rows[0] == {"method": "POST", "path": "/users", "operation": "CreateUser"}


@pytest.mark.parametrize("name", ["createuser", "POST /users", "post v1/users"])
def test_show_says_what_an_operation_takes(clerk: CommandLine, name: str) -> None:
    text = clerk("api", "show", name).out
    assert "POST /v1/users" in text
    assert re.search(r"first_name: +string, or null", text)
    shown = clerk("api", "show", name, "-o", "json").json
    assert (shown["operation"], shown["path"], shown["asks"]) == ("CreateUser", "/v1/users", False)


@pytest.mark.parametrize("line", ["ls webhooks", "show CreateUser"])
def test_the_fields_of_a_reserved_word_are_known_before(clerk: CommandLine, line: str) -> None:
    printed = clerk("api", *line.split(), "-o", "json").json
    listed = clerk("api", *line.split(), "--columns", "-o", "json").json["data"]
    names = [row["field"].removesuffix("[]") for row in listed]
    assert names == list(printed["data"][0] if "data" in printed else printed)
    refused = clerk("api", *line.split(), "--fields", "nope")
    assert (refused.code, refused.out) == (2, "")
    assert 'unknown field "nope"' in refused.err


@pytest.mark.parametrize(
    "line", ["users/user_1", "GET /v1/users", "patch users/user_1 -f locale=de"]
)
def test_the_fields_of_an_operation_are_listed_without_a_request(
    clerk: CommandLine, fake_api: FakeAPI, line: str
) -> None:
    result = clerk("api", *line.split(), "--columns", "--no-header")
    assert (result.code, fake_api.requests) == (0, [])
    assert "primary_email_address_id " in result.out


def test_the_fields_of_an_unknown_path_are_refused_as_the_request_is(clerk: CommandLine) -> None:
    assert '"bogus" is neither a path' in clerk("api", "bogus", "--columns").err
    assert "only known from its output" in clerk("api", "--columns").err


def test_every_operation_can_be_shown(clerk: CommandLine) -> None:
    from clerk_cli_api.facts import view_of

    for operation in all_operations():
        assert all(line.cell({}) != "" for line in view_of(operation).details)


@pytest.mark.parametrize(
    ("line", "suggested", "others"),
    [
        ("", ["GET", "ls", "users", "users/"], ["/users"]),
        ("us", ["users", "users/"], ["GET", "sessions"]),
        ("users/", ["users/count", "users/ban"], ["users/{user_id}"]),
        ("/v1/users/user_1/b", ["/v1/users/user_1/ban"], ["/v1/users/user_1/lock"]),
        ("post users/user_1/", ["users/user_1/ban"], ["users/user_1/mfa"]),
        ("DELETE users/user_1/", ["users/user_1/mfa"], ["users/user_1/ban"]),
        ("show Create", ["CreateUser"], ["DeleteUser"]),
        ("ls inv", ["invitations"], ["users"]),
    ],
)
def test_a_shell_completes_paths_and_operations(
    clerk: CommandLine, line: str, suggested: list[str], others: list[str]
) -> None:
    words = line.split(" ")
    for _ in range(2):  # the second time the node is in the index
        rows = clerk("__complete", "api", *words).out.splitlines()
        values = {row.split("\t")[0] for row in rows}
        assert values >= set(suggested)
        assert values.isdisjoint(others)
