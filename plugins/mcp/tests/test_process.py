"""The server as clients start it: a process that speaks the protocol on stdin and stdout."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest
from npm_packages import npm_install
from site_folder import describe

from clerk_cli.testing import CommandLine

pytestmark = pytest.mark.early

SDK = "@modelcontextprotocol/sdk@1"
INSPECTOR = "@modelcontextprotocol/inspector"
"""The version that npm has for this version of node."""

SECONDS = 60
OLDEST = "2024-11-05"
CLIENT = {"name": "test", "version": "1"}
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": OLDEST, "capabilities": {}, "clientInfo": CLIENT},
}
SCRIPT = Path(__file__).with_name("client.mjs")
NOISE = """
import os, subprocess
from clerk_cli.api import Command
from clerk_cli.plugins import Group, hookimpl

@hookimpl
def clerk_groups():
    return [Group("noise", "Make noise", __name__)]

class Shout(Command, name="noise shout"):
    '''Write past every writer, and read the server's input.'''

    writes = False

    def run(self, context):
        print("printed")
        os.write(1, b"{}\\n")
        subprocess.run(["sh", "-c", "echo echoed; cat"])
        return {"heard": ""}
"""


@pytest.mark.slow
def test_nothing_that_a_command_prints_reaches_the_client(
    clerk: CommandLine, tmp_path: Path
) -> None:
    import anyio
    from mcp import Client, StdioServerParameters
    from mcp.client.stdio import stdio_client

    (tmp_path / "noise.py").write_text(NOISE)
    describe(tmp_path, "noise", "noise", distribution="clerk-cli-noise", version="1.0")
    variables = {**clerk.variables, "PYTHONPATH": str(tmp_path)}
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "clerk_cli", "-p", "sandbox", "-o", "json", "mcp", "serve"],
        env=variables,
        cwd=clerk.directory,
    )
    log = tmp_path / "stderr"

    async def scenario() -> None:
        with log.open("w") as stderr:
            async with Client(stdio_client(server, errlog=stderr)) as client:
                for _ in range(2):
                    called = await client.call_tool(
                        "run_reading_command", {"command": "noise shout"}
                    )
                    content: Any = called.structured_content
                    assert content["result"] == {"heard": ""}
                assert client.protocol_version == "2026-07-28"

    anyio.run(scenario)
    written = log.read_text()
    assert [
        word for word in ("printed", "echoed", "noise shout: done") if word not in written
    ] == []


@contextmanager
def server(clerk: CommandLine) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes], IO[bytes]]]:
    """A server for the sandbox, with its stdin and its stdout."""
    with subprocess.Popen(
        [sys.executable, "-m", "clerk_cli", "-p", "sandbox", "mcp", "serve"],
        env=clerk.variables,
        cwd=clerk.directory,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process, process.stdin, process.stdout


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_server_speaks_the_oldest_version_and_ends_by_a_signal(clerk: CommandLine) -> None:
    with server(clerk) as (process, stdin, stdout):
        stdin.write(f"{json.dumps(HELLO)}\n".encode())
        stdin.flush()
        assert json.loads(stdout.readline())["result"]["protocolVersion"] == OLDEST
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 128 + signal.SIGTERM


BROKEN = [
    r'{"jsonrpc":"2.0","id":2,"method":"ping","params":{"a":"\ud800"}}',
    r'{"jsonrpc":"2.0","id":"x","method":"ping","params":{"\udfff":1}}',
    "not JSON",
    "[" * 100_000,
    '{"jsonrpc":"2.0","id":true,"method":5}',
]


@pytest.mark.slow
def test_a_message_that_cannot_be_read_is_answered(clerk: CommandLine) -> None:
    with server(clerk) as (process, stdin, stdout):
        stdin.write("\n".join([json.dumps(HELLO), *BROKEN, ""]).encode())
        stdin.flush()
        replies = [json.loads(stdout.readline()) for _ in range(len(BROKEN) + 1)]
        stdin.close()
        assert process.wait(SECONDS) == 0
    errors = [reply for reply in replies if "error" in reply]
    assert [error["id"] for error in errors] == [2, "x", None, None, None]
    assert {error["error"]["code"] for error in errors} == {-32700}


@pytest.mark.slow
def test_calls_that_run_when_the_input_ends_are_answered(clerk: CommandLine) -> None:
    def call(number: int, name: str) -> str:
        inputs = {"command": "users create", "arguments": {"username": name}}
        params = {"name": "run_writing_command", "arguments": inputs}
        return json.dumps(
            {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}
        )

    ready = json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"})
    calls = [call(number, f"piped-{number}") for number in (2, 3, 4)]
    done = subprocess.run(
        [sys.executable, "-m", "clerk_cli", "-p", "sandbox", "mcp", "serve",
         "--allow", "users:write"],
        env=clerk.variables,
        cwd=clerk.directory,
        input="\n".join([json.dumps(HELLO), ready, *calls, ""]),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    created = [reply["result"]["structuredContent"]["result"]["username"] for reply in replies[1:]]
    assert created == ["piped-2", "piped-3", "piped-4"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_server_whose_client_is_gone_ends_without_a_report(clerk: CommandLine) -> None:
    log = clerk.directory / "log"
    reader, writer = os.pipe()
    with (
        log.open("wb") as stderr,
        subprocess.Popen(
            [sys.executable, "-m", "clerk_cli", "-p", "sandbox", "mcp", "serve"],
            env=clerk.variables,
            cwd=clerk.directory,
            stdin=subprocess.PIPE,
            stdout=writer,
            stderr=stderr,
        ) as process,
    ):
        os.close(writer)
        os.close(reader)
        process.communicate(f"{json.dumps(HELLO)}\n".encode(), SECONDS)
    assert process.returncode == 0
    assert "failed" not in log.read_text()


def test_the_sdk_is_imported_only_when_the_server_runs(clerk: CommandLine) -> None:
    program = (
        "import sys; from clerk_cli.__main__ import main; main(sys.argv[1:]); "
        "sys.exit('mcp' in sys.modules or 'mcp_types' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "mcp", "serve", "--budget", "nothing"],
        env=clerk.variables,
        cwd=clerk.directory,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, b"--budget" in done.stderr) == (0, True)


@pytest.mark.javascript
def test_the_typescript_sdk_lists_reads_is_refused_and_confirms(
    clerk: CommandLine, tmp_path: Path
) -> None:
    npm_install(tmp_path, SDK)
    (tmp_path / "client.mjs").write_text(SCRIPT.read_text())
    done = subprocess.run(
        ["node", "client.mjs", sys.executable],
        cwd=tmp_path,
        env={**clerk.variables, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert len(seen["tools"]) == 4
    assert seen["read"]["result"]["total_count"] > 1
    assert seen["refused"]["refused"]["code"] == "not_allowed"
    assert "linus@example.com" in seen["question"]
    assert seen["deleted"]["result"]["deleted"] is True


@pytest.mark.javascript
def test_the_inspector_lists_reads_and_is_refused(clerk: CommandLine, tmp_path: Path) -> None:
    npm_install(tmp_path, INSPECTOR)
    program = tmp_path / "node_modules" / ".bin" / "mcp-inspector"

    def inspect(method: str, *options: str) -> Any:
        server = [sys.executable, "-m", "clerk_cli", "-p", "sandbox", "mcp", "serve"]
        done = subprocess.run(
            ["node", program, "--cli", *server, "--allow", "users:destroy", "--method", method,
             *options],
            cwd=clerk.directory,
            env={**clerk.variables, "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )  # fmt: skip
        assert done.stdout.startswith("{"), done.stderr
        answer, _ = json.JSONDecoder().raw_decode(done.stdout)
        return answer

    def call(tool: str, command: str, **arguments: str) -> Any:
        values = [f"command={command}", f"arguments={json.dumps(arguments)}"]
        pairs = [word for value in values for word in ("--tool-arg", value)]
        return inspect("tools/call", "--tool-name", tool, *pairs)["structuredContent"]

    tools = {tool["name"]: tool for tool in inspect("tools/list")["tools"]}
    assert len(tools) == 4
    assert tools["run_reading_command"]["annotations"]["readOnlyHint"] is True
    listed = call("run_reading_command", "users list", query="ada@example.com")
    (ada,) = listed["result"]["data"]
    changed = call("run_writing_command", "users update", userId=ada["id"])
    assert changed["refused"]["code"] == "not_allowed"
    removed = call("run_writing_command", "users delete", userId=ada["id"])
    assert removed["refused"]["code"] == "cannot_confirm"
    assert call("run_reading_command", "users get", userId=ada["id"])["result"]["id"] == ada["id"]
