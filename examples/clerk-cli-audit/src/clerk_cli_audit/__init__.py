"""An audit log for clerk-cli. This module is imported at every start, so it imports little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.plugins import Exchange, Group, Setting, hookimpl

if TYPE_CHECKING:
    from clerk_cli.api import Format, Settings

SETTING = "audit.file"


@hookimpl
def clerk_groups() -> list[Group]:
    """The group of commands."""
    return [Group("audit", "View the audit log", f"{__name__}.commands")]


@hookimpl
def clerk_settings() -> list[Setting]:
    """The setting for the path of the log."""
    return [Setting(SETTING, "Path to the audit log", default="{directory}/audit.jsonl")]


@hookimpl
def clerk_formats() -> list[Format]:
    """One more value of ``--output``."""
    from clerk_cli_audit.tsv import TSVFormat

    return [TSVFormat()]


@hookimpl
def clerk_secret(reference: str) -> str | None:
    """The value behind ``!file PATH``."""
    from clerk_cli_audit.secret_file import read

    return read(reference)


@hookimpl
def clerk_exchange(exchange: Exchange, settings: Settings) -> None:
    """Write a request and its result into the log."""
    from pathlib import Path

    from clerk_cli_audit.log import append

    append(exchange, Path(settings.value(SETTING) or "").expanduser())
