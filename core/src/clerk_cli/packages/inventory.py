"""What is installed: distributions, whether they bring a plugin, and where they came from."""

from __future__ import annotations

from importlib.metadata import Distribution, PackageNotFoundError, distribution

from clerk_cli.errors import UsageError
from clerk_cli.packages.requirements import distribution_name, normalized_name
from clerk_cli.plugins import ENTRY_POINT_GROUP
from clerk_cli.plugins.loading import installed_entry_points, plugin_id_of

INDEX = "index"


def installed(name: str) -> Distribution | None:
    """The installed distribution with a name, or None."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def version_of(name: str) -> str:
    """The installed version of a distribution; empty where it is not installed."""
    found = installed(name)
    return found.version if found else ""


def plugins_of(name: str) -> list[str]:
    """The names of the plugins that an installed distribution brings."""
    found = installed(name)
    if found is None:
        return []
    return [point.name for point in found.entry_points if point.group == ENTRY_POINT_GROUP]


def installed_plugin(name: str) -> str:
    """The distribution of an installed plugin, by its name or that of the plugin.

    Raises:
        UsageError: It is not installed, or is something else that clerk needs.
    """
    wanted = distribution_name(name)
    if installed(wanted) is None:
        for point in installed_entry_points():
            if point.name == name and (found := plugin_id_of(point).distribution):
                return normalized_name(found)
        raise UsageError(f"{wanted} is not installed", hint="See what is: clerk plugins list")
    if not plugins_of(wanted):
        raise UsageError(f"{wanted} is not a plugin", hint="See which are: clerk plugins list")
    return wanted


def install_source(name: str) -> str:
    """Where a distribution came from: ``editable PATH``, another URL, or ``index``."""
    found = installed(name)
    text = found.read_text("direct_url.json") if found else None
    if not text:
        return INDEX
    import json

    direct = json.loads(text)
    url = str(direct.get("url", ""))
    editable = (direct.get("dir_info") or {}).get("editable")
    return f"editable {url.removeprefix('file://')}" if editable else url
