"""MCP servers: real subprocesses, through the official SDK."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from npm_packages import npm_install

from clerk_cli.api import ConfigError
from clerk_cli_protect.ai.conversation import Tool, ToolCall
from clerk_cli_protect.ai.mcp_config import parse_servers
from clerk_cli_protect.ai.toolbox import MAX_RESULT_LENGTH, ServerTool, Toolbox

pytestmark = pytest.mark.early

EXPRESSION = "ip.asn.number == 13335"
GENERATE = ("rules", "add", "SIGN_IN", "-g", "block Cloudflare", "--yes")
HERE = Path(__file__).parent


@pytest.mark.slow
def test_a_model_calls_a_tool(protect: Any, model: Any, write_servers: Any) -> None:
    official = {"command": sys.executable, "args": [str(HERE / "lookup_server.py"), "--sdk"]}
    write_servers(**{"asn-lookup": official})
    model.calls_tools(("resolve_asn", {"name": "Cloudflare"})).says(EXPRESSION)
    result = protect(*GENERATE)
    assert result.code == 0, result.err
    assert "Loaded 7 tool(s) from MCP servers" in result.err
    assert 'Tool call: resolve_asn({"name": "Cloudflare"})' in result.err
    assert model.results == ['{"asn":13335,"name":"Cloudflare"}']
    assert protect.expressions() == [EXPRESSION]


def test_calls_and_results_are_shown_in_full_with_debug(
    protect: Any, one_model: Any, write_servers: Any
) -> None:
    write_servers("asn-lookup")
    one_model.calls_tools(("resolve_asn", {"name": "Cloudflare"})).says(EXPRESSION)
    err = protect("--debug", *GENERATE).err
    assert '[DEBUG] MCP tool call: resolve_asn({"name":"Cloudflare"})\n' in err
    assert '[DEBUG] MCP tool result: {"asn":13335,"name":"Cloudflare"}\n' in err


def test_all_calls_of_one_reply_are_answered(protect: Any, model: Any, write_servers: Any) -> None:
    write_servers("asn-lookup")
    model.calls_tools(("resolve_asn", {"name": "A"}), ("nope", {}), ("fails", {}))
    model.says(EXPRESSION)
    result = protect(*GENERATE)
    assert result.code == 0, result.err
    first, unknown, failed = model.results
    assert '"name":"A"' in first
    assert 'tool "nope" does not exist' in unknown
    assert "Error executing tool fails" in failed
    assert "⚠ fails failed" in result.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [("{name: 1}", "the arguments are not valid JSON"), ("[1]", "must be a JSON object")],
)
def test_invalid_arguments_are_reported_to_the_model(
    protect: Any, one_model: Any, write_servers: Any, arguments: str, message: str
) -> None:
    write_servers("asn-lookup")
    one_model.calls_tools(("resolve_asn", arguments)).says(EXPRESSION)
    result = protect(*GENERATE)
    assert result.code == 0, result.err
    assert message in one_model.results[0]


def test_a_server_that_exits_during_a_call_is_a_failed_call(
    protect: Any, one_model: Any, write_servers: Any
) -> None:
    write_servers("asn-lookup")
    one_model.calls_tools(("dies", {})).calls_tools(("resolve_asn", {"name": "A"}))
    one_model.says(EXPRESSION)
    result = protect(*GENERATE)
    assert result.code == 0, result.err
    assert "⚠ dies failed" in result.err
    assert "⚠ resolve_asn failed" in result.err
    assert all(text.startswith("Error: ") for text in one_model.results)


@pytest.mark.slow
def test_a_server_that_prints_a_greeting_on_stdout_works(
    protect: Any, one_model: Any, write_servers: Any
) -> None:
    lookup = {"command": sys.executable, "args": [str(HERE / "lookup_server.py"), "--greets"]}
    write_servers(lookup=lookup)
    one_model.says(EXPRESSION)
    result = protect.clerk.process("-p", "sandbox", "protect", *GENERATE)
    assert result.code == 0, result.err
    assert "Loaded 7 tool(s)" in result.err
    assert "Traceback" not in result.err


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the SDK wait less than its two seconds for a server that ignores the end of stdin."""
    monkeypatch.setattr("mcp.client.stdio.PROCESS_TERMINATION_TIMEOUT", 0.1)


