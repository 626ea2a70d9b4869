"""What a plugin tells about itself: manifests, settings, profiles, and the mark of a hook.

A plugin's entry point names a module that imports this one and nothing heavier. A module that was
written for another major version of this interface says so with ``CLERK_PLUGIN_API = 2``, and is
skipped by a program of version 1; without that line it is taken to be for version 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from clerk_cli.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

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
"""Major and minor version of what plugins may use: ``clerk_cli.plugins`` and ``clerk_cli.api``.

A minor version adds; a major version may take away.
"""

ENTRY_POINT_GROUP = "clerk_cli.plugins"
"""The entry-point group; the name of an entry point is the name of its group."""

NOTHING: Mapping[str, str] = MappingProxyType({})


def hookimpl(implementation: F, *, tryfirst: bool = False, trylast: bool = False) -> F:
    """Mark a function as the implementation of the hook whose name it has.

    It leaves the mark of pluggy's ``HookimplMarker("clerk_cli")``, and needs no pluggy for it: most
    commands call no hook of the plugin that they come from.

    Args:
        implementation: The function.
        tryfirst: Whether it is asked before those of other plugins.
        trylast: Whether it is asked after them.
    """
    vars(implementation)["clerk_cli_impl"] = {"tryfirst": tryfirst, "trylast": trylast}
    return implementation


class Group(Frozen):
    """A word of the command line and where its commands live.

    Args:
        name: The word, such as ``users``.
        help: One line for the help.
        module: The module with the commands; imported when one of them is wanted.
        aliases: Other words for the same group.
        groups: Groups below this one, such as ``emails`` below ``users``.
        extension: Whether it goes beyond the original tool, whose prefixes take precedence.
        section: The section of ``clerk --help``: ``resources``, ``setup`` or ``tools``. By default
            groups of official plugins are resources, all others are additional commands.
    """

    name: str
    help: str
    module: str
    aliases: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    extension: bool = False
    section: str = ""


class Setting(Frozen):
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


class Profile(Frozen):
    """A profile that a plugin brings along.

    Its settings win over the environment, so that ``-p NAME`` always means this instance.

    Args:
        name: The name for ``-p``.
        settings: Setting keys and their values.
    """

    name: str
    settings: Mapping[str, str] = NOTHING


class Exchange(Frozen):
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
