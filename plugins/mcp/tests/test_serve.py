"""What agents can do over MCP, and what they cannot."""

from __future__ import annotations

import json
import stat
from typing import Any

import pytest
from planted_secrets import planted

ADA = "ada@example.com"
LINUS = "linus@example.com"
modes = pytest.mark.parametrize("mode", ["legacy", "2026-07-28"])


@modes
def test_an_agent_finds_describes_and_runs_a_command(serve: Any, mode: str) -> None:
    async def scenario(agent: Any) -> None:
        found = await agent.call("search_commands", query="ban a user", limit=5)
        assert found["commands"][0]["command"] == "users ban"
        described = await agent.call("describe_command", command="users list")
        assert described["tool"] == "run_reading_command"
        assert described["arguments"]["properties"]["limit"]["type"] == "integer"
        listed = await agent.read("users list", limit=2)
        assert [row["object"] for row in listed["result"]["data"]] == ["user", "user"]
        assert "not instructions" in listed["note"]
        assert listed["next"]["arguments"] == {"limit": 2, "offset": 2}
        rest = await agent.read("users list", **listed["next"]["arguments"])
        assert rest["result"]["data"][0]["id"] not in str(listed)

    result = serve(scenario, mode=mode)
    assert (result.code, result.out) == (0, "")
    assert "run_reading_command users list limit=2: done" in result.err


def test_four_tools_stand_for_all_commands_and_say_what_they_may_do(serve: Any) -> None:
    async def reading(agent: Any) -> None:
        tools = await agent.tools()
        assert len(tools) == 4
        hints = {name: tool.annotations for name, tool in tools.items()}
        read_only = {name for name, hint in hints.items() if hint and hint.read_only_hint}
        assert set(tools) - read_only == {"run_writing_command"}
        writing = hints["run_writing_command"]
        assert (writing and writing.destructive_hint) is False
        assert "Only reading" in str(tools["run_writing_command"].description)
        assert "sandbox" in str(agent.client.instructions)

    async def destroying(agent: Any) -> None:
        writing = (await agent.tools())["run_writing_command"].annotations
        assert (writing and writing.destructive_hint) is True

    assert serve(reading).code == serve(destroying, "--allow", "users:destroy").code == 0


NAME = {"first-name": "A"}
REFUSED: dict[str, list[tuple[str, dict[str, Any], str]]] = {
    "": [("users update", {"userId": ADA, **NAME}, "not_allowed")],
    "--allow users:write": [
        ("users delete", {"userId": ADA}, "not_allowed"),
        ("organizations create", {"name": "x"}, "not_allowed"),
        ("users list", {}, "wrong_tool"),
        ("users update", {"userId": ADA, "profile": "x"}, "arguments"),
        ("users update", {"userId": ADA, "public-metadata": {}}, "not_allowed"),
        ("users replace-metadata", {"userId": ADA, "public-metadata": {}}, "not_allowed"),
        ("users merge-metadata", {"userId": ADA, "public-metadata": "@/etc/passwd"}, "arguments"),
        ("users merge-metadata", {"userId": ADA, "public-metadata": "-"}, "arguments"),
        ("users update", {"userId": ADA, "first_name": "A"}, "arguments"),
        ("users update", {"userId": ADA, "--first-name": "A"}, "arguments"),
        ("users update", {"userId": ADA, "create-organizations-limit": 1.5}, "arguments"),
        ("users list", {"limit": 501}, "wrong_tool"),
        ("users update", {"userId": ADA, "password": "-"}, "arguments"),
        ("users update", {"userId": ADA, "notify": "yes", **NAME}, "arguments"),
        ("users update", {**NAME}, "arguments"),
        ("users unlock", {"userId": [ADA], "from": "-"}, "arguments"),
    ],
    "--allow all:write,impersonate:write": [
        ("impersonate", {"userId": "@linus", "as": ADA, "open": True}, "arguments"),
        ("impersonate", {"revoke": "act_1"}, "not_allowed"),
        ("protect status", {"disable-rules": True}, "not_allowed"),
        ("protect status", {"disable-rules": False}, "wrong_tool"),
        ("organizations update", {"organizationId": "acme", "private-metadata": {}}, "not_allowed"),
    ],
    "--allow users:destroy": [
        ("users update", {"userId": ADA, **NAME}, "not_allowed"),
        ("users delete", {"userId": ADA}, "cannot_confirm"),
        ("users delete", {"userId": ADA, "force": True}, "arguments"),
        ("users ban", {"userId": [ADA, LINUS]}, "arguments"),
        ("users update", {"userId": ADA, "public-metadata": {}}, "cannot_confirm"),
        ("users replace-metadata", {"userId": ADA, "public-metadata": {}}, "cannot_confirm"),
    ],
    "--allow all:write --budget writes=0": [
        ("users update", {"userId": ADA, **NAME}, "budget"),
        ("protect rules add", {"ruleset": "SIGN_IN", "generate": "x"}, "arguments"),
    ],
}