def test_a_server_that_never_responds_is_skipped(
    protect: Any, one_model: Any, write_servers: Any, monkeypatch: pytest.MonkeyPatch, hurry: None
) -> None:
    monkeypatch.setattr("clerk_cli_protect.ai.mcp_servers.START_TIMEOUT_SECONDS", 0.5)
    write_servers(silent={"command": "sh", "args": ["-c", "echo warming up >&2; exec sleep 60"]})
    one_model.says(EXPRESSION)
    result = protect(*GENERATE)
    assert result.code == 0, result.err
    warning = 'Skipped MCP server "silent": timed out after 0.5 seconds: warming up'
    assert warning in result.err


def test_a_call_that_takes_too_long_is_a_failed_call(
    protect: Any,
    one_model: Any,
    write_servers: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    hurry: None,
) -> None:
    monkeypatch.setattr("clerk_cli_protect.ai.mcp_servers.CALL_TIMEOUT_SECONDS", 0.5)
    write_servers("asn-lookup")
    one_model.calls_tools(("sleeps", {"seconds": 60.0, "pids": str(tmp_path / "pids")}))
    one_model.says(EXPRESSION)
    result = protect(*GENERATE)
    assert result.code == 0, result.err
    assert "⚠ sleeps failed" in result.err


def test_a_model_that_only_calls_tools_is_stopped(
    protect: Any, one_model: Any, write_servers: Any
) -> None:
    write_servers("asn-lookup")
    for _ in range(10):
        one_model.calls_tools(("resolve_asn", {"name": "A"}))
    result = protect(*GENERATE)
    assert (result.code, "gpt-4o exceeded the limit of 10 requests" in result.err) == (1, True)


def test_a_long_result_is_truncated(protect: Any, one_model: Any, write_servers: Any) -> None:
    write_servers("asn-lookup")
    one_model.calls_tools(("long_story", {"words": 10_000})).says(EXPRESSION)
    assert protect(*GENERATE).code == 0
    (result,) = one_model.results
    assert len(result) < MAX_RESULT_LENGTH + 100
    assert "the result has 50,000 characters" in result


def test_a_tool_name_of_two_servers_is_prefixed_with_the_server(
    protect: Any, one_model: Any, write_servers: Any
) -> None:
    write_servers("one", "two")
    one_model.calls_tools(("two__resolve_asn", {"name": "B"})).says(EXPRESSION)
    assert protect(*GENERATE).code == 0
    offered = {tool["function"]["name"] for tool in one_model.api.requests[0].body["tools"]}
    assert {"one__resolve_asn", "two__resolve_asn"} <= offered
    assert '"name":"B"' in one_model.results[0]


SECRETS = {
    "CLERK_SECRET_KEY": "sk_test_0123456789abcdef",
    "CLERK_API_KEY": "ak_0123456789abcdef",
    "AWS_SECRET_ACCESS_KEY": "not-a-key-that-we-know",
    "GITHUB_TOKEN": "another-token",
    "PGPASSWORD": "a password",
}
SHARED = {
    "HTTPS_PROXY": "http://proxy:1",
    "no_proxy": "localhost",
    "SSL_CERT_FILE": "/certs.pem",
    "NODE_EXTRA_CA_CERTS": "/more.pem",
    "LANG": "de_DE.UTF-8",
    "LC_TIME": "C",
    "LOGNAME": "ada",
}


def environment_of_server(
    protect: Any, one_model: Any, write_servers: Any, variables: dict[str, str], **entry: Any
) -> Any:
    """What a server with an entry sees of some variables and of its own."""
    lookup = {"command": sys.executable, "args": [str(HERE / "lookup_server.py")], **entry}
    write_servers(lookup=lookup)
    protect.clerk.variables |= variables
    names = [*variables, *entry.get("env", ())]
    one_model.calls_tools(*(("variable", {"name": name}) for name in names)).says(EXPRESSION)
    result = protect(*GENERATE)
    assert result.code == 0, result.err
    seen = zip(names, one_model.results, strict=True)
    return {name: value for name, value in seen if value != "(unset)"}


