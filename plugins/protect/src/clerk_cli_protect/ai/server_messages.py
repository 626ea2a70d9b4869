"""The messages of MCP servers, repaired where they are not what the protocol says.

The SDK gives up a whole server for one tool without a schema, and waits for a response that it
could not read until it times out. What is repaired here is reported, and everything else works.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any

from clerk_cli_protect.ai.schemas import UnusableSchemaError, complete_schema
from clerk_cli_protect.ai.tool_results import result_text

LIST, CALL = "tools/list", "tools/call"
JSON_RPC = "2.0"
INTERNAL_ERROR = -32603
MAX_NAMES = 20
"""How many tools a message names."""

INPUT_REQUIRED = "input_required"
REPLACEMENT = "\ufffd"
NOT_TEXT = "sent invalid UTF-8; unreadable characters are shown as \ufffd"
_SURROGATES = re.compile("[\ud800-\udfff]")


class ServerMessages:
    """Follows the messages to and from one server.

    Args:
        report: Receives each problem, for a warning that names the server.
        ignore: Receives each line that is not a message.
    """

    def __init__(self, report: Callable[[str], None], ignore: Callable[[str], None]) -> None:
        self._report = report
        self._ignore = ignore
        self._requests: dict[Any, tuple[str, str]] = {}

    def sent(self, message: dict[str, Any]) -> None:
        """Remember a request: its method, and the tool that it calls."""
        if "id" in message and "method" in message:
            tool = (message.get("params") or {}).get("name", "")
            self._requests[message["id"]] = (message["method"], str(tool))

    def received(self, message: Any, line: str) -> dict[str, Any] | None:
        """A message as the protocol says; None if there is nothing to repair, or it is none.

        Args:
            message: A JSON value; None if the line is not valid JSON.
            line: The line of a message that the SDK cannot read; empty for another one.
        """
        if message is None:
            return self._unreadable(line)
        if not isinstance(message, dict) or "method" in message:
            return None
        id = self._request_of(message.get("id"), is_certain="jsonrpc" in message)
        if id is None or not {"jsonrpc", "result", "error"} & message.keys():
            self._ignore(line)
            return None
        message = sendable(message)
        if REPLACEMENT in json.dumps(message, ensure_ascii=False):
            self._report(NOT_TEXT)
        method, tool = self._requests.pop(id)
        if message.get("error") is not None:
            return _failure(id, message["error"])
        result = message.get("result")
        if method == LIST:
            return self._listing(id, result)
        if method == CALL:
            return self._tool_result(id, result, tool)
        if isinstance(result, dict):
            return _success(id, result)
        return _failure(id, f"the result of {method} has an unknown form")

    def _unreadable(self, line: str) -> dict[str, Any] | None:
        """The failure of a request whose response is not JSON; None for other output."""
        text = line.replace("\0", "")
        if '"jsonrpc"' not in text or '"method"' in text:
            self._ignore(line)
            return None
        match = re.search(r'"id"\s*:\s*"?(\d+)', text)
        id = self._request_of(match[1] if match else None, is_certain=True)
        if id is None:
            return None
        del self._requests[id]
        if "\0" in line or REPLACEMENT in line:
            return _failure(id, "the response is not UTF-8 text")
        return _failure(id, "the response is not valid JSON")

    def _request_of(self, id: Any, *, is_certain: bool) -> Any:
        """The ID of the request that a response belongs to; without an ID, the last request."""
        if id is None and is_certain:
            return next(reversed(self._requests), None)
        for request in self._requests:
            if str(request) == str(id) or (isinstance(id, float) and request == id):
                return request
        return None

    def _listing(self, id: Any, result: Any) -> dict[str, Any]:
        if not isinstance(result, dict) or not isinstance(result.get("tools"), list):
            return _failure(id, "its list of tools has an unknown form")
        tools: list[dict[str, Any]] = []
        filled_in: list[str] = []
        left_out: list[str] = []
        for number, tool in enumerate(result["tools"], 1):
            name = tool.get("name") if isinstance(tool, dict) else None
            if not isinstance(name, str) or not name.strip():
                left_out.append(f"number {number} (it has no name)")
                continue
            description = tool.get("description")
            try:
                schema, completion = complete_schema(tool.get("inputSchema"))
            except UnusableSchemaError as error:
                left_out.append(f"{name} ({error})")
                continue
            if completion:
                filled_in.append(f"{name} ({completion})")
            description = description if isinstance(description, str) else ""
            tools.append({"name": name, "description": description, "inputSchema": schema})
        if filled_in:
            self._report(f"filled in the schema of {_count(filled_in)}: {some_of(filled_in)}")
        if left_out:
            self._report(f"left out {_count(left_out)}: {some_of(left_out)}")
        listing = {**result, "tools": tools}
        if not isinstance(result.get("nextCursor"), str):
            listing.pop("nextCursor", None)
        return _success(id, listing)

    def _tool_result(self, id: Any, result: Any, tool: str) -> dict[str, Any]:
        kind = result.get("resultType") if isinstance(result, dict) else None
        if isinstance(result, dict) and kind == INPUT_REQUIRED:
            return _success(id, result)
        text, is_known = result_text(result)
        if not is_known:
            self._report(f"{tool} returned a result of unknown form; the model gets it as text")
        is_error = isinstance(result, dict) and result.get("isError") is True
        content = [{"type": "text", "text": text}]
        return _success(id, {"resultType": "complete", "content": content, "isError": is_error})


def sendable(value: Any) -> Any:
    """A JSON value without what cannot be sent on: halves of surrogate pairs, NaN, infinity."""
    if isinstance(value, str):
        return _SURROGATES.sub(REPLACEMENT, value)
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, list):
        return [sendable(item) for item in value]
    if isinstance(value, dict):
        return {sendable(key): sendable(item) for key, item in value.items()}
    return value


def _success(id: Any, result: dict[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": JSON_RPC, "id": id, "result": result}


def _failure(id: Any, error: Any) -> dict[str, Any]:
    """An error response; servers send errors of all forms."""
    code, message = INTERNAL_ERROR, error
    if isinstance(error, dict):
        message = error.get("message")
        code = error["code"] if type(error.get("code")) is int else INTERNAL_ERROR
    if not isinstance(message, str):
        message = json.dumps(error, ensure_ascii=False)
    return {"jsonrpc": JSON_RPC, "id": id, "error": {"code": code, "message": message}}


def some_of(names: Sequence[str]) -> str:
    """The names in one line; of many, the first ones and how many others there are."""
    shown = ", ".join(names[:MAX_NAMES])
    return f"{shown} and {len(names) - MAX_NAMES:,} more" if len(names) > MAX_NAMES else shown


def _count(names: list[str]) -> str:
    return f"{len(names)} tool{'s' if len(names) > 1 else ''}"
