"""What a manifest declares: groups, settings and profiles; and the mark of a hook implementation.

A plugin's entry point names its manifest, a module that imports this one and nothing heavier. A
manifest for another major version of this interface declares it with ``CLERK_PLUGIN_API = 2``, and
a program with version 1 skips it; without that line it is for version 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from clerk_cli.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar, overload

    F = TypeVar("F", bound=Callable[..., Any])

__all__ = [
    "PLUGIN_API_VERSION",
    "Exchange",
    "Group",
    "Profile",
    "Setting",
    "hookimpl",
]

PLUGIN_API_VERSION = (1, 0)
"""Major and minor version of the plugin interface: ``clerk_cli.plugins`` and ``clerk_cli.api``.

A minor version adds names; a major version may remove them.
"""

ENTRY_POINT_GROUP = "clerk_cli.plugins"
"""The entry-point group of plugins; an entry point has the name of the plugin."""

NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


if TYPE_CHECKING:

    @overload
    def hookimpl(implementation: F) -> F: ...
    @overload
    def hookimpl(*, tryfirst: bool = False, trylast: bool = False) -> Callable[[F], F]: ...


def hookimpl(
    implementation: F | None = None, *, tryfirst: bool = False, trylast: bool = False
) -> F | Callable[[F], F]:
    """Mark a function as the implementation of the hook whose name it has.

    It leaves the same mark as pluggy's ``HookimplMarker("clerk_cli")`` without importing pluggy,
    because most commands call no hook of their plugin.

    Args:
        implementation: The function; left out in ``@hookimpl(tryfirst=True)``.
        tryfirst: Whether it is called before those of other third-party plugins.
        trylast: Whether it is called after them.
    """

    def mark(function: F) -> F:
        if not hasattr(function, "__dict__"):
            raise TypeError("@hookimpl marks a function: write @hookimpl without an argument")
        vars(function)["clerk_cli_impl"] = {"tryfirst": tryfirst, "trylast": trylast}
        return function

    return mark if implementation is None else mark(implementation)


class Group(Frozen):
    """A word of the command line with commands below it.

    Args:
        name: The word, such as ``users``.
        help: One line for the help.
        module: The module with the commands; imported when one of them is needed.
        aliases: Other words for the same group.
        groups: Groups below this one, such as ``emails`` below ``users``.
        extension: Whether Clerk's own CLI lacks it: abbreviations of groups that it has come
            first. Third-party groups always give way.
        section: The section of ``clerk --help``: ``resources``, ``setup`` or ``tools``. By default
            groups of official plugins are resources, all others are additional commands.
        synonyms: Words that do not run it, but for which it is suggested.
        offline: A module that answers some command lines without an option before anything else is
            imported: ``answer(words)`` returns the text for the words after the group, or None.
    """

    name: str
    help: str
    module: str
    aliases: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    extension: bool = False
    section: str = ""
    synonyms: tuple[str, ...] = ()
    offline: str = ""


class Setting(Frozen):
    """A key of the profiles file.

    Args:
        key: The name in the file, such as ``clerk.key``.
        help: One line for the documentation.
        variable: The environment variable that overrides it.
        default: The value unless one is set; ``{directory}`` in it is the configuration folder.
        secret: Whether its value is masked when shown.
        choices: The values that are accepted; empty for any.
    """

    key: str
    help: str
    variable: str | None = None
    default: str | None = None
    secret: bool = False
    choices: tuple[str, ...] = ()


class Profile(Frozen):
    """A profile that a plugin adds.

    Its settings override the environment, so that ``-p NAME`` always means this instance.

    Args:
        name: The name for ``-p``.
        settings: Setting keys and their values.
    """

    name: str
    settings: Mapping[str, str] = NO_SETTINGS


class Exchange(Frozen):
    """One request to the API and its outcome, for an observer, without bodies and keys.

    Args:
        method: The HTTP method.
        path: The path, without the query.
        status: The HTTP status; None if no response arrived.
        seconds: How long it took.
        attempt: 1 for the first attempt, 2 and more for retries.
    """

    method: str
    path: str
    status: int | None
    seconds: float
    attempt: int
