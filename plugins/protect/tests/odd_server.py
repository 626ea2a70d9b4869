"""An MCP server that says what a file of JSON tells it, right or wrong.

``replies`` gives a response for a method, or for ``tools/call NAME``: ``result`` and ``error`` are
its members, ``members`` replaces all of them, and ``line`` is written as it is, with ``ID`` for the
request's ID, in ``encoding``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

INITIALIZED = {
    "protocolVersion": "2025-06-18",
    "capabilities": {"tools": {}},
    "serverInfo": {"name": "odd", "version": "1"},
}


def reply_to(request: dict[str, Any], replies: dict[str, Any]) -> bytes:
    """The line that answers a request."""
    method, id = request["method"], request["id"]
    if method == "tools/call":
        method = f"{method} {request['params']['name']}"
    default: dict[str, Any] = {"error": {"code": -32601, "message": "Method not found"}}
    if method == "initialize":
        default = {"result": INITIALIZED}
    reply = replies.get(method, default)
    if "line" in reply:
        line: str = reply["line"].replace("ID", str(id))
        return line.encode(reply.get("encoding", "utf-8"), "surrogateescape") + b"\n"
    if "members" in reply:
        return json.dumps(reply["members"]).encode() + b"\n"
    return json.dumps({"jsonrpc": "2.0", "id": id, **reply}).encode() + b"\n"


def main() -> None:
    """Answer the requests on stdin."""
    script = json.loads(Path(sys.argv[1]).read_text())
    for text in script.get("greeting", []):
        sys.stdout.buffer.write(text.encode("latin-1") + b"\n")
    sys.stderr.write(script.get("stderr", ""))
    sys.stderr.flush()
    for line in sys.stdin:
        request = json.loads(line)
        if "id" in request:
            sys.stdout.buffer.write(reply_to(request, script["replies"]))
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
