"""Commands for many objects at once: names, one question, results, and what can be repeated."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from clerk_cli.plugins.manager import Plugins
from clerk_cli.testing import CommandLine, FakeAPI, SandboxAPI
from clerk_cli.testing.fake_api import Answer, Received


def paths(fake_api: FakeAPI) -> list[str]:
    return sorted(f"{request.method} {request.path}" for request in fake_api.requests)


def write(clerk: CommandLine, text: str) -> None:
    (clerk.directory / "names").write_text(text, encoding="utf-8")


def test_one_request_is_sent_for_each_object(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"id": "x"}).answer({"id": "x"})
    result = clerk("users", "lock", "user_1", " user_2 ", "user_1")
    assert (result.code, result.err) == (0, "✓ 2 of 2 done.\n")
    assert paths(fake_api) == ["POST /v1/users/user_1/lock", "POST /v1/users/user_2/lock"]
    assert [line.split() for line in result.out.splitlines()] == [
        ["NAME", "RESULT", "OBJECT", "ID"], ["user_1", "done", "x"], ["user_2", "done", "x"],
    ]  # fmt: skip


def test_the_id_of_something_new_is_in_the_results(clerk: CommandLine, fake_api: FakeAPI) -> None:
    for object_id in ("ver_1", "ver_1"):
        fake_api.answer({"id": object_id, "status": "unverified"})
    line = ("users", "emails", "prepare-verification", "idn_1", "idn_2", "-f")
    assert [row.split() for row in clerk(*line).out.splitlines()[1:]] == [
        ["idn_1", "done", "ver_1"], ["idn_2", "done", "ver_1"],
    ]  # fmt: skip


def test_the_id_of_an_object_itself_is_not_repeated(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"id": "entconn_1", "deleted": True}).answer({"id": "entconn_1"})
    result = clerk("enterpriseconnections", "delete", "entconn_1", "entconn_1", "-f")
    assert "OBJECT ID" not in result.out


@pytest.mark.parametrize(
    ("line", "requests"),
    [
        ("get entconn_1 entconn_2", "GET /v1/enterprise_connections/{}"),
        ("delete entconn_1 entconn_2 -f", "DELETE /v1/enterprise_connections/{}"),
        ("saml delete samlc_1 samlc_2 -f", "DELETE /v1/saml_connections/{}"),
        ("portal-links revoke aplt_1 aplt_2 -f", "POST /v1/admin_portal_link_tokens/{}/revoke"),
    ],
)
def test_a_command_of_an_extension_takes_several_too(
    clerk: CommandLine, fake_api: FakeAPI, line: str, requests: str
) -> None:
    names = [word for word in line.split() if word[-1].isdigit()]
    for name in names:
        fake_api.answer({"id": name, "deleted": True})
    assert clerk("enterpriseconnections", *line.split()).code == 0
    assert paths(fake_api) == [requests.format(name) for name in names]


def test_a_command_for_a_part_takes_its_owner_first(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.add_organization("org_1", "acme").answer({"id": "x"}).answer({"id": "x"})
    line = "organizations members add acme user_1 user_2 --role org:member"
    assert clerk(*line.split()).code == 0
    look_up, *additions = fake_api.requests
    assert look_up.path == "/v1/organizations/acme"
    assert [request.path for request in additions] == ["/v1/organizations/org_1/memberships"] * 2
    bodies = sorted(request.body["user_id"] for request in additions)
    assert bodies == ["user_1", "user_2"]


def test_the_apis_own_operation_gets_fifty_at_a_time(clerk: CommandLine, fake_api: FakeAPI) -> None:
    ids = [f"user_{number}" for number in range(120)]
    for size in (50, 50, 20):
        fake_api.answer([{"id": user_id} for user_id in ids] if size else [])
    write(clerk, "\n".join(ids))
    result = clerk("users", "ban", "--from", "names")
    assert (result.code, result.err) == (0, "✓ 120 of 120 done.\n")
    assert {request.path for request in fake_api.requests} == {"/v1/users/ban"}
    sent = sorted(len(request.body["user_ids"]) for request in fake_api.requests)
    assert sent == [20, 50, 50]


@pytest.mark.parametrize("command", ["lock", "ban"])
def test_an_object_with_two_names_is_changed_once(
    clerk: CommandLine, fake_api: FakeAPI, command: str
) -> None:
    fake_api.add_user("user_1", username="ada", email_address="ada@example.com")
    fake_api.answer({"id": "user_1"})
    result = clerk("users", command, "@ada", "user_1", "ada@example.com", "-o", "json")
    assert [request.method for request in fake_api.requests].count("POST") == 1
    rows = [(row["id"], row["result"], row["object"]) for row in result.json["data"]]
    assert (result.code, rows) == (0, [("user_1", "done", {"id": "user_1"})] * 3)


def test_an_ambiguous_name_fails_with_those_that_have_it(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer([{"id": "user_1"}, {"id": "user_2"}])
    result = clerk("users", "lock", "@ada", "--failures", "failed")
    assert (result.code, len(fake_api.requests)) == (1, 1)
    assert 'more than one user has the username "ada": user_1 and user_2' in result.out


def test_a_refused_bulk_operation_is_repeated_for_each(
    clerk: CommandLine, sandbox_api: SandboxAPI
) -> None:
    ada = clerk("users", "create", "--username", "ada", "-o", "json").json["id"]
    result = clerk("users", "ban", ada, "user_0", "-o", "json")
    assert result.code == 1
    assert [row["result"] for row in result.json["data"]] == ["done", "failed"]
    assert result.json["data"][0]["object"]["banned"] is True


@pytest.mark.parametrize(
    ("text", "options", "names"),
    [
        ("# comment\nuser_1\n\n user_2 \n", [], ["user_1", "user_2"]),
        ('{"id": "user_1"}\n{"id": "user_2", "x": 1}\n', [], ["user_1", "user_2"]),
        ('\ufeffID,NAME\nuser_1,"a, b"\nuser_2,c\n', [], ["user_1", "user_2"]),
        ("name,Who\na,user_1\nb,user_2\n", ["--column", "who"], ["user_1", "user_2"]),
        ("id\nuser_1\n", [], ["user_1"]),
        ("\"User ID\"\r\n'user_1\r\n\"user_2\"\r\n", [], ["'user_1", "user_2"]),
        ("Name;ID\r\nA, B;user_1\r\n\"C\nD\";user_2\r\n", [], ["user_1", "user_2"]),
        ("ID\tName\nuser_1\tA\n", [], ["user_1"]),
        ('{\n"data": [{"id": "user_1"},\n{"id": "user_2"}], "total_count": 2}', [],
         ["user_1", "user_2"]),
        ('["user_1", "user_2"]', [], ["user_1", "user_2"]),
        ('{"id": "user_1", "data": {}}', [], ["user_1"]),
    ],
    ids=["lines", "ndjson", "csv", "column", "one column", "only column", "semicolons", "tabs",
         "json", "array", "object"],
)  # fmt: skip
@pytest.mark.parametrize("stdin", [False, True])
def test_a_file_or_stdin_names_the_objects(
    clerk: CommandLine, fake_api: FakeAPI, text: str, options: list[str], names: list[str],
    stdin: bool,
) -> None:  # fmt: skip
    write(clerk, text)
    for _ in names:
        fake_api.answer({"id": "x"})
    source = "-" if stdin else "names"
    result = clerk("users", "lock", "--from", source, *options, "-o", "json", stdin=text)
    assert [row["name"] for row in result.json["data"]] == names
    assert paths(fake_api) == [f"POST /v1/users/{name}/lock" for name in names]


@pytest.mark.parametrize(
    ("text", "options", "because"),
    [
        ("user_1\norg_1\n", [], "names, line 2: org_1 is an organization ID"),
        ("# nothing\n", [], "names has no values"),
        ("email,name\na@b.io,A\n", [], 'names has no column "id"'),
        ('{"id": "user_1"}\n[]\n', [], 'line 2 has no string in "id"'),
        ("{\n", [], "line 1 is not a JSON object"),
        ("user_1\n..\n", [], '".." is not a valid value'),
        ('[{"id": "user_1"}, {"id": 2}]', [], 'item 2 has no string in "id"'),
        (
            "ID    NAME\nuser_1  Ada\n",
            [],
            'line 1: "ID    NAME" is not a valid ID: it contains spaces',
        ),
        ('id,name\nuser_1,"a\n' + "x" * 140_000, [], "line 3 is not CSV: field larger"),
        (
            "id,name\nuser_1,A\n",
            ["--failures", "./names"],
            ("would overwrite names, which has other"),
        ),
        ("user_1\0\n", [], r'"user_1\x00" is not a valid value'),
        ("user_1\nuser_\u200b2\n", [], r'"user_\u200b2" is not a valid value'),
        ("user_1\tada@example.com\n", [], 'names has no column "id"'),
        ("user_1\n", ["--failures", "no/such/folder"], "No such file or directory"),
        ("user_1\n", ["--failures", ""], "--failures: the value is empty"),
    ],
)
def test_a_bad_file_is_refused_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, text: str, options: list[str], because: str
) -> None:
    write(clerk, text)
    result = clerk("users", "lock", "--from", "names", *options)
    assert (result.code, fake_api.requests) == (2, [])
    assert because in result.err


@pytest.mark.parametrize(
    ("argv", "because"),
    [
        ([], "missing required argument: userId"),
        (["--column", "x", "user_1"], "--column requires --from"),
        (["--from", "missing"], "cannot read"),
        (["user_1", "sess_1"], "userId: sess_1 is a session ID"),
    ],
)
def test_a_bad_line_is_refused_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], because: str
) -> None:
    result = clerk("users", "lock", *argv)
    assert (result.code, fake_api.requests, because in result.err) == (2, [], True)


def test_a_file_may_be_utf_16_as_powershell_writes_it(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    (clerk.directory / "names").write_bytes("id\r\nuser_1\r\n".encode("utf-16"))
    fake_api.answer({"id": "x"})
    assert clerk("users", "lock", "--from", "names").code == 0
    assert paths(fake_api) == ["POST /v1/users/user_1/lock"]


def test_what_failed_can_be_retried(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.add_user("user_1", email_address="ada@example.com").answer({"id": "user_1"})
    argv = ("users", "lock", "ada@example.com", "bob@example.com", "--failures", "failed")
    result = clerk(*argv)
    assert result.code == 1
    assert "✗ 1 of 2 failed" in result.err
    assert 'failed  no user has the email address "bob@example.com"' in result.out
    failed = clerk.directory / "failed"
    assert failed.read_text().splitlines()[1] == "bob@example.com"
    fake_api.add_user("user_2", email_address="bob@example.com").answer({"id": "user_2"})
    assert clerk("users", "lock", "--from", "failed", "--failures", "failed").code == 0
    assert failed.read_text() == ""


@pytest.mark.parametrize(
    "names",
    [
        ["#1", "user_2"],
        ["id", "a,b"],
        ["a,b", "user_2"],
        ['{"id":"user_9"}', "user_2"],
        ["ID", "x"],
        ["Email", "x"],
        ["a;b", "[1]"],
    ],
)
def test_every_name_that_failed_is_read_back(
    clerk: CommandLine, fake_api: FakeAPI, names: list[str]
) -> None:
    for _ in range(4):
        fake_api.fail(404, "resource_not_found", "No user\nuser_9")
    assert clerk("users", "lock", *names, "--failures", "failed").code == 1
    again = clerk("users", "lock", "--from", "failed", "-o", "json")
    assert [row["name"] for row in again.json["data"]] == names


@pytest.mark.parametrize(("path", "because"), [("-", "- is not a file"), ("pipe", "pipe: ")])
def test_failures_go_to_what_can_be_written_without_waiting(
    clerk: CommandLine, fake_api: FakeAPI, path: str, because: str
) -> None:
    if hasattr(os, "mkfifo"):
        os.mkfifo(clerk.directory / "pipe")
    elif path == "pipe":
        pytest.skip("there are no named pipes")
    result = clerk("users", "lock", "user_1", "user_2", "--failures", path)
    assert (result.code, fake_api.requests, because in result.err) == (2, [], True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_results_are_shown_although_the_failures_cannot_be_written(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.fail(404, "resource_not_found", "No user").fail(404, "resource_not_found", "No user")
    result = clerk("users", "lock", "user_1", "user_2", "--failures", "/dev/full")
    assert (result.code, result.out.count("failed")) == (1, 2)
    assert "cannot write /dev/full: No space left on device" in result.err
    assert "They are in" not in result.err


@pytest.mark.parametrize("status", [200, 500])
def test_a_change_that_may_have_been_made_is_not_called_failed(
    clerk: CommandLine, fake_api: FakeAPI, status: int
) -> None:
    fake_api.answer([], status=status).answer([], status=status)
    result = clerk("users", "lock", "user_1", "user_2", "--failures", "failed", "-o", "json")
    assert [row["result"] for row in result.json["data"]] == ["unknown", "unknown"]
    assert "2 may have been done, check before retrying" in result.err
    assert (clerk.directory / "failed").read_text().count("# may have been done: ") == 2


def test_a_plugin_that_fails_while_objects_are_changed_is_named(
    clerk: CommandLine, fake_api: FakeAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    def observe(plugins: Plugins, *_: object) -> None:
        plugins.warnings.append("the observer failed")

    monkeypatch.setattr(Plugins, "observe", observe)
    monkeypatch.setattr(Plugins, "has_observers", True)
    clerk.plugins = Plugins()
    fake_api.answer({"id": "x"}).answer({"id": "x"})
    result = clerk("users", "lock", "user_1", "user_2")
    assert (result.code, result.err.count("⚠ the observer failed")) == (0, 2)


def test_a_refused_key_ends_the_run(clerk: CommandLine, fake_api: FakeAPI) -> None:
    for _ in range(8):
        fake_api.fail(401, "authentication_invalid", "Invalid key")
    result = clerk("users", "lock", *[f"user_{number}" for number in range(40)])
    assert result.code == 3
    assert f"\n{40 - len(fake_api.requests)} not done\n" in result.out
    assert len(fake_api.requests) <= 8


def test_an_error_is_json_where_the_results_are(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.fail(404, "resource_not_found", "No user").fail(404, "resource_not_found", "No user")
    result = clerk("users", "lock", "user_1", "user_2", "-o", "json")
    assert json.loads(result.err)["message"] == "2 of 2 failed"
    assert result.json["data"][1]["error"] == {"code": "api", "message": "No user"}


def test_objects_that_are_shown_are_a_list(clerk: CommandLine, fake_api: FakeAPI) -> None:
    for number in (1, 2):
        fake_api.answer_at(f"/v1/users/user_{number}", {"id": f"user_{number}"})
    fake_api.answer_at("/v1/users/user_3", {"errors": [{"message": "No user"}]}, status=404)
    result = clerk("users", "get", "user_2", "user_3", "user_1", "-o", "json")
    assert (result.code, json.loads(result.err)["message"]) == (1, "user_3: No user")
    assert result.json == {"data": [{"id": "user_2"}, {"id": "user_1"}], "total_count": 2}
    table = clerk("users", "get", "user_2", "user_1").out.splitlines()
    assert [line.split()[0] for line in table] == ["ID", "user_2", "user_1"]


class InterruptingAPI(FakeAPI):
    """Sends Ctrl-C to this process with its third request."""

    def take(self, received: Received) -> Answer:
        """Answer everything."""
        self.requests.append(received)
        if len(self.requests) == 3:
            os.kill(os.getpid(), signal.SIGINT)
        return (200, {"id": "x", **(received.body or {})}, {})


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent there")
def test_an_interrupted_run_tells_what_was_done(clerk: CommandLine) -> None:
    api = InterruptingAPI()
    clerk.variables |= {"CLERK_API_URL": api.url, "CLERK_SECRET_KEY": "sk_test_0123456789"}
    names = [f"user_{number}" for number in range(40)]
    result = clerk("users", "lock", *names, "--failures", "rest", "-o", "json")
    sent = len(api.requests)
    api.requests.clear()
    table = clerk("users", "lock", *names).out.splitlines()
    api.close()
    assert table[-1] == f"{len(names) - len(api.requests)} not done"
    assert len(table) == len(api.requests) + 2
    assert result.code == 130
    done = [row["name"] for row in result.json["data"] if row["result"] == "done"]
    assert f"interrupted; {len(done)} of 40 were done" in json.loads(result.err)["message"]
    assert len(done) == sent < 40
    rest = (clerk.directory / "rest").read_text().splitlines()
    assert [line for line in rest if not line.startswith("#")] == names[len(done) :]


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent there")
def test_an_interrupted_import_lists_what_was_added(clerk: CommandLine) -> None:
    api = InterruptingAPI()
    clerk.variables |= {"CLERK_API_URL": api.url, "CLERK_SECRET_KEY": "sk_test_0123456789"}
    identifiers = [f"user{number}@x.io" for number in range(40)]
    argv = ["restrictions", "import", "--block", "--identifiers", ",".join(identifiers)]
    result = clerk(*argv, "-o", "json")
    api.close()
    added = [entry["identifier"] for entry in result.json["data"]]
    sent = {request.body["identifier"] for request in api.requests}
    assert (result.code, added) == (130, [one for one in identifiers if one in sent])
    assert 3 <= len(added) < 40


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_one_question_names_the_first_objects(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.add_user("user_1", username="ada")
    for number in (2, 3):
        fake_api.answer({"id": f"user_{number}", "first_name": f"User{number}"})
    argv = ["users", "delete", "@ada", "user_2", "user_3", "user_4", "user_5"]
    terminal = clerk.on_terminal(*argv, columns=200)
    terminal.expect(
        "Delete ada (user_1), User2 (user_2), User3 (user_3) and 2 more (5 in all) from profile"
    )
    terminal.type("n\r")
    assert terminal.wait() == 0
    assert {request.method for request in fake_api.requests} == {"GET"}


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("answer", ["n", "y"])
def test_a_change_of_several_objects_is_a_question_on_a_terminal(
    clerk: CommandLine, fake_api: FakeAPI, answer: str
) -> None:
    fake_api.add_user("user_1", username="ada")
    fake_api.answer({"id": "user_2", "first_name": "Bob"})
    for user_id in ("user_1", "user_2"):
        fake_api.answer_at(f"/v1/users/{user_id}/lock", {"id": user_id})
    terminal = clerk.on_terminal("users", "lock", "@ada", "user_2", columns=200)
    terminal.expect('Run "clerk users lock" for ada (user_1), Bob (user_2) (2 in all) in profile')
    terminal.type(f"{answer}\r")
    assert terminal.wait() == 0
    sent = [request.method for request in fake_api.requests].count("POST")
    assert sent == (2 if answer == "y" else 0)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize(
    "argv",
    [
        ["users", "lock", "user_1"],
        ["users", "lock", "user_1", "user_2", "--force"],
        ["users", "get", "user_1", "user_2"],
        ["users", "lock", "user_1", "user_2", "--dry-run"],
    ],
    ids=["one", "forced", "reading", "dry run"],
)
def test_nothing_else_asks_on_a_terminal(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str]
) -> None:
    for user_id in ("user_1", "user_2"):
        fake_api.answer_at(f"/v1/users/{user_id}", {"id": user_id})
        fake_api.answer_at(f"/v1/users/{user_id}/lock", {"id": user_id})
    terminal = clerk.on_terminal(*argv, columns=200)
    assert terminal.wait() == 0


def test_without_a_terminal_it_takes_force(clerk: CommandLine, fake_api: FakeAPI) -> None:
    result = clerk("users", "delete", "@ada", "user_2")
    assert (result.code, fake_api.requests) == (2, [])
    assert "Would ask: Delete @ada, user_2 (2 in all) from profile" in result.err


def test_the_others_wait_while_the_server_asks_one_to(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.fail(429, "too_many", "slow down")
    status, body, _ = fake_api._answers.pop()
    fake_api.answer(body, status=status, headers={"Retry-After": "7"})
    names = [f"user_{number}" for number in range(12)]
    for _ in names:
        fake_api.answer({"id": "x"})
    result = clerk("users", "lock", *names)
    assert result.code == 0
    assert 7 in clerk.waits


def test_users_are_signed_out_of_all_sessions(clerk: CommandLine, fake_api: FakeAPI) -> None:
    sessions: list[dict[str, Any]] = [{"id": "sess_1"}, {"id": "sess_2"}]
    fake_api.answer({"data": sessions, "total_count": 2}).answer({"data": [], "total_count": 2})
    fake_api.answer({"id": "sess_1"}).answer({"id": "sess_2"})
    result = clerk("users", "sign-out", "user_1", "--force")
    assert "Signed user user_1 out of 2 sessions." in result.err
    read, _, *revoked = fake_api.requests
    query = {"user_id": "user_1", "status": "active", "paginated": "true"}
    assert query.items() <= dict(read.query).items()
    assert [request.path for request in revoked] == [
        "/v1/sessions/sess_1/revoke", "/v1/sessions/sess_2/revoke",
    ]  # fmt: skip
