"""What holds for all tests: Ctrl-C works, and no planted secret is shown or left behind."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from forked_runs import FORKS, can_fork
from planted_secrets import WATCH
from sampling import EVERY, OPTION, QUICK, SAMPLE, add_option, sample_of, take_samples
from xdist_workers import end_at_once, scheduler, send_less

from clerk_cli.testing import CommandLine, FakeAPI, Received, Result, SandboxAPI

PATCH = pytest.MonkeyPatch()
HANDLERS: Mapping[str, Any] = {
    "SIGINT": signal.default_int_handler,
    "SIGTERM": signal.SIG_DFL,
    "SIGHUP": signal.SIG_DFL,
}
"""What signals do in a program that a shell starts in the foreground."""

EXAMPLES, QUICK_EXAMPLES = 100, 20
"""How many examples of a test are generated."""

GC_THRESHOLD = 50_000
"""Allocations before a garbage collection, which looks at all tests."""

Take = Callable[[Any, Received], tuple[int, Any, Mapping[str, str]]]


def watched_take(take: Take) -> Take:
    """A method of a fake API that tells the watch which secrets a request has."""

    @wraps(take)
    def watched(api: Any, received: Received) -> tuple[int, Any, Mapping[str, str]]:
        WATCH.received(received)
        return take(api, received)

    return watched


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """One worker more than there are cores, as tests wait for the processes that they start."""
    return (yield) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the option of CI."""
    add_option(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Prepare this process, and so the programs that tests start."""
    gc.set_threshold(GC_THRESHOLD)
    # A background job, such as a CI step, ignores signals, and so would its children.
    for name, handler in HANDLERS.items():
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)
    send_less(config)
    if config.getoption("dist", "no") == "no":  # not in a process that only starts others for tests
        choose_examples(config)
        watch_every_run()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let one worker run what shares its preparation."""
    return scheduler(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker what only the process that starts it knows."""
    node.workerinput[SAMPLE] = tuple(sample_of(node.config))


def choose_examples(config: pytest.Config) -> None:
    """Let no generated example fail because the computer is busy, and a quick run try fewer.

    CI tries the same examples each time; developers, new ones.
    """
    from hypothesis import HealthCheck, settings

    settings.register_profile(
        "clerk",
        max_examples=QUICK_EXAMPLES if sample_of(config).left_out == QUICK else EXAMPLES,
        deadline=None,
        derandomize="TOX_ENV_NAME" in os.environ,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("clerk")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the modules that take longest, and leave out what this run does not take."""
    items.sort(key=lambda item: item.get_closest_marker("early") is None)
    take_samples(config, items)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say that a quick run takes samples."""
    if sample_of(config).left_out != QUICK:
        return None
    return f"quick: every {EVERY}th case of tables, no slow test; {OPTION} runs both, as in tox"


def watch_every_run() -> None:
    """Let the watch see every run of the program, in this process and in others."""
    from clerk_cli.console.application import Application

    run, process = Application.run, CommandLine.process

    @wraps(run)
    def watched_run(self: Application, argv: list[str]) -> int:
        environment = vars(self)["_environment"]
        WATCH.begin(environment.variables)
        try:
            return run(self, argv)
        finally:
            WATCH.end(argv, environment.stdout, environment.stderr)

    @wraps(process)
    def watched_process(
        self: CommandLine, *argv: str, stdin: str = "", env: Mapping[str, str] | None = None
    ) -> Result:
        result = process(self, *argv, stdin=stdin, env=env)
        WATCH.output(argv, result.out, result.err)
        return result

    for api in (FakeAPI, SandboxAPI):
        PATCH.setattr(api, "take", watched_take(api.take))
    PATCH.setattr(Application, "run", watched_run)
    PATCH.setattr(CommandLine, "process", watched_process)
    PATCH.setattr(subprocess.Popen, "__init__", watched_start(subprocess.Popen.__init__))
    if sys.platform != "win32":
        watch_terminals()
    sys.addaudithook(WATCH.audit)


def watched_start(start: Callable[..., None]) -> Callable[..., None]:
    """The start of a process that records the programs that it starts, if a test starts it.

    A test suite that a test runs is not the program, and gives secrets to what it starts.
    """

    @wraps(start)
    def watched(
        self: Any, args: Any, *more: Any, env: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        if not WATCH.is_running and "pytest" not in args:
            env = WATCH.variables(os.environ if env is None else env)
        start(self, args, *more, env=env, **options)

    return watched


def watch_terminals() -> None:
    """Let the watch see what is on the screens of pseudo-terminals, which Windows has not.

    A run there is forked from a process that has imported the program, if that makes no difference.
    """
    from clerk_cli.testing.terminal import Terminal

    close, start = Terminal.close, Terminal._start  # noqa: SLF001 - the one place to replace it

    @wraps(start)
    def forked_start(
        self: Terminal,
        argv: list[str],
        variables: Mapping[str, str],
        directory: Path,
        *descriptors: Any,
    ) -> Any:
        if not can_fork(variables):
            return start(self, argv, variables, directory, *descriptors)
        return FORKS.start(argv, variables, directory, *descriptors)

    @wraps(close)
    def watched_close(self: Terminal) -> None:
        close(self)
        WATCH.output(self.argv, self.out.raw, self.err.raw)

    PATCH.setattr(Terminal, "close", watched_close)
    PATCH.setattr(Terminal, "_start", forked_start)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Spare garbage collections the tests, which stay until the end."""
    gc.freeze()
    end_at_once(session)


def pytest_unconfigure() -> None:
    """Leave the program as it was."""
    PATCH.undo()
    WATCH.close()
    FORKS.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that leaked a secret, with the places."""
    report = yield
    if report.when != "call":
        return report
    fixtures: dict[str, Any] = getattr(item, "funcargs", {})
    if isinstance(command_line := fixtures.get("clerk"), CommandLine):
        WATCH.home(command_line.home)
    for name, content in report.sections:
        WATCH.look(name, content)
    leaks = WATCH.take()
    if leaks and report.passed:
        report.outcome = "failed"
        report.longrepr = "\n".join(["planted secrets were found:", *leaks])
    return report
