"""An MCP server for tests, based on the official SDK."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from mcp.server.mcpserver import MCPServer

server = MCPServer("lookup")


@server.tool()
def resolve_asn(name: str) -> str:
    """Look up the number of a network."""
    return '{"asn":13335,"name":"' + name + '"}'


@server.tool()
def long_story(words: int) -> str:
    """Return a long text."""
    return "word " * words


@server.tool()
def fails() -> str:
    """Always fail."""
    raise ValueError("the registry is closed")


@server.tool()
def variable(name: str) -> str:
    """Return an environment variable of this process."""
    return os.environ.get(name, "(unset)")


@server.tool()
def dies() -> str:
    """Exit during the call."""
    os._exit(3)


@server.tool()
def leaves(pids: str) -> str:
    """Start a child that outlives the server, and write both process IDs to a file."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    Path(pids).write_text(f"{os.getpid()} {child.pid}")
    return "done"


@server.tool()
def sleeps(seconds: float, pids: str) -> str:
    """Start a child, write both process IDs to a file, and sleep."""
    child = subprocess.Popen([sys.executable, "-c", f"import time; time.sleep({seconds})"])
    Path(pids).write_text(f"{os.getpid()} {child.pid}")
    time.sleep(seconds)
    return "done"


if __name__ == "__main__":
    if "--greets" in sys.argv:
        print("Lookup server, version 1", flush=True)  # noqa: T201 - what many servers do
    server.run()