@pytest.mark.parametrize("options", REFUSED)
def test_a_change_that_is_not_allowed_is_refused(serve: Any, options: str) -> None:
    async def scenario(agent: Any) -> None:
        for command, arguments, code in REFUSED[options]:
            answer = await agent.write(command, **arguments)
            assert answer["refused"]["code"] == code, answer
        users = await agent.read("users list", query=ADA)
        assert users["result"]["data"][0]["first_name"] == "Ada"

    result = serve(scenario, *options.split())
    assert (result.code, "refused (" in result.err) == (0, True)


@pytest.mark.parametrize("setting", ["CLERK_READONLY", "readonly"])
def test_a_read_only_profile_refuses_before_anything_is_asked(serve: Any, setting: str) -> None:
    async def scenario(agent: Any) -> None:
        writing = (await agent.tools())["run_writing_command"]
        assert "Only reading is allowed." in writing.description
        assert writing.annotations.destructive_hint is False
        for command, arguments in (
            ("users update", {"userId": ADA, **NAME}),
            ("users delete", {"userId": LINUS}),
        ):
            described = await agent.call("describe_command", command=command)
            assert described["allowed"] is False
            refused = (await agent.write(command, **arguments))["refused"]
            assert refused["code"] == "not_allowed"
            assert "allows only reading" in refused["message"]
            assert "dry-run" not in str(refused)
        assert agent.questions == []
        assert (await agent.read("users count"))["exit_status"] == 0

    if setting == "readonly":
        serve.clerk.write_profiles("[profile sandbox]\nreadonly = true\n")
    else:
        serve.clerk.variables[setting] = "1"
    options = ("--allow", "all:write,all:destroy")
    result = serve(scenario, *options, types=LINUS)
    source = setting if setting.isupper() else 'profile "sandbox"'
    assert (result.code, f"allowed in addition to reading: nothing, by {source}" in result.err) == (
        0,
        True,
    )


def test_a_call_without_a_command_is_told_what_is_missing(serve: Any) -> None:
    async def scenario(agent: Any) -> None:
        for tool in ("describe_command", "run_reading_command", "run_writing_command"):
            for arguments in ({}, {"command": None}, {"command": 5}, {"command": " "}):
                refused = (await agent.call(tool, **arguments))["refused"]
                assert refused["code"] == "arguments"
                assert refused["message"].startswith("command is missing")

    assert serve(scenario).code == 0


NOT_OFFERED = (
    "config list", "init", "plugins list", "mcp serve", "completion", "commands", "doctor",
    "sandbox reset", "whoami", "m2m machines get-secret", "users list -p default", "ul", "us li",
    "protect rules test",
)  # fmt: skip


def test_what_is_about_this_computer_or_abbreviated_is_not_offered(serve: Any) -> None:
    async def scenario(agent: Any) -> None:
        for command in NOT_OFFERED:
            answer = await agent.read(command)
            assert answer["refused"]["code"] == "unknown_command", command

    serve.clerk("config", "alias", "add", "ul", "users", "list")
    assert serve(scenario).code == 0


def test_a_value_is_never_an_option_or_a_program(serve: Any) -> None:
    async def scenario(agent: Any) -> None:
        for value in ("--profile=default", "-p", "--", "!touch owned", "; touch owned", "$(x)"):
            searched = await agent.read("users list", query=value)
            assert searched["result"]["data"] == [], value
            failed = await agent.read("users get", userId=value)
            assert failed["error"]["code"] in ("failed", "api", "usage"), value

    assert serve(scenario).code == 0
    assert not list(serve.clerk.directory.iterdir())


def test_the_profile_stays_the_one_that_was_active_at_the_start(serve: Any) -> None:
    async def scenario(agent: Any) -> None:
        assert (await agent.read("users count"))["exit_status"] == 0
        serve.clerk.write_profiles("[default]\nprofile = other\n\n[profile other]\noutput = csv\n")
        assert (await agent.read("users count"))["exit_status"] == 0

    serve.clerk("config", "profile", "use", "sandbox")
    result = serve(scenario, profile=None)
    assert (result.code, "serving profile sandbox" in result.err) == (0, True)


