"""Mistakes in a manifest: hooks that are never called, or that return something else."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple, TypeVar

from clerk_cli.checks.declared import (
    in_format,
    in_group,
    in_profile,
    in_setting,
    mistakes_in_items,
)
from clerk_cli.checks.mistakes import Mistake
from clerk_cli.checks.places import shown_module, source_of
from clerk_cli.config.settings import CORE_SETTINGS
from clerk_cli.environment import Environment
from clerk_cli.errors import series
from clerk_cli.output.formats import core_formats
from clerk_cli.plugins import Group
from clerk_cli.plugins.declarations import COMMANDS, FORMATS, PROFILES, SETTINGS, Declaration, Kind
from clerk_cli.plugins.hooks import Hooks
from clerk_cli.plugins.loading import describe, isolated
from clerk_cli.plugins.ownership import accept
from clerk_cli.plugins.status import CORE, PluginId

KINDS: tuple[Kind[Any], ...] = (COMMANDS, SETTINGS, PROFILES, FORMATS)
PREFIX = "clerk_"
VERSION = "CLERK_PLUGIN_API"
HOOKS = tuple(name for name in vars(Hooks) if name.startswith(PREFIX))
MARK = "clerk_cli_impl"
OBSERVER = "clerk_exchange"
T = TypeVar("T")


class Question(NamedTuple):
    """A hook that answers for some values only, and a value that belongs to no plugin.

    Args:
        hook: The hook.
        noun: What the value is.
        arguments: The arguments of the hook.
        expected: What the hook returns for values of its own.
        fits: Whether an answer is that.
    """

    hook: str
    noun: str
    arguments: dict[str, object]
    expected: str
    fits: Callable[[object], bool]


QUESTIONS = (
    Question(
        "clerk_secret",
        "reference",
        {"reference": "!clerk-plugins-check"},
        "text",
        lambda answer: isinstance(answer, str),
    ),
    Question(
        "clerk_transport",
        "URL",
        {"url": "clerk-plugins-check://x", "environment": Environment(variables={})},
        "an adapter of requests",
        lambda answer: callable(getattr(answer, "send", None)),
    ),
)


def mistakes_in_manifest(manifest: ModuleType, plugin_id: PluginId) -> Iterator[Mistake]:
    """The mistakes in a manifest.

    Args:
        manifest: The module.
        plugin_id: The plugin, whose names are compared with those of the core and of official ones.
    """
    source = source_of(manifest)
    for mistake in _all_mistakes(manifest, plugin_id):
        hook = vars(manifest).get(mistake.place)
        yield mistake._replace(source=source_of(hook) if inspect.isfunction(hook) else source)


def _all_mistakes(manifest: ModuleType, plugin_id: PluginId) -> Iterator[Mistake]:
    hooks = list(_functions(manifest))
    for name, function in hooks:
        yield from _mistakes_in_hook(name, function)
    yield from _mistakes_in_values(manifest)
    methods = list(_methods_as_hooks(manifest))
    yield from methods
    if not hooks and not methods:
        message = f"it has no hook, so it does nothing; the hooks are {', '.join(HOOKS)}"
        yield Mistake(shown_module(manifest.__name__), message)
    for kind in KINDS:
        if hook := _working_hook(manifest, kind.hook):
            yield from _mistakes_in_declarations(kind, hook, plugin_id)
    settings = _items(manifest, SETTINGS)
    yield from mistakes_in_items(COMMANDS.hook, groups_of(manifest), in_group)
    yield from mistakes_in_items(SETTINGS.hook, settings, in_setting)
    yield from mistakes_in_items(FORMATS.hook, _items(manifest, FORMATS), in_format)
    profiles, formats = _items(manifest, PROFILES), formats_of(manifest)
    choices: dict[str, Collection[str]] = {
        setting.key: setting.choices for setting in (*CORE_SETTINGS, *settings)
    }
    choices["output"] = formats
    yield from mistakes_in_items(PROFILES.hook, profiles, lambda item: in_profile(item, choices))
    for question in QUESTIONS:
        if hook := _working_hook(manifest, question.hook):
            yield from _mistakes_in_answer(question, hook)


def formats_of(manifest: ModuleType) -> list[str]:
    """The names of the formats that there are with a manifest.

    Args:
        manifest: The module.
    """
    declared = [format_.name for format_ in _items(manifest, FORMATS)]
    return [*(format_.name for format_ in core_formats()), *declared]


def groups_of(manifest: ModuleType) -> list[Group]:
    """The groups that a manifest declares, as far as they are groups.

    Args:
        manifest: The module.
    """
    return _items(manifest, COMMANDS)


def _items(manifest: ModuleType, kind: Kind[T]) -> list[T]:
    """What a hook declares, as far as it is of the kind and valid; the rest was reported."""
    hook = _working_hook(manifest, kind.hook)
    if hook is None:
        return []
    try:
        with isolated():
            items = [item for item in hook() if isinstance(item, kind.class_)]
            return [item for item in items if not kind.problem(item)]
    except Exception:  # noqa: BLE001 - the hook is a plugin's, and was reported
        return []


def _functions(manifest: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The functions that are hooks, or look as if they should be."""
    for name, value in vars(manifest).items():
        if not inspect.isfunction(value):
            continue
        is_local = value.__module__ == manifest.__name__
        if _is_marked(value) or (is_local and name.startswith(PREFIX)):
            yield name, value


