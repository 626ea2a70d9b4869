"""What may be stored as the value of a setting."""

from __future__ import annotations

from collections.abc import Collection

from clerk_cli.config.settings import BOOLEANS, FALSE_WORDS, KEY, TIMEOUT, TRUE_WORDS, URL
from clerk_cli.errors import UsageError
from clerk_cli.output import PUBLISHABLE, is_header_word
from clerk_cli.plugins import Setting
from clerk_cli.startup.locations import PLUGINS_SETTING


def check_value(setting: Setting, value: str, formats: Collection[str] = ()) -> None:
    """Refuse a value that a setting does not accept.

    Args:
        setting: The setting.
        value: The value to be stored.
        formats: The names of the output formats, where they are known.

    Raises:
        UsageError: The setting does not accept the value.
    """
    key, lowered = setting.key, value.lower()
    if key in BOOLEANS and lowered not in TRUE_WORDS | FALSE_WORDS:
        raise UsageError(f'{key} must be true or false, not "{value}"')
    if key == TIMEOUT and value:
        from clerk_cli.config.seconds import parse_seconds

        try:
            parse_seconds(value)
        except ValueError as problem:
            raise UsageError(f'{key} must be {problem}, not "{value}"') from None
    if key == KEY and value:
        _check_key(value.strip())
    if key == PLUGINS_SETTING and value:
        from pathlib import Path

        from clerk_cli.plugins.folder import problem_with

        if reason := problem_with(str(Path(value).expanduser())):
            raise UsageError(f"{key}: {reason}")
    if key == "output" and formats and lowered and lowered not in formats:
        raise UsageError(f'output must be one of {", ".join(formats)}, not "{value}"')
    if setting.choices and value not in setting.choices:
        raise UsageError(f'{key} must be one of {", ".join(setting.choices)}, not "{value}"')
    if key == URL and value:
        from clerk_cli.config.plain_text import check_stored_url

        check_stored_url(value)


def _check_key(key: str) -> None:
    """Refuse what no command could send as the secret key."""
    if not is_header_word(key):
        raise UsageError(
            f"{KEY} contains spaces or invalid characters", hint="Copy it again from the Dashboard."
        )
    if key.startswith(PUBLISHABLE):
        raise UsageError(
            f"{KEY} is the secret key, not a publishable key", hint="Secret keys begin with sk_."
        )
