"""Who owns a name: the core, then official plugins, then the first third party that declares it.

A third party never gets a name of an official plugin, whether that is installed or not, nor a word
that is an abbreviation of one of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from clerk_cli.plugins import Group
from clerk_cli.plugins.declarations import COMMANDS, FORMATS, PROFILES, SETTINGS, Declaration, Kind
from clerk_cli.plugins.official import OFFICIAL, find_official_plugin, owner_of
from clerk_cli.plugins.official import PROFILES as OFFICIAL_PROFILES
from clerk_cli.plugins.status import CORE, PluginId

RESERVED_VARIABLES = frozenset(
    f"${name}".lower()
    for name in (
        "CLERK_ALLOW_INSECURE", "CLERK_API_KEY", "CLERK_API_VERSION", "CLERK_CONFIG_DIR",
        "CLERK_FULL_IMPORTS", "CLERK_NO_INDEX", "CLERK_PLUGINS", "CLERK_PROFILE", "HOME", "PATH",
        "XDG_CACHE_HOME", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY",
        "ALL_PROXY", "NO_PROXY",
    )
)  # fmt: skip
"""Variables that the core reads beside those of its settings, as declarations name them."""
RESERVED_PREFIXES = ("clerk.", "$anthropic_", "$openai_")
"""How settings and variables begin that only the core and official plugins may declare."""
CORE_NAMES = {COMMANDS.label: ("help",), PROFILES.label: ("default",), SETTINGS.label: ("profile",)}
"""Names of the core that its own manifest does not declare."""


def accept(
    declarations: Iterable[Declaration], kind: Kind[Any], reject: Callable[[PluginId, str], None]
) -> list[Declaration]:
    """The declarations that are valid and take nobody else's name.

    Args:
        declarations: What was declared, those that have precedence first.
        kind: Their kind.
        reject: Is told of each other one: the plugin, and why.
    """
    core = PluginId(CORE)
    owners = dict.fromkeys(CORE_NAMES.get(kind.label, ()), core)
    accepted = []
    for declaration in declarations:
        if reason := _reason_against(declaration, kind, owners):
            reject(declaration.plugin_id, reason)
            continue
        owners.update((name.lower(), declaration.plugin_id) for name in declaration.names)
        accepted.append(declaration)
    return accepted


def _reason_against(declaration: Declaration, kind: Kind[Any], owners: dict[str, PluginId]) -> str:
    if declaration.problem:
        return f"a {kind.label} is invalid ({declaration.problem})"
    for name in declaration.names:
        what = f'the {kind.label} "{name}"'
        lowered = name.lower()
        if owner := owners.get(lowered):
            return f"{what} is already registered by {_label(owner)}"
        if not declaration.plugin_id.third_party:
            continue
        if plugin := _official_owner(lowered, kind):
            return f'{what} is reserved for the official plugin "{plugin}"'
        if kind is SETTINGS and _is_reserved(lowered):
            return f"{what} is reserved"
        if kind in (COMMANDS, FORMATS) and (word := _abbreviated(lowered, kind, owners)):
            return f'{what} is an abbreviation of "{word}"'
    return ""


def _is_reserved(name: str) -> bool:
    return name in RESERVED_VARIABLES or name.startswith(RESERVED_PREFIXES)


def _official_owner(name: str, kind: Kind[Any]) -> str | None:
    """The official plugin that has a name, whether it is installed or not."""
    if kind is COMMANDS:
        return find_official_plugin(name, exactly=True)
    if kind is SETTINGS:
        return owner_of(name)
    return OFFICIAL_PROFILES.get(name) if kind is PROFILES else None


def abbreviated_word(word: str, groups: Iterable[tuple[PluginId, Group]]) -> str | None:
    """The command of the core or of an official plugin that a word abbreviates.

    Args:
        word: The name of a group.
        groups: The groups that there are, with their plugins.
    """
    owners = {name: owner for owner, group in groups for name in (group.name, *group.aliases)}
    return _abbreviated(word, COMMANDS, owners)


def _abbreviated(word: str, kind: Kind[Any], owners: dict[str, PluginId]) -> str | None:
    """The word of the core or of an official plugin that this one abbreviates."""
    ours = [name for name, owner in owners.items() if not owner.third_party]
    if kind is COMMANDS:
        ours += [name for words in OFFICIAL.values() for name in words]
    return next((name for name in ours if name.startswith(word)), None)


def _label(owner: PluginId) -> str:
    return "clerk itself" if owner == PluginId(CORE) else f"plugin {owner}"