def test_a_server_gets_a_minimal_environment(
    protect: Any, one_model: Any, write_servers: Any
) -> None:
    variables = {**SECRETS, **SHARED, "OURS": "ours", "PYTHONSTARTUP": "/x.py"}
    seen = environment_of_server(protect, one_model, write_servers, variables)
    assert seen == SHARED


def test_a_server_gets_the_variables_of_its_entry(
    protect: Any, one_model: Any, write_servers: Any
) -> None:
    env = {"API_KEY": "mine", "LANG": "C"}
    seen = environment_of_server(protect, one_model, write_servers, SHARED | SECRETS, env=env)
    assert seen == SHARED | env


@pytest.mark.parametrize(
    "names", [["GITHUB_TOKEN"], ["PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "UNSET"], []]
)
def test_a_server_inherits_what_its_entry_names(
    protect: Any, one_model: Any, write_servers: Any, names: list[str]
) -> None:
    env = {"PGPASSWORD": "its own"}
    seen = environment_of_server(protect, one_model, write_servers, SECRETS, env=env, inherit=names)
    assert seen == {name: SECRETS[name] for name in names if name in SECRETS} | env


@pytest.mark.parametrize(
    ("server", "message"),
    [
        ({"command": "/no/such/program"}, "cannot start /no/such/program: No such file"),
        ({"command": "sh", "args": ["-c", "echo the key expired >&2; exit 3"]}, "the key expired"),
        ({"command": "cat"}, "Skipped"),
    ],
)
def test_a_server_that_fails_is_skipped_with_one_warning(
    protect: Any, one_model: Any, write_servers: Any, server: Any, message: str
) -> None:
    write_servers("asn-lookup", broken=server)
    one_model.says(EXPRESSION)
    result = protect(*GENERATE)
    assert result.code == 0, result.err
    (warning,) = [line for line in result.err.splitlines() if '"broken"' in line]
    assert message in warning
    assert "Loaded 7 tool(s)" in result.err


def test_servers_start_at_the_same_time(
    protect: Any, one_model: Any, write_servers: Any, tmp_path: Path
) -> None:
    def late(name: str) -> Any:
        script = f"touch {tmp_path}/{name}; until [ -e {tmp_path}/a -a -e {tmp_path}/b ]; "
        program = f"do sleep 0.05; done; exec {sys.executable} {HERE / 'lookup_server.py'}"
        return {"command": "sh", "args": ["-c", script + program]}

    write_servers(a=late("a"), b=late("b"))
    one_model.says(EXPRESSION)
    assert "Loaded 14 tool(s)" in protect(*GENERATE).err


def test_the_option_chooses_the_file(protect: Any, one_model: Any, write_servers: Any) -> None:
    moved = write_servers("asn-lookup").rename(protect.clerk.directory / "servers.json")
    one_model.says(EXPRESSION)
    result = protect(*GENERATE, "--mcp-config", moved.name)
    assert "Loaded 7 tool(s)" in result.err


def test_the_setting_chooses_the_file_and_the_option_overrides_it(
    protect: Any, one_model: Any
) -> None:
    protect.clerk.write_profiles("[default]\nai.mcp.config = here.json\n")
    result = protect(*GENERATE)
    assert result.code == 1
    assert "here.json" in result.err
    assert "It is set by ai.mcp.config (global)." in result.err
    result = protect(*GENERATE, "--mcp-config", "there.json")
    assert "there.json" in result.err
    assert one_model.api.requests == []


def test_an_empty_option_is_refused_before_any_request(protect: Any, one_model: Any) -> None:
    result = protect(*GENERATE, "--mcp-config", "")
    assert (result.code, "--mcp-config: the value is empty" in result.err) == (2, True)
    assert one_model.api.requests == []


def test_a_missing_default_file_means_no_tools(protect: Any, one_model: Any) -> None:
    one_model.says(EXPRESSION)
    result = protect(*GENERATE)
    assert (result.code, "MCP server" in result.err) == (0, False)
    assert "tools" not in one_model.api.requests[0].body


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"\xff", "it is not UTF-8 text"), (None, "servers.json: it is a folder, not a file")],
)
def test_an_unreadable_file_is_reported_in_one_line(
    protect: Any, one_model: Any, content: bytes | None, message: str
) -> None:
    path = protect.clerk.directory / "servers.json"
    path.write_bytes(content) if content else path.mkdir()
    result = protect(*GENERATE, "--mcp-config", path.name)
    assert (result.code, message in result.err) == (1, True)


