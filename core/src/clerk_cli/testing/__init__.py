"""A pytest plugin for the core and for plugins: run the real command line, fake the API.

Fixtures:
    clerk: Runs a command line in this process, with an isolated home and no ambient settings; its
        method ``process`` runs it in a new process, ``on_terminal`` on a pseudo-terminal.
    fake_api: An HTTP server on loopback that returns queued responses and records requests.
    sandbox_api: The same, but responses come from a Clerk instance with real state, empty at first.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from clerk_cli.testing.fake_api import FakeAPI, Received, SandboxAPI

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from clerk_cli.plugins.manager import Plugins
    from clerk_cli.testing.terminal import Terminal

__all__ = ["TEST_KEY", "CommandLine", "FakeAPI", "Received", "Result", "SandboxAPI"]

TEST_KEY = "sk_test_pl4nted77_0123456789"
"""The secret key of ``fake_api`` and ``sandbox_api``."""


@dataclass(frozen=True)
class Result:
    """The result of a command line.

    Args:
        code: The exit status.
        out: Everything on stdout.
        err: Everything on stderr.
    """

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout, decoded."""
        return json.loads(self.out)


@dataclass
class CommandLine:
    """Runs command lines in an isolated home.

    Args:
        home: The home folder; the configuration is in ``config`` below it.
        directory: The working directory.
        variables: The environment variables of each run.
        plugins: The plugins; None: those that are installed.
        waits: The waits that the program asked for, in seconds; it never really waits.
        added: Plugins that are loaded besides those that are installed, by name.
        terminals: The pseudo-terminals that were started; they end with the test.
    """

    home: Path
    directory: Path
    variables: dict[str, str]
    plugins: Plugins | None = None
    waits: list[float] = field(default_factory=list)
    added: dict[str, EntryPoint] = field(default_factory=dict)
    terminals: list[Terminal] = field(default_factory=list)

    def __call__(self, *argv: str, stdin: str = "", env: Mapping[str, str] | None = None) -> Result:
        """Run one command line.

        Args:
            argv: The words after ``clerk``.
            stdin: The input of the program.
            env: Environment variables for this run.
        """
        from clerk_cli.console.application import Application
        from clerk_cli.environment import Environment

        out, err = io.StringIO(), io.StringIO()
        environment = Environment(
            stdin=io.StringIO(stdin),
            stdout=out,
            stderr=err,
            variables={**self.variables, **(env or {})},
            directory=self.directory,
            sleep=self.waits.append,
        )
        code = Application(environment, self.plugins).run(list(argv))
        return Result(int(code), out.getvalue(), err.getvalue())

    def process(self, *argv: str, stdin: str = "", env: Mapping[str, str] | None = None) -> Result:
        """Run one command line in a new process, like a shell.

        Args:
            argv: The words after ``clerk``.
            stdin: The input of the program.
            env: Environment variables for this run.
        """
        import subprocess
        import sys

        done = subprocess.run(
            [sys.executable, "-m", "clerk_cli", *argv],
            input=stdin,
            capture_output=True,
            text=True,
            env={**self.variables, **(env or {})},
            cwd=self.directory,
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    def on_terminal(
        self,
        *argv: str,
        env: Mapping[str, str] | None = None,
        columns: int = 80,
        redirect: str | None = None,
    ) -> Terminal:
        """Start one command line in a new process, on a pseudo-terminal.

        Args:
            argv: The words after ``clerk``.
            env: Environment variables for this run.
            columns: The width of the terminal.
            redirect: A file in the working directory that gets stdout instead.

        Raises:
            Skipped: The test is skipped on Windows, which has no pseudo-terminals.
        """
        from clerk_cli.testing.terminal import Terminal

        variables = {**self.variables, **(env or {})}
        for name in {"COLUMNS", "NO_COLOR"} - set(env or {}):
            variables.pop(name, None)
        terminal = Terminal(list(argv), variables, self.directory, columns, redirect)
        self.terminals.append(terminal)
        return terminal

    def refuses(self, *argv: str, because: str) -> bool:
        """Whether a command line is rejected as a usage error, in one line with the reason.

        Args:
            argv: The words after ``clerk``.
            because: A part of the first line on stderr.
        """
        result = self(*argv)
        first = (result.err.splitlines() or [""])[0]
        return (result.code, result.out) == (2, "") and because in first

    def add_plugin(self, name: str, module: str) -> None:
        """Load a plugin that is not installed besides those that are, in this process.

        Args:
            name: The name of its entry point.
            module: Its manifest, which has to be importable.
        """
        from importlib.metadata import EntryPoint

        from clerk_cli.plugins import ENTRY_POINT_GROUP
        from clerk_cli.plugins.manager import Plugins

        self.added[name] = EntryPoint(name, module, ENTRY_POINT_GROUP)
        from clerk_cli.testing.installed import entry_points

        installed = [point for point in entry_points() if point.name not in self.added]
        self.plugins = Plugins([*installed, *self.added.values()])

    def check_plugin(self, plugin: str | Path) -> None:
        """Fail with the mistakes of a plugin, as ``clerk plugins check`` finds them.

        Args:
            plugin: The name of its entry point, or the path of a single-file plugin.

        Raises:
            AssertionError: It has mistakes, or is not installed.
        """
        from clerk_cli.checks.plugins import check_plugin
        from clerk_cli.testing.installed import find_entry_point

        point = find_entry_point(plugin, self.added)
        assert point is not None, f'the plugin "{plugin}" is not installed'
        mistakes = check_plugin(point).mistakes
        assert not mistakes, "\n".join(
            f"{item.source or item.place}: {item.place}: {item.message}" for item in mistakes
        )

    @property
    def config(self) -> Path:
        """The configuration folder."""
        return self.home / "config"

    def write_profiles(self, text: str) -> None:
        """Write the profiles file, which only its owner can read."""
        self.config.mkdir(mode=0o700, parents=True, exist_ok=True)
        profiles = self.config / "profiles"
        profiles.write_text(text, encoding="utf-8")
        profiles.chmod(0o600)


@pytest.fixture
def clerk(tmp_path: Path) -> Iterator[CommandLine]:
    """The command line, in an isolated home and without a key."""
    home, directory = tmp_path / "home", tmp_path / "work"
    for folder in (home, home / "tmp", directory):
        folder.mkdir()
    variables = {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "CLERK_CONFIG_DIR": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "TMPDIR": str(home / "tmp"),
        "NO_COLOR": "1",
        "COLUMNS": "80",
        "SHELL": "/bin/sh",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
    }
    command_line = CommandLine(home, directory, variables)
    if third_party := _third_party_distributions():
        # Their first load is announced, and a test of them would see that in each new home.
        from clerk_cli.config import plugin_state

        with plugin_state.edit(command_line.config / "plugins") as state:
            state.announced |= third_party
    from clerk_cli.testing.installed import discover_once, load_once

    with pytest.MonkeyPatch.context() as patch:
        # Most of a run in this process would be spent on the installed distributions.
        patch.setattr("clerk_cli.plugins.discovery.discover", discover_once)
        patch.setattr("clerk_cli.console.catalog.Plugins", load_once)
        yield command_line
    for terminal in command_line.terminals:
        terminal.close()


def _third_party_distributions() -> frozenset[str]:
    """The distributions of installed plugins that are not of this project."""
    from clerk_cli.plugins.loading import plugin_id_of
    from clerk_cli.testing.installed import entry_points

    plugin_ids = [plugin_id_of(point) for point in entry_points()]
    return frozenset(plugin_id.distribution for plugin_id in plugin_ids if not plugin_id.official)


@pytest.fixture
def fake_api(clerk: CommandLine) -> Iterator[FakeAPI]:
    """The fake API; ``clerk`` is set up to use it."""
    api = FakeAPI()
    clerk.variables |= {"CLERK_API_URL": api.url, "CLERK_SECRET_KEY": TEST_KEY}
    yield api
    api.close()
    assert not api.unexpected, f"unexpected requests: {api.unexpected}"


@pytest.fixture
def sandbox_api(clerk: CommandLine) -> Iterator[SandboxAPI]:
    """An empty Clerk instance behind a socket; ``clerk`` is set up to use it."""
    from clerk_cli.environment import Environment
    from clerk_cli.plugins.manager import Plugins

    plugins = Plugins()
    profile = plugins.profiles.get("sandbox")
    if profile is None:
        pytest.skip("the sandbox is not installed: clerk plugins install sandbox")
    reset = clerk("sandbox", "reset", "--seed", "empty", "--force")
    assert reset.code == 0, reset.err
    url = profile.settings["clerk.api.url"]
    transport = plugins.transport(url, Environment(variables=clerk.variables))
    assert transport is not None
    api = SandboxAPI(transport, url)
    clerk.variables |= {"CLERK_API_URL": api.url, "CLERK_SECRET_KEY": TEST_KEY}
    yield api
    api.close()
