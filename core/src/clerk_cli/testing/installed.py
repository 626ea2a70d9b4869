"""The installed plugins, looked up once for all tests of a process.

It is imported by the fixtures before they replace ``discover``.
"""

from __future__ import annotations

import sys
from functools import cache

from clerk_cli.plugins.cached import CachedEntryPoint
from clerk_cli.plugins.discovery import Discovery, Unreadable, discover
from clerk_cli.plugins.loading import plugin_id_of


def entry_points() -> tuple[CachedEntryPoint, ...]:
    """The entry points of the installed plugins, with their distributions."""
    points, _ = _installed_on(tuple(sys.path))
    return points


def discover_once() -> Discovery:
    """What ``discover`` returns, without reading the distributions again."""
    points, unreadable = _installed_on(tuple(sys.path))
    return Discovery([*points], [*unreadable])


@cache
def _installed_on(
    _path: tuple[str, ...],
) -> tuple[tuple[CachedEntryPoint, ...], tuple[Unreadable, ...]]:
    points, unreadable = discover()
    return (
        tuple(CachedEntryPoint(point.name, point.module, plugin_id_of(point)) for point in points),
        tuple(unreadable),
    )