@pytest.mark.skipif(sys.platform == "win32", reason="owners, modes and pipes of POSIX")
class TestAFileThatIsNotTrusted:
    """Servers are programs: nobody but the user and root may choose them."""

    @pytest.fixture(params=["default", "option", "setting", "link"])
    def use(self, request: pytest.FixtureRequest, protect: Any, write_servers: Any) -> Any:
        """The file, and a function that generates a rule with it."""
        path = write_servers(evil={"command": "touch", "args": [str(protect.clerk.home / "RAN")]})
        arguments: tuple[str, ...] = ()
        if request.param == "option":
            path = path.rename(protect.clerk.directory / "mine.json")
            arguments = ("--mcp-config", "mine.json")
        elif request.param == "setting":
            path = path.rename(protect.clerk.config / "moved.json")
            protect.clerk.write_profiles(f"[default]\nai.mcp.config = {path}\n")
        elif request.param == "link":
            target = path.rename(protect.clerk.directory / "target.json")
            path.symlink_to(target)
            path = target

        def run() -> Any:
            result = protect(*GENERATE, *arguments)
            assert not (protect.clerk.home / "RAN").exists()
            return result

        return path, run

    @pytest.mark.parametrize("mode", [0o666, 0o646])
    def test_one_that_everybody_can_write_is_refused(
        self, one_model: Any, use: Any, mode: int
    ) -> None:
        path, run = use
        path.chmod(mode)
        result = run()
        assert result.code == 1
        assert "it is world-writable" in result.err
        assert f"chmod go-w {path}" in result.err
        assert one_model.api.requests == []

    def test_one_of_another_user_is_refused(self, one_model: Any, use: Any) -> None:
        path, run = use
        try:
            os.chown(path, 54321, -1)
        except PermissionError:
            pytest.skip("only root can give a file to somebody else")
        result = run()
        assert (result.code, "belongs to another user (uid 54321)" in result.err) == (1, True)
        assert one_model.api.requests == []

    @pytest.mark.parametrize(
        ("thing", "message"),
        [("pipe", "a pipe that did not answer in time"), ("/dev/zero", "a pipe or a device")],
    )
    def test_one_that_never_ends_does_not_make_the_command_wait(
        self,
        one_model: Any,
        use: Any,
        monkeypatch: pytest.MonkeyPatch,
        thing: str,
        message: str,
    ) -> None:
        monkeypatch.setattr("clerk_cli.config.dotenv_file.PIPE_SECONDS", 0.05)
        path, run = use
        path.unlink()
        os.mkfifo(path) if thing == "pipe" else path.symlink_to(thing)
        result = run()
        assert (result.code, message in result.err) == (1, True)
        assert one_model.api.requests == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "not valid JSON at line 1, column 1"),
        ("[" * 100_000, "nested too deeply"),
        ('{"servers": {\n"a": }}', "not valid JSON at line 2, column 6"),
        ("[]", 'has no "servers"'),
        ('{"servers": []}', "servers must be an object"),
        ('{"servers": {"a": 1}}', "servers.a must be an object"),
        ('{"servers": {"a": {}}}', "servers.a.command must be the name of a program"),
        ('{"mcpServers": {"a": {"command": "x", "args": "y"}}}', "mcpServers.a.args must be"),
        ('{"servers": {"a": {"command": "x", "env": {"B": 1}}}}', "servers.a.env must be"),
        ('{"servers": {"a": {"command": "x", "inherit": "B"}}}', "servers.a.inherit must be"),
        ('{"servers": {"a": {"command": "x", "inherit": [1]}}}', "servers.a.inherit must be"),
        ('{"servers": {"a": {"command": "x", "inherit": {}}}}', "servers.a.inherit must be"),
    ],
)
def test_an_invalid_file_is_refused_with_the_place(content: str, message: str) -> None:
    with pytest.raises(ConfigError, match=r"servers\.json") as raised:
        parse_servers(content, Path("servers.json"))
    assert message in raised.value.message


