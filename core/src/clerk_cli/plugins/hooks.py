"""The hooks, and how they are called. A plugin needs ``clerk_cli.plugins`` alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pluggy

from clerk_cli.errors import ClerkError, PluginError
from clerk_cli.plugins.loading import describe, isolated
from clerk_cli.plugins.status import CORE, PluginId, sentence

if TYPE_CHECKING:
    from types import ModuleType

    from requests.adapters import BaseAdapter

    from clerk_cli.config.settings import Settings
    from clerk_cli.environment import Environment
    from clerk_cli.output.formats import Format
    from clerk_cli.plugins import Exchange, Group, Profile, Setting
    from clerk_cli.plugins.declarations import Declaration, Kind

hookspec = pluggy.HookspecMarker("clerk_cli")


class Hooks:
    """The hooks that a plugin may implement, each with ``@hookimpl``.

    They are functions of the manifest. One may declare fewer parameters than the hook has, and
    should import heavy modules inside. The core is called first, then official plugins, then third
    parties. The first four are collected from all plugins: a name that belongs to the core, an
    official plugin or an earlier plugin is not replaced, and a warning names both. What a hook
    prints goes to stderr.
    """

    @hookspec
    def clerk_groups(self) -> Iterable[Group]:
        """The groups of commands that the plugin adds.

        It is called when plugins are loaded, at the latest when help is shown. The modules that
        the groups name are imported later, when one of their commands is needed.

        Returns:
            The groups. One whose name or alias is already registered is ignored with a warning.
        """
        raise NotImplementedError

    @hookspec
    def clerk_settings(self) -> Iterable[Setting]:
        """The settings that the plugin reads, so that ``config`` lists, checks and masks them.

        Returns:
            The settings; ``context.settings.value(key)`` reads a value.
        """
        raise NotImplementedError

    @hookspec
    def clerk_profiles(self) -> Iterable[Profile]:
        """The profiles that the plugin adds, for ``-p``.

        Returns:
            The profiles. Those in the user's file win over a third party's of the same name, and
            over an official plugin's if they have a key or a URL. An API URL of a third party's
            profile is announced when it is first used.
        """
        raise NotImplementedError

    @hookspec
    def clerk_formats(self) -> Iterable[Format]:
        """The values of ``--output`` that the plugin adds.

        It is called when the first result is written, or when its names are completed.

        Returns:
            Instances of subclasses of ``Format``.
        """
        raise NotImplementedError

    @hookspec(firstresult=True)
    def clerk_transport(self, url: str, environment: Environment) -> BaseAdapter | None:
        """The transport for an API URL that is not plain HTTP.

        It is called once per connection, for URLs whose scheme is neither ``http`` nor
        ``https``. The first plugin that returns an adapter is used.

        Args:
            url: The value of ``clerk.api.url``.
            environment: Streams, variables and working directory of this run.

        Returns:
            An adapter of the ``requests`` library; None for a URL of another plugin.

        Raises:
            ClerkError: The URL is the plugin's but cannot be used; the user sees the message.
        """
        raise NotImplementedError

    @hookspec(firstresult=True)
    def clerk_secret(self, reference: str) -> str | None:
        """The value that a reference in a profile stands for, such as a secret in a keychain.

        It is called for every stored value that begins with ``!``, when the value is needed. The
        first plugin that returns a value is used; without one the rest runs as a shell command.

        Args:
            reference: The stored text with its ``!``, such as ``!keychain clerk``.

        Returns:
            The value; None for a reference of another plugin.

        Raises:
            ClerkError: The reference is the plugin's but cannot be resolved; the user sees the
                message.
        """
        raise NotImplementedError

    @hookspec
    def clerk_exchange(self, exchange: Exchange, settings: Settings) -> None:
        """Record a request and its response, for an audit log or metrics.

        It is called after every attempt, successful or not, and never twice at the same time. An
        exception becomes a warning: an observer never fails a command.

        Args:
            exchange: The request and its outcome.
            settings: The settings of the active profile; ``settings.value(key)`` reads one.
        """
        raise NotImplementedError


class _Manager(pluggy.PluginManager):
    """Inspects only the implementations: pluggy looks slowly at every name of a manifest."""

    def parse_hookimpl_opts(self, plugin: object, name: str) -> pluggy.HookimplOpts | None:
        if not hasattr(getattr(plugin, name), "clerk_cli_impl"):
            return None
        return super().parse_hookimpl_opts(plugin, name)


class HookCaller:
    """Calls the hooks plugin by plugin, so that one that fails is named and the others still work.

    Args:
        report: Is told of each failure: the plugin, what failed, and the exception.
    """

    def __init__(self, report: Callable[[PluginId, str, Exception], None]) -> None:
        self._report = report
        self._plugin_ids: dict[str, PluginId] = {}
        self._failed: set[PluginId] = set()
        self._manager = _Manager("clerk_cli")
        self._manager.add_hookspecs(Hooks)

    def register(self, plugin_id: PluginId, manifest: ModuleType) -> None:
        """Add the hook implementations of a manifest.

        Raises:
            AttributeError: One of them has the name of no hook, so pluggy would never call it.
            PluginValidationError: One of them has a parameter that the hook does not have.
            TypeError: One of them is not a function.
        """
        for name in dir(manifest):
            value = getattr(manifest, name)
            marked = hasattr(value, "clerk_cli_impl")
            if hasattr(Hooks, name) and not (marked or callable(value) or name[0] == "_"):
                kind = type(value).__name__
                raise TypeError(f"{name} is a {kind}; a hook is a function with @hookimpl")
            if name.startswith("clerk_") and marked and not hasattr(Hooks, name):
                raise AttributeError(f"unknown hook {name}")
        self._plugin_ids[plugin_id.name] = plugin_id
        try:
            self._manager.register(manifest, name=plugin_id.name)
        except pluggy.PluginValidationError as error:
            self._manager.unregister(name=plugin_id.name)
            text = " ".join(str(error).split())  # The reason has a line of its own.
            raise pluggy.PluginValidationError(error.plugin, text) from error

    @contextmanager
    def guard(self, plugin_id: PluginId, what: str, *, descriptors: bool = True) -> Iterator[None]:
        """Report what a plugin raises instead of letting it end the command."""
        try:
            with isolated(descriptors=descriptors):
                yield
        except Exception as error:  # noqa: BLE001 - a plugin may raise anything
            self._report(plugin_id, what, error)

    def collect(self, kind: Kind[Any]) -> Iterator[Declaration]:
        """Everything of a kind that the plugins declare; nothing from one that fails."""
        for plugin_id, implementation in self._implementations(kind.hook):
            declarations: list[Declaration] = []
            with self.guard(plugin_id, f"fails in {kind.hook}"):
                declarations = kind.declarations(plugin_id, _call(implementation, {}))
            yield from declarations

    def first(
        self, hook: str, arguments: dict[str, Any], expected: str, fits: Callable[[object], bool]
    ) -> Any:
        """The answer of the first plugin that has one, or None.

        Args:
            hook: The hook.
            arguments: What it is called with.
            expected: What it returns, for a message.
            fits: Whether an answer is that.

        Raises:
            PluginError: A plugin fails, or returns something else.
        """
        for plugin_id, implementation in self._implementations(hook):
            try:
                with isolated():
                    answer = _call(implementation, arguments)
                if answer is not None and not fits(answer):
                    raise TypeError(f"expected {expected} or None, got {type(answer).__name__}")
            except ClerkError:
                raise
            except Exception as error:
                raise PluginError(
                    f"plugin {plugin_id} fails in {hook}: {describe(error)}",
                    hint=sentence(plugin_id.remedy),
                ) from error
            if answer is not None:
                return answer
        return None

    def notify(self, hook: str, arguments: dict[str, Any]) -> None:
        """Call every plugin, and expect no answer; one that failed is not called again."""
        for plugin_id, implementation in self._implementations(hook):
            if plugin_id in self._failed:
                continue
            # Pages of a list come on several threads, while this one may be writing rows.
            with self.guard(plugin_id, f"fails in {hook}", descriptors=False):
                self._failed.add(plugin_id)  # until it returns
                answer = _call(implementation, arguments)
                if answer is not None:
                    # A generator or a coroutine, say, of which nothing has run.
                    raise TypeError(f"expected None, got {type(answer).__name__}")
                self._failed.discard(plugin_id)

    def plugins_behind(self, hook: str) -> list[str]:
        """The names of the plugins that implement a hook."""
        return [plugin_id.name for plugin_id, _ in self._implementations(hook)]

    def plugins_by_hook(self) -> dict[str, list[str]]:
        """The names of the plugins behind each hook."""
        hooks = [name for name in vars(Hooks) if name.startswith("clerk_")]
        return {hook: self.plugins_behind(hook) for hook in hooks}

    def _implementations(self, hook: str) -> list[tuple[PluginId, pluggy.HookImpl]]:
        caller: pluggy.HookCaller = getattr(self._manager.hook, hook)
        pairs = [(self._plugin_ids[impl.plugin_name], impl) for impl in caller.get_hookimpls()]
        return sorted(pairs, key=_precedence)


def _precedence(pair: tuple[PluginId, pluggy.HookImpl]) -> tuple[bool, bool, int]:
    """The core comes first, then official plugins: no third party gets ahead of them."""
    plugin_id, implementation = pair
    order = implementation.trylast - implementation.tryfirst
    return plugin_id.name != CORE, plugin_id.third_party, order


def _call(implementation: pluggy.HookImpl, arguments: dict[str, Any]) -> Any:
    return implementation.function(*[arguments[name] for name in implementation.argnames])
