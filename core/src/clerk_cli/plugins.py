"""What a plugin tells about itself: manifests, settings, profiles and the hooks.

A plugin's entry point names a module that imports this one and nothing heavier. A module that was
written for another major version of this interface says so with ``CLERK_PLUGIN_API = 2``, and is
skipped by a program of version 1; without that line it is taken to be for version 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter

    from clerk_cli.config.settings import Settings
    from clerk_cli.environment import Environment
    from clerk_cli.output.formats import Format

__all__ = [
    "API_VERSION",
    "Exchange",
    "Group",
    "Profile",
    "Setting",
    "hookimpl",
]

API_VERSION = (1, 0)
"""Major and minor version of what plugins may use: ``clerk_cli.plugins`` and ``clerk_cli.api``.

A minor version adds; a major version may take away.
"""

ENTRY_POINT_GROUP = "clerk_cli.plugins"
"""The entry-point group; the name of an entry point is the name of its group."""

hookspec = pluggy.HookspecMarker("clerk_cli")
hookimpl = pluggy.HookimplMarker("clerk_cli")
"""Marks a function of a manifest as the implementation of the hook that has its name."""


@dataclass(frozen=True)
class Group:
    """A word of the command line and where its commands live.

    Args:
        name: The word, such as ``users``.
        help: One line for the help.
        module: The module with the commands; imported when one of them is wanted.
        aliases: Other words for the same group.
        groups: Groups below this one, such as ``emails`` below ``users``.
        addition: Whether it goes beyond the reference: prefixes prefer what does not.
    """

    name: str
    help: str
    module: str
    aliases: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    addition: bool = False


@dataclass(frozen=True)
class Setting:
    """A key of the profiles file.

    Args:
        key: The name in the file, such as ``clerk.key``.
        help: One line for the documentation.
        variable: The environment variable that overrides it.
        default: The value where nobody sets one; ``{directory}`` in it is the configuration folder.
        secret: Whether its value is masked when shown.
        choices: The only values that are accepted; empty for any.
    """

    key: str
    help: str
    variable: str | None = None
    default: str | None = None
    secret: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    """A profile that a plugin brings along.

    Its settings win over the environment, so that ``-p NAME`` always means this instance.

    Args:
        name: The name for ``-p``.
        settings: Setting keys and their values.
    """

    name: str
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Exchange:
    """One request to the API and what came of it, for an observer. Bodies and keys are not in it.

    Args:
        method: The HTTP method.
        path: The path, without the query.
        status: The HTTP status; None where no answer came.
        seconds: How long it took.
        attempt: 1 for the first try, 2 and more for those after it.
    """

    method: str
    path: str
    status: int | None
    seconds: float
    attempt: int


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
            Objects with a ``name`` and ``write``, as ``Format`` tells.
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

        It is called after every attempt, whatever came of it. An exception is a warning: an
        observer never fails a command.

        Args:
            exchange: What was sent, and what came of it.
            settings: The settings of the active profile; ``settings.value(key)`` gives one.
        """
        raise NotImplementedError
