"""Settings that are a number of seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        from clerk_cli.config.fallback import invalid_value
        from clerk_cli.config.settings import DEFAULT_TIMEOUT

        raise invalid_value(settings, key, f'{problem}, not "{text}"', DEFAULT_TIMEOUT) from None
