"""The hooks: what the program asks its plugins. A plugin needs ``clerk_cli.plugins`` alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter

    from clerk_cli.config.settings import Settings
    from clerk_cli.environment import Environment
    from clerk_cli.output.formats import Format
    from clerk_cli.plugins import Exchange, Group, Profile, Setting

hookspec = pluggy.HookspecMarker("clerk_cli")


class Hooks:
    """The hooks that a plugin may implement, each with ``@hookimpl``."""

    @hookspec
    def clerk_groups(self) -> Iterable[Group]:
        """The groups of commands that the plugin adds."""
        raise NotImplementedError

    @hookspec
    def clerk_settings(self) -> Iterable[Setting]:
        """The settings that the plugin owns, so that ``config`` knows them."""
        raise NotImplementedError

    @hookspec
    def clerk_profiles(self) -> Iterable[Profile]:
        """The profiles that the plugin brings along."""
        raise NotImplementedError

    @hookspec
    def clerk_formats(self) -> Iterable[Format]:
        """The values of ``--output`` that the plugin adds."""
        raise NotImplementedError

    @hookspec(firstresult=True)
    def clerk_transport(self, url: str, environment: Environment) -> BaseAdapter | None:
        """The ``requests`` adapter for an API URL that is not plain HTTP, or None."""
        raise NotImplementedError

    @hookspec(firstresult=True)
    def clerk_secret(self, reference: str) -> str | None:
        """The value behind a stored reference such as ``!op read …``, or None."""
        raise NotImplementedError

    @hookspec
    def clerk_exchange(self, exchange: Exchange, settings: Settings) -> None:
        """Take note of a request and its answer, for an audit log or metrics.

        Args:
            exchange: What was sent, and what came of it.
            settings: The settings of the active profile; ``settings.value(key)`` gives one.

        It is called after every attempt, whatever came of it. An exception is a warning: an
        observer never fails a command.
        """
        raise NotImplementedError