def _mistakes_in_values(manifest: ModuleType) -> Iterator[Mistake]:
    """What has the name of a hook, or nearly that of the version, and is neither."""
    for name, value in vars(manifest).items():
        if name in HOOKS and not callable(value):
            message = f"it is a {type(value).__name__}; a hook is a function with @hookimpl"
            yield Mistake(name, message)
        elif name != VERSION and get_close_matches(name, (VERSION,), 1, 0.8):
            yield Mistake(name, f"nothing reads it; did you mean {VERSION}?")


def _methods_as_hooks(manifest: ModuleType) -> Iterator[Mistake]:
    """Methods with the mark of a hook, which nothing calls."""
    for class_ in vars(manifest).values():
        if not inspect.isclass(class_) or class_.__module__ != manifest.__name__:
            continue
        for name, value in vars(class_).items():
            if inspect.isfunction(value) and _is_marked(value):
                place = f"{class_.__name__}.{name}"
                yield Mistake(place, "it is never called: hooks are functions of the manifest")


def _is_marked(function: Callable[..., Any]) -> bool:
    return hasattr(function, MARK)


def _mistakes_in_hook(name: str, function: Callable[..., Any]) -> Iterator[Mistake]:
    if name not in HOOKS:
        near = get_close_matches(name, HOOKS, 1, 0.6)
        advice = f"did you mean {near[0]}?" if near else f"the hooks are {', '.join(HOOKS)}"
        yield Mistake(name, f"there is no such hook; {advice}")
        return
    if not _is_marked(function):
        yield Mistake(name, "it is never called without @hookimpl")
    if inspect.iscoroutinefunction(function):
        yield Mistake(name, "it must not be async: nothing awaits it")
    elif name == OBSERVER and inspect.isgeneratorfunction(function):
        yield Mistake(name, "it must not have a yield: nothing iterates over it")
    unknown = _unknown_parameters(name, function)
    if unknown:
        names = [f'"{parameter}"' for parameter in _parameters(getattr(Hooks, name))[1:]]
        takes = f"it can take {series(names)}" if names else "it takes none"
        yield Mistake(name, f'the hook has no parameter "{unknown[0]}"; {takes}')


def _unknown_parameters(name: str, function: Callable[..., Any]) -> list[str]:
    of_hook = _parameters(getattr(Hooks, name))
    return [parameter for parameter in _parameters(function) if parameter not in of_hook]


def _parameters(function: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(function).parameters)


def _working_hook(manifest: ModuleType, name: str) -> Callable[..., Any] | None:
    """A hook that can be called; one that cannot is reported already."""
    function = vars(manifest).get(name)
    if not inspect.isfunction(function) or not _is_marked(function):
        return None
    is_async = inspect.iscoroutinefunction(function)
    return None if is_async or _unknown_parameters(name, function) else function


def _mistakes_in_declarations(
    kind: Kind[Any], hook: Callable[..., Any], plugin_id: PluginId
) -> Iterator[Mistake]:
    try:
        with isolated():
            declarations = kind.declarations(plugin_id, hook())
    except Exception as error:  # noqa: BLE001 - a hook may raise anything
        yield Mistake(kind.hook, describe(error))
        return
    reasons: list[str] = []
    accept(
        [*_declared_by_core(kind), *declarations], kind, lambda _, reason: reasons.append(reason)
    )
    yield from (Mistake(kind.hook, reason) for reason in reasons)


def _declared_by_core(kind: Kind[Any]) -> list[Declaration]:
    hook = getattr(import_module(CORE), kind.hook, None)
    return [kind.declaration(PluginId(CORE), item) for item in hook()] if hook else []


def _mistakes_in_answer(question: Question, hook: Callable[..., Any]) -> Iterator[Mistake]:
    place = f"a {question.noun} of another plugin"
    try:
        with isolated():
            answer = hook(**{name: question.arguments[name] for name in _parameters(hook)})
    except Exception as error:  # noqa: BLE001 - a hook may raise anything
        yield Mistake(question.hook, f"it fails for {place}: {describe(error)}; return None")
        return
    if answer is None:
        return
    if not question.fits(answer):
        kind = type(answer).__name__
        yield Mistake(question.hook, f"it returns {kind}; expected {question.expected}, or None")
    yield Mistake(question.hook, f"it answers for {place}; return None for those")
