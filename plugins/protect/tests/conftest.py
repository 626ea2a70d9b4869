"""A sandbox with rules, models with scripted replies, and a real MCP server."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from planted_secrets import planted_for

from clerk_cli.testing import CommandLine, FakeAPI, Result

SERVER = Path(__file__).with_name("lookup_server.py")


@dataclass
class Protect:
    """Runs ``clerk -p sandbox protect …`` against a sandbox without demo data.

    Args:
        clerk: The command line.
    """

    clerk: CommandLine

    def __call__(self, *argv: str, **options: Any) -> Result:
        """Run one command below ``protect``."""
        return self.clerk("-p", "sandbox", "protect", *argv, **options)

    def on_terminal(self, *argv: str, **env: str) -> Any:
        """Start one command below ``protect`` on a pseudo-terminal."""
        return self.clerk.on_terminal("-p", "sandbox", "protect", *argv, env=env, columns=120)

    def quirks(self, names: str) -> None:
        """Set the quirks of the sandbox for all commands from now on."""
        self.clerk.variables["CLERK_SANDBOX_QUIRKS"] = names

    def add(self, *expressions: str, ruleset: str = "SIGN_IN", **fields: Any) -> list[str]:
        """Add rules to the sandbox itself, and return their IDs."""
        from clerk_cli_sandbox.application import HTTPRequest
        from clerk_cli_sandbox.local.instance import open_sandbox

        sandbox = open_sandbox(self.clerk.config / "sandbox.db", seed="empty")
        ids = []
        for expression in expressions:
            body = {"expression": expression, "action": "BLOCK", **fields}
            headers = {"authorization": "Bearer sk_test_x"}
            target = f"/v1/protect/rulesets/{ruleset}/rules"
            response = sandbox.handle(
                HTTPRequest("POST", target, headers, json.dumps(body).encode())
            )
            assert response.status == 200, response.body
            ids.append(json.loads(response.body)["id"])
        sandbox.store.close()
        return ids

    def rules(self, ruleset: str = "SIGN_IN") -> list[Any]:
        """The current rules of a ruleset, without quirks."""
        quirks = self.clerk.variables.pop("CLERK_SANDBOX_QUIRKS", "")
        rules = self("rules", "list", ruleset, "-o", "json").json["data"]
        self.quirks(quirks)
        return list(rules)

    def expressions(self) -> list[str]:
        """The expressions of the rules of SIGN_IN, in order."""
        return [rule["expression"] for rule in self.rules()]


@pytest.fixture(scope="session")
def empty_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a sandbox without demo data, to be copied."""
    from clerk_cli_sandbox.local.instance import open_sandbox

    path = tmp_path_factory.mktemp("sandbox") / "sandbox.db"
    open_sandbox(path, seed="empty").store.close()
    return path


@pytest.fixture
def protect(clerk: CommandLine, empty_sandbox: Path) -> Protect:
    clerk.config.mkdir(parents=True, exist_ok=True)
    shutil.copy(empty_sandbox, clerk.config)
    return Protect(clerk)


ORDERING = ["", "no-paging", "small-pages", "no-etag", "count-from-one", "ignore-position"]


@pytest.fixture(params=ORDERING)
def any_api(request: pytest.FixtureRequest, protect: Protect) -> Protect:
    """The sandbox with each quirk that concerns order and pagination."""
    protect.quirks(request.param)
    return protect


