"""A sandbox of its own for one rehearsal, and the commands that work with it.

Both are processes of their own, without the keys and files of this one: whatever they send can only
reach the sandbox.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from clerk_cli.api import APIObject, ClerkError, Context, ExitStatus, UsageError

if TYPE_CHECKING:
    from typing_extensions import Self

KEY = "sk_test_sandbox"
PLUGIN = "clerk_cli_sandbox"
OWN_VARIABLES = ("CLERK_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
"""How variables begin that no process of a rehearsal gets."""

SERVING = re.compile(r"http://127\.0\.0\.1:\d+")
SECONDS_TO_END, POLL_SECONDS = 5, 0.02


class Finished:
    """A command that has ended.

    Args:
        status: Its exit status.
        result: What it printed, as JSON; None if that is not JSON.
        messages: What it wrote to stderr.
    """

    def __init__(self, status: int, result: APIObject | None, messages: str) -> None:
        self.status = status
        self.result = result
        self.messages = messages


def require_sandbox() -> None:
    """Make sure that there can be a sandbox.

    Raises:
        UsageError: The plugin is not installed.
    """
    if importlib.util.find_spec(PLUGIN) is None:
        raise UsageError(
            "--rehearse requires the sandbox plugin",
            hint="Install it with: clerk plugins install sandbox",
        )


class Sandbox:
    """A sandbox, while it is entered.

    Args:
        folder: An empty folder for its data.
        options: Options of ``clerk sandbox serve``, such as faults.
        context: Has the variables of this process.
    """

    def __init__(self, folder: Path, options: Sequence[str], context: Context) -> None:
        self._folder = folder
        self._options = options
        self._variables = {
            name: value
            for name, value in context.child_environment().items()
            if not name.upper().startswith(OWN_VARIABLES)
        } | {"CLERK_CONFIG_DIR": str(folder / "config")}
        self._server: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        argv = ["sandbox", "serve", "--port", "0", "--seed", "empty"]
        argv += ["--db", str(self._folder / "sandbox.db"), *self._options]
        log = self._folder / "server.log"
        with log.open("wb") as file:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "clerk_cli", *argv, "-o", "json"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=file,
                cwd=self._folder,
                env=self._variables,
            )
        self.url = _url_of(self._server, log)
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.terminate()
        try:
            self._server.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()

    def clerk(self, *argv: str) -> Finished:
        """Run a command line of ``clerk`` against the sandbox, and wait for its end."""
        variables = {"CLERK_API_URL": self.url, "CLERK_SECRET_KEY": KEY}
        output, log = self._folder / "output", self._folder / "log"
        with output.open("wb") as data, log.open("wb") as messages:
            done = subprocess.run(
                [sys.executable, "-m", "clerk_cli", *argv, "-o", "json"],
                stdin=subprocess.DEVNULL,
                stdout=data,
                stderr=messages,
                check=False,
                cwd=self._folder,
                env={**self._variables, **variables},
            )
        try:
            result = json.loads(output.read_bytes())
        except ValueError:
            result = None
        return Finished(done.returncode, result, _text_of(log))

    def send(self, method: str, path: str, body: APIObject | None = None) -> APIObject | None:
        """Send a request to the sandbox; None if it refuses."""
        request = Request(  # noqa: S310 - the URL is that of the sandbox
            f"{self.url}/v1{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"},
            method=method,
        )
        try:
            with build_opener(ProxyHandler({})).open(request) as response:
                answer: APIObject = json.load(response)
        except (HTTPError, OSError):
            return None
        return answer


def _url_of(server: subprocess.Popen[bytes], log: Path) -> str:
    """Where a sandbox listens, once it does.

    Raises:
        ClerkError: It ended.
        UsageError: It does not take its options.
    """
    while not (match := SERVING.search(_text_of(log))):
        if (status := server.poll()) is not None:
            error = error_of(status, _text_of(log), "the sandbox did not start")
            if isinstance(error, UsageError):
                # The import has another name for the option, as it takes several values.
                error.message = error.message.replace("--fault:", "--faults:")
            raise error
        time.sleep(POLL_SECONDS)
    return match[0]


def error_of(status: int, messages: str, failed: str) -> ClerkError:
    """Why a command failed whose messages are JSON.

    Args:
        status: Its exit status.
        messages: What it wrote to stderr.
        failed: What failed, unless it is the command line that is wrong.
    """
    try:
        reported = json.loads(messages.strip().rpartition("\n")[2])
    except ValueError:
        return ClerkError(failed, hint=messages.strip() or None)
    if status == ExitStatus.USAGE:
        return UsageError(reported["message"], hint=reported.get("hint"))
    return ClerkError(f"{failed}: {reported['message']}", hint=reported.get("hint"))


def _text_of(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")
