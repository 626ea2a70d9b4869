"""Mistakes in valid declarations of a manifest: what is accepted, and does not work as expected."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator
from importlib import import_module
from typing import TypeVar

from clerk_cli.checks.mistakes import Mistake
from clerk_cli.output.formats import Format, StreamingFormat
from clerk_cli.plugins import Group, Profile, Setting
from clerk_cli.plugins.loading import describe, isolated

T = TypeVar("T")
SECTIONS = ("resources", "setup", "tools")


def mistakes_in_items(
    hook: str, items: Iterable[T], mistakes: Callable[[T], Iterable[str]]
) -> Iterator[Mistake]:
    """The mistakes in what a hook returns.

    Args:
        hook: The hook.
        items: What it returns.
        mistakes: Finds those of one of them.
    """
    for item in items:
        yield from (Mistake(hook, message) for message in mistakes(item))


def in_group(group: Group) -> Iterator[str]:
    """The mistakes in a group and those below it.

    Args:
        group: The group.
    """
    if not group.help.strip():
        yield f'the group "{group.name}" has no help'
    if group.section and group.section not in SECTIONS:
        yield f'the section "{group.section}" is not one of {", ".join(SECTIONS)}'
    if not group.module and not group.groups:
        yield f'the group "{group.name}" has neither a module nor groups'
    if group.offline and (error := _problem_of_offline(group.offline)):
        yield f"{group.offline}: {error}"
    for below in group.groups:
        yield from in_group(below)


def _problem_of_offline(name: str) -> str:
    try:
        with isolated():
            module = import_module(name)
    except Exception as error:  # noqa: BLE001 - the module may raise anything
        return f"it cannot be imported: {describe(error)}"
    answer = getattr(module, "answer", None)
    if answer is None or not _takes(answer, "words"):
        return "it has no function answer(words)"
    return ""


def in_setting(setting: Setting) -> Iterator[str]:
    """The mistakes in a setting.

    Args:
        setting: The setting.
    """
    if not setting.help.strip():
        yield f'the setting "{setting.key}" has no help'
    if setting.choices and setting.default and setting.default not in setting.choices:
        choices = ", ".join(setting.choices)
        yield f'the default "{setting.default}" of "{setting.key}" is not one of {choices}'
    if setting.secret and setting.default:
        yield f'the secret "{setting.key}" has a default, which everybody knows'


def in_profile(profile: Profile, keys: Collection[str]) -> Iterator[str]:
    """The mistakes in a profile.

    Args:
        profile: The profile.
        keys: The settings of the core and of its plugin.
    """
    for key in profile.settings:
        if key not in keys:
            yield f'the profile "{profile.name}" sets "{key}", which is not a setting'


def in_format(format_: Format) -> Iterator[str]:
    """The mistakes in a format.

    Args:
        format_: The format.
    """
    if not _takes(format_.write, "result", "view", "target"):
        yield f'the format "{format_.name}": write() has to take result, view and target'
    if isinstance(format_, StreamingFormat) and not _takes(format_.begin, "view", "target"):
        yield f'the format "{format_.name}": begin() has to take view and target'


def _takes(function: object, *arguments: str) -> bool:
    """Whether a function can be called with so many arguments."""
    if not callable(function):
        return False
    try:
        inspect.signature(function).bind(*arguments)
    except TypeError:
        return False
    return True
