"""The environment of programs that are started, without the keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from clerk_cli.config.masking import KEY_PREFIXES

if TYPE_CHECKING:
    from clerk_cli.plugins import Setting

SDK_KEYS = frozenset(
    {
        "CLERK_SECRET_KEY",
        "CLERK_API_KEY",
        "CLERK_PLATFORM_KEY",
        "CLERK_MACHINE_SECRET_KEY",
        "CLERK_WEBHOOK_SECRET",
        "CLERK_WEBHOOK_SIGNING_SECRET",
        "CLERK_ENCRYPTION_KEY",
        "ANTHROPIC_AUTH_TOKEN",
        "OPENAI_ADMIN_KEY",
    }
)
"""Variables that hold secrets for SDKs of Clerk, Anthropic and OpenAI, beside those of settings."""

SHORTEST_SECRET = 12
"""Shorter values are words that may stand in other variables by chance."""


def environment_without_keys(
    variables: Mapping[str, str], settings: Iterable[Setting] = ()
) -> dict[str, str]:
    """The variables for a program that has no business with the keys: an editor, an installer.

    Args:
        variables: The variables of this process.
        settings: The settings of the core and of plugins; the variables of secret ones are left
            out.

    Returns:
        The variables without those that hold a key, by their names or by what is in them.
    """
    names = {setting.variable for setting in settings if setting.secret and setting.variable}
    names |= SDK_KEYS
    secrets = [variables[name] for name in names if len(variables.get(name, "")) >= SHORTEST_SECRET]
    return {
        name: text
        for name, text in variables.items()
        if name not in names
        and not any(prefix in text for prefix in KEY_PREFIXES)
        and not any(secret in text for secret in secrets)
    }
