"""What plugins declare, and what makes a declaration invalid."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from clerk_cli.output.formats import Format
from clerk_cli.plugins import Group, Profile, Setting
from clerk_cli.plugins.status import PluginId

T = TypeVar("T")

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
WORD = re.compile(r"[a-z0-9][a-z0-9._-]*")
"""What people type in any case, and what is looked up in lower case."""


class Declaration(NamedTuple):
    """Something that a plugin declares.

    Args:
        plugin_id: The plugin.
        item: The group, setting, profile or format.
        names: The names that it needs for itself; its own comes first.
        problem: What is wrong with it; empty for nothing.
    """

    plugin_id: PluginId
    item: Any
    names: tuple[str, ...]
    problem: str


@dataclass(frozen=True)
class Kind(Generic[T]):
    """A kind of declaration.

    Args:
        label: What messages call it.
        hook: The hook that returns such declarations.
        class_: Their class.
        names: The names that one of them needs for itself; its own comes first.
        problem: What is wrong with one of them; empty for nothing.
    """

    label: str
    hook: str
    class_: type[T]
    names: Callable[[T], tuple[str, ...]]
    problem: Callable[[T], str]

    def declarations(self, plugin_id: PluginId, items: object) -> list[Declaration]:
        """Check everything that a hook returned.

        Raises:
            TypeError: It is not a list, or has something else in it.
        """
        if not isinstance(items, Iterable):
            raise TypeError(f"expected a list of {self.class_.__name__}, got {items!r}")
        return [self.declaration(plugin_id, item) for item in items]

    def declaration(self, plugin_id: PluginId, item: object) -> Declaration:
        """Check what a hook returned.

        Raises:
            TypeError: It is something else.
        """
        if not isinstance(item, self.class_):
            raise TypeError(f"expected {self.class_.__name__}, got {item!r}")
        if problem := self.problem(item):
            return Declaration(plugin_id, item, (), problem)
        return Declaration(plugin_id, item, self.names(item), "")


def _problem_of_group(group: Group) -> str:
    if not _are_strings((group.help, group.module)):
        return "its help and its module must be strings"
    if not _are_strings(group.aliases):
        return "its aliases must be a tuple of strings"
    if not _are_strings(group.synonyms):
        return "its synonyms must be a tuple of strings"
    for word in (group.name, *group.aliases):
        if not _matches(WORD, word):
            return f"{_quoted(word)} is not a valid command name"
    if not _is_tuple_of(Group, group.groups):
        return "its groups must be a tuple of groups"
    return next(filter(None, map(_problem_of_group, group.groups)), "")


def _problem_of_setting(setting: Setting) -> str:
    if not _matches(NAME, setting.key):
        return f"{_quoted(setting.key)} is not a valid name"
    optional = [text for text in (setting.variable, setting.default) if text is not None]
    if not _are_strings((setting.help, *optional)):
        return "its help, variable, and default must be strings"
    return "" if _are_strings(setting.choices) else "its choices must be a tuple of strings"


def _problem_of_profile(profile: Profile) -> str:
    if not _matches(NAME, profile.name):
        return f"{_quoted(profile.name)} is not a valid name"
    settings: object = profile.settings
    if isinstance(settings, Mapping) and _are_strings((*settings, *settings.values())):
        return ""
    return "its settings must map strings to strings"


def _problem_of_format(format_: Format) -> str:
    if not hasattr(format_, "name"):
        return f"{type(format_).__name__} has no name"
    name = format_.name
    return "" if _matches(WORD, name) else f"{_quoted(name)} is not a valid format name"


def _matches(pattern: re.Pattern[str], name: object) -> bool:
    return isinstance(name, str) and bool(pattern.fullmatch(name))


def _quoted(name: object) -> str:
    """A name that may hold anything, such as line ends or letters that look like others."""
    return f'"{str(name).encode("unicode_escape").decode()}"'


def _are_strings(values: object) -> bool:
    return _is_tuple_of(str, values)


def _is_tuple_of(class_: type, values: object) -> bool:
    return isinstance(values, (tuple, list)) and all(isinstance(v, class_) for v in values)


def _names_of_setting(setting: Setting) -> tuple[str, ...]:
    return (setting.key, f"${setting.variable}") if setting.variable else (setting.key,)


_format: Any = Format  # abstract, which a type[T] must not be
COMMANDS = Kind(
    "command", "clerk_groups", Group, lambda group: (group.name, *group.aliases), _problem_of_group
)
SETTINGS = Kind("setting", "clerk_settings", Setting, _names_of_setting, _problem_of_setting)
PROFILES = Kind(
    "profile", "clerk_profiles", Profile, lambda profile: (profile.name,), _problem_of_profile
)
FORMATS: Kind[Format] = Kind(
    "format",
    "clerk_formats",
    _format,
    lambda format_: (format_.name,),
    _problem_of_format,
)
