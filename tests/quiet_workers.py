"""Workers of xdist that send only the reports that count: two thirds of the messages."""

from __future__ import annotations

from typing import Any

import pytest


def send_less(config: pytest.Config) -> None:
    """Let this process, if it is a worker, keep to itself that a setup or a teardown passed."""
    plugins = config.pluginmanager
    worker: Any = next((p for p in plugins.get_plugins() if hasattr(p, "sendevent")), None)
    if worker is None:
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
