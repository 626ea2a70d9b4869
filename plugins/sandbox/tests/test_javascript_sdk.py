"""Clerk's JavaScript SDK, unmodified, against the sandbox over a real socket."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from npm_packages import npm_install

SCRIPT = Path(__file__).with_name("node")
UNSUPPORTED = dict(
    line.split(" ", 1) for line in (SCRIPT / "unsupported_methods.txt").read_text().splitlines()
)
"""The methods for operations that the sandbox does not have, and those operations."""

TIMEOUT = 60


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A directory with the script and the SDK; without node or the SDK, the test is skipped."""
    directory = tmp_path / "drive"
    shutil.copytree(SCRIPT, directory)
    npm_install(directory)
    return directory


@pytest.mark.javascript
def test_the_javascript_sdk_manages_every_resource(script: Path, api: Any, served: str) -> None:
    # A module above it has its assertions rewritten, unless it was imported before.
    from plugins.sandbox.tests.sdk_scenarios.users import SEEDED

    from clerk_cli_sandbox.application import now
    from clerk_cli_sandbox.identity.user_imports import import_users

    api.sandbox._clock = now  # The SDK compares times in tokens with its own clock.
    import_users(api.sandbox.store, [SEEDED], now)
    process = subprocess.run(
        ["node", "drive.mjs", served],
        cwd=script,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    printed = json.loads(process.stdout)
    assert sorted(set(printed["methods"]) - set(printed["called"])) == sorted(UNSUPPORTED)
    assert sorted(set(printed["called"]) - set(printed["methods"])) == []


def test_a_method_that_is_not_called_is_for_an_operation_that_the_sandbox_lacks() -> None:
    from clerk_cli_sandbox.rooms import operations

    served = {
        (operation.method, re.sub(r"\{\w+\}", "{}", operation.pattern.removeprefix("/v1")))
        for operation in operations()
    }
    methods = [
        method
        for method, operation in UNSUPPORTED.items()
        if tuple(re.sub(r"\{\w+\}", "{}", operation).split(" ")) in served
    ]
    assert not methods, f"call {methods} in drive.mjs of {SCRIPT}"
