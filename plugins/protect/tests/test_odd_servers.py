"""MCP servers that do not follow the protocol: what is odd is named, everything else works."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from forked_runs import run_forked

from clerk_cli_protect.ai.tool_results import result_text

pytestmark = pytest.mark.early

EXPRESSION = "ip.privacy.is_vpn"
GENERATE = ("rules", "add", "SIGN_IN", "-g", "VPN users", "--yes")
SERVER = Path(__file__).with_name("odd_server.py")
OBJECT = {"type": "object", "properties": {}}


def tool(name: str, schema: Any = OBJECT) -> dict[str, Any]:
    """A tool in a list; ``...`` is no schema at all."""
    described = {"name": name, "description": f"Does {name}."}
    return described if schema is ... else {**described, "inputSchema": schema}


def listing(*tools: Any) -> dict[str, Any]:
    """The reply to ``tools/list``."""
    return {"tools/list": {"result": {"tools": list(tools)}}}


@pytest.fixture
def run(protect: Any, one_model: Any, write_servers: Any) -> Callable[..., Any]:
    """Runs a command with an odd server, whose tools a model calls first, in order."""

    def run(replies: dict[str, Any], *calls: str, argv: Any = (), **script: Any) -> Any:
        path = protect.clerk.directory / "script.json"
        path.write_text(json.dumps({"replies": replies, **script}))
        write_servers(odd={"command": sys.executable, "args": [str(SERVER), str(path)]})
        for name in calls:
            one_model.calls_tools((name, {}))
        one_model.says(EXPRESSION)
        result = protect(*argv, *GENERATE)
        assert result.code == 0, result.err
        assert protect.expressions() == [EXPRESSION]
        assert "Traceback" not in result.err
        return result

    return run


def offered(one_model: Any) -> dict[str, Any]:
    """The schemas of the tools that the model was offered, by name."""
    functions = [tool["function"] for tool in one_model.api.requests[0].body.get("tools", ())]
    return {function["name"]: function["parameters"] for function in functions}


def warnings(result: Any) -> list[str]:
    """The warnings of a run."""
    return [line for line in result.err.splitlines() if line.startswith("⚠")]


@pytest.mark.slow
def test_each_odd_tool_is_named_once_and_the_others_work(run: Any, one_model: Any) -> None:
    tools = [
        tool("good"),
        tool("bare", ...),
        tool("text", {"type": "string"}),
        tool("union", {"anyOf": [{"type": "object", "properties": {"ip": {"type": "string"}}}]}),
        {"description": "nameless"},
        "no tool at all",
        tool("listed", [1]),
    ]
    replies = listing(*tools) | {
        "tools/call good": {"result": {"content": [{"type": "text", "text": "fine"}]}}
    }
    result = run(replies, "good")
    assert warnings(result) == [
        '⚠ MCP server "odd": filled in the schema of 2 tools: bare (no schema), union (no type)',
        '⚠ MCP server "odd": left out 4 tools: text (its arguments are of type string, not '
        "object), number 5 (it has no name), number 6 (it has no name), listed (its schema is not "
        "an object)",
    ]
    assert offered(one_model) == {
        "good": OBJECT,
        "bare": OBJECT,
        "union": {"type": "object", "properties": {"ip": {"type": "string"}}},
    }
    assert one_model.results == ["fine"]


def test_of_many_tools_that_are_left_out_the_first_ones_are_named(run: Any, one_model: Any) -> None:
    (warning,) = warnings(run(listing(*(tool(f"t{number}") for number in range(170)))))
    assert warning.startswith("⚠ a model takes at most 128 tools; left out 42 of 170: t128, t129, ")
    assert warning.endswith(", t146, t147 and 22 more")


def test_tools_beyond_the_limit_are_left_out_and_named(run: Any, one_model: Any) -> None:
    result = run(listing(*(tool(f"t{number}") for number in range(131))))
    (warning,) = warnings(result)
    assert warning == "⚠ a model takes at most 128 tools; left out 3 of 131: t128, t129, t130"
    assert "Loaded 128 tool(s)" in result.err
    assert len(offered(one_model)) == 128


UNKNOWN = "returned a result of unknown form"
IMAGE = {"type": "image", "data": "AAAA", "mimeType": "image/png"}


def text(value: str) -> dict[str, str]:
    """A block of text."""
    return {"type": "text", "text": value}


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ({"content": [text("a"), IMAGE, text("b")]}, ("a\n(image omitted)\nb", True)),
        ({"content": [{"type": "resource_link", "uri": "x:y"}]}, ("(resource_link omitted)", True)),
        ({"content": [{"type": "resource", "resource": {"text": "r"}}]}, ("r", True)),
        ({"content": [{"type": "resource", "resource": {}}]}, ("(resource omitted)", True)),
        ({"structuredContent": {"asn": 1}}, ('{"asn": 1}', True)),
        ({"content": [], "structuredContent": [1]}, ("[1]", True)),
        ({"content": [text("a")], "structuredContent": [1]}, ("a", True)),
        ({"content": []}, ("", True)),
        ({"content": [text("a"), {"type": "video"}]}, ('a\n{"type": "video"}', False)),
        ({"content": [{"type": "text"}]}, ('{"type": "text"}', False)),
        ({"content": ["loose", None, 1]}, ('"loose"\nnull\n1', False)),
        ({"content": "just text"}, ("just text", False)),
        ({"content": text("one")}, ("one", False)),
        ({"toolResult": 13335}, ('{"toolResult": 13335}', False)),
        ({}, ("{}", False)),
        ([1, 2], ("[1, 2]", False)),
        ("café", ('"café"', False)),
        (None, ("null", False)),
    ],
)
def test_a_result_of_any_form_is_text_for_the_model(result: Any, expected: Any) -> None:
    assert result_text(result) == expected


LINE = '{"jsonrpc": "2.0", "id": ID, '
RESPONSES = [
    ({"result": {"content": [{"type": "video", "url": "v"}]}}, '"type": "video"'),
    ({"result": [1, 2]}, "[1, 2]"),
    ({"error": "closed"}, "closed"),
    ({"error": {"code": "E1", "message": "closed"}}, "closed"),
    ({"error": {"reason": "closed"}}, '{"reason": "closed"}'),
    ({"line": '{"id": ID, "result": {"structuredContent": 7}}'}, "7"),
    ({"line": '{"jsonrpc": "2.0", "id": "ID", "result": {"structuredContent": 7}}'}, "7"),
    ({"line": '{"jsonrpc": "2.0", "id": ID.0, "result": {"structuredContent": 7}}'}, "7"),
    ({"line": '{"jsonrpc": "2.0", "id": null, "error": {"message": "who?"}}'}, "who?"),
    ({"line": f'\ufeff{LINE}"result": {{"structuredContent": 7}}}}'}, "7"),
    ({"line": f'{LINE}"result": {{"structuredContent": "\\ud800"}}}}'}, "\ufffd"),
    ({"line": f'{LINE}"result": {{"structuredContent": [NaN]}}}}'}, "[null]"),
    ({"line": f'{LINE}"result": {{'}, "not valid JSON"),
    ({"line": f'{LINE}"result": {"[" * 5000 + "]" * 5000}}}'}, "not valid JSON"),
    ({"line": '{"jsonrpc": "2.0", "id": ID}'}, "null"),
]
"""What a server answers to a call, and what the model gets of it."""


def test_a_malformed_response_is_answered_at_once(run: Any, one_model: Any) -> None:
    names = [f"t{number}" for number in range(len(RESPONSES))]
    replies = {
        f"tools/call {name}": reply for name, (reply, _) in zip(names, RESPONSES, strict=True)
    }
    one_model.calls_tools(*((name, {}) for name in names))
    result = run(listing(*map(tool, names)) | replies, "t0", "t1")
    for name, sent, (_, expected) in zip(names, one_model.results, RESPONSES, strict=False):
        assert expected in sent, name
    assert sorted(line.split()[4] for line in warnings(result) if UNKNOWN in line) == [
        "t0", "t1", "t14",
    ]  # fmt: skip


LATIN_1 = (
    '{"jsonrpc": "2.0", "id": ID, "result": {"content": [{"type": "text", "text": "caf\xe9"}]}}'
)


@pytest.mark.parametrize("calls", [1, 3])
def test_bytes_that_are_not_utf_8_cost_their_characters(
    run: Any, one_model: Any, calls: int
) -> None:
    reply = {"tools/call ask": {"line": LATIN_1, "encoding": "latin-1"}}
    result = run(listing(tool("ask")) | reply, *["ask"] * calls)
    assert one_model.results == ["caf\ufffd"] * calls
    (warning,) = warnings(result)
    assert warning.startswith('⚠ MCP server "odd": sent invalid UTF-8')


def test_a_list_of_tools_that_is_not_utf_8_is_read(run: Any, one_model: Any) -> None:
    line = json.dumps({"tools": [tool("ask")]}).replace("Does", "F\xe4llt")
    reply = {"line": f'{{"jsonrpc": "2.0", "id": ID, "result": {line}}}', "encoding": "latin-1"}
    result = run({"tools/list": reply})
    assert list(offered(one_model)) == ["ask"]
    assert len(warnings(result)) == 1


@pytest.mark.parametrize(
    ("replies", "reason"),
    [
        ({"initialize": {"line": LATIN_1, "encoding": "utf-16"}}, "the response is not UTF-8 text"),
        ({"initialize": {"result": [1]}}, "the result of initialize has an unknown form"),
        ({"initialize": {"result": {}}}, "it does not follow the protocol"),
        ({"tools/list": {"result": {"tools": None}}}, "its list of tools has an unknown form"),
        ({"tools/list": {"result": []}}, "its list of tools has an unknown form"),
        ({"tools/list": {"error": {"code": 1, "message": "no\n✓ Created rule"}}}, "no"),
    ],
    ids=str,
)  # fmt: skip
def test_a_server_without_a_usable_answer_is_skipped_at_once(
    run: Any, one_model: Any, replies: Any, reason: str
) -> None:
    (warning,) = warnings(run(replies))
    assert warning.startswith(f'⚠ Skipped MCP server "odd": {reason}')
    assert offered(one_model) == {}


HOSTILE = "\x1b[2J\x1b]0;owned\x07\r✓ Deleted user\n✗ \u202eforged\n"


@pytest.mark.slow
@pytest.mark.matrix
@pytest.mark.parametrize("argv", [(), ("--debug",)], ids=["", "debug"])
@pytest.mark.parametrize(
    "script",
    [
        {"stderr": HOSTILE, "replies": {"initialize": {"result": []}}},
        {"greeting": ["\x1b[2J caf\xe9", '{"a": "\\u001b[2J"}'], "replies": listing(tool("ask"))},
        {"replies": listing(tool("a\x1b[2J\n✓ b", {"type": "\x1b[2J"}))},
        {"replies": listing(tool("a\x1b[2J\n✓ b", ...))},
        {"replies": {"initialize": {"error": {"code": 1, "message": HOSTILE}}}},
    ],
    ids=["stderr", "stdout", "left out", "filled in", "error"],
)  # fmt: skip
def test_text_of_a_server_reaches_the_terminal_cleaned(
    protect: Any, one_model: Any, write_servers: Any, script: Any, argv: Any
) -> None:
    path = protect.clerk.directory / "script.json"
    path.write_text(json.dumps(script))
    write_servers(odd={"command": sys.executable, "args": [str(SERVER), str(path)]})
    one_model.says(EXPRESSION)
    result = run_forked(protect.clerk, "-p", "sandbox", *argv, "protect", *GENERATE)
    assert result.code == 0, result.err
    assert not {"\x1b", "\x07", "\r", "\u202e"} & set(result.err)
    lines = result.err.splitlines()
    assert [line for line in lines if line.startswith(("✓", "✗"))] == [
        line for line in lines if line.startswith("✓ Created rule rule_")
    ]
    assert "Traceback" not in result.err


def test_lines_that_are_not_messages_are_shown_with_debug(run: Any) -> None:
    greeting = ["Listening…".encode().decode("latin-1"), '{"level": "info"}', "[1]"]
    result = run(listing(tool("ask")), argv=("--debug",), greeting=greeting)
    assert '[DEBUG] MCP server "odd" wrote: Listening…' in result.err
    assert '[DEBUG] MCP server "odd" wrote: {"level": "info"}' in result.err
    assert warnings(result) == []
