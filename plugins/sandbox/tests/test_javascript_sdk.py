"""Clerk's JavaScript SDK, unmodified, against the sandbox over a real socket."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from npm_packages import npm_install

SCRIPT = Path(__file__).with_name("node")
MIN_METHODS = 110
TIMEOUT = 60

pytestmark = pytest.mark.javascript


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A directory with the script and the SDK; without node or the SDK, the test is skipped."""
    directory = tmp_path / "drive"
    shutil.copytree(SCRIPT, directory)
    npm_install(directory)
    return directory


def test_the_javascript_sdk_manages_every_resource(script: Path, api: Any, served: str) -> None:
    from clerk_cli_sandbox.application import now

    api.sandbox._clock = now  # The SDK compares times in tokens with its own clock.
    process = subprocess.run(
        ["node", "drive.mjs", served],
        cwd=script,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    assert int(process.stdout) >= MIN_METHODS
