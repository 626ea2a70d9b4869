"""Packages from npm for tests; without node or an index, the tests are skipped with a message."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SECONDS = 90
OPTIONS = (
    "--no-package-lock", "--no-audit", "--no-fund", "--no-update-notifier", "--ignore-scripts",
    "--prefer-offline", "--fetch-retries=1", "--fetch-timeout=20000", "--loglevel=error",
)  # fmt: skip


def npm_install(folder: Path, *packages: str) -> None:
    """Install packages into a folder: those that are named, or those of its ``package.json``."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("node and npm are not installed")
    what = ", ".join(packages) or "the packages"
    try:
        done = subprocess.run(
            [npm, "install", "--prefix", str(folder), *OPTIONS, *packages],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not install {what} within {SECONDS} seconds")
    if done.returncode:
        pytest.skip(f"npm cannot install {what}: {done.stderr[-300:]}")
