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
    """The hooks that a plugin may implement, each with ``@hookimpl``.

    They are functions of the manifest. One may take fewer arguments than it is given, and should
    import what is heavy inside. The first four are collected from all plugins; what an earlier
    plugin or the core has declared under the same name is not replaced, and the user is told.
    """

    @hookspec
    def clerk_groups(self) -> Iterable[Group]:
        """The groups of commands that the plugin adds.

        It is called when the program looks for plugins, at the latest when help is shown. The
        modules that the groups name are imported later, when somebody wants one of their commands.

        Returns:
            The groups. A word that is taken already is refused with a warning.
        """
        raise NotImplementedError

    @hookspec
    def clerk_settings(self) -> Iterable[Setting]:
        """The settings that the plugin owns, so that ``config`` knows, shows and masks them.

        Returns:
            The settings; their values are read with ``context.settings.value(key)``.
        """
        raise NotImplementedError

    @hookspec
    def clerk_profiles(self) -> Iterable[Profile]:
        """The profiles that the plugin brings along, for ``-p``.

        Returns:
            The profiles. One of the same name in the user's file that has a key wins.
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
        """How requests to an API URL travel that is not plain HTTP.

        It is called once for a connection, for a URL of another scheme than ``http`` and
        ``https``. The first plugin with an answer is taken.

        Args:
            url: The value of ``clerk.api.url``.
            environment: Streams, variables and folder of this run.

        Returns:
            An adapter of the ``requests`` library; None for a URL that is not the plugin's.

        Raises:
            ClerkError: It is the plugin's, but cannot be used; the user sees the message.
        """
        raise NotImplementedError

    @hookspec(firstresult=True)
    def clerk_secret(self, reference: str) -> str | None:
        """The value behind a reference that a profile holds in place of a secret.

        It is called for every stored value that begins with ``!``, when the value is needed. The
        first plugin with an answer is taken; without one the rest is run as a shell command.

        Args:
            reference: The stored text with its ``!``, such as ``!keychain clerk``.

        Returns:
            The value; None for a reference that is not the plugin's.

        Raises:
            ClerkError: It is the plugin's, but cannot be resolved; the user sees the message.
        """
        raise NotImplementedError

    @hookspec
    def clerk_exchange(self, exchange: Exchange, settings: Settings) -> None:
        """Take note of a request and its answer, for an audit log or metrics.

        It is called after every attempt, whatever came of it, for one at a time. An exception is
        a warning: an observer never fails a command.

        Args:
            exchange: What was sent, and what came of it.
            settings: The settings of the active profile; ``settings.value(key)`` gives one.
        """
        raise NotImplementedError
