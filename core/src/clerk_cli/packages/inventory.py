"""The installed distributions: their plugins, and where they were installed from."""

from __future__ import annotations

from importlib.metadata import Distribution, PackageNotFoundError, distribution

from clerk_cli.errors import UsageError
from clerk_cli.packages.extras import PROGRAM
from clerk_cli.packages.requirements import (
    distribution_name,
    normalized_name,
    parse_requirement,
    short_name,
)
from clerk_cli.plugins.loading import installed_entry_points, plugin_id_of

INDEX = "index"
SEE_LIST = "See the installed plugins with: clerk plugins list"


def installed(name: str) -> Distribution | None:
    """The installed distribution with a name, or None."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def version_of(name: str) -> str:
    """The installed version of a distribution; empty if it is not installed."""
    installation = installed(name)
    try:
        return (installation.version or "") if installation else ""
    except Exception:  # noqa: BLE001 - malformed metadata, which importlib reads without checks
        return ""


def plugins_of(name: str) -> list[str]:
    """The names of the plugins in an installed distribution."""
    project = normalized_name(name)
    points = [(plugin_id_of(point).distribution, point.name) for point in installed_entry_points()]
    return [plugin for distribution, plugin in points if normalized_name(distribution) == project]


def installed_plugin(name: str) -> str:
    """The distribution of an installed plugin, by its own name or the plugin's.

    Raises:
        UsageError: It is not installed, or has no plugin.
    """
    project = distribution_name(name)
    if installed(project) is None:
        for point in installed_entry_points():
            if point.name == name and (owner := plugin_id_of(point).distribution):
                return normalized_name(owner)
        raise UsageError(f'"{project}" is not installed', hint=SEE_LIST)
    if not plugins_of(project):
        if is_extra(name):
            raise UsageError(f"{name} is an extra of clerk, which is updated along with clerk")
        label = name if project == PROGRAM else project
        raise UsageError(f"{label} is not a plugin", hint=SEE_LIST)
    return project


def removable(name: str) -> list[str]:
    """The distributions to remove: that of an installed plugin, or those of an extra of clerk.

    Raises:
        UsageError: It is not installed, or is an extra that adds to a plugin.
    """
    if not is_extra(name):
        return [installed_plugin(name)]
    entry = parse_requirement(name)
    if entry.plugins:
        plugins = " ".join(map(short_name, entry.plugins))
        raise UsageError(
            f"{name} is an extra of other plugins, and cannot be uninstalled separately",
            hint=f"Run: clerk plugins uninstall {plugins}",
        )
    present = [project for project in entry.contents if version_of(project)]
    if not present:
        raise UsageError(f'"{name}" is not installed', hint=SEE_LIST)
    return present


def is_extra(name: str) -> bool:
    """Whether a name is an extra of clerk, and no plugin."""
    return normalized_name(name) != PROGRAM and distribution_name(name) == PROGRAM


def install_source(name: str) -> str:
    """Where a distribution was installed from: ``editable PATH``, another URL, or ``index``.

    It is empty where that cannot be read.
    """
    installation = installed(name)
    if installation is None:
        return ""
    import json

    try:
        text = installation.read_text("direct_url.json")
        if not text:
            return INDEX
        direct = json.loads(text)
        url = str(direct["url"])
        editable = direct.get("dir_info", {}).get("editable")
    except (ValueError, TypeError, KeyError, AttributeError):
        return ""
    return f"editable {url.removeprefix('file://')}" if editable else url
