"""Mistakes in the modules of a plugin's groups: commands that no group finds."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from importlib import import_module
from types import ModuleType

from clerk_cli.checks.attributes import are_readable
from clerk_cli.checks.commands import mistakes_in_command
from clerk_cli.checks.mistakes import Mistake
from clerk_cli.checks.places import shown_module, source_of, source_of_error
from clerk_cli.commands.base import Command
from clerk_cli.console.tree import commands_of
from clerk_cli.plugins import Group
from clerk_cli.plugins.loading import describe, isolated


def mistakes_in_groups(groups: Iterable[Group], formats: Collection[str]) -> Iterator[Mistake]:
    """The mistakes in the commands of groups.

    Args:
        groups: The groups of a manifest.
        formats: The output formats that the core and the plugin have.
    """
    paths = list(_paths(groups, ""))
    for name in dict.fromkeys(module for _, module in paths):
        if error := _import_error(name):
            message = f"it cannot be imported: {describe(error)}"
            yield Mistake(shown_module(name), message, source_of_error(error, name))
            continue
        paths_of_module = [path for path, other in paths if other == name]
        yield from _mistakes_in_module(sys.modules[name], paths_of_module, formats)
    yield from _empty_groups(groups)


def mistakes_in_ungrouped_commands(
    manifest: ModuleType, groups: Iterable[Group]
) -> Iterator[Mistake]:
    """The commands of a manifest that no group names, as in a file without ``clerk_groups``.

    Args:
        manifest: The module.
        groups: Its groups.
    """
    if any(module == manifest.__name__ for _, module in _paths(groups, "")):
        return
    for command in commands_of(manifest):
        if command.__module__ == manifest.__name__:
            message = "no group from clerk_groups names its module, so it is never found"
            yield Mistake(str(command.spec.name), message, source_of(command))


def import_commands(groups: Iterable[Group]) -> tuple[str, Exception] | None:
    """Import the modules of groups.

    Args:
        groups: The groups of a manifest.

    Returns:
        What is wrong with the first that fails, and what it raised; None if all can be imported.
    """
    for path, name in _paths(groups, ""):
        if error := _import_error(name):
            return f'the commands of "{path}" cannot be loaded: {describe(error)}', error
    return None


def commands_in_groups(groups: Iterable[Group]) -> list[type[Command]]:
    """The commands of groups whose modules are imported.

    Args:
        groups: The groups of a manifest.
    """
    commands: list[type[Command]] = []
    for name in dict.fromkeys(module for _, module in _paths(groups, "")):
        if name in sys.modules:
            commands += commands_of(sys.modules[name])
    return commands


def _import_error(name: str) -> Exception | None:
    try:
        with isolated():
            import_module(name)
    except Exception as error:  # noqa: BLE001 - the module may raise anything
        return error
    return None


def _paths(groups: Iterable[Group], above: str) -> Iterator[tuple[str, str]]:
    """The words that lead to each group, with the module that has its commands."""
    for group in groups:
        path = f"{above} {group.name}".strip()
        if group.module:
            yield path, group.module
        yield from _paths(group.groups, path)


def _mistakes_in_module(
    module: ModuleType, paths: Sequence[str], formats: Collection[str]
) -> Iterator[Mistake]:
    commands = commands_of(module)
    words: dict[str, str] = {}
    for command in commands:
        source = source_of(command)
        mistakes = (*mistakes_in_command(command, formats), *_in_names(command, paths, words))
        yield from (mistake._replace(source=source) for mistake in mistakes)
    readable = [command.spec.name for command in commands if are_readable(command)]
    for name in readable:
        if name in paths and any(other.startswith(f"{name} ") for other in readable):
            message = "it has the same name as the group, which hides the group's other commands"
            yield Mistake(name, message, source_of(module))


def _in_names(
    command: type[Command], paths: Sequence[str], words: dict[str, str]
) -> Iterator[Mistake]:
    """Names that are never found, or taken; ``words`` are those so far."""
    if are_readable(command):
        name, parent = command.spec.name, command.spec.name.rpartition(" ")[0]
        if parent not in paths and name not in paths:
            groups = " or ".join(f'"{path}"' for path in paths)
            yield Mistake(name, f"it is not in {groups}, so it is never found")
        for word in (name, *(f"{parent} {alias}".strip() for alias in command.spec.aliases)):
            if word in words:
                yield Mistake(name, f'"{word}" is already a name of {words[word]}')
            words.setdefault(word, name)


def _empty_groups(groups: Iterable[Group], above: str = "") -> Iterator[Mistake]:
    for group in groups:
        path = f"{above} {group.name}".strip()
        yield from _empty_groups(group.groups, path)
        module = sys.modules.get(group.module)
        if module is None or group.groups:
            continue
        names = [str(command.spec.name) for command in commands_of(module)]
        if not any(name == path or name.rpartition(" ")[0] == path for name in names):
            message = f'it has no command of the group "{path}"'
            yield Mistake(shown_module(group.module), message, source_of(module))
