"""Settings that are a number of seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.errors import ConfigError

if TYPE_CHECKING:
    from clerk_cli.config.settings import Settings

MIN_SECONDS, MAX_SECONDS = 0.1, 3600


def parse_seconds(text: str) -> float:
    """Read a number of seconds.

    Raises:
        ValueError: It is something else; the message says what is expected.
    """
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not MIN_SECONDS <= seconds <= MAX_SECONDS:
        raise ValueError(f"a number of seconds from {MIN_SECONDS} to {MAX_SECONDS}")
    return seconds


def seconds_of(settings: Settings, key: str) -> float:
    """The value of a setting as seconds.

    Raises:
        ConfigError: The value is not a number of seconds, or is out of range.
    """
    text = settings.value(key) or ""
    try:
        return parse_seconds(text)
    except ValueError as problem:
        source = settings.lookup(key).source
        raise ConfigError(f'{key} must be {problem}, not "{text}" ({source})') from None
