"""Settings about how results are written: the columns, the CSV, and the times."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, TextIO

from clerk_cli.errors import ClerkError, ConfigError, series
from clerk_cli.output import TIME_STYLES
from clerk_cli.output.target import OutputTarget

if TYPE_CHECKING:
    from clerk_cli.config.settings import Settings
    from clerk_cli.context import Context
    from clerk_cli.environment import Environment
    from clerk_cli.output.messages import Messages
    from clerk_cli.output.times import Times

    Tolerate = Callable[[ClerkError, str, str], None]


def output_target(
    stream: TextIO,
    width: int | None,
    settings: Settings,
    environment: Environment,
    messages: Messages,
    tolerate: Tolerate,
) -> OutputTarget:
    """Where results are written, and how.

    Args:
        stream: Where the text goes.
        width: Columns of the terminal; None without one.
        settings: The settings.
        environment: The clock, and the variables that decide about colors and the time zone.
        messages: Gets a warning if the time zone is unknown, and what a table leaves out.
        tolerate: Gets the error of a setting, its key and its default; raises the error, or warns.

    Raises:
        ConfigError: A setting has a value that is not valid.
    """
    return OutputTarget(
        stream,
        width,
        environment.colors(stream),
        _boolean(settings, "csv.raw", tolerate),
        wide=settings.flags.wide,
        header=settings.flags.header,
        times=lru_cache(lambda: _times(settings, environment, messages)),
        left_out=lru_cache(lambda titles: _tell_left_out(titles, messages)),
    )


def _tell_left_out(titles: tuple[str, ...], messages: Messages) -> None:
    """Tell which columns a table has no room for; once if several tables are alike."""
    pronoun = "them" if len(titles) > 1 else "it"
    messages.info(f"No room for {series(titles)}. See {pronoun} with --wide.")


def _times(settings: Settings, environment: Environment, messages: Messages) -> Times:
    """How moments are written: ``--time`` and ``--utc``, or the settings of the profile.

    It is asked after the request, so that a setting that is not valid is only a warning.
    """
    from clerk_cli.output.times import Times

    style = (settings.value("time") or TIME_STYLES[0]).lower()
    if style not in TIME_STYLES:
        messages.warn(
            f"{style_problem(style)} ({settings.lookup('time').source}); using {TIME_STYLES[0]}"
        )
        style = TIME_STYLES[0]
    return Times(style, _is_utc(settings, environment, messages), environment.now())


def style_problem(style: str) -> str:
    """What is wrong with the name of a style of times that does not exist."""
    return f'time must be one of {", ".join(TIME_STYLES)}, not "{style}"'


def uses_utc(context: Context) -> bool:
    """Whether people see times in UTC: ``--utc``, the setting, or a ``TZ`` that is not known.

    Args:
        context: Has the settings and variables, and gets a warning if one of them cannot be used.
    """
    return _is_utc(context.settings, context.environment, context.messages)


def _is_utc(settings: Settings, environment: Environment, messages: Messages) -> bool:
    from clerk_cli.output.times import zone_problem

    try:
        if settings.boolean("utc"):
            return True
    except ConfigError as error:
        messages.warn(f"{error.message}; using false")
    if problem := zone_problem(environment.variables):
        messages.warn(problem)
        return True
    return False


def _boolean(settings: Settings, key: str, tolerate: Tolerate) -> bool:
    try:
        return settings.boolean(key)
    except ConfigError as error:
        tolerate(error, key, "false")
        return False
