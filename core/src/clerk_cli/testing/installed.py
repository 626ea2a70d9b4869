"""The installed plugins, looked up once for all tests of a process."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clerk_cli.plugins.cached import CachedEntryPoint


def entry_points() -> tuple[CachedEntryPoint, ...]:
    """The entry points of the installed plugins, with their distributions."""
    return _entry_points_on(tuple(sys.path))


@cache
def _entry_points_on(_path: tuple[str, ...]) -> tuple[CachedEntryPoint, ...]:
    from clerk_cli.plugins.cached import CachedEntryPoint
    from clerk_cli.plugins.loading import installed_entry_points, plugin_id_of

    return tuple(
        CachedEntryPoint(point.name, point.module, plugin_id_of(point))
        for point in installed_entry_points()
    )
