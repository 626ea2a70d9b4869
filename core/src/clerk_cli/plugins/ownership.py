"""Who owns a name: the first plugin that declares it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from clerk_cli.plugins.status import CORE, PluginId

T = TypeVar("T")


def without_conflicts(
    declarations: Iterable[tuple[PluginId, T]],
    kind: str,
    names_of: Callable[[T], Iterable[str]],
    reject: Callable[[PluginId, str], None],
) -> list[tuple[PluginId, T]]:
    """What plugins declare, without what another plugin has declared under the same name.

    Args:
        declarations: What was declared, those that have precedence first.
        kind: What messages call it, such as ``command``.
        names_of: The names that one of them needs for itself.
        reject: Is told of each that is ignored: the plugin, and why.
    """
    owners: dict[str, PluginId] = {}
    accepted = []
    for plugin_id, item in declarations:
        names = tuple(names_of(item))
        conflict = next((name for name in names if name in owners), None)
        if conflict is None:
            owners.update(dict.fromkeys(names, plugin_id))
            accepted.append((plugin_id, item))
        else:
            owner = _label(owners[conflict])
            reject(plugin_id, f'the {kind} "{conflict}" is already registered by {owner}')
    return accepted


def _label(owner: PluginId) -> str:
    return "clerk itself" if owner.name == CORE else f"plugin {owner}"
