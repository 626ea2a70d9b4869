"""The manifest of the core: a plugin like any other, without an entry point."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from clerk_cli.plugins import Group, Setting, hookimpl

if TYPE_CHECKING:
    from clerk_cli.output.formats import Format


@hookimpl
def clerk_groups() -> Iterable[Group]:
    """The groups of the core."""
    return [
        Group("init", "Set up the CLI step by step", f"{__name__}.init", section="setup"),
        Group(
            "whoami",
            "Show the active profile and how it was selected",
            f"{__name__}.whoami",
            section="setup",
        ),
        Group(
            "config",
            "Manage settings, profiles, and aliases",
            f"{__name__}.config",
            groups=(
                Group("profile", "Manage profiles", f"{__name__}.profiles"),
                Group("alias", "Manage command aliases", f"{__name__}.aliases"),
            ),
            section="setup",
        ),
        *_extensions(),
    ]


def _extensions() -> list[Group]:
    """The groups of the core that Clerk's own CLI lacks."""
    return [
        Group(
            "doctor",
            "Check the configuration, the connection, and the plugins",
            f"{__name__}.doctor",
            extension=True,
            section="setup",
        ),
        Group(
            "agents",
            "Teach AI agents to use clerk",
            f"{__name__}.agents",
            extension=True,
            section="tools",
        ),
        Group(
            "commands",
            "List every command, for humans and programs",
            f"{__name__}.commands",
            extension=True,
            section="tools",
        ),
        Group(
            "completion",
            "Generate shell completion scripts",
            f"{__name__}.completion",
            extension=True,
            section="setup",
        ),
        Group(
            "plugins",
            "Manage plugins",
            f"{__name__}.plugins",
            ("plugin",),
            extension=True,
            section="tools",
        ),
    ]


@hookimpl
def clerk_settings() -> Iterable[Setting]:
    """The settings of the core."""
    from clerk_cli.config.settings import CORE_SETTINGS

    return CORE_SETTINGS


@hookimpl
def clerk_formats() -> Iterable[Format]:
    """The output formats of the core."""
    from clerk_cli.output.formats import core_formats

    return core_formats()


@hookimpl
def clerk_secret(reference: str) -> str | None:
    """A key in the operating system's keyring, for a reference that ``clerk init`` stores."""
    if not reference.startswith("!keyring "):
        return None
    from clerk_cli.config.system_keyring import resolve

    return resolve(reference)
