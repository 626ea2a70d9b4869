"""Clerk's JavaScript SDK, unmodified, against the sandbox over a real socket."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from npm_packages import npm_install

DRIVE = Path(__file__).with_name("node")
LEAST_METHODS = 110
MINUTE = 60

pytestmark = pytest.mark.javascript


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with the script and the SDK; without node or the SDK the test is skipped."""
    folder = tmp_path / "drive"
    shutil.copytree(DRIVE, folder)
    npm_install(folder)
    return folder


def test_the_javascript_sdk_manages_every_resource(installed: Path, api: Any, served: str) -> None:
    from clerk_cli_sandbox.application import now

    api.sandbox._clock = now  # The SDK compares times in tokens with its own clock.
    done = subprocess.run(
        ["node", "drive.mjs", served],
        cwd=installed,
        capture_output=True,
        text=True,
        timeout=MINUTE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= LEAST_METHODS
