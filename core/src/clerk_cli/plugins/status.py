"""What is known of an installed plugin: where it comes from, and its state."""

from __future__ import annotations

from collections.abc import Iterable

from clerk_cli import __version__
from clerk_cli.errors import CALLEE
from clerk_cli.frozen import Frozen
from clerk_cli.plugins.official import OFFICIAL, PREFIX

CORE = "clerk_cli.builtin"
"""The core's own manifest, which is loaded like that of any plugin."""

FOLDER_PACKAGE = "clerk_plugins_dir_"
"""How the name of the package begins whose modules are the single-file plugins of a folder."""

LOADED, DISABLED, EXCLUDED, BROKEN = "loaded", "disabled", "left out", "broken"
HOW_TO_ENABLE = {
    DISABLED: "Enable it with: clerk plugins enable {name}",
    EXCLUDED: "It is excluded by --no-plugins or CLERK_PLUGINS.",
    BROKEN: "See why with: clerk plugins show {name}",
}


class PluginId(Frozen):
    """Where a plugin comes from: the name of its entry point, its distribution and version.

    A single-file plugin has the path of its file instead of a distribution.
    """

    name: str
    distribution: str = ""
    version: str = ""
    path: str = ""

    @property
    def official(self) -> bool:
        """Whether it is a plugin of this project."""
        return self.name in OFFICIAL and self.distribution == f"{PREFIX}{self.name}"

    @property
    def third_party(self) -> bool:
        """Whether it is neither the core nor a plugin of this project."""
        return not self.official and self != PluginId(CORE)

    @property
    def precedence(self) -> tuple[bool, bool, str]:
        """What plugins are sorted by: official ones come first, single files last."""
        return self.third_party, bool(self.path), self.name

    @property
    def is_outdated(self) -> bool:
        """Whether it is one of this project, of another version than the core."""
        return self.official and self.version != __version__

    @property
    def remedy(self) -> str:
        """What to do where it fails."""
        if self.is_outdated:
            return f"fix it with: clerk plugins update {self.name}"
        if self.path:
            from shlex import quote

            return f"disable it with: clerk plugins disable {quote(self.name)}"
        return f"disable it with: clerk plugins disable {self.name}"

    @property
    def is_installed(self) -> bool:
        """Whether it is a distribution or a file; the core, and what a test adds, is neither."""
        return bool(self.distribution or self.path)

    def __str__(self) -> str:
        if not self.distribution:
            return f'"{self.name}" ({self.path})' if self.path else f'"{self.name}"'
        return f'"{self.name}" ({self.distribution} {self.version})'


class Selection(Frozen):
    """Which of the installed plugins are loaded.

    Args:
        only: Their names; None for all.
        disabled: Names of those that are not.
    """

    only: frozenset[str] | None = None
    disabled: frozenset[str] = frozenset()

    def allows(self, name: str) -> bool:
        """Whether a plugin is loaded."""
        return name not in self.disabled and (self.only is None or name in self.only)


ALL_PLUGINS = Selection()


class PluginStatus:
    """The state of a plugin.

    Args:
        plugin_id: The plugin.
        state: ``loaded``, ``disabled``, ``left out`` or ``broken``.
        reason: Why it is broken, or what of it is ignored.
        module: The manifest.
    """

    def __init__(self, plugin_id: PluginId, state: str, reason: str = "", module: str = "") -> None:
        self.plugin_id = plugin_id
        self.state = state
        self.reason = reason
        self.module = module
        self.seconds = 0.0
        """How long its manifest took to import."""

    @property
    def how_to_enable(self) -> str:
        """What to do to use it, where it is installed and not loaded."""
        return HOW_TO_ENABLE[self.state].format(name=self.plugin_id.name)


def reason_against(plugin_id: PluginId, others: Iterable[PluginId]) -> str:
    """Why a plugin cannot have its name; empty if it can.

    Args:
        plugin_id: The plugin.
        others: The plugins that have their names already.
    """
    name = plugin_id.name.lower()
    for other in others:
        if other.name.lower() == name:
            return f"its name is already used by plugin {other}"
    if name in OFFICIAL and not plugin_id.official:
        return f'its name is reserved for the official plugin "{name}"'
    return ""


def is_built_in(command: type) -> bool:
    """Whether a command is one of the core's own.

    Args:
        command: Its class.
    """
    return command.__module__.startswith(f"{CORE}.")


def plugin_in_traceback(
    error: BaseException, modules: Iterable[tuple[str, PluginId]]
) -> PluginId | None:
    """The plugin whose code was called last, or is nearest to a failure; None for the core.

    Args:
        error: The exception.
        modules: Modules of plugins: their manifests and those with their commands.
    """
    packages = {_package_of(CORE): PluginId(CORE)}
    for module, plugin_id in modules:
        packages.setdefault(_package_of(module), plugin_id)
    called = _package_of(str(getattr(error, CALLEE, "")))
    nearest = packages.get(called, PluginId(CORE))
    if nearest != PluginId(CORE):
        return nearest
    step = error.__traceback__
    while step is not None:
        package = _package_of(str(step.tb_frame.f_globals.get("__name__")))
        nearest = packages.get(package, nearest)
        step = step.tb_next
    return None if nearest == PluginId(CORE) else nearest


def _package_of(module: str) -> str:
    """The package that a module belongs to; single-file plugins are modules of one package."""
    first, _, rest = module.partition(".")
    return f"{first}.{rest.partition('.')[0]}" if first.startswith(FOLDER_PACKAGE) else first


def sentence(text: str) -> str:
    """A text as the beginning of a sentence."""
    return f"{text[:1].upper()}{text[1:]}"
