"""Plugins for tests, installed for another process."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_folder import Site

from clerk_cli.testing import CommandLine


@pytest.fixture
def site(clerk: CommandLine, tmp_path: Path) -> Site:
    return Site(tmp_path / "site", clerk, forks=True)
