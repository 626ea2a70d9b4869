"""The requests of every example of a command, and what a sandbox answers to each."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from every_leaf import installed_leaves
from example_instance import ExampleInstance, with_real_ids
from faults.fault_server import Answer

from clerk_cli.api import Command
from clerk_cli.environment import Environment
from clerk_cli.plugins.manager import Plugins
from clerk_cli.testing import TEST_KEY, CommandLine, Received, SandboxAPI

LOCAL = ("clerk_cli.builtin.", "clerk_cli_mcp.", "clerk_cli_sandbox.")
"""Modules whose commands send nothing to the API."""


class Recording(NamedTuple):
    """One example with its requests.

    Args:
        command: The command.
        words: The words of the command line after ``clerk``.
        answers: What the API answers, by method and target, in the order of the requests.
    """

    command: type[Command]
    words: list[str]
    answers: dict[tuple[str, str], Answer]

    @property
    def spoilable(self) -> list[tuple[str, str]]:
        """The first request and the last, by method and target."""
        return list(dict.fromkeys([next(iter(self.answers)), list(self.answers)[-1]]))


class Recorder(SandboxAPI):
    """A sandbox that keeps its answers."""

    answers: dict[tuple[str, str], Answer]

    def take(self, received: Received) -> tuple[int, Any, Mapping[str, str]]:
        status, body, headers = super().take(received)
        self.answers[received.method, received.target] = Answer(status, body)
        return status, body, headers


def examples() -> Iterator[tuple[type[Command], str]]:
    """The first example of each command that calls the API, and needs no shell."""
    for leaf in installed_leaves():
        if leaf.command.__module__.startswith(LOCAL):
            continue
        lines = [example.command for example in leaf.command.spec.examples]
        plain = [line for line in lines if not {"|", "<", ">"} & set(line)]
        for line in plain[:1]:
            yield leaf.command, line


def record(clerk: CommandLine, instance: ExampleInstance) -> Iterator[Recording]:
    """Run the examples once.

    Args:
        clerk: The command line.
        instance: The sandbox, as new for each example.
    """
    profile = Plugins().profiles["sandbox"].settings["clerk.api.url"]
    for command, line in examples():
        instance.prepare(clerk)
        transport = Plugins().transport(profile, Environment(variables=clerk.variables))
        assert transport is not None
        api = Recorder(transport, profile)
        api.answers = {}
        words = shlex.split(with_real_ids(line, instance.ids))[1:]
        if (command.spec.confirm or command.spec.confirm_if) and not {"-f", "--force"} & set(words):
            words.append("--force")
        result = clerk(*words, env={"CLERK_API_URL": api.url, "CLERK_SECRET_KEY": TEST_KEY})
        api.close()
        if result.code == 0 and api.answers:
            yield Recording(command, words, api.answers)
