"""A sandbox with rules, models that say what a test wants, and a real MCP server."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI, Result

SERVER = Path(__file__).with_name("lookup_server.py")


@dataclass
class Protect:
    """Runs ``clerk -p sandbox protect …`` against a sandbox without demo data.

    Args:
        clerk: The command line.
    """

    clerk: CommandLine

    def __call__(self, *argv: str, **more: Any) -> Result:
        """Run one command below ``protect``."""
        return self.clerk("-p", "sandbox", "protect", *argv, **more)

    def on_terminal(self, *argv: str, **env: str) -> Any:
        """Start one command below ``protect`` on a pseudo-terminal."""
        return self.clerk.on_terminal("-p", "sandbox", "protect", *argv, env=env, columns=120)

    def quirks(self, names: str) -> None:
        """Let the sandbox answer in other ways from now on."""
        self.clerk.variables["CLERK_SANDBOX_QUIRKS"] = names

    def add(self, *expressions: str, ruleset: str = "SIGN_IN", **members: Any) -> list[str]:
        """Add rules straight to the sandbox, and tell their ids."""
        from clerk_cli_sandbox.application import HTTPRequest
        from clerk_cli_sandbox.instance import open_sandbox

        sandbox = open_sandbox(self.clerk.config / "sandbox.db", seed="empty")
        made = []
        for expression in expressions:
            body = {"expression": expression, "action": "BLOCK", **members}
            headers = {"authorization": "Bearer sk_test_x"}
            target = f"/v1/protect/rulesets/{ruleset}/rules"
            answer = sandbox.handle(HTTPRequest("POST", target, headers, json.dumps(body).encode()))
            assert answer.status == 200, answer.body
            made.append(json.loads(answer.body)["id"])
        sandbox.store.close()
        return made

    def rules(self, ruleset: str = "SIGN_IN") -> list[Any]:
        """The rules of a ruleset as they are now."""
        quirks = self.clerk.variables.pop("CLERK_SANDBOX_QUIRKS", "")
        found = self("rules", "list", ruleset, "-o", "json").json["data"]
        self.quirks(quirks)
        return list(found)

    def expressions(self) -> list[str]:
        """The expressions of the rules for sign-ins, in order."""
        return [rule["expression"] for rule in self.rules()]


@pytest.fixture
def protect(clerk: CommandLine) -> Protect:
    clerk("sandbox", "reset", "--seed", "empty", "--force")
    return Protect(clerk)


ORDERING = ["", "no-paging", "small-pages", "no-etag", "count-from-one", "ignore-position"]


@pytest.fixture(params=ORDERING)
def any_api(request: pytest.FixtureRequest, protect: Protect) -> Protect:
    """The sandbox with each quirk that bears on order and paging."""
    protect.quirks(request.param)
    return protect


@dataclass
class Model:
    """A model behind a real HTTP server, which says what a test wants, in either wire format.

    Args:
        kind: ``openai`` or ``anthropic``.
        api: The server.
    """

    kind: str
    api: FakeAPI
    calls: int = field(default=0)

    def says(self, *texts: str) -> Model:
        """Queue answers with texts."""
        for text in texts:
            self.api.answer(self._answer([("text", text)]))
        return self

    def calls_tools(self, *calls: tuple[str, Any]) -> Model:
        """Queue an answer that wants tools to be called; arguments are written as they are."""
        self.api.answer(self._answer([("call", call) for call in calls]))
        return self

    @property
    def heard(self) -> list[Any]:
        """The messages of the last request."""
        messages: list[Any] = self.api.requests[-1].body["messages"]
        return messages

    @property
    def system(self) -> str:
        """The role and rules that it was given."""
        body = self.api.requests[-1].body
        return str(body["system"] if self.kind == "anthropic" else body["messages"][0]["content"])

    @property
    def results(self) -> list[str]:
        """The results of tools in the last request, as texts."""
        if self.kind == "openai":
            return [each["content"] for each in self.heard if each["role"] == "tool"]
        found = [part for each in self.heard for part in each["content"] if isinstance(part, dict)]
        return [part["content"] for part in found if part["type"] == "tool_result"]

    def _answer(self, parts: list[tuple[str, Any]]) -> Any:
        return (self._openai if self.kind == "openai" else self._anthropic)(parts)

    def _openai(self, parts: list[tuple[str, Any]]) -> Any:
        texts = [part for kind, part in parts if kind == "text"]
        message: dict[str, Any] = {"role": "assistant", "content": texts[0] if texts else None}
        calls = [
            {
                "id": self._id(),
                "type": "function",
                "function": {"name": part[0], "arguments": _written(part[1])},
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


def _written(arguments: Any) -> str:
    """Arguments as a model writes them."""
    return arguments if isinstance(arguments, str) else json.dumps(arguments)


@pytest.fixture(params=["openai", "anthropic"])
def model(request: pytest.FixtureRequest, clerk: CommandLine) -> Iterator[Model]:
    """Each provider in turn, set up through the variables of its SDK."""
    yield from serve_model(request.param, clerk)


@pytest.fixture
def one_model(clerk: CommandLine) -> Iterator[Model]:
    """One provider, where it does not matter which."""
    yield from serve_model("openai", clerk)


def serve_model(kind: str, clerk: CommandLine) -> Iterator[Model]:
    api = FakeAPI()
    suffix = "/v1" if kind == "openai" else ""
    name = kind.upper()
    clerk.variables |= {
        f"{name}_API_KEY": "sk-secret-of-the-provider",
        f"{name}_BASE_URL": api.url + suffix,
    }
    yield Model(kind, api)
    api.close()
    assert not api.unexpected, "the model was asked once too often"


WriteServers = Callable[..., Path]


@pytest.fixture
def write_servers(clerk: CommandLine) -> WriteServers:
    """Writes the default configuration of MCP servers; a name alone is the real server."""

    def write(*names: str, **servers: Any) -> Path:
        real = {name: {"command": sys.executable, "args": [str(SERVER)]} for name in names}
        clerk.config.mkdir(exist_ok=True)
        path = clerk.config / "mcp.json"
        path.write_text(json.dumps({"servers": {**real, **servers}}))
        return path

    return write


@pytest.fixture
def editor(protect: Protect) -> Callable[[str], None]:
    """Makes an editor that does what a script says with the file, called with an argument."""

    def make(script: str) -> None:
        path = protect.clerk.directory / "my editor"
        path.write_text(f'#!/bin/sh\n[ "$1" = --wait ] || exit 9\nfile=$2\n{script}\n')
        path.chmod(0o755)
        protect.clerk.variables["VISUAL"] = f"'{path}' --wait"
        protect.clerk.variables["EDITOR"] = "false"

    return make
