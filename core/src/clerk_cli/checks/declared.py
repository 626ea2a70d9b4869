"""Mistakes in valid declarations of a manifest: what is accepted, and does not work as expected."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from io import StringIO
from typing import TypeVar

from clerk_cli.checks.attributes import SIMILAR
from clerk_cli.checks.mistakes import Mistake
from clerk_cli.console.help import SECTIONS
from clerk_cli.output.formats import Format, StreamingFormat
from clerk_cli.output.target import OutputTarget
from clerk_cli.output.view import View
from clerk_cli.plugins import Group, Profile, Setting
from clerk_cli.plugins.loading import describe, isolated
from clerk_cli.results import Listing

T = TypeVar("T")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
FLAGS_OF_FORMATS = ("for_people", "has_columns", "prints_bare_values", "json_errors")
"""The class attributes of a format that authors may set, besides its name."""


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
    if group.section not in SECTIONS:
        named = ", ".join(filter(None, SECTIONS))
        yield f'the section "{group.section}" is not one of {named}'
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
    try:
        with isolated():
            text = answer([])
    except Exception as error:  # noqa: BLE001 - the function is a plugin's
        return f"answer([]) fails: {describe(error)}; return None for lines that it does not answer"
    if text is None or isinstance(text, str):
        return ""
    return f"answer([]) returns a {type(text).__name__}; expected text, or None"


def in_setting(setting: Setting) -> Iterator[str]:
    """The mistakes in a setting.

    Args:
        setting: The setting.
    """
    if not setting.help.strip():
        yield f'the setting "{setting.key}" has no help'
    if setting.variable is not None and not VARIABLE.fullmatch(setting.variable):
        yield f'"{setting.variable}" of "{setting.key}" is not a valid name of a variable'
    if setting.choices and setting.default and setting.default not in setting.choices:
        choices = ", ".join(setting.choices)
        yield f'the default "{setting.default}" of "{setting.key}" is not one of {choices}'
    if setting.secret and setting.default:
        yield f'the secret "{setting.key}" has a default, which would be public'


def in_profile(profile: Profile, choices: Mapping[str, Collection[str]]) -> Iterator[str]:
    """The mistakes in a profile.

    Args:
        profile: The profile.
        choices: The settings of the core and of its plugin, with the values that each can have;
            none for any.
    """
    for key, value in profile.settings.items():
        if key not in choices:
            yield f'the profile "{profile.name}" sets "{key}", which is not a setting'
        elif choices[key] and value not in choices[key]:
            expected = ", ".join(choices[key])
            yield f'the profile "{profile.name}" sets {key}={value}, which is not one of {expected}'


def in_format(format_: Format) -> Iterator[str]:
    """The mistakes in a format.

    Args:
        format_: The format.
    """
    if not _takes(format_.write, "result", "view", "target"):
        yield f'the format "{format_.name}": write() has to take result, view, and target'
    for method in ("write", "begin"):
        if inspect.iscoroutinefunction(getattr(format_, method, None)):
            yield f'the format "{format_.name}": {method}() must not be async: nothing awaits it'
    yield from _in_writing(format_)
    for name in FLAGS_OF_FORMATS:
        if type(getattr(format_, name)) is not bool:
            yield f'the format "{format_.name}": {name} is not True or False'
    for name, value in vars(type(format_)).items():
        is_known = name[0] == "_" or hasattr(Format, name) or callable(value)
        if not is_known and (near := get_close_matches(name, FLAGS_OF_FORMATS, 1, SIMILAR)):
            yield f'the format "{format_.name}": nothing reads {name}; did you mean {near[0]}?'
    if isinstance(format_, StreamingFormat) and not _takes(format_.begin, "view", "target"):
        yield f'the format "{format_.name}": begin() has to take view and target'


def _in_writing(format_: Format) -> Iterator[str]:
    """Text that is returned, and so never written."""
    if inspect.iscoroutinefunction(format_.write) or not _takes(format_.write, *"123"):
        return
    write: Callable[..., object] = format_.write
    try:
        with isolated():
            returned = write(Listing([{"id": "x"}], 1), View(), OutputTarget(StringIO()))
    except Exception as error:  # noqa: BLE001 - the method is a plugin's
        yield f'the format "{format_.name}": write() fails for a list: {describe(error)}'
        return
    if returned is not None:
        kind = type(returned).__name__
        yield f'the format "{format_.name}": write() returns a {kind}; write to target.stream'


def _takes(function: object, *arguments: str) -> bool:
    """Whether a function can be called with so many arguments."""
    if not callable(function):
        return False
    try:
        inspect.signature(function).bind(*arguments)
    except TypeError:
        return False
    return True