@modes
def test_the_user_confirms_by_typing_the_id(serve: Any, mode: str) -> None:
    async def scenario(agent: Any) -> None:
        done = await agent.write("users delete", userId=LINUS)
        assert done["result"]["deleted"] is True
        assert f"Type {LINUS} to confirm" in agent.questions[0]
        spent = await agent.write("users delete", userId=ADA)
        assert spent["refused"]["code"] == "budget"
        left = await agent.read("users list", query="linus")
        assert left["result"]["data"] == []

    options = ("--allow", "users:destroy", "--budget", "deletes=1")
    assert serve(scenario, *options, mode=mode, types=LINUS).code == 0


@pytest.mark.parametrize(
    ("mode", "types"),
    [("legacy", ""), ("legacy", "yes"), ("2026-07-28", ""), ("2026-07-28", "yes")],
)
def test_nothing_is_removed_unless_the_user_types_the_id(serve: Any, mode: str, types: str) -> None:
    async def scenario(agent: Any) -> None:
        answer = await agent.write("users delete", userId=LINUS)
        assert (answer["refused"]["code"], len(agent.questions)) == ("not_confirmed", 1)
        assert (await agent.read("users list", query="linus"))["result"]["data"]

    assert serve(scenario, "--allow", "users:destroy", mode=mode, types=types).code == 0


def test_an_answer_counts_only_for_the_command_that_asked(serve: Any) -> None:
    async def scenario(agent: Any) -> None:
        from mcp_types import ElicitResult

        yes = {"confirmation": ElicitResult(action="accept", content={"confirmation": LINUS})}
        arguments = {"command": "users delete", "arguments": {"userId": LINUS}}
        result = await agent.client.call_tool(
            "run_writing_command", arguments, input_responses=yes, request_state="made up"
        )
        assert result.structured_content["refused"]["code"] == "not_confirmed"

    assert serve(scenario, "--allow", "all:destroy", mode="2026-07-28", types=LINUS).code == 0


def test_a_failure_of_the_api_has_its_code(serve: Any) -> None:
    async def scenario(agent: Any) -> None:
        failed = await agent.read("users get", userId="user_2nobody")
        assert (failed["exit_status"], failed["error"]["http_status"]) == (1, 404)

    assert serve(scenario).code == 0


HUSH = {"note": "hush"}


def test_the_journal_has_every_call_and_no_secret(serve: Any) -> None:
    password = planted("password")

    async def scenario(agent: Any) -> None:
        await agent.call("search_commands", query="user")
        await agent.write(
            "users update", userId=ADA, password=password, **{"first-name": "Augusta"}
        )
        await agent.write("users merge-metadata", userId=ADA, **{"public-metadata": HUSH})
        await agent.write("users update", userId=ADA, surprise=password)
        await agent.write("users ban", userId=ADA)

    journal = serve.clerk.directory / "calls.jsonl"
    result = serve(scenario, "--allow", "users:write", "--journal", "calls.jsonl")
    assert result.code == 0
    entries = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [entry["outcome"] for entry in entries] == [
        "done", "started", "done", "started", "done", "refused", "refused",
    ]  # fmt: skip
    assert entries[2]["arguments"] == {
        "userId": ADA,
        "password": "****",
        "first-name": "Augusta",
    }
    assert entries[2]["time"].endswith("+00:00")
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    recorded = result.err + journal.read_text()
    assert [text for text in (password, "hush") if text in recorded] == []


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--allow", "users"], '"users" is not GROUP:write or GROUP:destroy'),
        (["--allow", "user:write"], '"user" is not a group'),
        (["--allow", "config:write"], '"config" is not a group'),
        (["--budget", "deletes=many"], '"deletes=many" is not valid'),
        (["--budget", "reads=1"], '"reads=1" is not valid'),
    ],
)
def test_an_option_that_is_not_valid_is_an_error(
    serve: Any, options: list[str], reason: str
) -> None:
    assert serve.clerk.refuses("mcp", "serve", *options, because=reason)


def test_a_journal_that_cannot_be_written_or_a_missing_profile_is_an_error(serve: Any) -> None:
    clerk = serve.clerk
    unwritable = clerk("-p", "sandbox", "mcp", "serve", "--journal", "no/such/folder/file")
    assert (unwritable.code, "cannot write" in unwritable.err) == (1, True)
    assert "nope" in clerk("-p", "nope", "mcp", "serve").err


