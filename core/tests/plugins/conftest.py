"""Plugins for tests: on a shelf in this process, or installed for another one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from plugin_shelf import Shelf
from site_folder import Site

from clerk_cli.testing import CommandLine


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    folder = tmp_path / "shelf"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    yield Shelf(folder)
    for name in [name for name in sys.modules if name.startswith("shelf_")]:
        del sys.modules[name]


@pytest.fixture
def site(clerk: CommandLine, tmp_path: Path) -> Site:
    return Site(tmp_path / "site", clerk, forks=True)
