"""The command line with commands that read and write."""

from __future__ import annotations

import pytest

from clerk_cli.plugins import Group
from clerk_cli.plugins.manager import Plugins
from clerk_cli.testing import CommandLine


@pytest.fixture
def things(clerk: CommandLine) -> CommandLine:
    """``clerk things list|create|…``."""
    clerk.plugins = Plugins([])
    clerk.plugins.groups.append(Group("things", "Things", "core.tests.config.things"))
    return clerk