DOING_MORE: dict[str, dict[str, Any]] = {
    "users replace-metadata": {"userId": ADA, "public-metadata": {}},
    "users delete": {"userId": LINUS, "force": True},
    "users update": {"userId": ADA, **NAME},
    "protect status": {"disable-rules": True},
}


@pytest.mark.parametrize("command", DOING_MORE)
@pytest.mark.parametrize("label", ["reads", "writes"])
def test_a_wrong_label_sends_nothing_that_does_more(
    serve: Any, monkeypatch: pytest.MonkeyPatch, command: str, label: str
) -> None:
    from clerk_cli_mcp import offers

    made = offers._offer

    def mislabeled(described: Any) -> Any:
        rows = [{**row, "effect": ""} for row in described["options"]]
        return made({**described, "effect": label, "least_effect": label, "options": rows})

    async def scenario(agent: Any) -> None:
        tool = agent.read if label == "reads" else agent.write
        answer = await tool(command, **DOING_MORE[command])
        if (command, label) in (("users update", "writes"), ("protect status", "writes")):
            assert answer["exit_status"] == 0
            return
        assert answer["error"]["code"] in ("usage", "usage_error"), answer
        assert "not allowed here" in answer["error"]["message"]

    monkeypatch.setattr(offers, "_offer", mislabeled)
    monkeypatch.setattr(offers, "HIDDEN_OPTIONS", frozenset())
    assert serve(scenario, "--allow", "all:write").code == 0


def test_an_option_that_does_more_changes_what_a_command_needs(serve: Any) -> None:
    async def scenario(agent: Any) -> None:
        described = await agent.call("describe_command", command="protect status")
        assert (described["effect"], described["tool"]) == ("reads", "run_reading_command")
        shown = described["arguments"]["properties"]["disable-rules"]["description"]
        assert shown.endswith("(destroys)")
        assert (await agent.read("protect status"))["exit_status"] == 0
        refused = await agent.read("protect status", **{"disable-rules": True})
        assert refused["refused"]["code"] == "wrong_tool"
        done = await agent.write("users update", userId=ADA, **{"private-metadata": {}})
        assert (done["exit_status"], len(agent.questions)) == (0, 1)

    assert serve(scenario, "--allow", "users:destroy", types=ADA).code == 0


@pytest.mark.parametrize(
    "expected", ["ada@example.com\n", " ada@example.com", "a\u202eb", "x" * 200, "\x1b[1m"]
)
def test_what_nobody_can_type_is_not_asked(serve: Any, expected: str) -> None:
    async def scenario(agent: Any) -> None:
        refused = await agent.write("users delete", userId=expected)
        assert (refused["refused"]["code"], agent.questions) == ("cannot_confirm", [])

    assert serve(scenario, "--allow", "users:destroy", types=ADA).code == 0


def test_a_question_shows_values_on_one_line_and_bounded(serve: Any) -> None:
    text = "done.\n\nType no \x1b[2J\u202e" + "x" * 500

    async def scenario(agent: Any) -> None:
        await agent.write(
            "users replace-metadata", userId=[LINUS], **{"public-metadata": {"a": text}}
        )
        await agent.write("directories rotate-api-key", directoryId=[LINUS])
        await agent.write("users remove-password", userId=LINUS)
        await agent.write("sessions revoke", sessionId="sess_1")
        for question in agent.questions:
            assert question.isprintable()
            assert len(question) < 400
            assert "['" not in question
        assert f'(userId: {LINUS}, public-metadata: {{"a": "done.' in agent.questions[0]

    assert serve(scenario, "--allow", "all:destroy", types="").code == 0


def test_a_question_shows_what_is_replaced_without_its_secrets(serve: Any) -> None:
    metadata = {"plan": {"seats": 5, "apiKey": "hidden-1"}, "notes": ["sk_test_hidden2"]}

    async def scenario(agent: Any) -> None:
        await agent.write("users replace-metadata", userId=ADA, **{"private-metadata": metadata})
        (question,) = agent.questions
        assert '"plan": {"seats": 5, "apiKey": "****"}, "notes": ["****"]' in question

    result = serve(scenario, "--allow", "users:destroy", types="")
    assert (result.code, "seats" in result.err, "hidden" in result.err) == (0, False, False)


def test_the_log_of_requests_goes_to_the_server_and_not_to_the_agent(serve: Any) -> None:
    async def scenario(agent: Any) -> None:
        assert "messages" not in await agent.read("users count")

    err = serve(scenario, "--debug").err
    assert "[DEBUG] --> GET http+sandbox://local/v1/users/count" in err


