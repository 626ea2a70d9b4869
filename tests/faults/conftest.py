"""Counts the rows of the matrix, for the page about reliability."""

from __future__ import annotations

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many rows were tried."""
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        if report.when == "call"
    ]
    rows = sum(
        value for report in reports for name, value in report.user_properties if name == "rows"
    )
    if rows:
        terminalreporter.write_line(f"{rows:,} rows of commands by faults")
