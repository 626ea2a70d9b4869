"""``clerk plugins …``: installed plugins, new ones, and team files (an extension)."""

from __future__ import annotations

from clerk_cli.builtin.plugins.authoring import PluginsCheck, PluginsNew
from clerk_cli.builtin.plugins.installing import (
    PluginsInstall,
    PluginsSync,
    PluginsUninstall,
    PluginsUpdate,
)
from clerk_cli.builtin.plugins.states import (
    PluginsDisable,
    PluginsEnable,
    PluginsList,
    PluginsShow,
)

__all__ = [
    "PluginsCheck",
    "PluginsDisable",
    "PluginsEnable",
    "PluginsInstall",
    "PluginsList",
    "PluginsNew",
    "PluginsShow",
    "PluginsSync",
    "PluginsUninstall",
    "PluginsUpdate",
]