def test_the_section_name_of_other_programs_is_accepted() -> None:
    content = '{"mcpServers": {"a": {"command": "x", "args": ["y"], "env": {"B": "1"}}}}'
    (server,) = parse_servers(content, Path("x"))
    assert (server.command, server.args, server.env) == ("x", ("y",), {"B": "1"})


def test_both_sections_are_read_and_the_first_wins() -> None:
    content = {
        "mcpServers": {"a": {"command": "other"}, "b": {"command": "y"}},
        "servers": {"a": {"command": "x"}},
    }
    servers = parse_servers(json.dumps(content), Path("x"))
    assert [(server.name, server.command) for server in servers] == [("a", "x"), ("b", "y")]


def test_tool_names_are_sanitized_and_unique() -> None:
    names = ["a.b", "a_b", "x" * 100, "x" * 99]
    server_tools = [ServerTool("s", Tool(name, "", {})) for name in names]
    toolbox = Toolbox(None, server_tools)
    assert [len(tool.name) for tool in toolbox.tools] == [3, 5, 64, 62]
    assert len({tool.name for tool in toolbox.tools}) == 4
    assert toolbox.call(ToolCall("1", "nope", {})).failed


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_for(condition: Any, seconds: float = 15.0) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="processes are read from /proc"
)


@pytest.mark.faults
@needs_proc
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_command_that_is_killed_during_a_call_leaves_no_processes(
    protect: Any, one_model: Any, write_servers: Any, tmp_path: Path, ending: signal.Signals
) -> None:
    write_servers("asn-lookup")
    pids = tmp_path / "pids"
    one_model.calls_tools(("sleeps", {"seconds": 60.0, "pids": str(pids)}))
    terminal = protect.on_terminal(*GENERATE, PYTHONPATH=os.pathsep.join(sys.path))
    server, child = server_and_child(pids)
    assert is_alive(server)
    assert is_alive(child)
    terminal.send_signal(ending)
    is_caught = ending != signal.SIGKILL
    assert terminal.wait() == (128 + ending if is_caught else -ending)
    assert wait_for(lambda: not is_alive(server) and not is_alive(child))


@pytest.mark.faults
@needs_proc
@pytest.mark.parametrize("answer", ["\r", "\x03"], ids=["accepted", "interrupted"])
def test_the_children_of_a_server_end_with_the_command(
    protect: Any, one_model: Any, write_servers: Any, tmp_path: Path, answer: str
) -> None:
    write_servers("asn-lookup")
    pids = tmp_path / "pids"
    one_model.calls_tools(("leaves", {"pids": str(pids)})).says(EXPRESSION)
    argv = [word for word in GENERATE if word != "--yes"]
    terminal = protect.on_terminal(*argv, PYTHONPATH=os.pathsep.join(sys.path))
    terminal.expect("No, cancel")
    server, child = server_and_child(pids)
    assert is_alive(child)
    terminal.type(answer)
    assert terminal.wait() == (0 if answer == "\r" else 130)
    assert wait_for(lambda: not is_alive(server) and not is_alive(child))


def server_and_child(pids: Path) -> tuple[int, int]:
    """The process IDs of a server and its child, which the server writes to a file."""
    assert wait_for(lambda: pids.exists() and len(pids.read_text().split()) == 2)
    server, child = (int(pid) for pid in pids.read_text().split())
    return server, child


@pytest.mark.javascript
def test_the_reference_server_works(
    protect: Any, one_model: Any, write_servers: Any, tmp_path: Path
) -> None:
    npm_install(tmp_path, "@modelcontextprotocol/server-everything@2026.8.31")
    program = tmp_path / "node_modules/.bin/mcp-server-everything"
    protect.clerk.variables["PATH"] = os.environ["PATH"]
    write_servers(everything={"command": str(program)})
    one_model.calls_tools(("echo", {"message": "hello"})).says(EXPRESSION)
    result = protect(*GENERATE)
    assert result.code == 0, result.err
    assert "hello" in json.dumps(one_model.results)
