"""Clerk's JavaScript SDK, unmodified, against the sandbox over a real socket."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

DRIVE = Path(__file__).with_name("node")
LEAST_METHODS = 110
MINUTE = 60

pytestmark = pytest.mark.javascript


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with the script and the SDK; without node or the SDK the test is skipped."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("node and npm are not installed: @clerk/backend was not driven")
    folder = tmp_path / "drive"
    shutil.copytree(DRIVE, folder)
    options = ("--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts")
    done = subprocess.run(
        [npm, "install", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=2 * MINUTE,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"npm cannot install @clerk/backend: {done.stderr[-300:]}")
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
