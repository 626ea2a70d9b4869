"""How the workers of xdist share the tests, and what they send about them."""

from __future__ import annotations

import atexit
import os
from typing import Any

import pytest

TOGETHER = {
    f"tests/test_{name}.py": "the source"
    for name in (
        "architecture", "commands", "contributing", "language", "libraries", "public_api",
        "reliability_page", "tested_commands",
    )
}  # fmt: skip
"""Files that one worker runs, since they parse all modules of the project."""


def scheduler(config: pytest.Config, log: Any) -> Any:
    """Gives each worker whole files, as ``--dist loadfile``, and some of them to the same one."""
    from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

    class Scheduling(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            scope: str = super()._split_scope(nodeid)
            return TOGETHER.get(scope, scope)

    return Scheduling(config, log)


def send_less(config: pytest.Config) -> None:
    """Let this process, if it is a worker, keep to itself that a setup or a teardown passed.

    With ``--durations`` their times are asked for.
    """
    plugins = config.pluginmanager
    worker: Any = next((p for p in plugins.get_plugins() if hasattr(p, "sendevent")), None)
    if worker is None or config.getoption("durations") is not None:
        return
    # A worker runs the source of its module, so its class cannot be imported.
    ordinary: Any = type(worker)

    class QuietWorker(ordinary):  # type: ignore[misc]
        @pytest.hookimpl
        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.when == "call" or not report.passed or report.sections:
                super().pytest_runtest_logreport(report)

        @pytest.hookimpl
        def pytest_runtest_logfinish(self) -> None:
            """The next message says so, too."""

    plugins.unregister(worker)
    worker.__class__ = QuietWorker
    plugins.register(worker)


def end_at_once(session: pytest.Session) -> None:
    """Let this process, if it is a worker, end without freeing its tests, which takes seconds."""
    if hasattr(session.config, "workerinput"):
        atexit.register(_end, session)


def _end(session: pytest.Session) -> None:
    """End the process, which has kept the session until now."""
    os._exit(session.exitstatus)