@dataclass
class Model:
    """A model behind a real HTTP server, with scripted replies in either wire format.

    Args:
        kind: ``openai`` or ``anthropic``.
        api: The server.
    """

    kind: str
    api: FakeAPI
    calls: int = field(default=0)

    def says(self, *texts: str) -> Model:
        """Queue replies with text."""
        for text in texts:
            self.api.answer(self._response([("text", text)]))
        return self

    def calls_tools(self, *calls: tuple[str, Any]) -> Model:
        """Queue a reply that calls tools; arguments of type str are sent unchanged."""
        self.api.answer(self._response([("call", call) for call in calls]))
        return self

    @property
    def messages(self) -> list[Any]:
        """The messages of the last request."""
        messages: list[Any] = self.api.requests[-1].body["messages"]
        return messages

    @property
    def system(self) -> str:
        """The system prompt of the last request."""
        body = self.api.requests[-1].body
        return str(body["system"] if self.kind == "anthropic" else body["messages"][0]["content"])

    @property
    def results(self) -> list[str]:
        """The texts of the tool results in the last request."""
        if self.kind == "openai":
            tool_messages = (message for message in self.messages if message["role"] == "tool")
            return [message["content"] for message in tool_messages]
        blocks = (block for message in self.messages for block in message["content"])
        return [
            block["content"]
            for block in blocks
            if isinstance(block, dict) and block["type"] == "tool_result"
        ]

    def _response(self, parts: list[tuple[str, Any]]) -> Any:
        return (self._openai if self.kind == "openai" else self._anthropic)(parts)

    def _openai(self, parts: list[tuple[str, Any]]) -> Any:
        texts = [part for kind, part in parts if kind == "text"]
        message: dict[str, Any] = {"role": "assistant", "content": texts[0] if texts else None}
        calls = [
            {
                "id": self._id(),
                "type": "function",
                "function": {"name": part[0], "arguments": _json_text(part[1])},
            }
            for kind, part in parts
            if kind == "call"
        ]
        if calls:
            message["tool_calls"] = calls
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "gpt-4o",
            "choices": [
                {"index": 0, "message": message, "finish_reason": "tool_calls" if calls else "stop"}
            ],
            "usage": {"prompt_tokens": 321, "completion_tokens": 12, "total_tokens": 333},
        }

    def _anthropic(self, parts: list[tuple[str, Any]]) -> Any:
        content = [
            {"type": "text", "text": part}
            if kind == "text"
            else {"type": "tool_use", "id": self._id(), "name": part[0], "input": part[1]}
            for kind, part in parts
        ]
        called = any(kind == "call" for kind, _ in parts)
        return {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "claude",
            "content": content,
            "stop_reason": "tool_use" if called else "end_turn",
            "stop_sequence": None,
            "usage": {"input_tokens": 321, "output_tokens": 12},
        }

    def _id(self) -> str:
        self.calls += 1
        return f"call_{self.calls}"


def _json_text(arguments: Any) -> str:
    """Arguments as the text that a model writes."""
    return arguments if isinstance(arguments, str) else json.dumps(arguments)


@pytest.fixture(params=["openai", "anthropic"])
def model(request: pytest.FixtureRequest, clerk: CommandLine) -> Iterator[Model]:
    """Each provider, configured with the environment variables of its SDK."""
    yield from serve_model(request.param, clerk)


@pytest.fixture
def one_model(clerk: CommandLine) -> Iterator[Model]:
    """One provider, for tests that are the same for both."""
    yield from serve_model("openai", clerk)


def serve_model(kind: str, clerk: CommandLine) -> Iterator[Model]:
    api = FakeAPI()
    suffix = "/v1" if kind == "openai" else ""
    name = kind.upper()
    clerk.variables |= {
        f"{name}_API_KEY": "sk-pl4nted77-of-the-provider",
        f"{name}_BASE_URL": api.url + suffix,
    }
    yield Model(kind, api)
    api.close()
    assert not api.unexpected, "the model got more requests than it has replies"


WriteServers = Callable[..., Path]


@pytest.fixture
def write_servers(clerk: CommandLine) -> WriteServers:
    """Writes the default configuration of MCP servers; a bare name gets the real server."""

    def write(*names: str, **servers: Any) -> Path:
        lookup_servers = {
            name: {
                "command": sys.executable,
                "args": [str(SERVER), name],
                "env": {"LOOKUP_TOKEN": planted_for(name)},
            }
            for name in names
        }
        clerk.config.mkdir(exist_ok=True)
        path = clerk.config / "mcp.json"
        path.write_text(json.dumps({"servers": {**lookup_servers, **servers}}))
        return path

    return write


@pytest.fixture
def editor(protect: Protect) -> Callable[[str], None]:
    """Installs an editor that runs a script on ``$file``; its command has an argument."""

    def install(script: str) -> None:
        path = protect.clerk.directory / "my editor"
        path.write_text(f'#!/bin/sh\n[ "$1" = --wait ] || exit 9\nfile=$2\n{script}\n')
        path.chmod(0o755)
        protect.clerk.variables["VISUAL"] = f"'{path}' --wait"
        protect.clerk.variables["EDITOR"] = "false"

    return install
