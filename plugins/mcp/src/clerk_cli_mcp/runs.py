"""Runs of commands inside the server: one at a time, by the same runner, with captured output."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from clerk_cli.api import APIObject, Context, Environment

PROFILE_VARIABLE = "CLERK_PROFILE"
MAX_MESSAGES, MAX_CHARACTERS = 20, 2_000
"""Messages of a run that agents get, and their characters."""

LOG = "[DEBUG]"
"""How the lines begin that ``--debug`` writes about requests."""


class Run(NamedTuple):
    """What became of a command.

    Args:
        status: The exit status.
        result: What it printed, decoded; None for nothing.
        error: The failure; None if there was none.
        messages: What it said besides.
    """

    status: int
    result: Any
    error: APIObject | None
    messages: list[str]


class CommandRunner:
    """Runs commands with the profile, the variables and the options that the server started with.

    Args:
        context: The server's own run.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        settings = context.settings
        self.profile = settings.profile.name
        self._variables = dict(context.environment.variables)
        if settings.flags.profile is None:
            # What the file calls the active profile may change while the server runs.
            self._variables[PROFILE_VARIABLE] = self.profile

    def run(self, words: Sequence[str], effect: str) -> Run:
        """Run a command line; its options are words of ours, so that no value becomes one.

        Args:
            words: The words after ``clerk``.
            effect: What its requests may do at most, whatever the command says that it does.
        """
        out, err = io.StringIO(), io.StringIO()
        environment = Environment(
            stdin=io.StringIO(),
            stdout=out,
            stderr=err,
            variables=self._variables,
            directory=self._context.environment.directory,
            sleep=self._context.environment.sleep,
            now=self._context.environment.now,
        )
        environment.strongest_effect = effect
        status = self._context.program.run(["--output=json", *words], environment)
        lines = self._without_log(err.getvalue().splitlines())
        error = _error(lines) if status else None
        if status and error is None:
            error = {"code": "failed", "message": f"the command ended with exit status {status}"}
        return Run(
            int(status),
            _decoded(out.getvalue()),
            error,
            [line.strip()[:MAX_CHARACTERS] for line in lines if line.strip()][:MAX_MESSAGES],
        )

    def _without_log(self, lines: list[str]) -> list[str]:
        """Write the log of requests to the server's own, and return what else was said."""
        for line in lines:
            if line.startswith(LOG):
                self._context.messages.debug(line)
        return [line for line in lines if not line.startswith(LOG)]


def _error(lines: list[str]) -> APIObject | None:
    """The failure that a run reported, taken out of its messages."""
    for line in reversed(lines):
        if not line.startswith("{"):
            continue
        try:
            error = json.loads(line)
        except ValueError:
            continue
        if isinstance(error, dict) and "code" in error:
            lines.remove(line)
            return error
    return None


def _decoded(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