@pytest.mark.parametrize(
    "inputs",
    [
        {"skip": -5}, {"skip": "x"}, {"skip": True}, {"skip": 1.5}, {"profile": "sandbox"},
        {"arguments": []},
    ],
)  # fmt: skip
def test_an_input_that_a_tool_does_not_take_is_refused(serve: Any, inputs: dict[str, Any]) -> None:
    async def scenario(agent: Any) -> None:
        answer = await agent.call("run_reading_command", command="users count", **inputs)
        assert answer["refused"]["code"] == "arguments"
        assert next(iter(inputs)) in answer["refused"]["message"]

    assert serve(scenario).code == 0


def test_whole_numbers_are_read_as_json_writes_them(serve: Any) -> None:
    async def scenario(agent: Any) -> None:
        assert len((await agent.read("users list", limit=1.0))["result"]["data"]) == 1
        too_many = (await agent.read("users list", limit=10**30))["refused"]
        assert too_many["message"] == "limit must be at most 500"

    assert serve(scenario).code == 0


def test_failures_name_arguments_and_no_options(serve: Any) -> None:
    async def scenario(agent: Any) -> None:
        failed = (await agent.write("impersonate", **{"as": ADA}))["error"]
        assert failed["message"] == "missing required argument: userId"
        assert failed["hint"].startswith("Arguments of impersonate: userId, as, ")
        failed = (await agent.write("token", session="sess_1", org="acme"))["error"]
        assert failed["message"] == "org cannot be combined with session"
        assert "--" not in str(failed)

    assert serve(scenario, "--allow", "all:write").code == 0


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--dry-run"], "sends no requests"),
        (["--dry-run=curl", "--allow", "users:write"], "sends no requests"),
        (["--journal", ""], "--journal: the value is empty"),
        (["--budget", "deletes=1,deletes=2"], "two limits for deletes"),
        (["--jq", "."], "--jq"),
        (["--fields", "id"], "--fields"),
        (["--sort", "id"], "--sort"),
        (["-o", "csv"], "--output"),
    ],
)
def test_an_option_without_a_meaning_for_a_server_is_refused(
    serve: Any, options: list[str], reason: str
) -> None:
    result = serve.clerk("-p", "sandbox", "mcp", "serve", *options)
    assert (result.code, result.out) == (2, "")
    assert reason in result.err


def test_a_server_without_a_key_says_so_at_once(serve: Any) -> None:
    async def scenario(agent: Any) -> None:
        assert (await agent.read("users count"))["error"]["code"] == "authentication"

    serve.clerk.variables.pop("CLERK_SECRET_KEY", None)
    result = serve(scenario, profile=None)
    assert "⚠ no secret key is configured, so every call will fail" in result.err


def test_a_destructive_option_is_confirmed_with_its_value(serve: Any) -> None:
    made: list[str] = []

    async def make(agent: Any) -> None:
        link = await agent.write("impersonate", userId=LINUS, **{"as": ADA})
        made.append(link["result"]["id"])

    async def revoke(agent: Any) -> None:
        done = await agent.write("impersonate", revoke=made[0])
        assert done["result"]["status"] == "revoked", done
        assert f"Type {made[0]} to confirm" in agent.questions[0]

    assert serve(make, "--allow", "impersonate:write").code == 0
    assert serve(revoke, "--allow", "impersonate:destroy", types=made[0]).code == 0


STOPPED = {"directoryId": "scim_1", "enabled": False}


def test_a_destructive_option_is_confirmed_like_a_removal(serve: Any) -> None:
    async def scenario(agent: Any) -> None:
        described = await agent.call("describe_command", command="directories update")
        assert (described["effect"], described["destroys_with"]) == ("writes", ["--no-enabled"])
        refused = await agent.write("directories update", **STOPPED)
        assert refused["refused"]["code"] == "not_allowed"
        assert agent.questions == []
        renamed = await agent.write("directories update", directoryId="scim_1", name="Staff")
        assert renamed["error"]["code"] == "api"

    assert serve(scenario, "--allow", "all:write", types="scim_1").code == 0


def test_the_user_confirms_such_an_option_and_force_is_passed(serve: Any) -> None:
    async def scenario(agent: Any) -> None:
        answer = await agent.write("directories update", **STOPPED)
        assert (len(agent.questions), answer["error"]["code"]) == (1, "api")

    assert serve(scenario, "--allow", "all:destroy", types="scim_1").code == 0
