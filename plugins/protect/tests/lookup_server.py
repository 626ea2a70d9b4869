"""An MCP server for tests: lines of JSON-RPC, or with ``--sdk`` the official SDK.

The SDK takes more than a second to start, so most tests use plain JSON-RPC.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def resolve_asn(name: str) -> str:
    """Look up the number of a network."""
    return '{"asn":13335,"name":"' + name + '"}'


def long_story(words: int) -> str:
    """Return a long text."""
    return "word " * words


def fails() -> str:
    """Always fail."""
    raise ValueError("the registry is closed")


def variable(name: str) -> str:
    """Return an environment variable of this process."""
    return os.environ.get(name, "(unset)")


def dies() -> str:
    """Exit during the call."""
    os._exit(3)


def leaves(pids: str) -> str:
    """Start a child that outlives the server, and write both process IDs to a file."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    Path(pids).write_text(f"{os.getpid()} {child.pid}")
    return "done"


def sleeps(seconds: float, pids: str) -> str:
    """Start a child, write both process IDs to a file, and sleep."""
    child = subprocess.Popen([sys.executable, "-c", f"import time; time.sleep({seconds})"])
    Path(pids).write_text(f"{os.getpid()} {child.pid}")
    time.sleep(seconds)
    return "done"


TOOLS: list[Callable[..., str]] = [resolve_asn, long_story, fails, variable, dies, leaves, sleeps]
TYPES = {"str": "string", "int": "integer", "float": "number"}
NO_SUCH_METHOD = {"code": -32601, "message": "Method not found"}


def described(tool: Callable[..., str]) -> dict[str, Any]:
    """What a model is told of a tool."""
    parameters = {name: kind for name, kind in tool.__annotations__.items() if name != "return"}
    schema = {
        "type": "object",
        "properties": {name: {"type": TYPES[kind]} for name, kind in parameters.items()},
        "required": list(parameters),
    }
    return {"name": tool.__name__, "description": tool.__doc__, "inputSchema": schema}


def called(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The result of a tool."""
    (tool,) = (tool for tool in TOOLS if tool.__name__ == name)
    try:
        text, failed = tool(**arguments), False
    except ValueError:
        text, failed = f"Error executing tool {name}", True
    return {"content": [{"type": "text", "text": text}], "isError": failed}


def answer(method: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a response that depend on the request."""
    if method == "initialize":
        result: dict[str, Any] = {
            "protocolVersion": params["protocolVersion"],
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "lookup", "version": "1"},
        }
        return {"result": result}
    if method == "tools/list":
        return {"result": {"tools": [described(tool) for tool in TOOLS]}}
    if method == "tools/call":
        return {"result": called(params["name"], params.get("arguments", {}))}
    return {"error": NO_SUCH_METHOD}


def write(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def serve() -> None:
    """Answer each request on stdin with a line on stdout."""
    for line in sys.stdin:
        request = json.loads(line)
        if "id" in request:  # a notification has none
            response = answer(request["method"], request.get("params", {}))
            write(json.dumps({"jsonrpc": "2.0", "id": request["id"], **response}))


def serve_with_sdk() -> None:
    """Let the official SDK serve the tools."""
    from mcp.server.mcpserver import MCPServer

    server = MCPServer("lookup")
    for tool in TOOLS:
        server.add_tool(tool)
    server.run()


if __name__ == "__main__":
    if "--greets" in sys.argv:
        write("Lookup server, version 1")
    serve_with_sdk() if "--sdk" in sys.argv else serve()
